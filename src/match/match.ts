import type { Catalogue, Symptom } from '../knowledge/schema';
import type { Span } from '../parse/attempts';
import type { Reading } from '../parse/parse';
import { buildView, lineAt, type View } from '../parse/view';
import { quoteWords } from './quote';
import { compileAnchor, Finder, meet, type CompiledAnchor, type Hit } from './anchors';
import { createRanking, type WordRanking } from './ranking';
import { createScopeReader, ownerOf, type Foreign, type Scope } from './scope';
import { correctText, createSpeller, type Speller } from './spelling';
import { WEIGHTS } from './weights';
import { wordsOf } from './words';

/** A line of the paste that spoke for a symptom. `line` counts from 1; 0 when the whole text spoke. */
export interface Because {
  text: string;
  line: number;
}

/** A symptom the text may be, with how sure the matcher is (0 to 1) and what spoke for it. */
export interface Candidate {
  symptom: string;
  confidence: number;
  because: Because[];
  how: 'anchor' | 'corrected' | 'words';
}

/** What the matcher made of a text: candidates, best first, and what in it is somebody else's. */
export interface Match {
  candidates: Candidate[];
  foreign?: Foreign;
  /** Whether the text reads like a question rather than like the output of a tool. */
  isQuestion: boolean;
  isEmpty: boolean;
}

export type Matcher = (reading: Reading) => Match;

interface Compiled {
  symptom: Symptom;
  anchors: CompiledAnchor[];
}

interface Tools {
  compiled: Compiled[];
  speller: Speller;
  ranking: WordRanking;
  readScope: (finder: Finder) => Scope;
}

/** Compiles a catalogue into a matcher. Compile once; matching keeps no state between texts. */
export function createMatcher(catalogue: Catalogue): Matcher {
  const literalWords = new Set<string>();
  for (const { anchors } of catalogue.symptoms)
    for (const { all } of anchors) for (const literal of (all ?? []).flat()) addWords(literal, literalWords);
  const known = new Set(literalWords);
  for (const symptom of catalogue.symptoms) {
    for (const text of [symptom.title, symptom.says, ...symptom.questions, ...symptom.examples.match])
      addWords(text, known);
  }
  const targets = [...known].filter((word) => literalWords.has(word) || word.length >= 6);
  const speller = createSpeller(known, targets);
  const tools: Tools = {
    compiled: catalogue.symptoms.map((symptom) => ({ symptom, anchors: symptom.anchors.map(compileAnchor) })),
    speller,
    ranking: createRanking(catalogue.symptoms, speller),
    readScope: createScopeReader(catalogue.elsewhere),
  };
  return (reading) => matchReading(reading, tools);
}

function addWords(text: string, words: Set<string>): void {
  for (const [word] of text.toLowerCase().matchAll(/\p{L}{4,}/gu)) words.add(word);
}

function matchReading(reading: Reading, tools: Tools): Match {
  const { view } = reading;
  if (view.tight === '') return { candidates: [], isQuestion: false, isEmpty: true };
  const finder = new Finder(view);
  const scope = tools.readScope(finder);
  const isQuestion = looksLikeQuestion(view.text);
  const hits = findHits(reading, finder, tools);
  const ours = hits.filter((hit) => hit.platform || !belongsElsewhere(hit, scope, view));
  const anchored = orderByPrecedence(isQuestion ? ours.map(asAsked) : ours, tools.compiled, view);
  const best = anchored[0]?.confidence ?? 0;
  const foreign = findForeign(scope, best, hits.length > ours.length, view);
  const rest = { isQuestion, isEmpty: false, ...(foreign ? { foreign } : {}) };
  if (!isQuestion && (best >= WEIGHTS.floor || foreign)) return { candidates: anchored, ...rest };
  return { candidates: merge(anchored, rankByWords(view, tools, isQuestion)), ...rest };
}

interface SymptomHit extends Hit {
  symptom: Symptom;
  how: 'anchor' | 'corrected';
}

