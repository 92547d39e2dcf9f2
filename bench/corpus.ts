import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** One labelled message. `expect`: right first answers; `also`: not wrong; `scope: decline`: nothing to answer. */
const Item = z.object({
  id: z.string(),
  kind: z.enum(['paste', 'question']),
  text: z.string(),
  expect: z.array(z.string()),
  also: z.array(z.string()).default([]),
  scope: z.enum(['acr', 'decline']),
});
export type Item = z.infer<typeof Item>;

/** Reads a corpus of JSON lines. @throws Error naming the line that is not an item. */
export function readCorpus(file: string): Item[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, at) => {
    if (line.trim() === '') return [];
    const item = Item.safeParse(JSON.parse(line));
    if (!item.success)
      throw new Error(`${file}, line ${at + 1}: ${item.error.issues[0]?.message ?? 'not an item'}`);
    return [item.data];
  });
}
