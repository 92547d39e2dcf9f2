import { createHttpHeaders, createPipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Azure } from './azure';
import { isAzureHost, type Cloud } from './clouds';
import { mapRead, Trouble, type Listed, type Read } from './reading';
import { sendSigned } from './registry-auth';
import { expectStatus, parseBody, readErrorBody } from './trouble';

/** Every manifest form of OCI and docker; without them a registry converts or answers 404. */
export const MANIFEST_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.oci.artifact.manifest.v1+json',
] as const;

const descriptorSchema = z.object({
  mediaType: z.string(),
  digest: z.string(),
  size: z.number(),
  artifactType: z.string().optional(),
  annotations: z.record(z.string(), z.string()).optional(),
  /** Places outside the registry that hold the content: a foreign layer. */
  urls: z.array(z.string()).optional(),
  platform: z.object({ os: z.string(), architecture: z.string(), variant: z.string().optional() }).optional(),
});

/** What an index or a manifest points at. */
export type Descriptor = z.infer<typeof descriptorSchema>;

const manifestSchema = z.object({
  mediaType: z.string().optional(),
  artifactType: z.string().optional(),
  config: descriptorSchema.optional(),
  layers: z.array(descriptorSchema).optional(),
  manifests: z.array(descriptorSchema).optional(),
  subject: descriptorSchema.optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});

/** A manifest, or an index when `manifests` is there. */
export interface Manifest extends Omit<z.infer<typeof manifestSchema>, 'mediaType'> {
  digest: string;
  mediaType: string;
}

/** Longest manifest that OCI asks registries to take; beyond, somebody plays tricks. */
const MAX_MANIFEST = 4 * 1024 * 1024;

/** @param reference tag or digest. Source: OCI distribution specification. */
export function getManifest(
  azure: Azure,
  loginServer: string,
  repository: string,
  reference: string,
): Promise<Read<Manifest>> {
  const path = `/v2/${repository}/manifests/${reference}`;
  const scope = `repository:${repository}:pull`;
  return azure.once(`GET https://${loginServer}${path}`, scope, async () => {
    assertNames(repository, reference);
    const headers = { accept: MANIFEST_TYPES.join(', ') };
    return manifestOf(await sendSigned(azure, loginServer, scope, { path, headers }));
  });
}

function manifestOf(response: PipelineResponse): Manifest {
  const text = response.bodyAsText ?? '';
  if (text.length > MAX_MANIFEST)
    throw new Trouble({ reason: 'bad-answer', saw: 'The manifest is longer than 4 MB' });
  const { mediaType, ...rest } = parseBody(response, manifestSchema);
  const type = response.headers.get('content-type')?.split(';')[0]?.trim();
  const computed = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  return {
    ...rest,
    digest: response.headers.get('docker-content-digest') ?? computed,
    mediaType: mediaType ?? type ?? 'unknown',
  };
}

const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const REFERENCE = /^(?:[\w][\w.-]{0,127}|sha256:[0-9a-f]{64})$/;

/** Names out of a paste become part of an address, so they must be what OCI allows. @throws Trouble */
export function assertNames(repository: string, reference?: string): void {
  const isRepository = repository.length <= 255 && REPOSITORY.test(repository);
  if (!isRepository) throw badName('repository name', repository);
  if (reference !== undefined && !REFERENCE.test(reference)) throw badName('tag or digest', reference);
}

function badName(what: string, text: string): Trouble {
  return new Trouble({ reason: 'not-found', saw: `'${text.slice(0, 80)}' can be no ${what}` });
}

/** How one layer was reached. Seen from the bot's place. */
export interface BlobStart {
  /** Host that served the bytes: the login server, a data endpoint or storage. */
  servedBy: string;
  /** Bytes received of those asked for (the first 1024). */
  bytes: number;
}

const FIRST_BYTES = { range: 'bytes=0-1023' };

/**
 * Reads the first bytes of a blob as a pull does: asks the registry, and follows its redirect to where the layer
 * lies. The registry's token does not go along: storage would refuse it.
 */
export function readBlobStart(
  azure: Azure,
  loginServer: string,
  repository: string,
  digest: string,
): Promise<Read<BlobStart>> {
  const path = `/v2/${repository}/blobs/${digest}`;
  const scope = `repository:${repository}:pull`;
  return azure.once(`GET https://${loginServer}${path}`, scope, async () => {
    assertNames(repository, digest);
    return startOf(await fetchBlob(azure, loginServer, scope, path, FIRST_BYTES));
  });
}

function startOf(response: PipelineResponse): BlobStart {
  return {
    servedBy: new URL(response.request.url).hostname,
    bytes: Number(response.headers.get('content-length') ?? Buffer.byteLength(response.bodyAsText ?? '')),
  };
}

/** What points at a manifest. `via` tells which way it was found. */
export interface Referrers extends Listed<Descriptor> {
  via: 'referrers' | 'fallback-tag';
}

/**
 * Everything that names a manifest as its subject, unfiltered: some artifacts carry no artifactType in the filtered
 * list (Azure/acr#784). A registry without the referrers API (404) is asked for the tag `sha256-<hex>` instead.
 */
