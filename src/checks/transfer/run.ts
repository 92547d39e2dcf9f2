import type { Output } from '../../parse/output/output';
import { mapRead, type Read } from '../../azure/reading';
import { getPipelineRun, listPipelineRuns, readShownRun, type PipelineRun } from '../../azure/transfer';
import type { Facts } from '../../parse/facts';
import { pasted, type Eyes, type Given, type Params } from '../check';
import { readRegistry } from '../registry/visible';
import { directionOf } from './pipeline';

/** The run that is meant: named, or the only one of the pipeline. Never one of several. */
export async function readRun(eyes: Eyes, params: Given<'registry'>): Promise<Read<PipelineRun>> {
  const registry = await readRegistry(eyes, params);
  if (!registry.ok) return registry;
  const { pipelineRun } = params;
  if (pipelineRun !== undefined) return getPipelineRun(eyes.azure, registry.value.id, pipelineRun);
  const list = await listPipelineRuns(eyes.azure, registry.value.id);
  if (!list.ok) return list;
  const found = list.value.items.filter((run) => isPossible(run, params));
  const [only] = found;
  if (only && found.length === 1 && list.value.isComplete) return { ...list, value: only };
  const latest = [...found].sort((a, b) => (b.startedAt ?? '').localeCompare(a.startedAt ?? '')).slice(0, 5);
  const saw =
    found.length === 0
      ? 'no pipeline run that fits can be seen'
      : `not known which run is meant: the latest are ${latest.map(({ name }) => name).join(', ')}`;
  return { ok: false, unreadable: { reason: 'not-found', saw } };
}

function isPossible({ direction, pipeline }: PipelineRun, params: Params): boolean {
  const way = directionOf(params);
  const named =
    way === 'export' ? params.exportPipeline : way === 'import' ? params.importPipeline : undefined;
  return (
    (way === undefined || direction === undefined || way === direction) &&
    (named === undefined || pipeline === undefined || named.toLowerCase() === pipeline.toLowerCase())
  );
}

/** The same out of what `az acr pipeline-run show` printed. */
export function runIn(outputs: readonly Output[], params: Params): Read<PipelineRun> | undefined {
  for (const { command, json } of outputs) {
    const found = command === 'az acr pipeline-run show' ? readShownRun(json) : undefined;
    if (found && isPossible(found, params) && isNamed(found, params)) return pasted(found);
  }
  return undefined;
}

/** Another run, or another registry's, says nothing of this one. */
function isNamed({ id, name }: PipelineRun, { registry, pipelineRun }: Params): boolean {
  const own = /\/registries\/(?<name>[^/]{1,60})\//i.exec(id)?.groups?.name?.toLowerCase();
  const isOurs = registry === undefined || own === registry.split('.')[0]?.toLowerCase();
  return isOurs && (pipelineRun === undefined || pipelineRun === name);
}

/** Names that commands and other checks need. */
export function namesOfRun(read: Read<PipelineRun>): Facts {
  const names = mapRead(read, ({ name, direction, pipeline, blob }): Facts => ({
    pipelineRun: name,
    ...(direction ? { direction } : {}),
    ...(direction && pipeline ? { [`${direction}Pipeline`]: pipeline } : {}),
    ...(blob ? { blob } : {}),
  }));
  return names.ok ? names.value : {};
}
