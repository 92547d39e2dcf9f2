import type { Unreadable } from '../azure/reading';
import { WATCHING, WATCH_SCHEMA, type End, type Seen, type Target, type Watch } from './watch';
import { tellEnd, tellLimit, tellUnreadable } from './words';

/** What a new watch is made of. */
export interface Begun {
  id: string;
  target: Target;
  asker: Watch['asker'];
  conversation: string;
  reference: unknown;
}

export function beginWatch(begun: Begun, now: number): Watch {
  return {
    ...begun,
    schema: WATCH_SCHEMA,
    state: 'open',
    startedAt: now,
    until: now + WATCHING.limitMs,
    nextAt: now + WATCHING.firstMs,
    intervalMs: WATCHING.firstMs,
    failures: 0,
    posts: 0,
  };
}

/** The watch after a look: the same with its next look set, or with its end, ready to be told. Pure. */
export function stepWatch(watch: Watch, seen: Seen, now: number): Watch {
  if (seen.state === 'ended') return claimPost({ ...watch, end: tellEnd(watch, seen, now) }, now);
  const known = noteSeen(watch, seen, now);
  if (seen.state === 'unreadable' && isFinal(seen.unreadable, known.failures))
    return claimPost({ ...known, end: tellUnreadable(known, seen.unreadable) }, now);
  if (now >= watch.until) return claimPost({ ...known, end: tellLimit(known) }, now);
  const intervalMs = Math.min(watch.intervalMs * 2, WATCHING.longestMs);
  return { ...known, intervalMs, nextAt: Math.min(now + intervalMs, watch.until) };
}

function noteSeen(watch: Watch, seen: Exclude<Seen, { state: 'ended' }>, now: number): Watch {
  if (seen.state === 'unreadable')
    return { ...watch, failures: watch.failures + 1, trouble: seen.unreadable.saw };
  const { target } = watch;
  const { operationId } = seen;
  return {
    ...watch,
    failures: 0,
    last: { words: seen.words, at: now },
    target:
      target.kind === 'conversion' && operationId !== undefined
        ? { ...target, facts: { ...target.facts, operationId } }
        : target,
  };
}

/** Whether looking again is of no use. A 401 may be Entra's trouble of a minute: several in a row are an answer. */
function isFinal({ reason }: Unreadable, failures: number): boolean {
  if (reason === 'forbidden' || reason === 'not-found') return true;
  return reason === 'unauthorized' && failures >= WATCHING.failuresToTell;
}

/** The watch as whoever is about to post writes it first; until `nextAt` nobody else posts. */
export function claimPost(watch: Watch, now: number): Watch {
  const wait = Math.min(WATCHING.postAgainMs * 2 ** watch.posts, WATCHING.longestMs);
  return { ...watch, state: 'posting', posts: watch.posts + 1, nextAt: now + wait };
}

/** The watch once its end was told, or given up to be told. */
export function closeWatch(watch: Watch): Watch {
  return { ...watch, state: 'done', reference: null };
}

/** The end of a watch that was stored in another form, in this one. */
export function replaceStray(begun: Begun, end: End, now: number): Watch {
  return { ...beginWatch(begun, now), state: 'posting', nextAt: now, end };
}
