import { existsSync } from 'node:fs';
import { listGaps, type Gap } from '../gaps';
import { skeletonOf } from '../knowledge/symptom-skeleton';
import { openLmdbStore } from '../store/lmdb';
import { readArguments } from './arguments';
import { EXIT, type Terminal } from './terminal';
import { UsageError } from '../usage-error';

/**
 * `acr-doctor gaps`: what the knowledge base lacks, the most frequent first, each with the beginning of a symptom file.
 * Reads the store of the service, which may run meanwhile, and writes nothing.
 */
export async function runGaps(args: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = readArguments(args, { json: { type: 'boolean' } });
  if (positionals.length > 0) throw new UsageError(`gaps takes no '${positionals[0] ?? ''}'`);
  const gaps = await readGaps(terminal.config.storeFolder);
  if (values.json) {
    const rows = gaps.map((gap) => ({ ...gap, suggested: skeletonOf(gap.template) }));
    terminal.out(`${JSON.stringify(rows)}\n`);
  } else if (gaps.length === 0) terminal.out(`No gap is noted in ${terminal.config.storeFolder}.\n`);
  else terminal.out(gaps.map((gap, at) => describe(gap, at + 1, terminal)).join('\n'));
  return gaps.length > 0 ? EXIT.answered : EXIT.declined;
}

async function readGaps(folder: string): Promise<Gap[]> {
  // Opening would make it.
  if (!existsSync(folder)) return [];
  const store = openLmdbStore(folder);
  try {
    return await listGaps(store);
  } finally {
    await store.close();
  }
}

function describe(gap: Gap, number: number, { paint }: Terminal): string {
  const { template, count, first, last, kinds, symptoms, comments } = gap;
  const { id, file, text } = skeletonOf(template);
  const day = (iso: string) => iso.slice(0, 10);
  const times = count === 1 ? 'once' : `${count} times`;
  const from = day(first) === day(last) ? `on ${day(last)}` : `from ${day(first)} to ${day(last)}`;
  const disliked = Object.entries(symptoms).map(([symptom, often]) => `${symptom} (${often})`);
  return [
    paint('bold', `${number}. ${times}, ${from}: ${kinds.unanswered} unanswered, ${kinds.disliked} disliked`),
    ...template.split('\n').map((line) => `   ${line}`),
    ...(disliked.length > 0 ? [`   Disliked: ${disliked.join(', ')}`] : []),
    ...comments.map((comment) => `   Comment: ${comment.replace(/\n/g, ' ')}`),
    '',
    paint('dim', `   npm run new:symptom ${id}, then in ${file}:`),
    '',
    ...text
      .trimEnd()
      .split('\n')
      .map((line) => `      ${line}`.trimEnd()),
    '',
  ].join('\n');
}
