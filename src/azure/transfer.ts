import { z } from 'zod';
import { API_VERSIONS } from './api-versions';
import { getArm, listArm, registryIdOf } from './arm';
import type { Azure } from './azure';
import type { Listed, Read } from './reading';

export type Direction = 'export' | 'import';

/** A pipeline of ACR Transfer. Words of the service stay as it spells them. */
export interface Pipeline {
  id: string;
  name: string;
  direction: Direction;
  /** Address of the container: the export's target, the import's source. */
  container?: string;
  /** Address of the secret that holds the SAS token; absent in the mode ManagedIdentity. */
  secretUri?: string;
  /** SasToken, which is meant also where nothing is said, or ManagedIdentity. */
  mode: string;
  /** Undefined where a paste does not hold them. */
  options?: string[];
  /** Enabled or Disabled; of import pipelines only. */
  trigger?: string;
  /** Object ids of its managed identities. */
  principals: string[];
}

/** One run of a pipeline. */
export interface PipelineRun {
  id: string;
  name: string;
  direction?: Direction;
  /** Name of its pipeline. */
  pipeline?: string;
  /** repository:tag or repository@digest; of exports only. */
  artifacts: string[];
  /** Name of the blob it writes or reads; the run of a trigger names none itself. */
  blob?: string;
  /** Running, Succeeded, Failed. provisioningState tells of the resource, not of the run. */
  status?: string;
  percent?: string;
  startedAt?: string;
  finishedAt?: string;
  /** Free text of the service, not yet masked. */
  error?: string;
}

const KINDS = { export: 'exportPipelines', import: 'importPipelines' } as const;
const ACR = 'Microsoft.ContainerRegistry/registries';
export const READ_PIPELINES = [`${ACR}/exportPipelines/read`, `${ACR}/importPipelines/read`] as const;
export const READ_RUNS = `${ACR}/pipelineRuns/read`;

const text = z.string().nullish();
const place = z.object({ uri: text, keyVaultUri: text, storageAccessMode: text, name: text }).nullish();
const pipelineParts = {
  target: place,
  source: place,
  options: z.array(z.string()).nullish(),
  trigger: z.object({ sourceTrigger: z.object({ status: text }).nullish() }).nullish(),
};
const runParts = {
  request: z
    .object({
      pipelineResourceId: text,
      artifacts: z.array(z.string()).nullish(),
      source: place,
      target: place,
    })
    .nullish(),
  response: z
    .object({
      status: text,
      progress: z.object({ percentage: z.union([z.string(), z.number()]).nullish() }).nullish(),
      startTime: text,
      finishTime: text,
      source: place,
      target: place,
      pipelineRunErrorMessage: text,
    })
    .nullish(),
};
const head = { id: z.string(), name: z.string() };
const identity = z
  .object({
    principalId: text,
    userAssignedIdentities: z.record(z.string(), z.object({ principalId: text }).nullish()).nullish(),
  })
  .nullish();
const pipelineSchema = z.object({ ...head, identity, properties: z.object(pipelineParts) });
const runSchema = z.object({ ...head, properties: z.object(runParts) });

const query = { 'api-version': API_VERSIONS.transfer };

/** Source: azure-rest-api-specs, ExportPipelineGet.json and ImportPipelineGet.json (2025-06-01-preview). */
export function getPipeline(
  azure: Azure,
  registryId: string,
  direction: Direction,
  name: string,
): Promise<Read<Pipeline>> {
  const permission = `${ACR}/${KINDS[direction]}/read`;
  const path = `${registryId}/${KINDS[direction]}/${encodeURIComponent(name)}`;
  return azure.once(`GET ${path}`, permission, async () => {
    registryIdOf(registryId);
    return pipelineOf(direction, await getArm(azure, path, query, pipelineSchema, permission));
  });
}

export function listPipelines(
  azure: Azure,
  registryId: string,
  direction: Direction,
): Promise<Read<Listed<Pipeline>>> {
  const permission = `${ACR}/${KINDS[direction]}/read`;
  const path = `${registryIdOf(registryId).id}/${KINDS[direction]}`;
  const schema = z.object({ value: z.array(pipelineSchema), nextLink: text });
  return azure.once(`GET ${path}`, permission, async () => {
    const list = await listArm(azure, path, query, schema, permission);
    return { ...list, items: list.items.map((found) => pipelineOf(direction, found)) };
  });
}

/** Source: PipelineRunGet.json of the same version. */
export function getPipelineRun(azure: Azure, registryId: string, name: string): Promise<Read<PipelineRun>> {
  const path = `${registryId}/pipelineRuns/${encodeURIComponent(name)}`;
  return azure.once(`GET ${path}`, READ_RUNS, async () => {
    registryIdOf(registryId);
    return runOf(await getArm(azure, path, query, runSchema, READ_RUNS));
  });
}

export function listPipelineRuns(azure: Azure, registryId: string): Promise<Read<Listed<PipelineRun>>> {
  const path = `${registryIdOf(registryId).id}/pipelineRuns`;
  const schema = z.object({ value: z.array(runSchema), nextLink: text });
  return azure.once(`GET ${path}`, READ_RUNS, async () => {
    const list = await listArm(azure, path, query, schema, READ_RUNS);
    return { ...list, items: list.items.map(runOf) };
  });
}

