import type { ParamName } from '../checks/check';
import { parse } from '../parse/parse';
import type { Facts } from '../parse/facts';
import { UsageError } from './terminal';

/** The options that name what checks need; each is a fact under the name beside it. */
const OPTIONS = {
  registry: 'registry',
  repository: 'repository',
  tag: 'tag',
  digest: 'digest',
  identity: 'principalId',
  'client-ip': 'clientIp',
  'operation-id': 'operationId',
  'failed-at': 'failedAt',
  platform: 'platform',
  app: 'app',
  'app-resource-group': 'appResourceGroup',
  'subnet-id': 'subnetId',
  'dns-server': 'dnsServer',
  cluster: 'cluster',
  'cluster-resource-group': 'clusterResourceGroup',
  node: 'node',
  sas: 'sas',
  direction: 'direction',
  'export-pipeline': 'exportPipeline',
  'import-pipeline': 'importPipeline',
  'pipeline-run': 'pipelineRun',
  'storage-account': 'storageAccount',
  'storage-container': 'storageContainer',
  blob: 'blob',
  'key-vault': 'keyVault',
  deployment: 'deployment',
  revision: 'revision',
  caller: 'callerId',
} as const satisfies Record<string, ParamName>;

type Option = keyof typeof OPTIONS;

export const PARAM_OPTIONS = {
  image: { type: 'string' },
  registry: { type: 'string' },
  repository: { type: 'string' },
  tag: { type: 'string' },
  digest: { type: 'string' },
  identity: { type: 'string' },
  'client-ip': { type: 'string' },
  'operation-id': { type: 'string' },
  'failed-at': { type: 'string' },
  platform: { type: 'string' },
  app: { type: 'string' },
  'app-resource-group': { type: 'string' },
  'subnet-id': { type: 'string' },
  'dns-server': { type: 'string' },
  cluster: { type: 'string' },
  'cluster-resource-group': { type: 'string' },
  node: { type: 'string' },
  sas: { type: 'string' },
  direction: { type: 'string' },
  'export-pipeline': { type: 'string' },
  'import-pipeline': { type: 'string' },
  'pipeline-run': { type: 'string' },
  'storage-account': { type: 'string' },
  'storage-container': { type: 'string' },
  blob: { type: 'string' },
  'key-vault': { type: 'string' },
  deployment: { type: 'string' },
  revision: { type: 'string' },
  caller: { type: 'string' },
} as const satisfies Record<Option | 'image', { type: 'string' }>;

/** How a parameter is given on the command line. */
export function optionOf(name: ParamName): string {
  const option = Object.entries(OPTIONS).find(([, fact]) => fact === name)?.[0];
  return `--${option ?? name}`;
}

/** Facts out of the options. `--image` takes a whole reference apart. @throws UsageError */
export function factsFrom(values: Partial<Record<Option | 'image', string | undefined>>): Facts {
  const named = Object.entries(OPTIONS).flatMap(([option, fact]) => {
    const value = values[option as Option];
    return value === undefined ? [] : [[fact, value]];
  });
  const facts = {
    ...(values.image === undefined ? {} : imageFacts(values.image)),
    ...Object.fromEntries(named),
    ...(values.sas === undefined ? {} : sasFacts(values.sas)),
  } as Facts;
  if (facts.direction !== undefined && !['export', 'import'].includes(facts.direction))
    throw new UsageError(`--direction is '${facts.direction}'; give export or import`);
  if (facts.failedAt !== undefined && Number.isNaN(Date.parse(facts.failedAt)))
    throw new UsageError(`--failed-at is '${facts.failedAt}'; give a time like 2026-11-20T10:42:00Z`);
  // A name without a dot is the registry's own; its login server is what everything else asks for.
  if (facts.registry !== undefined && !facts.registry.includes('.'))
    facts.registry = `${facts.registry}.azurecr.io`;
  return facts;
}

/** Leave the signature out: `sp=rl&sr=c&se=...` is enough, and shells keep what is typed. */
function sasFacts(token: string): Facts {
  const { sas } = parse(token).facts;
  if (sas === undefined)
    throw new UsageError('--sas names no fields of a SAS token; give them like sv=...&sr=c&sp=rl&se=...');
  return { sas };
}

function imageFacts(reference: string): Facts {
  const { registry, repository, tag, digest } = parse(`image "${reference}"`).facts;
  if (registry === undefined || repository === undefined)
    throw new UsageError(
      `--image is '${reference}'; give a whole reference like contoso.azurecr.io/team/app:1.2`,
    );
  return { registry, repository, ...(tag ? { tag } : {}), ...(digest ? { digest } : {}) };
}
