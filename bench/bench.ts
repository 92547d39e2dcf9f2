import { parseArgs } from 'node:util';
import { openCatalogue } from '../src/knowledge/catalogue';
import { readCorpus } from './corpus';
import { runItems, summarize, type Measured, type Outcome } from './measure';
import { createSystems } from './systems';

/** `npm run bench -- --corpus FILE [--json] [--misses]`: this matcher beside full-text search, in one run. */
async function bench(): Promise<void> {
  const { values } = parseArgs({
    options: { corpus: { type: 'string' }, json: { type: 'boolean' }, misses: { type: 'boolean' } },
  });
  if (!values.corpus) throw new Error('Name a corpus: npm run bench -- --corpus FILE');
  const items = readCorpus(values.corpus);
  const [own, ...baselines] = createSystems(openCatalogue([]));
  if (!own) throw new Error('no system to measure');
  await runItems(own, items.slice(0, 20));
  const outcomes = await runItems(own, items);
  const systems = [summarize(own.name, outcomes)];
  for (const system of baselines) systems.push(summarize(system.name, await runItems(system, items)));
  if (values.json)
    process.stdout.write(`${JSON.stringify({ corpus: values.corpus, items: items.length, systems })}\n`);
  else process.stdout.write(table(values.corpus, items.length, systems));
  if (values.misses) process.stdout.write(misses(outcomes));
}

function table(corpus: string, count: number, systems: readonly Measured[]): string {
  const percent = (rate: number) => `${(rate * 100).toFixed(1)} %`.padStart(8);
  const time = (ms: number) => `${ms.toFixed(2)} ms`.padStart(10);
  const rows = systems.map((row) =>
    [
      row.name.padEnd(16),
      percent(row.top1),
      percent(row.top3),
      row.mrr.toFixed(3).padStart(7),
      percent(row.coverage),
      percent(row.falseAnswers),
      time(row.p50Ms),
      time(row.p95Ms),
    ].join(' '),
  );
  const head = `${'system'.padEnd(16)} ${['top-1', 'top-3'].map((name) => name.padStart(8)).join(' ')} ${'mrr'.padStart(7)} ${['coverage', 'false'].map((name) => name.padStart(8)).join(' ')} ${['p50', 'p95'].map((name) => name.padStart(10)).join(' ')}`;
  return `${corpus}, ${count} items\n${head}\n${rows.join('\n')}\n`;
}

function misses(outcomes: readonly Outcome[]): string {
  const wrong = outcomes
    .filter(({ verdict }) => verdict !== 'right')
    .sort((a, b) => a.verdict.localeCompare(b.verdict));
  const lines = wrong.map(({ item, answers, verdict }) =>
    [
      `${verdict.padEnd(12)} ${item.id}: expected ${item.expect.join(' | ') || 'nothing'}, got ${answers.slice(0, 3).join(', ') || 'nothing'}`,
      `             ${item.text.slice(0, 160).replace(/\s+/g, ' ')}`,
    ].join('\n'),
  );
  return `\n${wrong.length} misses\n${lines.join('\n')}\n`;
}

void bench();
