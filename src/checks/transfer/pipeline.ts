import type { Output } from '../../parse/output/output';
import {
  getPipeline,
  getPipelineRun,
  listPipelines,
  partsOfContainer,
  partsOfSecret,
} from '../../azure/transfer';
import { readShownPipeline, type Direction, type Pipeline } from '../../azure/transfer';
import { mapRead, type Read, type Unreadable } from '../../azure/reading';
import type { Facts } from '../../parse/facts';
import { pasted, type Eyes, type Given, type Params } from '../check';
import { readRegistry } from '../registry/visible';

/** Which way a transfer goes, as far as the parameters tell. */
export function directionOf({ direction, exportPipeline, importPipeline }: Params): Direction | undefined {
  if (direction) return direction;
  if (exportPipeline !== undefined && importPipeline === undefined) return 'export';
  return importPipeline !== undefined && exportPipeline === undefined ? 'import' : undefined;
}

/** The pipeline that is meant: named, or of the run that is named, or the only one there. Never one of several. */
export async function readPipeline(eyes: Eyes, params: Given<'registry'>): Promise<Read<Pipeline>> {
  const registry = await readRegistry(eyes, params);
  if (!registry.ok) return registry;
  const { id } = registry.value;
  const direction = directionOf(params);
  const name = direction === 'export' ? params.exportPipeline : params.importPipeline;
  if (direction && name !== undefined) return getPipeline(eyes.azure, id, direction, name);
  const { pipelineRun } = params;
  if (pipelineRun === undefined) return onlyPipeline(eyes, id, direction);
  const run = await getPipelineRun(eyes.azure, id, pipelineRun);
  if (!run.ok) return run;
  const { direction: way, pipeline } = run.value;
  if (way && pipeline !== undefined) return getPipeline(eyes.azure, id, way, pipeline);
  return without(`the run ${pipelineRun} does not say of which pipeline it is`);
}

async function onlyPipeline(eyes: Eyes, id: string, direction?: Direction): Promise<Read<Pipeline>> {
  const ways = direction ? [direction] : (['export', 'import'] as const);
  const lists = await Promise.all(ways.map((way) => listPipelines(eyes.azure, id, way)));
  for (const list of lists) if (!list.ok) return list;
  const found = lists.flatMap((list) => (list.ok ? list.value.items : []));
  const isComplete = lists.every((list) => list.ok && list.value.isComplete);
  const [only] = found;
  if (only && found.length === 1 && isComplete)
    return { ok: true, value: only, at: eyes.azure.now().toISOString() };
  const kind = direction ? `${direction} pipeline` : 'pipeline';
  const names = found.slice(0, 5).map((one) => one.name);
  return without(
    names.length === 0
      ? `the registry has no ${kind} that can be seen`
      : `not known which ${kind} is meant: there are ${names.join(', ')}`,
  );
}

function without(saw: string): Read<never> {
  const unreadable: Unreadable = { reason: 'not-found', saw };
  return { ok: false, unreadable };
}

const COMMANDS = ['az acr export-pipeline show', 'az acr import-pipeline show'];

/** The same out of what `az acr export-pipeline show` or `import-pipeline show` printed. */
export function pipelineIn(outputs: readonly Output[], params: Params): Read<Pipeline> | undefined {
  for (const { command, json } of outputs) {
    const found = COMMANDS.includes(command) ? readShownPipeline(json) : undefined;
    if (found && isMeant(found, params)) return pasted(found);
  }
  return undefined;
}

/** Another pipeline's settings say nothing of this one. */
function isMeant({ id, name, direction }: Pipeline, params: Params): boolean {
  const named = direction === 'export' ? params.exportPipeline : params.importPipeline;
  const isSame = (one: string | undefined, other: string) => one?.toLowerCase() === other.toLowerCase();
  const registry = /\/registries\/(?<name>[^/]{1,60})\//i.exec(id)?.groups?.name ?? '';
  return (
    (named === undefined || isSame(named, name)) &&
    (directionOf(params) ?? direction) === direction &&
    (params.registry === undefined || isSame(params.registry.split('.')[0], registry))
  );
}

/** Names that commands and other checks need. */
export function namesOfPipeline(read: Read<Pipeline>): Facts {
  const names = mapRead(read, ({ direction, name, container, secretUri }): Facts => {
    const storage = container === undefined ? undefined : partsOfContainer(container);
    const vault = secretUri === undefined ? undefined : partsOfSecret(secretUri);
    return {
      direction,
      ...(direction === 'export' ? { exportPipeline: name } : { importPipeline: name }),
      ...(storage ? { storageAccount: storage.account, storageContainer: storage.container } : {}),
      ...(vault && secretUri ? { keyVault: vault.vault, secret: vault.secret, secretUri } : {}),
    };
  });
  return names.ok ? names.value : {};
}
