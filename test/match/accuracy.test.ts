import { isLocked, readCorpus } from '../../bench/corpus';
import { runItems, summarize, type Outcome } from '../../bench/measure';
import { interval, measureBuried, measureReliability } from '../../bench/reliability';
import { createSystems } from '../../bench/systems';
import { theCatalogue } from '../helpers/knowledge';

/**
 * The gate on what the matcher can do, on messages that were written apart from it. The bounds lie a little below what
 * was measured; the intervals are Wilson's, 95 %. Of the locked part only totals are looked at.
 */
const items = readCorpus('test/corpus');
const locked = items.filter(isLocked);
const pastes = (outcomes: readonly Outcome[]) => outcomes.filter(({ item }) => item.kind === 'paste');
const questions = (outcomes: readonly Outcome[]) => outcomes.filter(({ item }) => item.kind === 'question');

let outcomes: Outcome[];

beforeAll(async () => {
  const [own] = createSystems(theCatalogue());
  if (!own) throw new Error('no system to measure');
  outcomes = await runItems(own, locked);
}, 60_000);

test('the corpus is as large and as mixed as promised', () => {
  expect(items.length).toBeGreaterThanOrEqual(450);
  expect(items.filter(({ scope }) => scope === 'decline').length).toBeGreaterThanOrEqual(150);
  expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  expect(locked.length / items.length).toBeGreaterThan(0.25);
  const known = new Set(theCatalogue().symptoms.map(({ id }) => id));
  const lost = items.filter(({ expect: ids, also }) => [...ids, ...also].some((id) => !known.has(id)));
  expect(lost.map(({ id }) => id)).toEqual([]);
});

test('locked pastes: first answer right in 94 % or more, none answered that must be declined', () => {
  const measured = summarize('locked pastes', pastes(outcomes));
  expect(measured.top1).toBeGreaterThanOrEqual(0.94);
  expect(measured.falseAnswers).toBeLessThanOrEqual(0.02);
});

test('locked questions: first answer right in 80 % or more', () => {
  expect(summarize('locked questions', questions(outcomes)).top1).toBeGreaterThanOrEqual(0.8);
});

test('a confidence means what it says: expected calibration error at most 0.1', async () => {
  const { error } = await measureReliability(
    locked.map((item) => ({ item })),
    theCatalogue(),
  );
  expect(error).toBeLessThanOrEqual(0.1);
}, 60_000);

test('in logs of 20 to 500 lines the deciding line is found in 90 % or more', async () => {
  const { logs, line, right } = await measureBuried(
    locked.map((item) => ({ item })),
    theCatalogue(),
  );
  expect(logs).toBeGreaterThan(60);
  expect(line).toBeGreaterThanOrEqual(0.9);
  expect(right).toBeGreaterThanOrEqual(0.9);
}, 120_000);

test('an interval of 3 of 13 is wide, and says so', () => {
  const { low, high } = interval(3 / 13, 13);
  expect(low).toBeCloseTo(0.082, 2);
  expect(high).toBeCloseTo(0.503, 2);
});