/** A pipeline as `az acr export-pipeline show` prints it, which lifts the properties up; undefined when it is none. */
export function readShownPipeline(json: unknown): Pipeline | undefined {
  const found = pipelineSchema.safeParse(nested(json)).data;
  const kind = /\/(?<kind>export|import)Pipelines\//i.exec(found?.id ?? '')?.groups?.kind?.toLowerCase();
  if (!found || (kind !== 'export' && kind !== 'import')) return undefined;
  const shown = pipelineOf(kind, found);
  // A part that a query or the edge of the screen cut away is not the same as an empty one, which is printed.
  if (found.properties.options === undefined) delete shown.options;
  return shown;
}

/** A run as `az acr pipeline-run show` prints it; undefined when it is none. */
export function readShownRun(json: unknown): PipelineRun | undefined {
  const found = runSchema.safeParse(nested(json)).data;
  return found && /\/pipelineRuns\//i.test(found.id) ? runOf(found) : undefined;
}

/** The command line prints the properties lifted up; Azure has them in a part of their own. */
function nested(json: unknown): unknown {
  const isLifted = typeof json === 'object' && json !== null && !('properties' in json);
  return isLifted ? { ...json, properties: json } : json;
}

type Answer = z.infer<typeof pipelineSchema>;

function pipelineOf(direction: Direction, { id, name, identity: who, properties }: Answer): Pipeline {
  const { target, source, options, trigger } = properties;
  const { uri, keyVaultUri, storageAccessMode } = (direction === 'export' ? target : source) ?? {};
  return {
    ...{ id, name, direction },
    ...present('container', uri),
    ...present('secretUri', keyVaultUri),
    mode: storageAccessMode ?? 'SasToken',
    options: options ?? [],
    ...present('trigger', trigger?.sourceTrigger?.status),
    principals: principalsOf(who),
  };
}

function principalsOf(who: z.infer<typeof identity>): string[] {
  const assigned = Object.values(who?.userAssignedIdentities ?? {}).map((one) => one?.principalId);
  return [who?.principalId, ...assigned].flatMap((one) => one ?? []);
}

function runOf({ id, name, properties }: z.infer<typeof runSchema>): PipelineRun {
  const request = properties.request ?? {};
  const response = properties.response ?? {};
  const of = PIPELINE_ID.exec(request.pipelineResourceId ?? '')?.groups ?? {};
  return {
    ...{ id, name, artifacts: request.artifacts ?? [] },
    ...present('direction', of.kind?.toLowerCase() as Direction | undefined),
    ...present('pipeline', of.name),
    ...present('blob', blobOf([request.source, request.target], [response.source, response.target])),
    ...present('status', response.status),
    ...present('percent', response.progress?.percentage?.toString()),
    ...present('startedAt', response.startTime),
    ...present('finishedAt', response.finishTime),
    ...present('error', response.pipelineRunErrorMessage),
  };
}

const PIPELINE_ID = /\/(?<kind>export|import)Pipelines\/(?<name>[^/]{1,90})$/i;

function present<K extends string, V>(key: K, value: V | null | undefined): Partial<Record<K, V>> {
  return value === undefined || value === null || value === '' ? {} : ({ [key]: value } as Record<K, V>);
}

type Place = z.infer<typeof place>;

/** The request names it; the answer has it behind the container of its address. */
function blobOf(asked: readonly Place[], answered: readonly Place[]): string | undefined {
  const named = asked.flatMap((one) => one?.name ?? [])[0];
  if (named !== undefined) return named;
  const uri = answered.flatMap((one) => one?.uri ?? [])[0] ?? '';
  return /^https:\/\/[^/]{1,120}\/[^/]{1,80}\/(?<blob>[^?]{1,1024})/.exec(uri)?.groups?.blob;
}

/** The parts of `https://{account}.blob.core.windows.net/{container}`; undefined when it is no such address. */
export function partsOfContainer(
  uri: string,
): { account: string; host: string; container: string } | undefined {
  const found =
    /^https:\/\/(?<host>(?<account>[a-z0-9]{3,24})\.blob\.[a-z0-9.-]{5,60})\/(?<container>[^/?]{1,80})/i.exec(
      uri,
    );
  const { account, host, container } = found?.groups ?? {};
  return account && host && container ? { account, host: host.toLowerCase(), container } : undefined;
}

/** The parts of `https://{vault}.vault.azure.net/secrets/{name}[/{version}]`; undefined when it is none. */
export function partsOfSecret(uri: string): { vault: string; secret: string; version?: string } | undefined {
  const found =
    /^https:\/\/(?<vault>[a-z0-9-]{3,24})\.vault\.[a-z0-9.-]{5,60}?(?::443)?\/secrets\/(?<secret>[^/?]{1,130})(?:\/(?<version>[^/?]{1,60}))?/i.exec(
      uri,
    );
  const { vault, secret, version } = found?.groups ?? {};
  return vault && secret
    ? { vault: vault.toLowerCase(), secret, ...(version ? { version } : {}) }
    : undefined;
}
