import { z } from 'zod';
import type { Unreadable } from '../azure/reading';

/**
 * Version of the stored form. A watch of another version that nobody of that version goes on with is dropped, and
 * whoever asked for it is told so.
 */
export const WATCH_SCHEMA: number = 1;

const MINUTE_MS = 60_000;

/** When a watch looks, how long it goes on, and how often it is told. All in milliseconds but the counts. */
export const WATCHING = {
  /** Before the first look; each wait is twice the one before it. */
  firstMs: 5_000,
  longestMs: 5 * MINUTE_MS,
  /** After this it is said that the end was not seen. */
  limitMs: 120 * MINUTE_MS,
  /** Open watches that one person may have. */
  perPerson: 5,
  /** So many looks in a row that could not be read are worth a word, and so many 401 are an answer. */
  failuresToTell: 5,
  /** Before a post that failed, or whose sender died, is tried again; doubles to `longestMs`. */
  postAgainMs: 15_000,
  /** A post is given up after so many tries: the conversation may be gone. */
  posts: 8,
  /** A lease outlasts the next look by this; who dies is replaced at the latest then. */
  spareMs: MINUTE_MS,
  /** How often watches that nobody holds are looked for. */
  adoptMs: MINUTE_MS,
  /** How long after its next look a watch of another version is left to processes of that version. */
  leftMs: 3 * MINUTE_MS,
  /** How long a watch that ended is remembered. */
  rememberMs: 60 * MINUTE_MS,
  /** How long after its limit a watch is kept for a bot that was not running. */
  keepMs: 24 * 60 * MINUTE_MS,
} as const;

const Name = z.string().min(1);

/** What is watched, by the names of src/parse/facts.ts. */
export const Target = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('conversion'),
    facts: z
      .object({
        registry: Name,
        repository: Name,
        tag: Name.optional(),
        digest: Name.optional(),
        operationId: Name.optional(),
      })
      .refine(({ tag, digest, operationId }) => (tag ?? digest ?? operationId) !== undefined),
  }),
  z.object({ kind: z.literal('pipeline-run'), facts: z.object({ registry: Name, pipelineRun: Name }) }),
]);
export type Target = z.infer<typeof Target>;

export const OUTCOMES = [
  ...(['succeeded', 'failed', 'cancelled', 'not-found', 'refused'] as const),
  /** The limit came first: it was still running, or could not be seen any more. */
  ...(['still-running', 'not-seen'] as const),
  /** Stored by another version of the bot. */
  'dropped',
] as const;

const End = z.object({
  outcome: z.enum(OUTCOMES),
  title: z.string(),
  lines: z.array(z.string()),
  symptom: z.string().optional(),
});

/** How it ended, as a card shows it. `symptom` is the entry of the knowledge base that explains the failure. */
export type End = z.infer<typeof End>;

const WatchForm = z.object({
  schema: z.literal(WATCH_SCHEMA),
  id: z.string(),
  /** `posting`: the end is known and being told; whoever finds it so after `nextAt` tells it again. */
  state: z.enum(['open', 'posting', 'done']),
  target: Target,
  asker: z.object({ id: z.string(), tenant: z.string() }),
  conversation: z.string(),
  /** Where the end is told: opaque to the watch, and gone once it is done. */
  reference: z.unknown(),
  startedAt: z.number(),
  until: z.number(),
  nextAt: z.number(),
  /** Between the look before and the next one. */
  intervalMs: z.number(),
  /** Looks in a row that could not be read, and what the last of them saw. */
  failures: z.number(),
  trouble: z.string().optional(),
  /** What was last seen, and when: `Running at 40%`. */
  last: z.object({ words: z.string(), at: z.number() }).optional(),
  end: End.optional(),
  posts: z.number(),
});

/** A watch as it is stored under `watch/<id>`. Times are milliseconds since 1970. */
export type Watch = z.infer<typeof WatchForm>;

/** The parts of a watch of any version that are needed to say that it was dropped. */
const AnyVersion = z.object({
  asker: z.object({ id: z.string(), tenant: z.string() }).catch({ id: '', tenant: '' }),
  conversation: z.string().catch(''),
  reference: z.unknown(),
  /** When its own version was to look next; long ago where that cannot be read. */
  nextAt: z.number().catch(0),
});

/** What is left of a watch of another version. */
export type Stray = z.infer<typeof AnyVersion>;

/** A stored watch, or what is left of one in another form. */
export function readWatch(value: unknown): { watch: Watch } | { stray: Stray } {
  const watch = WatchForm.safeParse(value);
  if (watch.success) return { watch: watch.data };
  const stray = AnyVersion.safeParse(value).data ?? {
    asker: { id: '', tenant: '' },
    conversation: '',
    nextAt: 0,
  };
  return { stray: { reference: undefined, ...stray } };
}

/** What one look at Azure saw. */
export type Seen =
  | {
      state: 'open';
      /** As the service says it: `Running`, `Running at 40%`. */
      words: string;
      /** The conversion that a tag or digest led to, which is watched from then on: a later push begins another. */
      operationId?: string;
    }
  | {
      state: 'ended';
      outcome: 'succeeded' | 'failed' | 'cancelled';
      words: string;
      code?: string;
      /** What the service says about it, secrets masked. */
      message?: string;
      explained?: Explained;
    }
  | { state: 'unreadable'; unreadable: Unreadable };

/** The entry of the knowledge base that a failure is. */
export interface Explained {
  symptom: string;
  title: string;
}

/** Asks how it stands. Trouble outside is a value; rejects for faults of our own only. */
export type Look = (target: Target, signal: AbortSignal) => Promise<Seen>;
