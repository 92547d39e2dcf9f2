import type { Activity, ConversationReference } from 'botbuilder';
import { z } from 'zod';
import { outcomeJson, type Outcome } from '../../dialogs/turn';
import { hashOf } from '../store/hash';
import type { Lease, Store } from '../store/store';
import type { Posted } from '../teams/reply';
import { keepLease } from './kept-lease';

/** How long a finished job is remembered: Teams delivers an activity again after about 15 seconds, for a while. */
const REMEMBER_MS = 60 * 60 * 1000;
/** An open job is given up after this many starts: a paste that kills the process must not kill it for ever. */
const MAX_ATTEMPTS = 3;
/** A process that died holds its jobs for this long; then another takes them over. */
export const HELD_MS = 15_000;
/** For so many times of holding, a job of another version is left to processes of that version. */
const LEFT_TO_OTHERS = 4;

/** Version of the stored form. Raise it when an earlier version would misread a job, not when it reads past a new field. */
export const JOB_SCHEMA: number = 1;

/**
 * One message to be answered exactly once, written before the first thing is done about it. It stands under `open/`
 * until it is answered; that it was ever taken on stands under `taken/`, by the same hash.
 */
export interface Job {
  attempts: number;
  /** Where the answer goes. */
  reference: Partial<ConversationReference>;
  /** The message with its text redacted, without attachments. */
  activity: Partial<Activity>;
  /** What the dialogs decided; absent until they have. */
  outcome?: Outcome;
  /** Where the parts of the outcome stand that were said, in their order. */
  sent: (Posted | null)[];
}

/** As it is stored: the outcome as JSON text, for the store packs a text at once and cards part by part. */
interface StoredJob extends Omit<Job, 'outcome'> {
  schema: number;
  outcome?: string;
}

const JobForm = z.object({
  // Version 0.1.0 wrote none.
  schema: z
    .number()
    .default(1)
    .refine((schema) => schema === JOB_SCHEMA),
  attempts: z.number(),
  reference: z.record(z.string(), z.unknown()),
  activity: z.record(z.string(), z.unknown()),
  // Earlier versions wrote the parts themselves.
  outcome: z.union([z.string(), z.array(z.unknown()).transform((parts) => JSON.stringify(parts))]).optional(),
  sent: z.array(z.record(z.string(), z.unknown()).nullable()),
});

/** What a job of any version holds: the message, and where its answer goes. It can be begun anew from that. */
const AnyJob = JobForm.pick({ reference: true, activity: true });

/** A job that this process works on. */
export interface Held {
  key: string;
  job: Job;
  /** @param reference where it is said, when that is for others than who were asked in front of */
  decided: (outcome: Outcome, reference?: Partial<ConversationReference>) => Promise<void>;
  /** Records the activity that shows a part of the outcome. */
  shown: (part: number, posted: Posted) => Promise<void>;
  done: () => Promise<void>;
  /** Leaves it open, for this or another process to take over. */
  leave: () => Promise<void>;
}

export interface Jobs {
  /**
   * Takes a message on; undefined when it was taken on before.
   * @param outcome where there is nothing to decide any more
   */
  open: (
    key: string,
    reference: Partial<ConversationReference>,
    activity: Partial<Activity>,
    outcome?: Outcome,
  ) => Promise<Held | undefined>;
  /** Jobs whose process ended, each counted as tried once more. */
  takeOver: () => Promise<Held[]>;
}

/** The key of a message's job: its channel, conversation and id, hashed so that any id makes a sound key. */
export function jobKey({ channelId, conversation, id }: Partial<Activity>): string {
  return hashOf(channelId ?? '', conversation?.id ?? '', id ?? '');
}

export interface JobOptions {
  /** Milliseconds since 1970. */
  now: () => number;
  heldMs?: number;
  /** @param why it was begun too often, or neither its message nor where the answer goes can be read */
  onGivenUp: (key: string, why: 'attempts' | 'unreadable') => void;
}

