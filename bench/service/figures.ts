import type { Round } from './load';
import type { Memory } from './child';

/** All rounds of one system together. */
export interface Figures {
  name: string;
  messages: number;
  perSecond: number;
  /** Milliseconds of processor time for one message: what a busy machine disturbs least. */
  processorMs: number;
  p50: number;
  p95: number;
  p99: number;
  errors: number;
  lost: number;
}

export function figuresOf(name: string, rounds: readonly Round[]): Figures {
  const times = rounds.flatMap(({ latencies }) => latencies).sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return {
    name,
    messages: times.length,
    perSecond: times.length / sumOf(rounds, ({ seconds }) => seconds),
    processorMs: sumOf(rounds, ({ processorMs }) => processorMs) / times.length,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    errors: sumOf(rounds, ({ errors }) => errors),
    lost: sumOf(rounds, ({ lost }) => lost),
  };
}

function sumOf(rounds: readonly Round[], of: (round: Round) => number): number {
  return rounds.reduce((sum, round) => sum + of(round), 0);
}

/** One beside another, round by round: a moment when the machine was busy hits both. */
export function ratioOf(mine: readonly Round[], theirs: readonly Round[], of: (round: Round) => number) {
  const ratios = mine.map((round, at) => of(round) / of(theirs[at] ?? round)).sort((a, b) => a - b);
  return {
    median: ratios[Math.floor(ratios.length / 2)] ?? 0,
    least: ratios[0] ?? 0,
    most: ratios.at(-1) ?? 0,
  };
}

export function perSecond({ latencies, seconds }: Round): number {
  return latencies.length / seconds;
}

/** Messages that a millisecond of processor time answers. */
export function perProcessor({ latencies, processorMs }: Round): number {
  return latencies.length / processorMs;
}

export function tableOf(title: string, rows: readonly Figures[]): string {
  const head = ['system', 'messages', 'answers/s', 'cpu ms', 'p50 ms', 'p95 ms', 'p99 ms', 'errors', 'lost'];
  const lines = rows.map((row) => [
    row.name,
    String(row.messages),
    row.perSecond.toFixed(0),
    row.processorMs.toFixed(2),
    ...[row.p50, row.p95, row.p99].map((ms) => ms.toFixed(1)),
    String(row.errors),
    String(row.lost),
  ]);
  const printed = [head, ...lines].map((cells) =>
    cells.map((cell, at) => (at === 0 ? cell.padEnd(26) : cell.padStart(10))).join(''),
  );
  return `\n${title}\n${printed.join('\n')}\n`;
}

const MB = 1024 * 1024;

export function memoryLine(after: string, { rss, anonymous, ofFiles, heap }: Memory): string {
  const mb = (bytes: number) => `${(bytes / MB).toFixed(0)} MB`.padStart(8);
  const parts =
    anonymous === undefined ? '' : ` = anonymous ${mb(anonymous)} + pages of files ${mb(ofFiles ?? 0)}`;
  return `${after.padStart(26)}   heap ${mb(heap)}   rss ${mb(rss)}${parts}\n`;
}

/** What grows shows between the halves of a run; its first sample is left out, when nothing was answered yet. */
export function growthLine([, ...samples]: readonly Memory[]): string {
  const half = Math.ceil(samples.length / 2);
  const parts = (['heap', 'anonymous', 'ofFiles'] as const).map((part) => {
    const mean = (of: readonly Memory[]) =>
      of.reduce((sum, one) => sum + (one[part] ?? 0), 0) / of.length / MB;
    return `${WORDS[part]} ${mean(samples.slice(0, half)).toFixed(0)} to ${mean(samples.slice(half)).toFixed(0)} MB`;
  });
  return `mean of the first half to mean of the second: ${parts.join(', ')}\n`;
}

const WORDS = { heap: 'heap', anonymous: 'anonymous', ofFiles: 'pages of files' };
