import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Catalogue } from './knowledge/schema';
import { Finder } from './match/anchors';
import { looksLikeQuestion, subjectOf } from './match/by-words';
import { createScopeReader, type ScopeReader } from './match/scope';
import { WEIGHTS } from './match/weights';
import { wordsOf } from './match/words';
import { parse } from './parse/parse';
import { templateOf } from './parse/template';
import { ConflictError, type Store } from './store/store';

/** How much is kept, and how long. */
export const GAP_LIMITS = {
  groups: 1000,
  /** When there are more, so many at once go: each look at all of them costs as many reads. */
  goAtOnce: 50,
  comments: 5,
  days: 180,
} as const;

const DAY_MS = 24 * 60 * 60 * 1000;
/** Version of the stored form. */
export const GAP_SCHEMA: number = 1;

const GapForm = z.object({
  /** Another version is not read. */
  schema: z.literal(GAP_SCHEMA),
  template: z.string(),
  count: z.number(),
  first: z.string(),
  last: z.string(),
  kinds: z.object({ unanswered: z.number(), disliked: z.number() }),
  symptoms: z.record(z.string(), z.number()),
  comments: z.array(z.string()),
});

/**
 * What the knowledge base could not answer, or answered so that somebody disliked it: a template without names (see
 * src/parse/template.ts), how often and when it came (ISO 8601, UTC), the entries that were disliked, and the latest
 * comments, masked the same way.
 */
export type Gap = z.infer<typeof GapForm>;

export interface Noted {
  kind: 'unanswered' | 'disliked';
  /** What was pasted or asked, secrets masked already. Never stored. */
  text: string;
  /** The entry that was disliked. */
  symptom?: string;
  comment?: string;
}

export interface Gaps {
  /** False when it is no gap: chatter, another registry's failure, or a text that says of no failure. */
  note: (noted: Noted) => Promise<boolean>;
  /** The most frequent first; of equals the latest. */
  list: () => Promise<Gap[]>;
}

export interface GapDeps {
  store: Store;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Whose failures are not ours. */
  catalogue: Pick<Catalogue, 'elsewhere'>;
}

export function createGaps({ store, now, catalogue }: GapDeps): Gaps {
  const readScope = createScopeReader(catalogue.elsewhere);
  return {
    async note(noted) {
      const template = isGap(noted.text, readScope) ? templateOf(noted.text) : undefined;
      if (template === undefined) return false;
      const isNew = await add(store, template, noted, now());
      if (isNew) await makeRoom(store);
      return true;
    },
    list: () => listGaps(store),
  };
}

/** Reads only, so that another process may do it while the service runs. */
export async function listGaps(store: Store): Promise<Gap[]> {
  const found = await readAll(store);
  return found.map(({ gap }) => gap).sort((a, b) => b.count - a.count || b.last.localeCompare(a.last));
}

/** Chatter says nothing of us; a failure where only others are named is theirs. */
function isGap(text: string, readScope: ScopeReader): boolean {
  const { view } = parse(text);
  if (view.tight === '') return false;
  if (looksLikeQuestion(view.text)) {
    const subject = subjectOf(view.text);
    const isTooShort = subject === 'phrase' && wordsOf(view.text).length < WEIGHTS.phraseWords;
    if (subject === 'none' || isTooShort) return false;
  }
  const { ours, hosts, failures } = readScope(new Finder(view));
  return ours.length > 0 || hosts.length + failures.length === 0;
}

/** The same message in another case, spacing, or behind another prefix of placeholders is the same gap. */
function keyOf(template: string): string {
  const core = template
    .toLowerCase()
    .split('\n')
    .map((line) => line.replace(/^(?:<[a-z]{1,40}>[\s:.[\]()-]{0,8}){1,20}/, ''))
    .join('\n')
    .replace(/\s{1,1000}/g, ' ');
  return `gap/${createHash('sha256').update(core).digest('hex').slice(0, 32)}`;
}

/** @returns whether it is the first of its kind. Repeats until nobody wrote in between, so nothing noted is lost. */
async function add(store: Store, template: string, noted: Noted, now: number): Promise<boolean> {
  const key = keyOf(template);
  const expiresAt = now + GAP_LIMITS.days * DAY_MS;
  const at = new Date(now).toISOString();
  for (;;) {
    const found = await store.get(key);
    const known = found && GapForm.safeParse(found.value).data;
    // Counted by a later version, which goes on counting: this one would lose what it counted.
    if (!known && isOfLater(found?.value)) return false;
    const gap = counted(known ?? emptyGap(template, at), noted, at);
    if (!found) {
      if (await store.create(key, gap, { expiresAt })) return true;
      continue;
    }
    try {
      await store.put(key, gap, { ifMatch: found.etag, expiresAt });
      return false;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
}

function isOfLater(value: unknown): boolean {
  const { schema } = z.object({ schema: z.number() }).safeParse(value).data ?? { schema: 0 };
  return schema > GAP_SCHEMA;
}

function emptyGap(template: string, at: string): Gap {
  const kinds = { unanswered: 0, disliked: 0 };
  return { schema: GAP_SCHEMA, template, count: 0, first: at, last: at, kinds, symptoms: {}, comments: [] };
}

function counted(gap: Gap, { kind, symptom, comment }: Noted, at: string): Gap {
  const said = comment === undefined ? undefined : templateOf(comment);
  return {
    ...gap,
    count: gap.count + 1,
    last: at > gap.last ? at : gap.last,
    kinds: { ...gap.kinds, [kind]: gap.kinds[kind] + 1 },
    symptoms:
      symptom === undefined ? gap.symptoms : { ...gap.symptoms, [symptom]: (gap.symptoms[symptom] ?? 0) + 1 },
    comments:
      said === undefined || gap.comments.includes(said)
        ? gap.comments
        : [...gap.comments, said].slice(-GAP_LIMITS.comments),
  };
}

/** Deletes the rarest; of equals those that came last longest ago. */
async function makeRoom(store: Store): Promise<void> {
  const keys = await store.list('gap/');
  if (keys.length <= GAP_LIMITS.groups) return;
  const found = await readAll(store);
  const rarest = found.sort(
    ({ gap: a }, { gap: b }) =>
      a.count - b.count || a.last.localeCompare(b.last) || a.first.localeCompare(b.first),
  );
  const over = keys.length - GAP_LIMITS.groups + GAP_LIMITS.goAtOnce;
  for (const { key } of rarest.slice(0, over)) await store.delete(key);
}

async function readAll(store: Store): Promise<{ key: string; gap: Gap }[]> {
  const keys = await store.list('gap/');
  const found = await Promise.all(keys.map(async (key) => ({ key, value: (await store.get(key))?.value })));
  return found.flatMap(({ key, value }) => {
    const read = GapForm.safeParse(value);
    return read.success ? [{ key, gap: read.data }] : [];
  });
}