/** All anchors met as the text stands; when none decides, those met once its spelling is corrected. */
function findHits(reading: Reading, finder: Finder, tools: Tools): SymptomHit[] {
  const hits = meetEvery(tools.compiled, finder, reading.idle, 'anchor');
  if (hits.some((hit) => hit.worth >= WEIGHTS.strength.strong * WEIGHTS.truncated)) return hits;
  const corrected = correctText(finder.view.text, tools.speller);
  if (corrected === undefined) return hits;
  const again = meetEvery(tools.compiled, new Finder(buildView(corrected)), [], 'corrected');
  const placed = again.map((hit) => ({
    ...hit,
    // A guessed spelling must not overrule a foreign host.
    platform: false,
    worth: hit.worth * WEIGHTS.corrected,
    words: samePlace(hit.words, corrected, finder.view),
  }));
  return [...hits, ...placed];
}

/** Correcting keeps line breaks, so a place in the corrected text is found again by its line. */
function samePlace(words: readonly Span[], corrected: string, view: View): Span[] {
  return words.map(({ start }) => {
    const lineNumber = corrected.slice(0, start).split('\n').length - 1;
    let at = 0;
    for (let line = 0; line < lineNumber; line++) at = view.text.indexOf('\n', at) + 1;
    return { start: at, end: at };
  });
}

function meetEvery(
  compiled: readonly Compiled[],
  finder: Finder,
  idle: readonly Span[],
  how: SymptomHit['how'],
): SymptomHit[] {
  return compiled.flatMap(({ symptom, anchors }) =>
    anchors.flatMap((anchor) => {
      const hit = meet(anchor, finder, idle);
      return hit ? [{ ...hit, symptom, how }] : [];
    }),
  );
}

/** Who asks about "ImagePullBackOff after a key rotation" does not mean the wrapper: the other words decide. */
function asAsked(hit: SymptomHit): SymptomHit {
  return hit.symptom.level === 'wrapper' ? { ...hit, worth: hit.worth * WEIGHTS.wrapperInQuestion } : hit;
}

function belongsElsewhere(hit: SymptomHit, scope: Scope, view: View): boolean {
  const owner = ownerOf(hit.words, scope, view);
  return owner !== undefined && owner !== 'ours';
}

/** Joins the hits of each symptom, and orders them: causes before wrappers, special cases before general ones. */
function orderByPrecedence(
  hits: readonly SymptomHit[],
  compiled: readonly Compiled[],
  view: View,
): Candidate[] {
  const bySymptom = new Map<Symptom, SymptomHit[]>();
  for (const hit of hits) bySymptom.set(hit.symptom, [...(bySymptom.get(hit.symptom) ?? []), hit]);
  const isCauseSure = hits.some((hit) => hit.symptom.level === 'cause' && hit.worth >= WEIGHTS.floor);
  const candidates = [...bySymptom].map(([symptom, own]) => candidateOf(symptom, own, isCauseSure, view));
  const overOf = new Map(compiled.map(({ symptom }) => [symptom.id, new Set(symptom.over)]));
  candidates.sort((a, b) => b.confidence - a.confidence || firstLine(a) - firstLine(b));
  return liftSpecialCases(candidates, overOf);
}

function candidateOf(
  symptom: Symptom,
  hits: readonly SymptomHit[],
  isCauseSure: boolean,
  view: View,
): Candidate {
  const sorted = [...hits].sort((a, b) => b.worth - a.worth);
  const [best] = sorted;
  if (!best) throw new Error(`candidate ${symptom.id} without a hit`);
  let confidence = best.worth;
  for (const hit of sorted.slice(1)) confidence += (1 - confidence) * WEIGHTS.agreement * hit.worth;
  if (symptom.level === 'wrapper' && isCauseSure) confidence *= WEIGHTS.wrapper;
  return {
    symptom: symptom.id,
    confidence: Math.min(0.99, confidence),
    because: becauseOf(sorted, view),
    how: best.how,
  };
}

/** At most this many lines are quoted for one symptom. */
const MAX_BECAUSE = 3;

function becauseOf(hits: readonly SymptomHit[], view: View): Because[] {
  const lines = new Map<number, Because>();
  for (const { words } of hits) {
    const [word] = words;
    if (!word) continue;
    const line = lineAt(view, word.start);
    if (!lines.has(line)) lines.set(line, { line, text: quoteWords(words, view) });
  }
  return [...lines.values()].slice(0, MAX_BECAUSE);
}

