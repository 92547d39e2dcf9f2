import type { View } from '../parse/view';
import type { Candidate } from './candidate';
import type { WordRanking } from './ranking';
import { WEIGHTS } from './weights';
import { wordsOf } from './words';

/** Questions are short, and end in a question mark or begin like one; tool output does not. */
const ASKS =
  /^(?:how|what|whats|why|when|where|which|who|can|could|do|does|did|is|are|should|will|would|may|must|explain|tell|show|i want|i need|we want|we need|help|any)\b/i;

export function looksLikeQuestion(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length > 400 || trimmed.split('\n').length > 4) return false;
  if (trimmed.endsWith('?') || ASKS.test(trimmed)) return true;
  return trimmed.length < 120 && !/[:="{}[\]]|\d{3}|\/\//.test(trimmed);
}

/** Candidates by the words they share with a text. A paste must agree in many words, a question in fewer. */
export function rankByWords(view: View, ranking: WordRanking, isQuestion: boolean): Candidate[] {
  const floor = isQuestion ? 0 : WEIGHTS.pasteFloor;
  const text = isQuestion ? view.text : condensed(view.text);
  if (!isQuestion && wordsOf(text).length < WEIGHTS.pasteWords) return [];
  return ranking
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

/** Adds what words say to what anchors say; where both speak for a symptom, they strengthen each other. */
export function mergeCandidates(anchored: readonly Candidate[], ranked: readonly Candidate[]): Candidate[] {
  const seen = new Map(anchored.map((candidate) => [candidate.symptom, candidate]));
  for (const candidate of ranked) {
    const other = seen.get(candidate.symptom);
    const confidence = other ? 1 - (1 - other.confidence) * (1 - candidate.confidence) : candidate.confidence;
    seen.set(candidate.symptom, { ...(other ?? candidate), confidence: Math.min(0.95, confidence) });
  }
  return [...seen.values()].sort((a, b) => b.confidence - a.confidence);
}
