/** A bucket of tokens: `burst` at most, `perMinute` come back. */
export interface Rate {
  burst: number;
  perMinute: number;
}

/** How much is taken on: of one person, in one conversation, and of everybody together. */
export interface Rates {
  user: Rate;
  conversation: Rate;
  all: Rate;
}

/** A person reads an answer for longer than this; a channel has many persons; one process answers some hundred a second. */
export const RATES: Rates = {
  user: { burst: 10, perMinute: 20 },
  conversation: { burst: 20, perMinute: 60 },
  all: { burst: 400, perMinute: 6000 },
};

/** A limited person is told so once in this time. */
const NOTICE_MS = 60_000;
/** Buckets that are kept. One that is dropped was left alone longest, so it is mostly full again. */
const MAX_BUCKETS = 10_000;

export type Admission =
  | { isAdmitted: true }
  /** `mustTell`: nobody has told this person in the last minute. */
  | { isAdmitted: false; limit: keyof Rates; mustTell: boolean };

export interface RateLimiter {
  /**
   * Counts one activity.
   * @param user and conversation any names that tell them apart
   * @param canTell whether the person waits for an answer to it, so that a note about the limit makes sense
   */
  admit: (user: string, conversation: string, canTell?: boolean) => Admission;
  /** Buckets and notices that are remembered, which is bounded. */
  size: () => number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** @param now milliseconds since 1970 */
export function createRateLimiter(rates: Rates, now: () => number): RateLimiter {
  const users = new Map<string, Bucket>();
  const conversations = new Map<string, Bucket>();
  const all = new Map<string, Bucket>();
  const told = new Map<string, number>();
  return {
    admit(user, conversation, canTell = true) {
      const at = now();
      const wanted = [
        ['user', users, user],
        ['conversation', conversations, conversation],
        ['all', all, ''],
      ] as const;
      const buckets = wanted.map(([kind, kept, key]) => ({
        kind,
        bucket: refilled(kept, key, rates[kind], at),
      }));
      // Nothing is taken from the others where one is empty: a refused activity costs nobody else anything.
      const empty = buckets.find(({ bucket }) => bucket.tokens < 1);
      if (!empty) {
        for (const { bucket } of buckets) bucket.tokens--;
        return { isAdmitted: true };
      }
      const mustTell = canTell && Math.abs(at - (told.get(user) ?? -Infinity)) >= NOTICE_MS;
      if (mustTell) remember(told, user, at);
      return { isAdmitted: false, limit: empty.kind, mustTell };
    },
    size: () => users.size + conversations.size + told.size,
  };
}

function refilled(kept: Map<string, Bucket>, key: string, rate: Rate, at: number): Bucket {
  const known = kept.get(key) ?? { tokens: rate.burst, at };
  const msEach = 60_000 / rate.perMinute;
  // A clock that was set back gives nothing and takes nothing.
  const since = Math.min(known.at, at);
  // Whole tokens only, the rest of the time is kept: fractions would add up to a little less than they are.
  const back = Math.floor((at - since) / msEach);
  const bucket = { tokens: Math.min(rate.burst, known.tokens + back), at: since + back * msEach };
  remember(kept, key, bucket);
  return bucket;
}

/** Puts an entry last and drops the one that was left alone longest. */
function remember<T>(kept: Map<string, T>, key: string, value: T): void {
  kept.delete(key);
  kept.set(key, value);
  const [oldest] = kept.keys();
  if (kept.size > MAX_BUCKETS && oldest !== undefined) kept.delete(oldest);
}
