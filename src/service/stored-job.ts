import { z } from 'zod';
import type { Activity, ConversationReference } from 'botbuilder';
import { outcomeJson, type Outcome } from '../../dialogs/turn';
import type { Posted } from '../teams/reply';

/** Version of the stored form. Raise it when an earlier version would misread a job, not when it reads past a new field. */
export const JOB_SCHEMA: number = 1;

/**
 * One message to be answered exactly once, written before the first thing is done about it. It stands under `open/`
 * until it is answered; that it was ever taken on stands under `taken/`, by the same hash.
 */
export interface Job {
  /** Starts; one that ended without its process is none. */
  attempts: number;
  /** When it was taken on, in milliseconds since 1970; absent in jobs of earlier versions. */
  takenAt?: number;
  /** How often its answer could not be delivered, and when it is tried again. */
  undelivered?: { times: number; nextAt: number };
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

// Version 0.1.0 wrote none.
const VersionForm = z.object({ schema: z.number().default(1) });

const JobForm = z.object({
  attempts: z.number(),
  takenAt: z.number().optional(),
  undelivered: z.object({ times: z.number(), nextAt: z.number() }).optional(),
  reference: z.record(z.string(), z.unknown()),
  activity: z.record(z.string(), z.unknown()),
  // Earlier versions wrote the parts themselves.
  outcome: z.union([z.string(), z.array(z.unknown()).transform((parts) => JSON.stringify(parts))]).optional(),
  sent: z.array(z.record(z.string(), z.unknown()).nullable()),
});

/** What a job of any version holds: the message, and where its answer goes. It can be begun anew from that. */
const AnyJob = JobForm.pick({ reference: true, activity: true });

export function storedJob({ outcome, ...job }: Job): StoredJob {
  const parts = { schema: JOB_SCHEMA, ...job };
  return outcome ? { ...parts, outcome: outcomeJson(outcome) } : parts;
}

/** Undefined when another version wrote it, in a form that this one does not know. */
export function readJob(value: unknown): Job | undefined {
  const found = JobForm.safeParse(value);
  if (!found.success || VersionForm.safeParse(value).data?.schema !== JOB_SCHEMA) return undefined;
  const { outcome, ...job } = found.data as unknown as StoredJob;
  return outcome === undefined ? job : { ...job, outcome: JSON.parse(outcome) as Outcome };
}

/** A job of another version: `not yet` while it is left to that one, undefined when nothing can be made of it. */
export type ReadLeftJob = (key: string, value: unknown) => Job | 'not yet' | undefined;

/**
 * Jobs of another version, found without a holder. Both versions run during an upgrade: its own has the first go. When
 * it does not come, as after a way back, the message is begun anew; what was decided in a form unknown here is lost.
 */
export function createLeftJobs(now: () => number, leftMs: number): ReadLeftJob {
  const since = new Map<string, number>();
  return (key, value) => {
    const found = AnyJob.safeParse(value).data;
    if (!found) return undefined;
    const first = since.get(key) ?? now();
    since.set(key, first);
    if (now() - first < leftMs) return 'not yet';
    since.delete(key);
    return { ...found, attempts: 0, sent: [] };
  };
}