export function createJobs(store: Store, options: JobOptions): Jobs {
  const { now, heldMs = HELD_MS, onGivenUp } = options;
  const takenOn = (key: string) => store.put(`taken/${key}`, {}, { expiresAt: now() + REMEMBER_MS });
  const readLeft = createLeftJobs(now, LEFT_TO_OTHERS * heldMs);
  return {
    async open(key, reference, activity, outcome) {
      const lease = await store.lease(`job/${key}`, heldMs);
      if (!lease) return undefined;
      if (await store.get(`taken/${key}`)) {
        await lease.release();
        return undefined;
      }
      const job: Job = { attempts: 1, reference, activity, sent: [], ...(outcome ? { outcome } : {}) };
      // In this order: a process that dies in between leaves a job that is taken over, never one that is forgotten.
      await store.put(`open/${key}`, stored(job));
      await takenOn(key);
      return hold(store, key, job, lease, heldMs);
    },
    async takeOver() {
      const taken: Held[] = [];
      for (const path of await store.list('open/')) {
        const key = path.slice('open/'.length);
        const lease = await store.lease(`job/${key}`, heldMs);
        if (!lease) continue;
        // Read under the lease: whoever held it may have finished in between.
        const found = await store.get(path);
        const job = found && (readJob(found.value) ?? readLeft(key, found.value));
        if (job === 'not yet') {
          await lease.release();
          continue;
        }
        if (job && job.attempts < MAX_ATTEMPTS) {
          await takenOn(key);
          const tried = { ...job, attempts: job.attempts + 1 };
          await store.put(path, stored(tried));
          taken.push(hold(store, key, tried, lease, heldMs));
          continue;
        }
        if (found) onGivenUp(key, job ? 'attempts' : 'unreadable');
        await store.delete(path);
        await lease.release();
      }
      return taken;
    },
  };
}

function stored({ outcome, ...job }: Job): StoredJob {
  const parts = { schema: JOB_SCHEMA, ...job };
  return outcome ? { ...parts, outcome: outcomeJson(outcome) } : parts;
}

/** Undefined when another version wrote it, in a form that this one does not know. */
function readJob(value: unknown): Job | undefined {
  const found = JobForm.safeParse(value);
  if (!found.success) return undefined;
  const { attempts, reference, activity, sent, outcome } = found.data as unknown as StoredJob;
  const job = { attempts, reference, activity, sent };
  return outcome === undefined ? job : { ...job, outcome: JSON.parse(outcome) as Outcome };
}

/**
 * Jobs of another version, found without a holder. Both versions run during an upgrade: its own has the first go. When
 * it does not come, as after a way back, the message is begun anew; what was decided in a form unknown here is lost.
 */
function createLeftJobs(now: () => number, leftMs: number) {
  const since = new Map<string, number>();
  return (key: string, value: unknown): Job | 'not yet' | undefined => {
    const found = AnyJob.safeParse(value).data;
    if (!found) return undefined;
    const first = since.get(key) ?? now();
    since.set(key, first);
    if (now() - first < leftMs) return 'not yet';
    since.delete(key);
    return { ...found, attempts: 0, sent: [] };
  };
}

function hold(store: Store, key: string, first: Job, lease: Lease, heldMs: number): Held {
  const end = keepLease(lease, heldMs);
  const held: Held = {
    key,
    job: first,
    async decided(outcome, reference = held.job.reference) {
      held.job = { ...held.job, outcome, reference };
      await store.put(`open/${key}`, stored(held.job));
    },
    async shown(part, posted) {
      const sent = [...held.job.sent];
      while (sent.length < part) sent.push(null);
      sent[part] = posted;
      held.job = { ...held.job, sent };
      await store.put(`open/${key}`, stored(held.job));
    },
    async done() {
      await store.delete(`open/${key}`);
      await end();
    },
    leave: end,
  };
  return held;
}
