import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { findPatterns, unknownComposers, isBounded, keyOf, type Pattern } from '../tools/patterns';

/** What recheck said of every pattern that meets pasted text; `npm run record:redos` asks it again. */
const { patterns: recorded } = z
  .object({ version: z.string(), patterns: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync('test/fixtures/redos.json', 'utf8')));
const TO_DO = 'Run: npm run record:redos';

/**
 * Patterns recheck cannot finish or calls polynomial, whose repeats are not all bounded: the beginning of each, and why it
 * is linear all the same. test/fuzz.test.ts runs a megabyte of such beginnings through them.
 */
const REVIEWED: Record<string, string> = {
  '/\\bbearer\\s{1,4}':
    'the word is followed by white space, which the run does not hold: no run is walked twice',
  '/\\b(?<secret>glpat-':
    'a start inside a run is swallowed by the match that holds it, and a run is long enough or short',
  '/\\b(?<secret>dckr_': 'its bounded beginning cannot stand twice in one run without matching there',
  '/\\blogin\\b[^\\n]{0,300}?':
    'the open run stands last, after bounded parts: its end is the end of the match',
  '/\\blogin\\s[^\\n]{0,200}?':
    'the open run stands last, after bounded parts: its end is the end of the match',
};

const patterns = findPatterns();
const isSafe = (pattern: Pattern) => recorded[keyOf(pattern)]?.startsWith('safe') ?? false;
const reviewOf = (pattern: Pattern) =>
  Object.keys(REVIEWED).find((start) => keyOf(pattern).startsWith(start));

test('recheck was asked about every pattern as it stands now', () => {
  const missing = patterns.filter((pattern) => recorded[keyOf(pattern)] === undefined);
  const known = new Set(patterns.map(keyOf));
  expect({ missing: missing.map(keyOf), toDo: TO_DO }).toEqual({ missing: [], toDo: TO_DO });
  expect({ gone: Object.keys(recorded).filter((key) => !known.has(key)), toDo: TO_DO }).toEqual({
    gone: [],
    toDo: TO_DO,
  });
});

test('no file puts patterns together that recheck does not see', () => {
  expect(unknownComposers()).toEqual([]);
});

test('no pattern takes more than linear time: safe by recheck, or all repeats bounded, or reviewed', () => {
  const risky = patterns.filter(
    (pattern) => !isSafe(pattern) && !isBounded(pattern.source) && !reviewOf(pattern),
  );
  expect(
    risky.map((pattern) => `${pattern.where}: ${keyOf(pattern)} is ${recorded[keyOf(pattern)] ?? 'unknown'}`),
  ).toEqual([]);
});

test('nothing is reviewed that need not be', () => {
  const needed = patterns.filter((pattern) => !isSafe(pattern) && !isBounded(pattern.source)).map(reviewOf);
  expect(Object.keys(REVIEWED).filter((start) => !needed.includes(start))).toEqual([]);
});

test.each([
  ['a{1,5}b?', true],
  ['[*+]{1,3}\\+', true],
  ['(?:ab)+', false],
  ['a{2,}', false],
  ['\\s*x', false],
])('%s is bounded: %s', (source, expected) => {
  expect(isBounded(source)).toBe(expected);
});
