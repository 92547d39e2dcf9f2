import { openCase } from '../src/case';
import { createDiagnose } from '../src/diagnose';
import type { Catalogue } from '../src/knowledge/schema';
import type { Result } from '../src/verdict/result';
import { bury } from './bury';
import type { Item } from './corpus';

const ASKER = { id: 'bench', tenant: 'bench' };
const AT = '2026-01-01T00:00:00Z';

type Of = (text: string) => Promise<Result>;

/** One diagnosis a text, each a case of its own. */
function resultsOf(catalogue: Catalogue): Of {
  const diagnose = createDiagnose(catalogue);
  const { signal } = new AbortController();
  return async (text) =>
    (await diagnose(openCase('bench', ASKER, AT), { text, at: AT }, ASKER, signal)).result;
}

/** @param held labelled items; a reliability table of their first answers. */
export async function measureReliability(held: readonly { item: Item }[], catalogue: Catalogue) {
  const resultOf = resultsOf(catalogue);
  const answered: { item: Item; result: Result }[] = [];
  for (const { item } of held) answered.push({ item, result: await resultOf(item.text) });
  return reliability(answered);
}

/** The same messages within long logs: shares of right first answers, and of quoted lines that are the message's own. */
export async function measureBuried(held: readonly { item: Item }[], catalogue: Catalogue) {
  const resultOf = resultsOf(catalogue);
  const logs = held.flatMap(({ item }) => bury(item) ?? []);
  let right = 0;
  let line = 0;
  for (const { item, text, lines } of logs) {
    const [first] = (await resultOf(text)).answers;
    const quoted = first?.because.find((because) => because.line > 0)?.line ?? 0;
    if (first && [...item.expect, ...item.also].includes(first.symptom)) right++;
    if (quoted >= lines.first && quoted <= lines.last) line++;
  }
  return { logs: logs.length, right: right / logs.length, line: line / logs.length };
}

/** Answers whose confidence lies in [from, to): how sure they were, and how often they were right. */
export interface Bin {
  from: number;
  to: number;
  count: number;
  /** Mean confidence, 0 to 1. */
  said: number;
  /** Share that was right, 0 to 1. */
  right: number;
}

const EDGES = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** A reliability table of first answers, and its expected calibration error (Naeini et al., AAAI 2015). */
function reliability(answered: readonly { item: Item; result: Result }[]): {
  bins: Bin[];
  error: number;
} {
  const firsts = answered.flatMap(({ item, result }) => {
    const [first] = result.answers;
    return first
      ? [{ said: first.confidence, isRight: [...item.expect, ...item.also].includes(first.symptom) }]
      : [];
  });
  const bins = EDGES.slice(0, -1).map((from, at): Bin => {
    const to = EDGES[at + 1] ?? 1;
    const held = firsts.filter(({ said }) => said >= from && (said < to || (to === 1 && said >= 1)));
    const mean = (values: number[]) =>
      values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length;
    return {
      from,
      to,
      count: held.length,
      said: mean(held.map(({ said }) => said)),
      right: mean(held.map(({ isRight }) => (isRight ? 1 : 0))),
    };
  });
  const error = bins.reduce(
    (sum, bin) => sum + (bin.count / firsts.length) * Math.abs(bin.said - bin.right),
    0,
  );
  return { bins, error: firsts.length === 0 ? 0 : error };
}

/** Wilson's 95 % interval of a share. */
export function interval(share: number, count: number): { low: number; high: number } {
  if (count === 0) return { low: 0, high: 1 };
  const z = 1.96;
  const middle = share + (z * z) / (2 * count);
  const spread = z * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count));
  const scale = 1 + (z * z) / count;
  return { low: Math.max(0, (middle - spread) / scale), high: Math.min(1, (middle + spread) / scale) };
}
