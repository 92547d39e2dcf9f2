import type { PipelineRun } from '../azure/transfer';
import type { Read } from '../azure/reading';
import type { Conversion } from '../azure/registry-streaming';
import { sayable } from '../azure/trouble';
import { openCase } from '../case';
import type { Eyes } from '../checks/check';
import { lookForConversion } from '../checks/streaming/conversion';
import { readRun } from '../checks/transfer/run';
import type { Diagnose } from '../diagnose';
import type { Explained, Look, Seen, Target } from './watch';

export interface LookDeps {
  /** A new view of Azure for each look: one view reads each thing once. */
  openEyes: (signal: AbortSignal) => Eyes;
  /** Finds the entry of the knowledge base that a failure is. */
  explain: (text: string) => Promise<Explained | undefined>;
}

/** How a conversion or a pipeline run stands, read as the live checks read it. */
export function createLook({ openEyes, explain }: LookDeps): Look {
  return (target, signal) =>
    target.kind === 'conversion'
      ? lookAtConversion(target, openEyes(signal), explain)
      : lookAtRun(target, openEyes(signal), explain);
}

type Of<K extends Target['kind']> = Extract<Target, { kind: K }>;

const NO_CONVERSION = 'the registry knows no conversion of it';

async function lookAtConversion(
  { facts }: Of<'conversion'>,
  eyes: Eyes,
  explain: LookDeps['explain'],
): Promise<Seen> {
  const read = await lookForConversion(eyes, facts);
  if (!read.ok) return unreadable(read);
  const { conversion } = read.value;
  if (!conversion) return { state: 'unreadable', unreadable: { reason: 'not-found', saw: NO_CONVERSION } };
  const { id, status, progress, code, details } = conversion;
  const words = `operation ${id} is ${status}${progress === undefined ? '' : ` at ${progress}`}`;
  const outcome = outcomeOf(status);
  if (outcome === undefined) return { state: 'open', words, operationId: id };
  const message = outcome === 'failed' && details !== undefined ? sayable(details) : undefined;
  const text = `The conversion of the image to a streaming artifact, ${nameOf(facts)}, failed: ${failureOf(conversion)}`;
  return ended(outcome, words, { code, message }, outcome === 'failed' ? await explain(text) : undefined);
}

async function lookAtRun(
  { facts }: Of<'pipeline-run'>,
  eyes: Eyes,
  explain: LookDeps['explain'],
): Promise<Seen> {
  const read = await readRun(eyes, facts);
  if (!read.ok) return unreadable(read);
  const { name, status, percent, error } = read.value;
  const words = `run ${name} is ${status ?? 'without a status'}${percent === undefined ? '' : ` at ${percent} %`}`;
  const outcome = outcomeOf(status ?? '');
  if (outcome === undefined) return { state: 'open', words };
  // With ContinueOnErrors a run may succeed and still have something to say.
  const message = error === undefined ? undefined : sayable(error);
  const isExplained = outcome === 'failed' && message !== undefined;
  const text = `${kindOf(read.value)} pipelineRuns/${name} of ${facts.registry} failed: ${message ?? ''}`;
  return ended(outcome, words, { message }, isExplained ? await explain(text) : undefined);
}

function unreadable(read: Exclude<Read<unknown>, { ok: true }>): Seen {
  return { state: 'unreadable', unreadable: read.unreadable };
}

/** Undefined while it runs, and for a word that no document explains: the limit ends that. */
function outcomeOf(status: string): Extract<Seen, { state: 'ended' }>['outcome'] | undefined {
  const word = status.toLowerCase();
  if (word === 'succeeded' || word === 'failed') return word;
  return word === 'canceled' || word === 'cancelled' ? 'cancelled' : undefined;
}

function ended(
  outcome: Extract<Seen, { state: 'ended' }>['outcome'],
  words: string,
  said: { code?: string; message?: string },
  explained: Explained | undefined,
): Seen {
  return {
    ...{ state: 'ended', outcome, words },
    ...(said.code === undefined || outcome !== 'failed' ? {} : { code: said.code }),
    ...(said.message === undefined ? {} : { message: said.message }),
    ...(explained ? { explained } : {}),
  };
}

function nameOf({ registry, repository, tag }: Of<'conversion'>['facts']): string {
  return `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}`;
}

function failureOf({ code, details }: Conversion): string {
  return [code ?? 'conversion operation failed', ...(details === undefined ? [] : [sayable(details)])].join(
    ': ',
  );
}

function kindOf({ direction }: PipelineRun): string {
  return direction === undefined ? 'Pipeline run' : `The ${direction} pipeline run`;
}

/** The surest entry that the text of a failure meets, as a paste of it would; undefined when it is declined. */
export function createExplain(diagnose: Diagnose, now: () => number): LookDeps['explain'] {
  const asker = { id: 'watch', tenant: 'watch' };
  return async (text) => {
    const at = new Date(now()).toISOString();
    const input = { text, at };
    const { result } = await diagnose(
      openCase('watch', asker, at),
      input,
      asker,
      new AbortController().signal,
    );
    const [first] = result.answers;
    return first && { symptom: first.symptom, title: first.title };
  };
}
