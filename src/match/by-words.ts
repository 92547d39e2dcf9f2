import type { View } from '../parse/view';
import type { Candidate } from './candidate';
import type { WordRanking } from './ranking';
import { WEIGHTS } from './weights';
import { wordsOf } from './words';

/** Questions are short, and end in a question mark or begin like one; tool output does not. */
const ASKS =
  /^(?:how|what|whats|why|when|where|which|who|can|could|do|does|did|is|are|should|will|would|may|must|explain|tell|show|i want|i need|we want|we need|help|any)\b/i;

/** A person tells of themselves or asks in the middle of a sentence; a tool does neither. */
const SPEAKS =
  /\b(?:how (?:do|can|to|come)|whats?|why|which|wheres?|i|we|my|our|me|us|cant|dont|doe?snt|wont)\b/i;
const PRINTED = /[{}[\]="]|:\/\/|\b(?:error|failed|warning|desc|code) ?[:=]/i;

/** Words of any container registry, and words that others use too: "streaming" may be video, "soft delete" a key vault's. */
const REGISTRY =
  /\b(?:acr|azurecr|registr(?:y|ies)|artifacts?|artefacts?|teleport\w{0,8}|images?|pull(?:s|ed|ing)?|push(?:es|ed|ing)?|(?:export|import|transfer) ?pipelines?|repos?|repositor(?:y|ies)|digests?|manifests?|check-health|check-acr|attach-acr|scope maps?|overlaybd|imagepull\w{0,10}|acrpull)\b/i;
const SHARED =
  /\b(?:aks|pipelines? ?runs?|aca|docker|log ?in|unauthorized|kubelet|stream(?:ing|ed|able)?|container ?apps?|transfer(?:s|red)?|sas|conver(?:t|ts|ted|ting|sion|sions)|tags?|replicas?|replication|admin user|soft.?delete[ds]?|undelete[ds]?|expansion)\b/i;

/** Other products of the same cloud, with questions of their own about tiers, networks and soft delete. */
const OTHER_PRODUCT =
  /\b(?:key ?vaults?|application gateway|app gateway|front door|azure (?:files?|sql|ad|cdn|functions?|monitor|firewall|devops boards)|sql (?:database|server)|cosmos ?db|entra id|app configuration|(?:cache for )?redis|azure devops|git (?:push|pull|tag|commit)|eks|blob containers?|app service|logic apps?|media services?|virtual machines?|service bus|event hubs?|storage accounts?|blob storage|load balancer|autoscaler|data factory|power bi|sharepoint|outlook|graph api|docker hub|ghcr|ecr|gitlab|quay)\b/i;

/** Beside another product's name, only these still speak of a registry of ours. */
const REGISTRY_ITSELF = /\b(?:registr(?:y|ies)|(?:export|import|transfer) ?pipelines?|images?|artifacts?)\b/i;

/** Whether somebody quotes the output of a tool. */
export function quotesOutput(text: string): boolean {
  return PRINTED.test(text);
}

/** Whether a text names our product, rather than a registry in general. */
function namesOurs(text: string): boolean {
  return /\b(?:acr\b|azurecr|azure container regist|acrpull|acrpush|imagepull|artifact streaming|streaming artifact|teleport)/i.test(
    text,
  );
}

/** How surely a question is about us: our product's name, a registry's words, words others use too, only a phrase, or none. */
export type Subject = 'named' | 'registry' | 'shared' | 'phrase' | 'none';

export function subjectOf(text: string): Subject {
  // Three words thrown in are no question yet, however well they name us.
  if (!isAsked(text.trim())) return namesOurs(text) || REGISTRY.test(text) ? 'phrase' : 'none';
  if (namesOurs(text)) return 'named';
  if (OTHER_PRODUCT.test(text)) return REGISTRY_ITSELF.test(text) ? 'shared' : 'none';
  if (REGISTRY.test(text)) return 'registry';
  return SHARED.test(text) ? 'shared' : 'none';
}

/** A person tells a story in at most so many characters and lines; what is longer is a log. */
const MAX_QUESTION = 1200;
const MAX_QUESTION_LINES = 12;
/** Up to here a question may quote a line of a tool. */
const SHORT_QUESTION = 500;

/** Whether a text is to be ranked by its words: a question, or a phrase without the marks of tool output. */
export function looksLikeQuestion(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length > MAX_QUESTION || trimmed.split('\n').length > MAX_QUESTION_LINES) return false;
  if (trimmed.length > SHORT_QUESTION && PRINTED.test(trimmed)) return false;
  const isShort = trimmed.length < 120 && trimmed.split('\n').length <= 4;
  return isAsked(trimmed) || (isShort && !/[:="{}[\]]|\d{3}|\/\//.test(trimmed));
}

function isAsked(trimmed: string): boolean {
  return /\?(?:\s|$)/.test(trimmed) || ASKS.test(trimmed) || (SPEAKS.test(trimmed) && !PRINTED.test(trimmed));
}

/** Candidates by the words they share with a text. A paste must agree in many words, a question in fewer. */
export function rankByWords(view: View, ranking: WordRanking, isQuestion: boolean): Candidate[] {
  const floor = isQuestion ? 0 : WEIGHTS.pasteFloor;
  const text = isQuestion ? view.text : condensed(view.text);
  if (!isQuestion && wordsOf(text).length < WEIGHTS.pasteWords) return [];
  if (!saysEnough(text.trim())) return [];
  return ranking
    .rank(text, isQuestion ? WEIGHTS.heaviestWords : Infinity)
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

/** One short word of a question, or two that name no subject of ours in a phrase, are a greeting. */
function saysEnough(trimmed: string): boolean {
  const words = wordsOf(trimmed);
  if (isAsked(trimmed)) return words.length > 1 || words.some((word) => word.length >= WEIGHTS.tellingWord);
  return words.length >= WEIGHTS.phraseWords || REGISTRY.test(trimmed) || SHARED.test(trimmed);
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
