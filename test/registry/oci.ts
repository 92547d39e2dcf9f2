import { createHash } from 'node:crypto';

/** A registry without authentication, to push fixtures into: `http://127.0.0.1:port`. */
export interface Pusher {
  blob: (repository: string, bytes: Buffer) => Promise<Pushed>;
  /** @param reference tag; absent: by digest only */
  manifest: (repository: string, mediaType: string, body: object, reference?: string) => Promise<Pushed>;
}

/** A descriptor of what was pushed. */
export interface Pushed {
  mediaType: string;
  digest: string;
  size: number;
}

export function createPusher(address: string): Pusher {
  return {
    async blob(repository, bytes) {
      const digest = digestOf(bytes);
      const begun = await fetch(`${address}/v2/${repository}/blobs/uploads/`, { method: 'POST' });
      const target = new URL(begun.headers.get('location') ?? '', address);
      target.searchParams.set('digest', digest);
      await expectCreated(await fetch(target, { method: 'PUT', body: new Uint8Array(bytes) }));
      return { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest, size: bytes.length };
    },
    async manifest(repository, mediaType, body, reference) {
      const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...body }));
      const digest = digestOf(bytes);
      const url = `${address}/v2/${repository}/manifests/${reference ?? digest}`;
      const headers = { 'content-type': mediaType };
      await expectCreated(await fetch(url, { method: 'PUT', headers, body: new Uint8Array(bytes) }));
      return { mediaType, digest, size: bytes.length };
    },
  };
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

async function expectCreated(response: Response): Promise<void> {
  if (response.status !== 201) throw new Error(`push: ${response.status} ${await response.text()}`);
}

export const INDEX = 'application/vnd.oci.image.index.v1+json';
export const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const CONFIG = 'application/vnd.oci.image.config.v1+json';

/** Pushes one platform's image and gives its descriptor, ready for an index. */
export async function pushImage(push: Pusher, repository: string, platform: string, tag?: string) {
  const [os = 'linux', architecture = 'amd64'] = platform.split('/');
  const entry = {
    os,
    architecture,
    config: { Entrypoint: ['/app/run'] },
    rootfs: { type: 'layers', diff_ids: [] },
  };
  const config = { ...(await push.blob(repository, Buffer.from(JSON.stringify(entry)))), mediaType: CONFIG };
  const layers = [await push.blob(repository, Buffer.alloc(200_000, platform))];
  const pushed = await push.manifest(repository, MANIFEST, { config, layers }, tag);
  return { ...pushed, platform: { os, architecture } };
}
