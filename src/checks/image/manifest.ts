import type { Read } from '../../azure/reading';
import { getTag } from '../../azure/registry-attributes';
import {
  getImageConfig,
  getManifest,
  type Descriptor,
  type ImageConfig,
  type Manifest,
} from '../../azure/registry-content';
import type { Eyes, Given, Params, Said } from '../check';

/** What reading a manifest or a layer takes: the action in legacy mode, the data action in ABAC mode. */
export const READ_CONTENT = [
  'Microsoft.ContainerRegistry/registries/pull/read',
  'Microsoft.ContainerRegistry/registries/repositories/content/read',
] as const;

/** What reading the attributes of a repository, a tag or a manifest takes. */
export const READ_METADATA = [
  'Microsoft.ContainerRegistry/registries/metadata/read',
  'Microsoft.ContainerRegistry/registries/repositories/metadata/read',
] as const;

/** Config media types of a container image; every other manifest is something else that a registry can hold. */
export const IMAGE_CONFIGS: readonly string[] = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
];

export type ImageParams = Given<'registry' | 'repository'>;

/** What tag or digest lead to. */
export interface Image {
  /** The manifest, or the index of several. */
  root: Manifest;
  /** The manifest that would run: of an index that of linux/amd64, or else its first; the root itself when it is none. */
  main?: Read<Manifest>;
  /** Configuration of `main`; absent when it has none that is an image's. */
  config?: Read<ImageConfig>;
  /** ISO 8601: since when the tag has led here. A digest always leads to the same. */
  since?: string;
  /** Set where only some keys of the manifest were pasted: what is absent is not known. */
  isPart?: boolean;
}

/** Reads tag or digest, and of an index the manifest that counts for streaming. */
export async function readImage(eyes: Eyes, params: ImageParams): Promise<Read<Image>> {
  const [root, since] = await Promise.all([readRoot(eyes, params), findTaggedAt(eyes, params)]);
  if (!root.ok) return root;
  const main = await readMain(eyes, params, root.value);
  const config = main?.ok ? await readConfig(eyes, params, main.value) : undefined;
  const value = {
    root: root.value,
    ...(main ? { main } : {}),
    ...(config ? { config } : {}),
    ...(since === undefined ? {} : { since }),
  };
  return { ...root, value };
}

/** The manifest or index that the parameters name; the digest counts where both are known. */
export async function readRoot(
  { azure }: Eyes,
  { registry, repository, tag, digest }: ImageParams,
): Promise<Read<Manifest>> {
  const reference = digest ?? tag;
  if (reference === undefined) return { ok: false, unreadable: { reason: 'not-found', saw: NO_REFERENCE } };
  return getManifest(azure, registry, repository, reference);
}

export const NO_REFERENCE = 'not known: the tag or the digest';

async function findTaggedAt(
  { azure }: Eyes,
  { registry, repository, tag, digest }: ImageParams,
): Promise<string | undefined> {
  if (tag === undefined || digest !== undefined) return undefined;
  const found = await getTag(azure, registry, repository, tag);
  return found.ok ? isoOf(found.value.updatedAt) : undefined;
}

async function readMain(
  { azure }: Eyes,
  { registry, repository }: ImageParams,
  root: Manifest,
): Promise<Read<Manifest> | undefined> {
  if (!root.manifests) return { ok: true, value: root, at: azure.now().toISOString() };
  const picked = findAmd64(root) ?? partsOf(root)[0];
  return picked && getManifest(azure, registry, repository, picked.digest);
}

async function readConfig(
  { azure }: Eyes,
  { registry, repository }: ImageParams,
  { config }: Manifest,
): Promise<Read<ImageConfig> | undefined> {
  if (!config || !IMAGE_CONFIGS.includes(config.mediaType)) return undefined;
  return getImageConfig(azure, registry, repository, config.digest);
}

/** The entry of an index for linux/amd64. */
export function findAmd64(root: Manifest): Descriptor | undefined {
  return partsOf(root).find(({ platform }) => platform?.os === 'linux' && platform.architecture === 'amd64');
}

/** Entries of an index that are images; attestations, which buildx puts beside them, are none. */
export function partsOf({ manifests = [] }: Manifest): Descriptor[] {
  return manifests.filter(
    ({ platform, annotations }) =>
      platform?.os !== 'unknown' && annotations?.['vnd.docker.reference.type'] !== 'attestation-manifest',
  );
}

/** Most manifests of one index that are read. */
const MAX_PARTS = 16;

/** Every manifest of an image that has layers. `isComplete` is false when the index has more than are read. */
export interface Parts {
  read: { name: string; manifest: Read<Manifest> }[];
  isComplete: boolean;
}

/** The manifests of all platforms: of an index each of its entries, else the manifest itself. */
export async function readParts(
  { azure }: Eyes,
  { registry, repository }: ImageParams,
  root: Manifest,
): Promise<Parts> {
  if (!root.manifests) {
    const manifest = { ok: true, value: root, at: azure.now().toISOString() } as const;
    return { read: [{ name: 'the image', manifest }], isComplete: true };
  }
  const parts = partsOf(root);
  const read = await Promise.all(
    parts.slice(0, MAX_PARTS).map(async ({ platform, digest }) => ({
      name: platform ? `${platform.os}/${platform.architecture}` : short(digest),
      manifest: await getManifest(azure, registry, repository, digest),
    })),
  );
  return { read, isComplete: parts.length <= MAX_PARTS };
}

/** The digest for commands; what was pasted need not name it. */
export function learntOf({ root }: Pick<Image, 'root'>): Params {
  return root.digest === '' ? {} : { digest: root.digest };
}

/** Why something cannot be told from a list of readings: the first that failed. */
export function firstUnreadable(reads: readonly Read<unknown>[]) {
  return reads.flatMap((read) => (read.ok ? [] : [read.unreadable]))[0];
}

/** What holds because of what the tag leads to holds since it has led there. */
export function holdingSince(said: readonly Said[], since: string | undefined): Said[] {
  return said.map((one) =>
    since !== undefined && (one.holds === 'yes' || one.holds === 'no') ? { ...one, since } : one,
  );
}

/** A digest as people read it. */
export function short(digest: string): string {
  return digest.startsWith('sha256:') && digest.length > 22 ? `${digest.slice(0, 19)}...` : digest;
}

/** How an image is called in a sentence: by its tag where there is one. */
export function nameOf({ repository, tag, digest }: Params): string {
  if (tag !== undefined) return `${repository ?? ''}:${tag}`;
  return digest === undefined ? (repository ?? '') : `${repository ?? ''}@${short(digest)}`;
}

/** ISO 8601 with milliseconds, of a time as a registry writes it; undefined when it is none. */
export function isoOf(text: string): string | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
