import { parseArgs } from 'node:util';
import { statSync } from 'node:fs';
import { openCatalogue } from '../src/knowledge/catalogue';
import type { Catalogue } from '../src/knowledge/schema';
import { isLocked, readCorpus, type Item } from './corpus';
import { runItems, summarize, type Measured, type Outcome } from './measure';
import { interval, measureBuried, measureReliability } from './reliability';
import { enlarge } from './scale';
import { createSystems, type System } from './systems';

/**
 * `npm run bench -- --corpus FILE [--json] [--misses] [--own] [--entries N]`: this matcher beside full-text search, in one run. Of a
 * folder (the project's own corpus) the locked part is measured apart, and none of its messages is ever printed.
 */
async function bench(): Promise<void> {
  const { values } = parseArgs({
    options: {
      corpus: { type: 'string' },
      json: { type: 'boolean' },
      misses: { type: 'boolean' },
      own: { type: 'boolean' },
      entries: { type: 'string' },
    },
  });
  if (!values.corpus) throw new Error('Name a corpus: npm run bench -- --corpus FILE');
  const items = readCorpus(values.corpus);
  const catalogue = openCatalogue([]);
  const [own, ...baselines] = createSystems(catalogue);
  if (!own) throw new Error('no system to measure');
  await runItems(own, items.slice(0, 20));
  const outcomes = await runItems(own, items);
  const systems = [summarize(own.name, outcomes)];
  for (const system of values.own ? [] : baselines)
    systems.push(summarize(system.name, await runItems(system, items)));
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ corpus: values.corpus, items: items.length, systems })}\n`);
    return;
  }
  process.stdout.write(table(values.corpus, items.length, systems));
  const isOwnCorpus = statSync(values.corpus).isDirectory();
  if (isOwnCorpus) process.stdout.write(await report(outcomes, catalogue));
  const shown = isOwnCorpus ? outcomes.filter(({ item }) => !isLocked(item)) : outcomes;
  if (values.misses) process.stdout.write(misses(shown));
  if (values.entries) process.stdout.write(await scaled(items, catalogue, Number(values.entries)));
}

/** Pastes near 2 KB are the ones whose time is promised. */
const TYPICAL = { from: 1_000, to: 3_000 };

/** The time of a typical paste with the real entries and with many, turn by turn in one run. */
async function scaled(items: readonly Item[], catalogue: Catalogue, count: number): Promise<string> {
  const pastes = items.filter(
    ({ kind, text }) => kind === 'paste' && text.length >= TYPICAL.from && text.length <= TYPICAL.to,
  );
  const [small] = createSystems(catalogue);
  const [large] = createSystems(enlarge(catalogue, count));
  if (!small || !large) throw new Error('no system to measure');
  const times: Record<'few' | 'many', number[]> = { few: [], many: [] };
  for (let round = 0; round < 4; round++)
    for (const item of pastes) {
      times.few.push(await timeOf(small, item));
      times.many.push(await timeOf(large, item));
    }
  const few = medianOf(times.few);
  const many = medianOf(times.many);
  return `\n${pastes.length} pastes of ${TYPICAL.from} to ${TYPICAL.to} characters, median: ${catalogue.symptoms.length} entries ${few.toFixed(2)} ms, ${count} entries ${many.toFixed(2)} ms, ratio ${(many / few).toFixed(1)}\n`;
}

async function timeOf(system: System, item: Item): Promise<number> {
  const [outcome] = await runItems(system, [item]);
  return outcome?.ms ?? 0;
}

function medianOf(times: number[]): number {
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

/** Open and locked part, pastes and questions, the calibration, and the same messages buried in long logs. */
async function report(outcomes: readonly Outcome[], catalogue: Catalogue): Promise<string> {
  const lines: string[] = [];
  for (const part of ['open', 'locked'] as const) {
    const held = outcomes.filter(({ item }) => isLocked(item) === (part === 'locked'));
    for (const kind of ['paste', 'question'] as const) {
      const own = held.filter(({ item }) => item.kind === kind);
      lines.push(shares(`${part}, ${kind}s`, summarize(part, own), own));
    }
    const { bins, error } = await measureReliability(held, catalogue);
    lines.push(`${part}: expected calibration error ${error.toFixed(3)}`);
    for (const { from, to, count, said, right } of bins)
      lines.push(
        `  ${from.toFixed(1)} to ${to.toFixed(1)}: ${count} answers, said ${said.toFixed(2)}, right ${right.toFixed(2)}`,
      );
    const { logs, right, line } = await measureBuried(held, catalogue);
    lines.push(
      `${part}, buried in 20 to 500 lines: ${logs} logs, ${percentOf(right)} right, ${percentOf(line)} the right line`,
    );
  }
  return `\n${lines.join('\n')}\n`;
}

function shares(name: string, { top1, top3, falseAnswers }: Measured, outcomes: readonly Outcome[]): string {
  const declines = outcomes.filter(({ item }) => item.scope === 'decline').length;
  const answerable = outcomes.filter(({ item }) => item.scope === 'acr' && item.expect.length > 0).length;
  const range = (share: number, count: number) => {
    const { low, high } = interval(share, count);
    return `${percentOf(share)} of ${count} (95 %: ${percentOf(low)} to ${percentOf(high)})`;
  };
  return `${name}: top-1 ${range(top1, answerable)}, top-3 ${percentOf(top3)}, false ${range(falseAnswers, declines)}`;
}

function percentOf(rate: number): string {
  return `${(rate * 100).toFixed(1)} %`;
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
