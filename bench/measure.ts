import type { Item } from './corpus';
import type { System } from './systems';

/** Rates from 0 to 1; top-1, top-3 and mrr over the items of scope acr that expect something. */
export interface Measured {
  name: string;
  top1: number;
  top3: number;
  mrr: number;
  coverage: number;
  falseAnswers: number;
  p50Ms: number;
  p95Ms: number;
}

/** How one item went. */
export interface Outcome {
  item: Item;
  answers: string[];
  verdict: 'right' | 'wrong-first' | 'declined' | 'false-answer';
  ms: number;
}

export async function runItems(system: System, items: readonly Item[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const item of items) {
    const start = performance.now();
    const answers = await system.answer(item.text);
    outcomes.push({ item, answers, verdict: judge(item, answers), ms: performance.now() - start });
  }
  return outcomes;
}

function judge(item: Item, answers: readonly string[]): Outcome['verdict'] {
  const right = new Set([...item.expect, ...item.also]);
  const [first] = answers;
  if (item.scope === 'decline' || item.expect.length === 0) {
    return first === undefined || right.has(first) ? 'right' : 'false-answer';
  }
  if (first === undefined) return 'declined';
  return right.has(first) ? 'right' : 'wrong-first';
}

export function summarize(name: string, outcomes: readonly Outcome[]): Measured {
  const answerable = outcomes.filter(({ item }) => item.scope === 'acr' && item.expect.length > 0);
  const declinable = outcomes.filter(({ item }) => item.scope === 'decline');
  const rankOf = ({ item, answers }: Outcome) =>
    answers.findIndex((id) => item.expect.includes(id) || item.also.includes(id));
  const share = (list: readonly Outcome[], holds: (outcome: Outcome) => boolean) =>
    list.length === 0 ? 0 : list.filter(holds).length / list.length;
  const times = outcomes.map(({ ms }) => ms).sort((a, b) => a - b);
  const reciprocal = answerable.reduce(
    (sum, outcome) => sum + (rankOf(outcome) >= 0 ? 1 / (rankOf(outcome) + 1) : 0),
    0,
  );
  return {
    name,
    top1: share(answerable, (outcome) => rankOf(outcome) === 0),
    top3: share(answerable, (outcome) => rankOf(outcome) >= 0 && rankOf(outcome) < 3),
    mrr: answerable.length === 0 ? 0 : reciprocal / answerable.length,
    coverage: share(answerable, ({ answers }) => answers.length > 0),
    falseAnswers: share(declinable, ({ verdict }) => verdict === 'false-answer'),
    p50Ms: quantile(times, 0.5),
    p95Ms: quantile(times, 0.95),
  };
}

function quantile(sorted: readonly number[], at: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? 0;
}
