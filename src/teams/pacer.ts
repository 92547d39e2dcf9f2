/** Teams' limits for one bot in one conversation: so many messages in so many milliseconds ("Rate limit your bot"). */
export const LIMITS: readonly { most: number; inMs: number }[] = [
  { most: 7, inMs: 1000 },
  { most: 8, inMs: 2000 },
  { most: 60, inMs: 30_000 },
  { most: 1800, inMs: 3_600_000 },
];
const LONGEST_MS = Math.max(...LIMITS.map(({ inMs }) => inMs));
const MOST = Math.max(...LIMITS.map(({ most }) => most));

/** Spaces out what is sent to a conversation, so that Teams need not refuse it. */
export interface Pacer {
  /**
   * Books the next free moment of a conversation. @returns milliseconds until then; undefined, and nothing booked,
   * when that is later than `withinMs`.
   */
  reserve: (conversation: string, withinMs: number) => number | undefined;
}

/** @param now milliseconds since 1970. */
export function createPacer(now: () => number): Pacer {
  /** Moments booked for each conversation, in order; some lie ahead. */
  const booked = new Map<string, number[]>();
  return {
    reserve(conversation, withinMs) {
      const at = now();
      forget(booked, at);
      const moments = booked.get(conversation) ?? [];
      const moment = nextMoment(moments, at);
      if (moment - at > withinMs) return undefined;
      // Put in anew, so that the map's order is that of last use.
      booked.delete(conversation);
      booked.set(conversation, [...moments, moment].slice(-MOST));
      return moment - at;
    },
  };
}

function nextMoment(moments: readonly number[], now: number): number {
  let moment = Math.max(now, moments.at(-1) ?? 0);
  for (const { most, inMs } of LIMITS) {
    const first = moments.at(-most);
    if (first !== undefined) moment = Math.max(moment, first + inMs);
  }
  return moment;
}

/** Conversations that were quiet for the longest time of all limits are free again. */
function forget(booked: Map<string, number[]>, now: number): void {
  for (const [conversation, moments] of booked) {
    if ((moments.at(-1) ?? 0) > now - LONGEST_MS) return;
    booked.delete(conversation);
  }
}
