import type { ConnectorAnswer } from './connector';

/** Time as the sending of messages knows it; replaced by tests. */
export interface Clock {
  /** Milliseconds since 1970. */
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  /** From 0 to 1. */
  random: () => number;
}

export const CLOCK: Clock = {
  now: Date.now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
};

export interface RetryRules {
  /** Whether saying it twice is the same as saying it once: updates, and asking for the chat with a person. */
  isRepeatable: boolean;
  /** Milliseconds for all attempts and the waits between them. */
  limitMs: number;
}

const MAX_ATTEMPTS = 5;
/** How often a message is posted again after an answer that leaves open whether it was taken. */
const MAX_DOUBTFUL = 1;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 20_000;

/**
 * Calls until it is taken, refused for good, or the time is over, and gives the last answer. Which answers mean
 * "again" is in "Rate limit your bot" of Microsoft's documentation: 429, 412, 502 and 504, with growing, scattered waits.
 *
 * What can be said twice: a new message whose first attempt ended in 502, 503, 504, a broken connection or no answer
 * in time, and was taken all the same. It is therefore posted again once only. After 429 and 412 nothing was taken, and an update replaces.
 */
export async function withRetries(
  attempt: (leftMs: number) => Promise<ConnectorAnswer>,
  { isRepeatable, limitMs }: RetryRules,
  clock: Clock,
): Promise<ConnectorAnswer> {
  const end = clock.now() + limitMs;
  let doubts = 0;
  for (let attempts = 1; ; attempts++) {
    const answer = await attempt(Math.max(0, end - clock.now()));
    const again = judge(answer);
    if (again === 'never' || attempts >= MAX_ATTEMPTS) return answer;
    if (again === 'doubtful' && !isRepeatable && ++doubts > MAX_DOUBTFUL) return answer;
    const wait = waitOf(answer, attempts, clock);
    if (clock.now() + wait > end) return answer;
    await clock.sleep(wait);
  }
}

type Again = 'never' | 'safe' | 'doubtful';

function judge({ status, mayHaveArrived }: ConnectorAnswer): Again {
  if (status === 429 || status === 412) return 'safe';
  if (status === 502 || status === 503 || status === 504) return 'doubtful';
  if (status !== 0 || mayHaveArrived === undefined) return 'never';
  return mayHaveArrived ? 'doubtful' : 'safe';
}

/** Never earlier than asked; without being asked, twice as long each time, scattered over half of it. */
function waitOf({ retryAfter }: ConnectorAnswer, attempts: number, { now, random }: Clock): number {
  const asked = readRetryAfter(retryAfter, now());
  if (asked !== undefined) return asked + random() * 250;
  const grown = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1));
  return grown * (0.5 + random() / 2);
}

/** Seconds, or a date (RFC 9110, 10.2.3), as milliseconds from now; undefined when it is neither. */
export function readRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined || value.trim() === '') return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
