import { createHash } from 'node:crypto';
import type { Activity, ConversationReference } from 'botbuilder';
import { z } from 'zod';
import type { Outcome } from '../../dialogs/turn';
import type { Asker } from '../case';
import type { Work } from '../conversation';
import type { Store } from '../store/store';
import type { Held, Jobs } from './jobs';
import { askerOf, withoutWords } from './taken-activity';

/** Who has not signed in by then is told, and asks anew. The sign-in page itself lasts as long. */
export const WAITING_MS = 15 * 60 * 1000;
/** That a sign-in ended is remembered for the other clients of the same person. */
const ENDED_MS = 60 * 60 * 1000;
/** A process that was not running tells the end later than it was. */
const KEPT_MS = 24 * 60 * 60 * 1000;

/** Work that waits until its asker has signed in. It is in the store, so any process can go on with it. */
export interface Waiting {
  key: string;
  /** Id of the exchange that Teams was offered; absent where it was offered none. */
  exchangeId?: string;
  work: Work;
  /** Where it goes on. */
  reference: Partial<ConversationReference>;
  /** Whose it is and where it was asked, without what was said. */
  activity: Partial<Activity>;
  /** Milliseconds since 1970. */
  until: number;
}

const Stored = z.object({
  exchangeId: z.string().optional(),
  work: z.looseObject({ does: z.enum(['check', 'run', 'sign-in']) }),
  reference: z.record(z.string(), z.unknown()),
  activity: z.record(z.string(), z.unknown()),
  until: z.number(),
});

export interface WaitingRoom {
  keep: (id: string, waiting: Omit<Waiting, 'key' | 'until'>) => Promise<void>;
  of: (asker: Asker) => Promise<Waiting[]>;
  /** What nobody signed in for in time. */
  over: () => Promise<Waiting[]>;
  /**
   * Ends one, once over all processes: as a job, with what is said or done now.
   * @returns undefined when it had ended before
   */
  end: (waiting: Waiting, outcome: Outcome) => Promise<Held | undefined>;
  /** Whether something is done the first time for it, over all processes. */
  isFirst: (waiting: Waiting, what: string) => Promise<boolean>;
  /** Whether an exchange of this person ended already: their other clients send it as well. */
  hasEnded: (asker: Asker, exchangeId: string) => Promise<boolean>;
}

export function createWaitingRoom(store: Store, jobs: Jobs, now: () => number): WaitingRoom {
  const read = async (key: string): Promise<Waiting | undefined> => {
    const found = Stored.safeParse((await store.get(key))?.value);
    return found.success ? ({ key, ...found.data } as unknown as Waiting) : undefined;
  };
  const list = async (prefix: string) => {
    const all = await Promise.all((await store.list(prefix)).map(read));
    return all.filter((one) => one !== undefined);
  };
  return {
    async keep(id, waiting) {
      // What was said is not kept: the work says what it needs.
      const activity = withoutWords(waiting.activity);
      const key = `signing/${personKey(askerOf(activity))}/${id}`;
      const value = { ...waiting, activity, until: now() + WAITING_MS };
      // Kept anew by a process that took the job over: the newest sign-in card is the one that stands.
      await store.put(key, value, { expiresAt: now() + KEPT_MS });
    },
    of: (asker) => list(`signing/${personKey(asker)}/`),
    over: async () => (await list('signing/')).filter(({ until }) => until < now()),
    async end({ key, exchangeId, reference, activity }, outcome) {
      const held = await jobs.open(hashOf(key), reference, activity, outcome);
      if (exchangeId !== undefined)
        await store.put(endedKey(askerOf(activity), exchangeId), {}, { expiresAt: now() + ENDED_MS });
      await store.delete(key);
      return held;
    },
    isFirst: ({ key }, what) =>
      store.create(`signed/${hashOf(`${key} ${what}`)}`, {}, { expiresAt: now() + KEPT_MS }),
    hasEnded: async (asker, exchangeId) => (await store.get(endedKey(asker, exchangeId))) !== undefined,
  };
}

function endedKey(asker: Asker, exchangeId: string): string {
  return `signed/${personKey(asker)}/${hashOf(exchangeId)}`;
}

function personKey({ tenant, id }: Asker): string {
  return hashOf(JSON.stringify([tenant.toLowerCase(), id.toLowerCase()]));
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}
