import { createHash } from 'node:crypto';
import { acrError, type Answer, type Shape } from './answer';
import { storageOf, type Storage, type StoredManifest } from './images';
import type { Repository } from './model';
import { dataEndpointOf, type NamedRegistry } from './registries';
import { findRefusal, type RegistryCall } from './registry-auth';

const OCI: Shape = { unverified: 'OCI distribution specification; no recorded answer of the service' };
const CALL = /^\/v2\/(?<name>.+)\/(?<what>manifests|blobs|referrers|tags)\/(?<reference>[^/]+)$/;

/** What a call under /v2/ is about. */
export interface V2Target {
  name: string;
  what: 'manifests' | 'blobs' | 'referrers' | 'tags';
  reference: string;
}

export function parseV2(path: string): V2Target | undefined {
  const groups = CALL.exec(path)?.groups;
  return groups && (groups as unknown as V2Target);
}

/** The OCI part of a registry, out of the model. */
export function answerV2(asked: RegistryCall): Answer {
  const target = parseV2(asked.call.path);
  if (!target) return acrError(404, 'UNSUPPORTED', `The simulated registry has no ${asked.call.path}.`);
  const refusal = findRefusal(asked, 'repository', target.name, 'pull');
  if (refusal) return refusal;
  const repository = asked.found.registry.repositories[target.name];
  if (!repository)
    return acrError(404, 'NAME_UNKNOWN', `repository name not known to registry`, { name: target.name });
  const storage = storageOf(repository);
  if (target.what === 'tags') return tagList(target.name, storage);
  if (target.what === 'blobs') return blobRedirect(asked.found, storage, target.reference);
  if (target.what === 'referrers') return referrers(asked, storage, target.reference);
  return manifest(asked, repository, storage, target.reference);
}

function tagList(name: string, storage: Storage): Answer {
  return { status: 200, body: { name, tags: [...storage.tags.keys()] }, shape: OCI };
}

function manifest(asked: RegistryCall, repository: Repository, storage: Storage, reference: string): Answer {
  const stored = storage.manifests.get(storage.tags.get(reference) ?? reference);
  if (!stored || isQuarantined(asked.found, repository, reference))
    return acrError(404, 'MANIFEST_UNKNOWN', `manifest tagged by "${reference}" is not found`, {
      Tag: reference,
    });
  // That a lock against reading answers like this is INFERRED (azure-facts, section 4).
  if (!isReadable(repository, stored, reference))
    return acrError(405, 'UNSUPPORTED', 'The operation is unsupported.');
  const { body, digest, mediaType } = stored;
  const headers = {
    'content-type': mediaType,
    'docker-content-digest': digest,
    etag: `"${digest}"`,
  };
  return { status: 200, headers, body: Buffer.from(body), shape: OCI };
}

function isReadable(repository: Repository, stored: StoredManifest, reference: string): boolean {
  const image = repository.images[stored.image];
  const tag = repository.tags[reference];
  return [repository.locks, image?.locks, tag?.locks].every((locks) => locks?.readEnabled !== false);
}

/** That quarantined images look missing to a caller with pull rights only is INFERRED (azure-facts, section 3). */
function isQuarantined({ registry }: NamedRegistry, repository: Repository, reference: string): boolean {
  const state = repository.tags[reference]?.quarantineState ?? 'Passed';
  return registry.quarantinePolicy === 'enabled' && state !== 'Passed';
}

function blobRedirect(found: NamedRegistry, storage: Storage, digest: string): Answer {
  if (!storage.blobs.has(digest))
    return acrError(404, 'BLOB_UNKNOWN', 'blob unknown to registry', { digest });
  const host = found.registry.dataEndpointEnabled ? dataEndpointOf(found) : storageHostOf(found);
  const location = `https://${host}/${found.name}/${digest}?sp=r&sig=simulated`;
  return { status: 307, headers: { location }, body: '', shape: OCI };
}

function storageHostOf({ name, registry }: NamedRegistry): string {
  return `${registry.location.slice(0, 4)}managed${createHash('sha256').update(name).digest('hex').slice(0, 6)}.blob.core.windows.net`;
}

/** Storage, or the data endpoint: serves bytes to whoever has the link, and refuses a registry's token. */
export function answerStorage({ call, world }: Pick<RegistryCall, 'call' | 'world'>): Answer {
  const shape: Shape = { unverified: 'Azure Storage' };
  if (call.headers.authorization !== undefined) {
    const headers = { 'x-ms-error-code': 'InvalidAuthenticationInfo', 'content-type': 'application/xml' };
    const body = '<?xml version="1.0"?><Error><Code>InvalidAuthenticationInfo</Code></Error>';
    return { status: 400, headers, body, shape };
  }
  const [, registryName = '', digest = ''] = call.path.split('/');
  const repositories = world.tenant.registries[registryName]?.repositories ?? {};
  const blob = Object.values(repositories)
    .map((repository) => storageOf(repository).blobs.get(digest))
    .find((stored) => stored !== undefined);
  if (!blob) return { status: 404, headers: { 'x-ms-error-code': 'BlobNotFound' }, body: '', shape };
  const range = /^bytes=0-(?<last>\d+)$/.exec(call.headers.range ?? '')?.groups?.last;
  if (range === undefined) return { status: 200, body: blob.content, shape };
  const part = blob.content.subarray(0, Number(range) + 1);
  const headers = { 'content-range': `bytes 0-${part.length - 1}/${blob.size}` };
  return { status: 206, headers, body: part, shape };
}

/** Referrers, with the filter and paging by `Link` that the service has. */
function referrers({ call, world }: RegistryCall, storage: Storage, digest: string): Answer {
  const type = call.query.get('artifactType');
  const all = [...storage.manifests.values()]
    .filter(({ subject, artifactType }) => subject === digest && (type === null || artifactType === type))
    .map(({ mediaType, digest: own, body, artifactType, annotations }) => ({
      mediaType,
      digest: own,
      size: Buffer.byteLength(body),
      ...(artifactType === undefined ? {} : { artifactType }),
      ...(annotations === undefined ? {} : { annotations }),
    }));
  const from = Number(call.query.get('nextToken') ?? 0);
  const { pageSize } = world.tenant;
  const next = `${call.path}?nextToken=${from + pageSize}`;
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  return {
    status: 200,
    headers: {
      'content-type': mediaType,
      ...(type === null ? {} : { 'oci-filters-applied': 'artifactType' }),
      ...(from + pageSize < all.length ? { link: `<${next}>; rel="next"` } : {}),
    },
    body: { schemaVersion: 2, mediaType, manifests: all.slice(from, from + pageSize) },
    shape: { fixture: 'acr-referrers-empty' },
  };
}