function firstLine(candidate: Candidate): number {
  return candidate.because[0]?.line ?? 0;
}

/** Moves each symptom before those it goes `over`, when it is sure enough itself. */
function liftSpecialCases(
  candidates: Candidate[],
  overOf: ReadonlyMap<string, ReadonlySet<string>>,
): Candidate[] {
  const ordered = [...candidates];
  for (const candidate of candidates) {
    const over = overOf.get(candidate.symptom);
    if (!over || over.size === 0 || candidate.confidence < WEIGHTS.liftFloor) continue;
    const target = ordered.findIndex((other) => over.has(other.symptom));
    const own = ordered.indexOf(candidate);
    if (target === -1 || target > own) continue;
    ordered.splice(own, 1);
    ordered.splice(target, 0, {
      ...candidate,
      confidence: Math.max(candidate.confidence, ordered[target]?.confidence ?? 0),
    });
  }
  return ordered;
}

function findForeign(scope: Scope, best: number, hasForeignHits: boolean, view: View): Foreign | undefined {
  const failure = [...scope.failures].sort((a, b) => b.worth - a.worth)[0];
  if (failure && failure.worth > best && scope.ours.length === 0) return failure;
  if (best >= WEIGHTS.floor) return undefined;
  const host = scope.hosts[0];
  if (!host || scope.ours.length > 0) return hasForeignHits ? (failure ?? host) : undefined;
  return lineAt(view, host.start) > 0 ? host : undefined;
}

/** Questions are short, and end in a question mark or begin like one; tool output does not. */
const ASKS =
  /^(?:how|what|whats|why|when|where|which|who|can|could|do|does|did|is|are|should|will|would|may|must|explain|tell|show|i want|i need|we want|we need|help|any)\b/i;

export function looksLikeQuestion(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length > 400 || trimmed.split('\n').length > 4) return false;
  if (trimmed.endsWith('?') || ASKS.test(trimmed)) return true;
  return trimmed.length < 120 && !/[:="{}[\]]|\d{3}|\/\//.test(trimmed);
}

function rankByWords(view: View, tools: Tools, isQuestion: boolean): Candidate[] {
  const floor = isQuestion ? 0 : WEIGHTS.pasteFloor;
  const text = isQuestion ? view.text : condensed(view.text);
  if (!isQuestion && wordsOf(text).length < WEIGHTS.pasteWords) return [];
  return tools.ranking
    .rank(text)
    .slice(0, 10)
    .map(({ symptom, score }) => ({ symptom: symptom.id, score }))
    .filter(({ score }) => score * WEIGHTS.words >= floor)
    .map(({ symptom, score }): Candidate => ({
      symptom,
      confidence: score * WEIGHTS.words,
      because: [{ text: excerptOf(view), line: 0 }],
      how: 'words',
    }));
}

const MAX_EXCERPT = 240;

function excerptOf(view: View): string {
  const [line = ''] = view.text.trim().split('\n');
  return line.slice(0, MAX_EXCERPT);
}

/** A paste without what differs from case to case: hosts, paths, ids and numbers other than a status. */
function condensed(text: string): string {
  return text
    .slice(0, 4000)
    .replace(/https?:\/\/\S{1,2000}/g, ' ')
    .replace(/\S{0,200}[/\\@]\S{0,400}/g, ' ')
    .replace(/\b(?![45]\d\d\b)[\w-]{0,60}\d[\w-]{0,60}\b/g, ' ');
}

function merge(anchored: readonly Candidate[], ranked: readonly Candidate[]): Candidate[] {
  const seen = new Map(anchored.map((candidate) => [candidate.symptom, candidate]));
  for (const candidate of ranked) {
    const other = seen.get(candidate.symptom);
    const confidence = other ? 1 - (1 - other.confidence) * (1 - candidate.confidence) : candidate.confidence;
    seen.set(candidate.symptom, { ...(other ?? candidate), confidence: Math.min(0.95, confidence) });
  }
  return [...seen.values()].sort((a, b) => b.confidence - a.confidence);
}
