import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** One labelled message. `expect`: right first answers; `also`: not wrong; `scope: decline`: nothing to answer. */
const Item = z.object({
  id: z.string(),
  kind: z.enum(['paste', 'question']),
  text: z.string(),
  expect: z.array(z.string()),
  also: z.array(z.string()).default([]),
  scope: z.enum(['acr', 'decline']),
  /** The tool whose output it is, as the project's own corpus says it. */
  form: z.string().optional(),
  damage: z.string().optional(),
});
export type Item = z.infer<typeof Item>;

/** Reads a corpus: a file of JSON lines, or every such file of a folder. @throws Error naming the line that is no item. */
export function readCorpus(path: string): Item[] {
  if (!statSync(path).isDirectory()) return readItems(path);
  const files = readdirSync(path).filter((name) => name.endsWith('.jsonl'));
  return files.sort().flatMap((name) => readItems(join(path, name)));
}

function readItems(file: string): Item[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, at) => {
    if (line.trim() === '') return [];
    const item = Item.safeParse(JSON.parse(line));
    if (!item.success)
      throw new Error(`${file}, line ${at + 1}: ${item.error.issues[0]?.message ?? 'not an item'}`);
    return [item.data];
  });
}

const LOCKED_SHARE = 0.3;

/**
 * Whether an item belongs to the locked part of the project's own corpus, chosen by its id's hash. Of that part only
 * totals are printed: nobody tunes on a message nobody sees.
 */
export function isLocked({ id }: Pick<Item, 'id'>): boolean {
  return createHash('sha256').update(id).digest().readUInt32BE() / 2 ** 32 < LOCKED_SHARE;
}