export function listReferrers(
  azure: Azure,
  loginServer: string,
  repository: string,
  digest: string,
): Promise<Read<Referrers>> {
  const path = `/v2/${repository}/referrers/${digest}`;
  const scope = `repository:${repository}:pull`;
  return azure.once(`GET https://${loginServer}${path}`, scope, async () => {
    assertNames(repository, digest);
    const first = await sendSigned(azure, loginServer, scope, { path }, 404);
    // A registry that knows the API and not the image says so in an error body; one without it says 404 only.
    if (readErrorBody(first.bodyAsText).code !== undefined) expectStatus(first, scope);
    if (first.status === 404) return fallbackReferrers(azure, loginServer, repository, digest);
    return allReferrers(azure, loginServer, scope, first);
  });
}

const indexSchema = z.object({ manifests: z.array(descriptorSchema).nullish() });

async function allReferrers(
  azure: Azure,
  loginServer: string,
  scope: string,
  first: PipelineResponse,
): Promise<Referrers> {
  const items: Descriptor[] = [];
  let page = first;
  for (let pages = 1; ; pages++) {
    items.push(...(parseBody(page, indexSchema).manifests ?? []));
    const next = findNextPage(page, loginServer);
    if (next === undefined) return { items, isComplete: true, via: 'referrers' };
    if (pages >= azure.limits.pages) return { items, isComplete: false, via: 'referrers' };
    page = await sendSigned(azure, loginServer, scope, { path: next });
  }
}

/** The `Link` header's way to the next page, on the same host only. */
export function findNextPage(response: PipelineResponse, loginServer: string): string | undefined {
  const link = /<(?<target>[^>]+)>\s*;\s*rel="?next"?/i.exec(response.headers.get('link') ?? '');
  if (!link?.groups?.target) return undefined;
  const url = new URL(link.groups.target, `https://${loginServer}`);
  return url.hostname === loginServer ? url.pathname + url.search : undefined;
}

async function fallbackReferrers(
  azure: Azure,
  loginServer: string,
  repository: string,
  digest: string,
): Promise<Referrers> {
  const tag = digest.replace(':', '-');
  const path = `/v2/${repository}/manifests/${tag}`;
  const headers = { accept: MANIFEST_TYPES.join(', ') };
  const scope = `repository:${repository}:pull`;
  const response = await sendSigned(azure, loginServer, scope, { path, headers }, 404);
  const items = response.status === 404 ? [] : (manifestOf(response).manifests ?? []);
  return { items, isComplete: true, via: 'fallback-tag' };
}

/** What an image is made for and how it starts, from its configuration blob. */
export interface ImageConfig {
  os?: string;
  architecture?: string;
  /** Whether it says what to run; an image without is no container image that can start by itself. Absent: not told. */
  hasCommand?: boolean;
}

const configSchema = z.object({
  os: z.string().optional(),
  architecture: z.string().optional(),
  config: z
    .object({ Entrypoint: z.array(z.string()).nullish(), Cmd: z.array(z.string()).nullish() })
    .nullish(),
});

/** @param digest of the manifest's `config` */
export function getImageConfig(
  azure: Azure,
  loginServer: string,
  repository: string,
  digest: string,
): Promise<Read<ImageConfig>> {
  const path = `/v2/${repository}/blobs/${digest}`;
  const scope = `repository:${repository}:pull`;
  return azure.once(`GET https://${loginServer}${path} config`, scope, async () => {
    assertNames(repository, digest);
    const blob = await fetchBlob(azure, loginServer, scope, path);
    const { os, architecture, config } = parseBody(blob, configSchema);
    return {
      ...(os === undefined ? {} : { os }),
      ...(architecture === undefined ? {} : { architecture }),
      hasCommand: (config?.Entrypoint ?? []).length + (config?.Cmd ?? []).length > 0,
    };
  });
}

/** Storage, or a data endpoint of a registry; not the services that hold more than layers. */
function isLayerPlace({ protocol, hostname, port, username }: URL, cloud: Cloud): boolean {
  const isOfAzure =
    isAzureHost(hostname, cloud) && ![cloud.arm, cloud.login, ...cloud.others].includes(hostname);
  return protocol === 'https:' && port === '' && username === '' && isOfAzure;
}

/** A blob from where the registry keeps it: one redirect, without the token, and to a host of Azure only. */
async function fetchBlob(
  azure: Azure,
  loginServer: string,
  scope: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<PipelineResponse> {
  const asked = await sendSigned(azure, loginServer, scope, { path, headers }, 302, 307);
  const target = asked.headers.get('location');
  if (asked.status < 300 || target === undefined) return asked;
  const url = new URL(target, asked.request.url);
  if (!isLayerPlace(url, azure.cloud))
    throw new Trouble({ reason: 'bad-answer', saw: `The registry leads to '${url.hostname}' for a layer` });
  const request = createPipelineRequest({ url: url.href, headers: createHttpHeaders(headers) });
  const served = await azure.http.sendRequest(request);
  expectStatus(served);
  return served;
}

/** Whether a manifest is there; undefined when it is not. */
export async function findManifest(
  azure: Azure,
  loginServer: string,
  repository: string,
  reference: string,
): Promise<Read<Manifest | undefined>> {
  const read = await getManifest(azure, loginServer, repository, reference);
  if (read.ok || read.unreadable.reason !== 'not-found') return mapRead(read, (manifest) => manifest);
  return { ok: true, value: undefined, at: azure.now().toISOString() };
}
