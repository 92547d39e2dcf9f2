import type { Symptom } from '../knowledge/schema';
import { editDistance, type Speller } from './spelling';
import { WEIGHTS } from './weights';
import { wordsOf } from './words';

/** How well an entry's words agree with a text's, from 0 to 1. */
export interface Ranked {
  symptom: Symptom;
  score: number;
}

interface Entry {
  symptom: Symptom;
  /** How much each word says about the entry, from 0 to 1. */
  weight: Map<string, number>;
  /** Each phrasing (title, question, anchor) as its set of words. */
  phrases: Set<string>[];
}

/** Ranks all entries by the words they share with a text, rare words counting most. */
export interface WordRanking {
  /** @param heaviest how many of the text's heaviest words it is measured by. */
  rank: (text: string, heaviest: number) => Ranked[];
  vocabulary: ReadonlySet<string>;
}

/** Where a word stands in an entry decides what it says about it: the title and the ways people ask most. */
const FIELD = { title: 1, question: 0.9, anchor: 0.8, says: 0.6, cause: 0.5, step: 0.3 } as const;

export function createRanking(symptoms: readonly Symptom[], speller: Speller): WordRanking {
  const entries = symptoms.map(indexEntry);
  const idf = inverseFrequency(entries);
  const rarest = Math.max(1, ...idf.values());
  const known = (word: string) => idf.has(word);
  const rank = (text: string, count: number): Ranked[] => {
    const query = [
      ...new Set(wordsOf(text).map((word) => (known(word) ? word : (respelt(word, speller) ?? word)))),
    ];
    const weight = (word: string) => idf.get(word) ?? rarest * WEIGHTS.unknownWord;
    const heaviest = query
      .map(weight)
      .sort((a, b) => b - a)
      .slice(0, count);
    if (heaviest.length === 0) return [];
    const size = {
      sum: heaviest.reduce((sum, worth) => sum + worth, 0),
      squares: heaviest.reduce((sum, worth) => sum + worth ** 2, 0),
    };
    return entries
      .map((entry) => ({ symptom: entry.symptom, score: agreement(entry, query, weight, size) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score);
  };
  return { rank, vocabulary: new Set(idf.keys()) };
}

function respelt(word: string, speller: Speller): string | undefined {
  const meant = speller.correct(word);
  const [stem] = meant ? wordsOf(meant) : [];
  return stem && editDistance(stem, word) <= 3 ? stem : undefined;
}

type Weigh = (word: string) => number;

/** How much a query's heaviest words weigh together: what an entry can share with it. */
interface Size {
  sum: number;
  squares: number;
}

function agreement(entry: Entry, query: readonly string[], weigh: Weigh, size: Size): number {
  const shared = query.reduce((sum, word) => sum + weigh(word) * (entry.weight.get(word) ?? 0), 0);
  const covered = Math.min(1, shared / size.sum);
  if (covered === 0) return 0;
  const best = Math.max(...entry.phrases.map((phrase) => likeness(phrase, query, weigh, size)));
  return WEIGHTS.entryShare * covered + (1 - WEIGHTS.entryShare) * best;
}

/** The cosine of two word sets, each word weighted by how rare it is. */
function likeness(phrase: ReadonlySet<string>, query: readonly string[], weigh: Weigh, size: Size): number {
  const square = (sum: number, word: string) => sum + weigh(word) ** 2;
  const common = query.filter((word) => phrase.has(word)).reduce(square, 0);
  if (common === 0) return 0;
  return Math.min(1, common / Math.sqrt(size.squares * [...phrase].reduce(square, 0)));
}

function indexEntry(symptom: Symptom): Entry {
  const weight = new Map<string, number>();
  const add = (text: string, worth: number) => {
    for (const word of wordsOf(text)) weight.set(word, Math.max(weight.get(word) ?? 0, worth));
  };
  const anchors = symptom.anchors.map((anchor) => (anchor.all ?? []).flat().join(' '));
  const phrasings = [symptom.title, symptom.id.replace(/[/-]/g, ' '), ...symptom.questions, ...anchors];
  for (const step of symptom.steps) add(step.do, FIELD.step);
  for (const cause of symptom.causes) add(cause.title, FIELD.cause);
  add(symptom.says, FIELD.says);
  for (const anchor of anchors) add(anchor, FIELD.anchor);
  for (const question of symptom.questions) add(question, FIELD.question);
  add(symptom.title, FIELD.title);
  add(symptom.id.replace(/[/-]/g, ' '), FIELD.title);
  return {
    symptom,
    weight,
    phrases: phrasings.map((text) => new Set(wordsOf(text))).filter((set) => set.size > 0),
  };
}

/** ln(1 + N/n): a word in every entry still counts a little, a word in one entry most. */
function inverseFrequency(entries: readonly Entry[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const entry of entries)
    for (const word of entry.weight.keys()) counts.set(word, (counts.get(word) ?? 0) + 1);
  return new Map([...counts].map(([word, count]) => [word, Math.log(1 + entries.length / count)]));
}
