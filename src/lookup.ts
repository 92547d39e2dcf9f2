import type { Catalogue, Symptom } from './knowledge/schema';
import { compileAnchor, Finder, meet } from './match/anchors';
import { createRanking, type WordRanking } from './match/ranking';
import { createSpeller } from './match/spelling';
import { WEIGHTS } from './match/weights';
import { parse } from './parse/parse';
import { buildResult, type Result } from './verdict/result';

/** Entries of that id, former id or last part of an id; else those with an anchor that the code alone meets. */
export function findEntries(name: string, catalogue: Catalogue): Symptom[] {
  const id = name.toLowerCase();
  const byId = catalogue.symptoms.filter(
    (symptom) => symptom.id === id || symptom.was.includes(id) || symptom.id.split('/')[1] === id,
  );
  if (byId.length > 0) return byId;
  const finder = new Finder(parse(name).view);
  return catalogue.symptoms
    .flatMap((symptom) => {
      const worths = symptom.anchors.map((anchor) => meet(compileAnchor(anchor), finder, [])?.worth ?? 0);
      const worth = Math.max(0, ...worths);
      return worth > 0 ? [{ symptom, worth }] : [];
    })
    .sort((a, b) => b.worth - a.worth)
    .map(({ symptom }) => symptom);
}

/** What an id or an error code means, as a result; declined when nothing has that name. */
export function explainName(name: string, catalogue: Catalogue): Result {
  const evidence = { facts: {}, answers: [], redacted: [] };
  const found = findEntries(name, catalogue);
  if (found.length > 0) {
    const answers = found.map(({ id }) => ({
      symptom: id,
      confidence: 1,
      because: [],
      how: 'anchor' as const,
    }));
    return buildResult('', { declined: false, answers, isTie: false }, evidence, [], catalogue);
  }
  const unknown = buildResult('', { declined: true, reason: 'unknown' }, evidence, [], catalogue);
  return {
    ...unknown,
    reason: `There is no entry or code '${name.slice(0, 80)}'.`,
    next: ['Look for words instead, like: search key rotated container app.'],
  };
}

export interface Found {
  symptom: string;
  title: string;
  /** 0 to 1. */
  score: number;
}

const MAX_FOUND = 10;

/** Entries that share words with a text, best first, at most ten. */
export function searchWords(words: string, catalogue: Catalogue): Found[] {
  return rankingOf(catalogue)
    .rank(words, WEIGHTS.heaviestWords)
    .slice(0, MAX_FOUND)
    .map(({ symptom, score }) => ({ symptom: symptom.id, title: symptom.title, score }));
}

/** Made once for a catalogue: a search in Teams comes anew with each letter that is typed. */
const rankings = new WeakMap<Catalogue, WordRanking>();

function rankingOf(catalogue: Catalogue): WordRanking {
  const known = rankings.get(catalogue) ?? createRanking(catalogue.symptoms, createSpeller(new Set(), []));
  rankings.set(catalogue, known);
  return known;
}
