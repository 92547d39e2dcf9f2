import type { Activity, ConversationReference } from 'botbuilder';
import type { Outcome } from '../../dialogs/turn';
import { hashOf } from '../store/hash';
import type { Lease, Store } from '../store/store';
import type { Posted } from '../teams/reply';
import { keepLease } from './kept-lease';
import { createLeftJobs, readJob, storedJob, type Job, type ReadLeftJob } from './stored-job';

/** How long a finished job is remembered: Teams delivers an activity again after about 15 seconds, for a while. */
const REMEMBER_MS = 60 * 60 * 1000;
/** A paste that kills the process must not kill it for ever: after so many starts its sender is told, and that is all. */
const MAX_ATTEMPTS = 3;
/** What cannot be delivered is tried again, ever later, for a day. */
const LONGEST_WAIT_MS = 30 * 60 * 1000;
const UNDELIVERED_MS = 24 * 60 * 60 * 1000;
/** Jobs that are taken over at once: after a long outage many wait, and all of them would be too many. */
const MOST_AT_ONCE = 20;
/** A process that died holds its jobs for this long; then another takes them over. */
export const HELD_MS = 15_000;
/** For so many times of holding, a job of another version is left to processes of that version. */
const LEFT_TO_OTHERS = 4;

/** A job that this process works on. */
export interface Held {
  key: string;
  job: Job;
  /** It was begun too often: all that is left is to say so. */
  isGivenUp: boolean;
  /** Whether no other process has taken it over. */
  isOurs: () => Promise<boolean>;
  /** @param reference where it is said, when that is for others than who were asked in front of */
  decided: (outcome: Outcome, reference?: Partial<ConversationReference>) => Promise<void>;
  /** Records the activity that shows a part of the outcome. */
  shown: (part: number, posted: Posted) => Promise<void>;
  /** Never rejects: where the store is down, this process remembers that it is done. */
  done: () => Promise<void>;
  /** Leaves it open, for this or another process to try again after a while. Never rejects. */
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

/** It was begun too often, nobody could be reached for too long, or neither message nor place can be read. */
export type GivenUp = 'attempts' | 'undelivered' | 'unreadable';

export interface JobOptions {
  /** Milliseconds since 1970. */
  now: () => number;
  heldMs?: number;
  onGivenUp: (key: string, why: GivenUp) => void;
}

/** What all jobs of a process have in common. */
interface Desk extends Required<JobOptions> {
  store: Store;
  /** What the store did not take: it holds an older state of these jobs than this process knows. */
  unwritten: Map<string, Job | 'done'>;
  readLeft: ReadLeftJob;
}

export function createJobs(store: Store, options: JobOptions): Jobs {
  const { now, heldMs = HELD_MS } = options;
  const readLeft = createLeftJobs(now, LEFT_TO_OTHERS * heldMs);
  const desk: Desk = { ...options, heldMs, store, unwritten: new Map(), readLeft };
  return {
    async open(key, reference, activity, outcome) {
      const lease = await store.lease(`job/${key}`, heldMs);
      if (!lease) return undefined;
      if (await store.get(`taken/${key}`)) {
        await lease.release();
        return undefined;
      }
      const begun: Job = { attempts: 1, takenAt: now(), reference, activity, sent: [] };
      const job = outcome ? { ...begun, outcome } : begun;
      // In this order: a process that dies in between leaves a job that is taken over, never one that is forgotten.
      await store.put(`open/${key}`, storedJob(job));
      await takenOn(desk, key);
      return hold(desk, key, job, lease);
    },
    async takeOver() {
      const taken: Held[] = [];
      const keys = (await store.list('open/')).map((path) => path.slice('open/'.length));
      for (const key of desk.unwritten.keys()) if (!keys.includes(key)) desk.unwritten.delete(key);
      for (const key of keys) {
        const held = await takeOne(desk, key);
        if (held) taken.push(held);
        if (taken.length === MOST_AT_ONCE) break;
      }
      return taken;
    },
  };
}

function takenOn({ store, now }: Desk, key: string): Promise<string> {
  return store.put(`taken/${key}`, {}, { expiresAt: now() + REMEMBER_MS });
}

/** The job, counted as started once more; undefined when it is somebody else's, not yet due, or at its end. */
async function takeOne(desk: Desk, key: string): Promise<Held | undefined> {
  const { store, heldMs, now, onGivenUp, unwritten } = desk;
  const lease = await store.lease(`job/${key}`, heldMs);
  if (!lease) return undefined;
  // Read under the lease: whoever held it may have finished in between.
  const found = await store.get(`open/${key}`);
  const job = found && (unwritten.get(key) ?? readJob(found.value) ?? desk.readLeft(key, found.value));
  const end = endOf(job, now());
  if (end === undefined && typeof job === 'object' && isDue(job, now())) return begin(desk, key, job, lease);
  if (end !== undefined) {
    if (found && end !== 'done') onGivenUp(key, end);
    await store.delete(`open/${key}`);
    unwritten.delete(key);
  }
  await lease.release();
  return undefined;
}

async function begin(desk: Desk, key: string, job: Job, lease: Lease): Promise<Held> {
  await takenOn(desk, key);
  const begun = { ...job, takenAt: job.takenAt ?? desk.now(), attempts: job.attempts + 1 };
  await desk.store.put(`open/${key}`, storedJob(begun));
  if (begun.attempts > MAX_ATTEMPTS) desk.onGivenUp(key, 'attempts');
  return hold(desk, key, begun, lease);
}

function isDue({ undelivered }: Job, now: number): boolean {
  return undelivered === undefined || undelivered.nextAt <= now;
}

/** Why a job goes no further; undefined when it does, or when it is another version's. */
function endOf(job: Job | 'done' | 'not yet' | undefined, now: number): GivenUp | 'done' | undefined {
  if (job === 'done') return 'done';
  if (job === 'not yet') return undefined;
  if (job === undefined) return 'unreadable';
  const { attempts, takenAt, undelivered } = job;
  // Even the word that it is given up killed the process.
  if (attempts > MAX_ATTEMPTS) return 'attempts';
  const isTooOld = undelivered !== undefined && takenAt !== undefined && now - takenAt > UNDELIVERED_MS;
  return isTooOld ? 'undelivered' : undefined;
}

function hold({ store, heldMs, now, unwritten }: Desk, key: string, first: Job, lease: Lease): Held {
  const kept = keepLease(lease, heldMs);
  const write = async (job: Job) => {
    held.job = job;
    unwritten.set(key, job);
    await store.put(`open/${key}`, storedJob(job));
    unwritten.delete(key);
  };
  const held: Held = {
    key,
    job: first,
    isGivenUp: first.attempts > MAX_ATTEMPTS,
    isOurs: kept.isOurs,
    decided: (outcome, reference = held.job.reference) => write({ ...held.job, outcome, reference }),
    shown(part, posted) {
      const sent = [...held.job.sent];
      while (sent.length < part) sent.push(null);
      sent[part] = posted;
      return write({ ...held.job, sent });
    },
    async done() {
      if (await kept.isOurs()) {
        unwritten.set(key, 'done');
        await store.delete(`open/${key}`).then(
          () => unwritten.delete(key),
          () => undefined,
        );
      }
      await kept.release();
    },
    async leave() {
      const times = (held.job.undelivered?.times ?? 0) + 1;
      const nextAt = now() + Math.min(LONGEST_WAIT_MS, heldMs * 2 ** (times - 1));
      const attempts = held.job.attempts - 1;
      const later = { ...held.job, attempts, undelivered: { times, nextAt } };
      if (await kept.isOurs()) await write(later).catch(() => undefined);
      await kept.release();
    },
  };
  return held;
}
