import { createHash } from 'node:crypto';
import type { Image, Repository } from './model';

/** A manifest or an index as the registry stores it. */
export interface StoredManifest {
  digest: string;
  mediaType: string;
  body: string;
  /** Name of the image of the model it came from. */
  image: string;
  platform?: { os: string; architecture: string };
  artifactType?: string;
  /** Digest it refers to. */
  subject?: string;
  annotations?: Record<string, string>;
  /** Bytes of all layers. */
  imageSize: number;
}

export interface StoredBlob {
  size: number;
  /** The whole content of small blobs; layers are stand-ins whose first bytes are all that is served. */
  content: Buffer;
}

/** What a registry stores of one repository. */
export interface Storage {
  manifests: Map<string, StoredManifest>;
  /** Digest of the tag's manifest or index. */
  tags: Map<string, string>;
  blobs: Map<string, StoredBlob>;
  /** Digest of an image's outermost manifest, by the image's name in the model. */
  roots: Map<string, string>;
}

const TYPES = {
  oci: {
    index: 'application/vnd.oci.image.index.v1+json',
    manifest: 'application/vnd.oci.image.manifest.v1+json',
    config: 'application/vnd.oci.image.config.v1+json',
    layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
    foreign: 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
  },
  docker: {
    index: 'application/vnd.docker.distribution.manifest.list.v2+json',
    manifest: 'application/vnd.docker.distribution.manifest.v2+json',
    config: 'application/vnd.docker.container.image.v1+json',
    layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
    foreign: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
  },
} as const;

const STREAMING = 'application/vnd.azure.artifact.streaming.v1';
const EMPTY = 'application/vnd.oci.empty.v1+json';

const known = new WeakMap<Repository, Storage>();

/** Builds real manifests with real digests from the model; the same model always gives the same digests. */
export function storageOf(repository: Repository): Storage {
  const found = known.get(repository);
  if (found) return found;
  const storage: Storage = { manifests: new Map(), tags: new Map(), blobs: new Map(), roots: new Map() };
  for (const [name, image] of Object.entries(repository.images)) {
    storage.roots.set(name, storeImage(storage, name, image));
  }
  for (const [name, tag] of Object.entries(repository.tags)) {
    const digest = storage.roots.get(tag.image);
    if (digest !== undefined) storage.tags.set(name, digest);
  }
  known.set(repository, storage);
  return storage;
}

/** Stores everything of one image, and returns the digest that a tag points at. */
function storeImage(storage: Storage, name: string, image: Image): string {
  const children = image.platforms.map((platform) => storePlatform(storage, name, image, platform));
  const [only] = children;
  const root = children.length === 1 && only ? only : storeIndex(storage, name, image, children);
  for (const target of image.streaming) {
    const subject = target === 'index' ? root : children.find((child) => platformName(child) === target);
    if (subject) storeStreamingArtifact(storage, name, subject);
  }
  return root.digest;
}

function platformName({ platform }: StoredManifest): string {
  return platform ? `${platform.os}/${platform.architecture}` : 'index';
}

function storePlatform(storage: Storage, name: string, image: Image, platform: string): StoredManifest {
  const [os = 'linux', architecture = 'amd64'] = platform.split('/');
  const types = TYPES[image.format];
  const config = storeBlob(
    storage,
    JSON.stringify({ architecture, os, config: { Entrypoint: image.entrypoint } }),
  );
  const layers: Record<string, unknown>[] = image.layers.map((size, index) => ({
    mediaType: types.layer,
    ...storeBlob(storage, `${name} ${platform} layer ${index}`, size),
  }));
  if (image.foreignLayer) layers.unshift(foreignLayer(types.foreign));
  return storeManifest(
    storage,
    {
      schemaVersion: 2,
      mediaType: types.manifest,
      ...(image.artifactType === undefined ? {} : { artifactType: image.artifactType }),
      config: { mediaType: types.config, ...config },
      layers,
    },
    {
      image: name,
      platform: { os, architecture },
      imageSize: image.layers.reduce((all, size) => all + size, 0),
    },
  );
}

function foreignLayer(mediaType: string) {
  const digest = digestOf('a layer of Windows');
  const url = `https://mcr.microsoft.com/v2/windows/servercore/blobs/${digest}`;
  return { mediaType, digest, size: 1_718_332_879, urls: [url] };
}

function storeIndex(
  storage: Storage,
  name: string,
  image: Image,
  children: StoredManifest[],
): StoredManifest {
  const manifests = children.map(({ mediaType, digest, body, platform }) => ({
    mediaType,
    digest,
    size: Buffer.byteLength(body),
    platform,
  }));
  const index = { schemaVersion: 2, mediaType: TYPES[image.format].index, manifests };
  return storeManifest(storage, index, {
    image: name,
    imageSize: children.reduce((all, child) => all + child.imageSize, 0),
  });
}

/** Annotations as the service writes them (AgentENV PR 58, AgentBaker PR 8845; azure-facts, section 2). */
function storeStreamingArtifact(storage: Storage, name: string, subject: StoredManifest): void {
  const empty = { mediaType: EMPTY, ...storeBlob(storage, '{}') };
  const layer = { mediaType: TYPES.oci.layer, ...storeBlob(storage, `${name} overlaybd`, 30_408_704) };
  const annotations = {
    'streaming.format': 'overlaybd',
    'streaming.version': 'v1',
    'streaming.platform.os': 'linux',
    'streaming.platform.arch': 'amd64',
  };
  const { mediaType, digest, body } = subject;
  storeManifest(
    storage,
    {
      schemaVersion: 2,
      mediaType: TYPES.oci.manifest,
      artifactType: STREAMING,
      config: empty,
      layers: [layer],
      subject: { mediaType, digest, size: Buffer.byteLength(body) },
      annotations,
    },
    { image: name, imageSize: 30_408_704, artifactType: STREAMING, subject: digest, annotations },
  );
}

type About = Omit<StoredManifest, 'digest' | 'mediaType' | 'body'>;

function storeManifest(
  storage: Storage,
  manifest: { mediaType: string; [key: string]: unknown },
  about: About,
): StoredManifest {
  const body = JSON.stringify(manifest);
  const stored = { digest: digestOf(body), mediaType: manifest.mediaType, body, ...about };
  storage.manifests.set(stored.digest, stored);
  return stored;
}

/** @param size what the descriptor says; absent for a blob that is stored whole */
function storeBlob(storage: Storage, text: string, size?: number): { digest: string; size: number } {
  const content = Buffer.from(size === undefined ? text : text.padEnd(4096, '.'));
  const blob = { content, size: size ?? content.length };
  const digest = digestOf(text);
  storage.blobs.set(digest, blob);
  return { digest, size: blob.size };
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
