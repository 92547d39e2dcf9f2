import type { Read } from '../../azure/reading';
import { listRegistries } from '../../azure/resource-graph';
import { listPipelineRuns, READ_RUNS, type PipelineRun } from '../../azure/transfer';
import { sayable } from '../../azure/trouble';
import {
  defineCheck,
  either,
  judgeRead,
  no,
  notApplicable,
  unknown,
  yes,
  type Eyes,
  type Given,
  type Said,
} from '../check';
import { READ_REGISTRY } from '../registry/visible';
import { namesOfRun, readRun, runIn } from './run';

interface Seen {
  run: Read<PipelineRun>;
  /** Export runs of every registry that was asked, for an import; empty when none could be read. */
  exports: PipelineRun[];
}

const ofRun = { vantage: 'configuration', about: 'registry', changedBy: [] } as const;

export const pipelineRun = defineCheck<Seen, 'registry'>({
  id: 'transfer/pipeline-run',
  title: 'Pipeline run',
  statements: {
    'run-failed': { says: 'The run failed', ...ofRun },
    'still-running': { says: 'The run is still at work', ...ofRun },
    'not-succeeded': { says: 'The run failed or has not ended', ...ofRun },
    'artifacts-over-50': { says: 'The run names more than the 50 artifacts that one may carry', ...ofRun },
    'blob-name-differs': {
      says: 'The import names another blob than the export wrote, by case, separators or ending',
      ...ofRun,
    },
  },
  needs: ['registry'],
  uses: ['pipelineRun', 'direction', 'exportPipeline', 'importPipeline'],
  permissions: [READ_REGISTRY, READ_RUNS],
  unverified: [
    'The words for the status of a run: Running and Succeeded stand in published examples, Failed does not.',
    'The run of that name as it is now; an earlier run of the same name has left nothing behind.',
  ],
  async collect(eyes, params) {
    const run = await readRun(eyes, params);
    const isImport = run.ok && run.value.direction === 'import';
    return { run, exports: isImport ? await listExports(eyes, params) : [] };
  },
  read(outputs, params) {
    const run = runIn(outputs, params);
    return run && { run, exports: [] };
  },
  teaches: ['pipelineRun', 'direction', 'blob'],
  judge: ({ run, exports }) =>
    judgeRead(run, Object.keys(ALL), (found) => Object.values(ALL).map((judge) => judge(found, exports))),
  learn: ({ run }) => namesOfRun(run),
});

/** Registries whose runs are looked through for the export that wrote the blob. */
const MAX_REGISTRIES = 8;

async function listExports({ azure }: Eyes, { registry }: Given<'registry'>): Promise<PipelineRun[]> {
  const registries = await listRegistries(azure);
  const found = registries.ok ? registries.value.items : [];
  // The registry itself first: some carry content from one repository to another this way.
  const sorted = [...found].sort(
    (a, b) => Number(b.loginServer === registry) - Number(a.loginServer === registry),
  );
  const lists = await Promise.all(
    sorted.slice(0, MAX_REGISTRIES).map(({ id }) => listPipelineRuns(azure, id)),
  );
  return lists.flatMap((list) =>
    list.ok ? list.value.items.filter(({ direction }) => direction === 'export') : [],
  );
}

const ALL: Record<string, (run: PipelineRun, exports: readonly PipelineRun[]) => Said> = {
  'run-failed': judgeFailed,
  'still-running': judgeRunning,
  'not-succeeded': judgeSucceeded,
  'artifacts-over-50': judgeCount,
  'blob-name-differs': judgeBlob,
};

/** Undefined for a word that no document explains. */
function stateOf({ status }: PipelineRun): 'running' | 'succeeded' | 'failed' | undefined {
  const word = status?.toLowerCase();
  return word === 'running' || word === 'succeeded' || word === 'failed' ? word : undefined;
}

function wordsOf({ name, status, percent, startedAt, finishedAt, error }: PipelineRun): string {
  const parts = [
    `run ${name}: ${status ?? 'no status'}`,
    ...(percent === undefined ? [] : [`${percent} %`]),
    ...(startedAt === undefined ? [] : [`started ${startedAt.slice(0, 16)}Z`]),
    ...(finishedAt === undefined ? [] : [`ended ${finishedAt.slice(0, 16)}Z`]),
  ].join(', ');
  return error === undefined ? parts : `${parts}: "${sayable(error)}"`;
}

function judgeFailed(run: PipelineRun): Said {
  const state = stateOf(run);
  // With ContinueOnErrors a run may end well and still have something to say.
  if (state === 'succeeded' && run.error !== undefined) return unknown('run-failed', wordsOf(run));
  if (state === undefined && run.error === undefined) return unknown('run-failed', wordsOf(run));
  return either('run-failed', state === 'failed' || state === undefined, wordsOf(run));
}

function judgeRunning(run: PipelineRun): Said {
  const state = stateOf(run);
  if (state === undefined) return unknown('still-running', wordsOf(run));
  return either('still-running', state === 'running', wordsOf(run));
}

function judgeSucceeded(run: PipelineRun): Said {
  const state = stateOf(run);
  if (state === undefined) return unknown('not-succeeded', wordsOf(run));
  return either('not-succeeded', state !== 'succeeded', wordsOf(run));
}

function judgeCount({ name, direction, artifacts }: PipelineRun): Said {
  const statement = 'artifacts-over-50';
  if (direction === 'import')
    return notApplicable(statement, `${name} is an import, which names no artifacts`);
  if (artifacts.length === 0) return unknown(statement, `the artifacts of ${name} are not told`);
  return either(statement, artifacts.length > 50, `${name} names ${artifacts.length} artifacts`);
}

/** Case, separators and endings apart: what typing and copying change. Numbers stay, or week 46 would be week 47. */
function coreOf(blob: string): string {
  return blob
    .toLowerCase()
    .replace(/(?:\.(?:tar|tgz|gz|blob|zip|bin)){1,3}$/, '')
    .replace(/[^a-z0-9]/g, '');
}

function judgeBlob(run: PipelineRun, exports: readonly PipelineRun[]): Said {
  const statement = 'blob-name-differs';
  const { name, direction, blob } = run;
  if (direction === 'export') return notApplicable(statement, `${name} is an export`);
  if (blob === undefined) return unknown(statement, `the blob of ${name} is not told`);
  const same = exports.find((one) => one.blob === blob);
  if (same) return no(statement, `${blob} is what the export run ${same.name} wrote`);
  const near = exports.find((one) => one.blob !== undefined && coreOf(one.blob) === coreOf(blob));
  if (near)
    return yes(statement, `${name} reads ${blob}, and the export run ${near.name} wrote ${near.blob}`);
  return unknown(statement, `no export run that can be seen wrote ${blob}, or a name like it`);
}
