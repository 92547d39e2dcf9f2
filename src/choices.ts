import type { Azure } from './azure/azure';
import { listNames } from './azure/find-resource';
import { mapRead, type Listed, type Read } from './azure/reading';
import { listRepositories, listTags } from './azure/registry-attributes';
import { findRegistry, listRegistries } from './azure/resource-graph';
import { listPipelineRuns, listPipelines } from './azure/transfer';
import type { ParamName } from './checks/check';
import type { Facts } from './parse/facts';

/** More are no choice any more; whoever wants another types it. */
const MAX_CHOICES = 40;

type Names = Promise<Read<string[]>>;

/** Values of a parameter that are really there, as the asker sees them; empty where nothing can be listed. */
export async function listChoices(azure: Azure, name: ParamName, facts: Facts): Promise<string[]> {
  const listed = await LISTS[name]?.(azure, facts);
  return listed?.ok === true ? listed.value.slice(0, MAX_CHOICES) : [];
}

const LISTS: Partial<Record<ParamName, (azure: Azure, facts: Facts) => Names | undefined>> = {
  registry: (azure) => namesOf(listRegistries(azure), ({ loginServer }) => loginServer),
  repository: (azure, { registry }) =>
    registry === undefined ? undefined : namesOf(listRepositories(azure, registry), (name) => name),
  tag: (azure, { registry, repository }) =>
    registry === undefined || repository === undefined
      ? undefined
      : namesOf(listTags(azure, registry, repository), ({ name }) => name),
  cluster: (azure) => listNames(azure, 'microsoft.containerservice/managedclusters'),
  app: (azure) => listNames(azure, 'microsoft.app/containerapps'),
  keyVault: (azure) => listNames(azure, 'microsoft.keyvault/vaults'),
  storageAccount: (azure) => listNames(azure, 'microsoft.storage/storageaccounts'),
  exportPipeline: (azure, facts) => ofRegistry(azure, facts, (id) => listPipelines(azure, id, 'export')),
  importPipeline: (azure, facts) => ofRegistry(azure, facts, (id) => listPipelines(azure, id, 'import')),
  pipelineRun: (azure, facts) => ofRegistry(azure, facts, (id) => listPipelineRuns(azure, id)),
  direction: () => fixed('import', 'export'),
  platform: () => fixed('linux/amd64', 'linux/arm64', 'windows/amd64'),
};

async function namesOf<T>(list: Promise<Read<Listed<T>>>, nameOf: (item: T) => string): Names {
  return mapRead(await list, ({ items }) => items.map(nameOf));
}

async function ofRegistry(
  azure: Azure,
  { registry }: Facts,
  list: (id: string) => Promise<Read<Listed<{ name: string }>>>,
): Names {
  const found = registry === undefined ? undefined : await findRegistry(azure, registry);
  if (found?.ok !== true || found.value === undefined) return { ok: true, value: [], at: '' };
  return namesOf(list(found.value.id), ({ name }) => name);
}

function fixed(...names: string[]): Names {
  return Promise.resolve({ ok: true, value: names, at: '' });
}
