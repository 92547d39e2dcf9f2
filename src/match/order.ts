import type { Symptom } from '../knowledge/schema';
import { lineAt, type View } from '../parse/view';
import type { Because, Candidate, SymptomHit } from './candidate';
import { quoteWords } from './quote';
import { WEIGHTS } from './weights';

/** Joins the hits of each symptom, and orders them: causes before wrappers, special cases before general ones. */
export function orderByPrecedence(met: readonly SymptomHit[], view: View): Candidate[] {
  const hits = withReasons(met);
  const bySymptom = new Map<Symptom, SymptomHit[]>();
  for (const hit of hits) bySymptom.set(hit.symptom, [...(bySymptom.get(hit.symptom) ?? []), hit]);
  const isCauseSure = hits.some((hit) => hit.symptom.level === 'cause' && hit.worth >= WEIGHTS.floor);
  const candidates = [...bySymptom].map(([symptom, own]) => candidateOf(symptom, own, isCauseSure, view));
  const overOf = new Map([...bySymptom.keys()].map(({ id, over }) => [id, new Set(over)]));
  candidates.sort((a, b) => b.confidence - a.confidence || firstLine(a) - firstLine(b));
  return liftSpecialCases(candidates, overOf);
}

/**
 * "401 Unauthorized" alone may be anybody's. Beside "Failed to pull image", and with nothing surer there, it is the
 * reason: such anchors count beside a wrapper that their entry goes over, and nowhere else.
 */
function withReasons(hits: readonly SymptomHit[]): SymptomHit[] {
  const sure = hits.filter(({ worth }) => worth >= WEIGHTS.floor);
  const wrappers = sure.some(({ symptom }) => symptom.level === 'cause') ? [] : sure;
  return hits.flatMap((hit) => {
    if (hit.worth > 0) return [hit];
    return wrappers.some((wrapper) => isReasonOf(hit, wrapper))
      ? [{ ...hit, worth: WEIGHTS.besideWrapper }]
      : [];
  });
}

function isReasonOf({ symptom, words }: SymptomHit, wrapper: SymptomHit): boolean {
  const distance = Math.abs((words[0]?.start ?? 0) - (wrapper.words[0]?.start ?? 0));
  return symptom.over.includes(wrapper.symptom.id) && distance <= WEIGHTS.window;
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
