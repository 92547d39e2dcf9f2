import type { View } from '../parse/view';
import type { Candidate } from './candidate';
import type { WordRanking } from './ranking';
import { WEIGHTS } from './weights';
import { wordsOf } from './words';

/** Questions are short, and end in a question mark or begin like one; tool output does not. */
const ASKS =
  /^(?:how|what|whats|why|when|where|which|who|can|could|do|does|did|is|are|should|will|would|may|must|explain|tell|show|i want|i need|we want|we need|help|any)\b/i;

/** A person tells of themselves or asks in the middle of a sentence; a tool does neither. */
const SPEAKS = /\b(?:how (?:do|can|to|come)|what|why|which|where|i|we|my|our|me|us|cant|dont|doesnt|wont)\b/i;
const PRINTED = /[{}[\]="]|:\/\/|\b(?:error|failed|warning|desc|code) ?[:=]/i;

/** Subjects this knowledge base is about. A question that names none of them is most likely about something else. */
const SUBJECT =
  /\b(?:acr|azurecr|aks|aca|registr(?:y|ies)|images?|artifacts?|artefacts?|stream(?:ing|ed|able)?|teleport\w{0,8}|container apps?|pull(?:s|ed|ing)?|push(?:es|ed|ing)?|transfer(?:s|red)?|pipelines? ?runs?|(?:export|import) pipelines?|sas|conver(?:t|ts|ted|ting|sion|sions)|repos?|repositor(?:y|ies)|tags?|digests?|manifests?|replicas?|replication|check-health|check-acr|attach-acr|scope maps?|admin user|soft.?delete[ds]?|undelete[ds]?|expansion|overlaybd|imagepull\w{0,10}|acrpull)\b/i;

/** Whether somebody asks about a subject of ours, rather than dropping a phrase or a line of a log. */
export function asksAboutOurs(text: string): boolean {
  return isAsked(text.trim()) && SUBJECT.test(text);
}

/** Whether a text is to be ranked by its words: a question, or a phrase without the marks of tool output. */
export function looksLikeQuestion(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length > 500 || trimmed.split('\n').length > 4) return false;
  return isAsked(trimmed) || (trimmed.length < 120 && !/[:="{}[\]]|\d{3}|\/\//.test(trimmed));
}

function isAsked(trimmed: string): boolean {
  return trimmed.endsWith('?') || ASKS.test(trimmed) || (SPEAKS.test(trimmed) && !PRINTED.test(trimmed));
}

/** Candidates by the words they share with a text. A paste must agree in many words, a question in fewer. */
export function rankByWords(view: View, ranking: WordRanking, isQuestion: boolean): Candidate[] {
  const floor = isQuestion ? 0 : WEIGHTS.pasteFloor;
  const text = isQuestion ? view.text : condensed(view.text);
  if (!isQuestion && wordsOf(text).length < WEIGHTS.pasteWords) return [];
  // A word or two that name no subject of ours are a greeting.
  if (!isAsked(text.trim()) && wordsOf(text).length < WEIGHTS.phraseWords && !SUBJECT.test(text)) return [];
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
