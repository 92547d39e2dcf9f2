import type { ParamName } from './checks/check';
import { parse } from './parse/parse';
import type { Facts } from './parse/facts';
import { UsageError } from './usage-error';

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
    ...(values.image === undefined ? {} : wholeImage(values.image)),
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

/** A registry by its name or login server; a sentence when it is neither. */
export function registryFacts(word: string): Facts | string {
  return /^[a-z0-9]{5,50}(?:\.azurecr\.(?:io|cn|us))?$/i.test(word)
    ? { registry: (word.includes('.') ? word : `${word}.azurecr.io`).toLowerCase() }
    : `'${word.slice(0, 60)}' is no registry; give its name, like contoso, or its login server.`;
}

/** A whole reference taken apart; a sentence when it is none. */
export function imageFacts(reference: string): Facts | string {
  const { registry, repository, tag, digest } = parse(`image "${reference}"`).facts;
  if (!registry || !repository)
    return `'${reference.slice(0, 80)}' is no whole reference; write it like contoso.azurecr.io/team/app:1.2.`;
  return { registry, repository, ...(tag ? { tag } : {}), ...(digest ? { digest } : {}) };
}

interface Rule {
  form: RegExp;
  /** A right value, as a sentence for whoever is asked. */
  example: string;
}

const AZURE_NAME: Rule = {
  form: /^[a-z0-9](?:[\w.-]{0,88}[a-z0-9])?$/i,
  example: 'Its name as the portal shows it.',
};

/** How each name is written. Sources: the naming rules of Azure resources and of the OCI distribution specification. */
const RULES: Partial<Record<ParamName, Rule>> = {
  registry: {
    form: /./,
    example: 'Its name, like contoso, or its login server; a whole image reference will do.',
  },
  repository: {
    form: /^[a-z0-9]+(?:[._-]{1,2}[a-z0-9]+|\/[a-z0-9]+){0,80}$/,
    example: 'Without registry and tag, like team/app.',
  },
  tag: { form: /^\w[\w.-]{0,127}$/, example: 'Like 1.2, without the colon.' },
  cluster: AZURE_NAME,
  app: AZURE_NAME,
  exportPipeline: AZURE_NAME,
  importPipeline: AZURE_NAME,
  pipelineRun: AZURE_NAME,
  keyVault: AZURE_NAME,
  storageAccount: { form: /^[a-z0-9]{3,24}$/, example: '3 to 24 lower-case letters and digits.' },
  direction: { form: /^(?:export|import)$/, example: 'export or import.' },
  platform: { form: /^(?:linux|windows)\/[a-z0-9/]{3,20}$/, example: 'Like linux/amd64.' },
  principalId: {
    form: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
    example: 'Its object id, a GUID: az identity show --name ... --query principalId.',
  },
  clientIp: { form: /^[0-9a-f.:]{7,45}$/i, example: 'The address in the message, like 203.0.113.9.' },
  sas: { form: /./, example: 'Paste the token; its signature is dropped before anything reads it.' },
};

export function exampleOf(name: ParamName): string {
  return RULES[name]?.example ?? AZURE_NAME.example;
}

/** What somebody gave for a name, as facts; a whole image reference gives more than one. A sentence when it is wrong. */
export function readParameter(name: ParamName, text: string): Facts | string {
  const word = text.trim().replace(/^["'`]|["'`]$/g, '');
  const isOfImage = name === 'registry' || name === 'repository' || name === 'tag';
  if (isOfImage && word.includes('/') && word.includes('.azurecr.')) return imageFacts(word);
  if (name === 'registry') return registryFacts(word);
  if (name === 'sas') {
    const { sas } = parse(word).facts;
    return sas ? { sas } : 'These are no fields of a SAS token; it has the form sv=...&sr=c&sp=rl&se=...';
  }
  const { form, example } = RULES[name] ?? AZURE_NAME;
  return form.test(word) ? { [name]: word } : `'${word.slice(0, 60)}' cannot be it. ${example}`;
}

/** @throws UsageError */
function wholeImage(reference: string): Facts {
  const facts = imageFacts(reference);
  if (typeof facts === 'string') throw new UsageError(`--image: ${facts}`);
  return facts;
}
