import { createHash } from 'node:crypto';
import type { Activity, ConversationReference } from 'botbuilder';
import { z } from 'zod';
import { ConflictError, type Store } from '../store/store';

/** How long a finished job is remembered: Teams delivers an activity again after about 15 seconds, for a while. */
const REMEMBER_MS = 60 * 60 * 1000;
/** An open job is given up after this many starts: a paste that kills the process must not kill it for ever. */
const MAX_ATTEMPTS = 3;

/** One message to be answered exactly once. Written before the first thing is done about it. */
export interface Job {
  state: 'open' | 'done' | 'given-up';
  attempts: number;
  /** Where the answer goes. */
  reference: Partial<ConversationReference>;
  /** The message with its text redacted, without attachments. */
  activity: Partial<Activity>;
}

const JobForm = z.object({
  state: z.enum(['open', 'done', 'given-up']),
  attempts: z.number(),
  reference: z.record(z.string(), z.unknown()),
  activity: z.record(z.string(), z.unknown()),
});

export interface Jobs {
  /** Takes a message on; false when it was taken on before. */
  open: (
    key: string,
    reference: Partial<ConversationReference>,
    activity: Partial<Activity>,
  ) => Promise<boolean>;
  done: (key: string) => Promise<void>;
  /** Jobs left open by a process that ended, each counted as tried once more. */
  takeOver: () => Promise<{ key: string; job: Job }[]>;
}

/** The key of a message's job: its channel, conversation and id, hashed so that any id makes a sound key. */
export function jobKey({ channelId, conversation, id }: Partial<Activity>): string {
  const parts = [channelId ?? '', conversation?.id ?? '', id ?? ''].join('\n');
  return `job/${createHash('sha256').update(parts).digest('hex').slice(0, 40)}`;
}

export function createJobs(store: Store, now: () => number): Jobs {
  const close = async (key: string, state: Job['state']) => {
    const found = await store.get(key);
    if (!found) return;
    await store.put(
      key,
      { ...readJob(found.value), state, activity: {} },
      { expiresAt: now() + REMEMBER_MS },
    );
  };
  return {
    open: (key, reference, activity) =>
      store.create(key, { state: 'open', attempts: 1, reference, activity } satisfies Job),
    done: (key) => close(key, 'done'),
    async takeOver() {
      const taken: { key: string; job: Job }[] = [];
      for (const key of await store.list('job/')) {
        const found = await store.get(key);
        const job = found && readJob(found.value);
        if (!found || job?.state !== 'open') continue;
        if (job.attempts >= MAX_ATTEMPTS) {
          await close(key, 'given-up');
          continue;
        }
        const isMine = await isWritten(
          store.put(key, { ...job, attempts: job.attempts + 1 }, { ifMatch: found.etag }),
        );
        if (isMine) taken.push({ key, job });
      }
      return taken;
    },
  };
}

/** False when another replica that starts was quicker: then the job is its own. */
async function isWritten(write: Promise<string>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConflictError) return false;
    throw error;
  }
}

function readJob(value: unknown): Job {
  return JobForm.parse(value);
}
