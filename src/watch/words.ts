import type { Unreadable } from '../azure/reading';
import { minute } from '../verdict/link';
import { WATCHING, type End, type Seen, type Target, type Watch } from './watch';

type Ended = Extract<Seen, { state: 'ended' }>;

/** How a target is called at the beginning of a sentence. */
export function nameOf({ kind, facts }: Target): string {
  if (kind === 'pipeline-run') return `Pipeline run ${facts.pipelineRun}`;
  const { repository, tag, digest, operationId } = facts;
  if (tag !== undefined) return `The conversion of ${repository}:${tag}`;
  if (digest !== undefined) return `The conversion of ${repository}@${digest.slice(0, 19)}`;
  return `The conversion ${operationId ?? ''} in ${repository}`;
}

const ENDED = { succeeded: 'succeeded', failed: 'failed', cancelled: 'was cancelled' } as const;

export function tellEnd(watch: Watch, seen: Ended, now: number): End {
  const { outcome, words, code, message, explained } = seen;
  const why = code === undefined ? '' : `: ${code}`;
  return {
    outcome,
    title: `${nameOf(watch.target)} ${ENDED[outcome]}${why}`,
    lines: [
      `${placeOf(watch)}: ${words}, seen ${timeOf(now)}.`,
      ...(message === undefined ? [] : [`It says: "${message}"`]),
      ...(explained === undefined ? [] : [`What that means: ${explained.title}`]),
    ],
    ...(explained === undefined ? {} : { symptom: explained.symptom }),
  };
}

/** What cannot be read now and will not be later: gone, or not ours to read. */
export function tellUnreadable(watch: Watch, { reason, saw, permission }: Unreadable): End {
  const isGone = reason === 'not-found';
  const more = watch.last === undefined ? '' : ' any more';
  return {
    outcome: isGone ? 'not-found' : 'refused',
    title: `${nameOf(watch.target)} ${isGone ? 'is not found' : 'may not be read'}${more}`,
    lines: [
      `${placeOf(watch)}: ${saw}`,
      ...(permission === undefined ? [] : [`To read it takes: ${permission}`]),
      ...lastSeen(watch),
    ],
  };
}

/** The limit: it runs on, or nothing was seen of it in the end. */
export function tellLimit(watch: Watch): End {
  const { failures, trouble, target, last } = watch;
  const hours = `${WATCHING.limitMs / 3_600_000} h`;
  const isSeen = last !== undefined && failures < WATCHING.failuresToTell;
  return {
    outcome: isSeen ? 'still-running' : 'not-seen',
    title: isSeen
      ? `${nameOf(target)} is still running after ${hours}`
      : `${nameOf(target)} was not seen to end within ${hours}`,
    lines: [
      ...lastSeen(watch),
      ...(failures >= WATCHING.failuresToTell
        ? [`The last ${failures} looks failed, the last with: ${trouble ?? 'no reason'}`]
        : []),
      'The watch is over; ask again to go on.',
    ],
  };
}

/** A watch that an earlier or later version of the bot left. */
export const DROPPED: End = {
  outcome: 'dropped',
  title: 'A watch was dropped by an update of the bot',
  lines: ['It was stored in another form. Ask for it again.'],
};

export function tellStarted(watch: Watch): string {
  return `${nameOf(watch.target)} is watched until ${timeOf(watch.until)}; its end is told here once.`;
}

export function tellKnown(watch: Watch): string {
  return `${nameOf(watch.target)} is watched here already, until ${timeOf(watch.until)}; its end is told once.`;
}

export const TOO_MANY = `${WATCHING.perPerson} watches are open, which is the most for one person. Stop one to begin another.`;

export const NAMES_MISSING =
  'To watch a conversion takes the registry, the repository, and a tag, digest or operation id; to watch a pipeline run, the registry and the name of the run.';

function placeOf({ target }: Watch): string {
  return target.facts.registry;
}

function lastSeen({ last }: Watch): string[] {
  return [last === undefined ? 'It was never seen.' : `Last seen ${timeOf(last.at)}: ${last.words}`];
}

function timeOf(ms: number): string {
  return minute(new Date(ms).toISOString());
}
