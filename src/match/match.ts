import type { Catalogue, Symptom } from '../knowledge/schema';
import type { Span } from '../parse/attempts';
import type { Reading } from '../parse/parse';
import { buildView, type View } from '../parse/view';
import { compileAnchor, Finder, meet, type CompiledAnchor } from './anchors';
import {
  looksLikeQuestion,
  mergeCandidates,
  quotesOutput,
  rankByWords,
  subjectOf,
  type Subject,
} from './by-words';
import type { Candidate, SymptomHit } from './candidate';
import { orderByPrecedence } from './order';
import { createRanking, type WordRanking } from './ranking';
import { createScopeReader, ownerOf, type Foreign, type Scope } from './scope';
import { correctText, createSpeller, type Speller } from './spelling';
import { WEIGHTS } from './weights';

/** What the matcher made of a text: candidates, best first, and what in it is somebody else's. */
export interface Match {
  candidates: Candidate[];
  foreign?: Foreign;
  /** Whether the text reads like a question rather than like the output of a tool. */
  isQuestion: boolean;
  /** What a question is about; the surer, the less it needs to be answered. */
  subject: Subject;
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
  if (view.tight === '') return { candidates: [], isQuestion: false, subject: 'none', isEmpty: true };
  const finder = new Finder(view);
  const scope = tools.readScope(finder);
  const isQuestion = looksLikeQuestion(view.text);
  const hits = findHits(reading, finder, tools);
  const ours = hits.filter((hit) => hit.platform || !belongsElsewhere(hit, scope, view));
  const anchored = orderByPrecedence(isQuestion ? ours.map(asAsked) : ours, view);
  const best = anchored[0]?.confidence ?? 0;
  const foreign = findForeign(scope, best, hits, ours);
  return {
    candidates: candidatesOf(anchored, view, tools, { isQuestion, foreign }),
    isQuestion,
    subject: isQuestion && !foreign ? subjectOf(view.text) : 'none',
    isEmpty: false,
    ...(foreign ? { foreign } : {}),
  };
}

interface Told {
  isQuestion: boolean;
  foreign: Foreign | undefined;
}

/** Anchors decide where they can; words rank questions, and pastes in which no anchor was sure. */
function candidatesOf(
  anchored: Candidate[],
  view: View,
  tools: Tools,
  { isQuestion, foreign }: Told,
): Candidate[] {
  const best = anchored[0]?.confidence ?? 0;
  if (foreign?.isFailure && foreign.worth >= best) return [];
  // Whoever asks may name another registry ("can images of Docker Hub be streamed?"), but not quote its failure.
  const isTheirs = foreign !== undefined && (!isQuestion || quotesOutput(view.text));
  if (isTheirs || (!isQuestion && best >= WEIGHTS.floor)) return anchored;
  return mergeCandidates(anchored, rankByWords(view, tools.ranking, isQuestion));
}

/**
 * Whose failure it is, if not ours: another product's, told by its own words at least as surely as any of ours; else,
 * when nothing of ours is sure, the other registry that is named.
 */
function findForeign(scope: Scope, best: number, hits: readonly SymptomHit[], ours: readonly SymptomHit[]) {
  const failure = strongestFailure(scope);
  const isNobodyOurs = scope.ours.length === 0 && !ours.some(({ platform }) => platform);
  if (failure && failure.worth >= best && isNobodyOurs) return failure;
  if (best >= WEIGHTS.floor) return undefined;
  const hasForeignHits = hits.some((hit) => hit.worth > 0 && !ours.includes(hit));
  return foreignHost(scope, hasForeignHits) ?? (hasForeignHits ? failure : undefined);
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

function strongestFailure({ failures }: Scope): Foreign | undefined {
  return [...failures].sort((a, b) => b.worth - a.worth)[0];
}

/** The other registry a text is about: named, and either nothing of ours is, or the words that were met are its own. */
function foreignHost({ hosts, ours }: Scope, hasForeignHits: boolean): Foreign | undefined {
  return ours.length === 0 || hasForeignHits ? hosts[0] : undefined;
}
