import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Asker } from './case';
import type { Report } from './checks/run';
import type { Facts } from './parse/facts';
import { redact } from './redact/redact';

const text = z.string().max(400);

/** One check that ran, or that was refused. Never what was pasted, never what was read. */
const recordSchema = z.object({
  /** ISO 8601, UTC: when it was done. */
  at: z.iso.datetime(),
  /** Object id and tenant, as the channel vouches for them. */
  who: z.object({ id: text, tenant: text }),
  /** Kind of the conversation, and its id hashed: the same place is recognised, not found. */
  where: z.object({ kind: text, id: text }),
  /** The check. */
  what: text,
  /** The registry it looked at, where there was one. */
  on: text.optional(),
  /** With whose rights: "the asking user", "the bot's managed identity". */
  as: text,
  /** `problem`: a statement holds. `refused`: it did not run. */
  result: z.enum(['ok', 'problem', 'unknown', 'not-applicable', 'refused']),
  durationMs: z.number(),
  /** The same for all checks of one question, and for its log records. */
  correlationId: text,
});

export type AuditRecord = z.output<typeof recordSchema>;

/**
 * Where records are kept: lines of text by day (`2026-11-21`), only ever added to. A folder keeps a file a day
 * (src/store/audit-folder.ts); an append blob a day would fit as well.
 */
export interface AuditBook {
  append: (day: string, line: string) => Promise<void>;
  /** Days that have lines, in order. */
  days: () => Promise<string[]>;
  lines: (day: string) => AsyncIterable<string>;
  drop: (day: string) => Promise<void>;
}

/** What all checks of one question have in common. */
export interface Question {
  asker: Asker;
  /** `personal`, `groupChat`, `channel` or `local`, and the id of the conversation as it is; it is kept hashed. */
  conversation: { kind: string; id: string };
  as: string;
  correlationId: string;
}

export interface Audit {
  /** What `createLive` tells of each check of this question becomes a record. */
  watch: (question: Question) => (report: Report, facts: Facts) => void;
  /** A person's own records of the last days, newest first, at most `MOST`. */
  recordsOf: (asker: Asker, days: number) => Promise<AuditRecord[]>;
  /** Drops days beyond the retention, and says how many those were. */
  sweep: () => Promise<number>;
  /** Resolves when every record is written. */
  settled: () => Promise<void>;
}

/** Records that are listed at once. */
export const MOST = 200;
export const RETENTION_DAYS = 365;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface AuditOptions {
  book: AuditBook;
  /** Takes every record as a line too: standard output, where the platform collects it. */
  write?: (line: string) => void;
  retentionDays?: number;
  now: () => number;
  /** A record that could not be kept. The answer is given all the same, and `write` has the record. */
  onFault: (error: unknown) => void;
}

export function createAudit({
  book,
  write,
  retentionDays = RETENTION_DAYS,
  now,
  onFault,
}: AuditOptions): Audit {
  let last: Promise<void> = Promise.resolve();
  const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  return {
    watch: (question) => (report, facts) => {
      const record = recordOf(question, report, facts, new Date(now()).toISOString());
      const line = JSON.stringify(record);
      write?.(`${JSON.stringify({ kind: 'audit', ...record })}\n`);
      last = last.then(() => book.append(record.at.slice(0, 10), line)).catch(onFault);
    },
    async recordsOf(asker, days) {
      const since = dayOf(now() - (days - 1) * DAY_MS);
      const asked = (await book.days()).filter((day) => day >= since).reverse();
      const found: AuditRecord[] = [];
      for (const day of asked) {
        found.push(...(await ownLines(book.lines(day), asker)).reverse());
        if (found.length >= MOST) break;
      }
      return found.slice(0, MOST);
    },
    async sweep() {
      const oldest = dayOf(now() - retentionDays * DAY_MS);
      const old = (await book.days()).filter((day) => day < oldest);
      for (const day of old) await book.drop(day);
      return old.length;
    },
    settled: () => last,
  };
}

function recordOf(question: Question, report: Report, facts: Facts, at: string): AuditRecord {
  const { asker, conversation, as, correlationId } = question;
  const place = createHash('sha256').update(`${asker.tenant}\n${conversation.id}`).digest('hex').slice(0, 16);
  return {
    at,
    who: { id: safe(asker.id), tenant: safe(asker.tenant) },
    where: { kind: safe(conversation.kind), id: place },
    what: safe(report.check),
    ...(facts.registry === undefined ? {} : { on: safe(facts.registry) }),
    as: safe(as),
    result: resultOf(report),
    durationMs: report.ms,
    correlationId: safe(correlationId),
  };
}

/** What a report comes to, worst first. */
export function resultOf({ judged, refused }: Report): AuditRecord['result'] {
  if (refused !== undefined) return 'refused';
  const held = judged.map(({ holds }) => holds);
  if (held.includes('yes')) return 'problem';
  if (held.includes('unknown')) return 'unknown';
  return held.includes('no') ? 'ok' : 'not-applicable';
}

const MAX_LETTERS = 200;
/** Letters that are masked: far more than are kept, so that no secret is cut before it is recognised. */
const MAX_READ = 4000;

/** Nothing of this is expected to hold a secret; whatever stands in a record is masked all the same. */
function safe(value: string): string {
  return redact(value.slice(0, MAX_READ)).text.replace(/\s+/g, ' ').slice(0, MAX_LETTERS);
}

/** The last of a person's own records of one day. A line that a killed process left half is passed over. */
async function ownLines(lines: AsyncIterable<string>, { id, tenant }: Asker): Promise<AuditRecord[]> {
  const own: AuditRecord[] = [];
  for await (const line of lines) {
    const record = readLine(line);
    if (record?.who.id !== id || record.who.tenant !== tenant) continue;
    own.push(record);
    if (own.length > MOST) own.shift();
  }
  return own;
}

function readLine(line: string): AuditRecord | undefined {
  try {
    return recordSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
