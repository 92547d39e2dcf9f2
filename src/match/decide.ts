import type { Candidate } from './candidate';
import type { Match } from './match';
import { WEIGHTS } from './weights';

/** Either the symptoms to answer with, best first, or why nothing is answered. */
export type Decision =
  | { declined: false; answers: Candidate[]; isTie: boolean }
  | { declined: true; reason: 'empty' | 'not-ours' | 'unknown'; foreignId?: string; about?: string };

/** Floor and gap: below the floor the answer is "I do not know"; two within the gap are both shown. */
export function decide(match: Match): Decision {
  if (match.isEmpty) return { declined: true, reason: 'empty' };
  const floor = match.isQuestion ? WEIGHTS.subjectFloor[match.subject] : WEIGHTS.floor;
  const sure = match.candidates.filter((candidate) => candidate.confidence >= floor);
  if (sure.length > 0) return answerWith(sure);
  const { foreign } = match;
  if (!foreign) return { declined: true, reason: 'unknown' };
  const { title: about, id: foreignId } = foreign;
  return { declined: true, reason: 'not-ours', about, ...(foreignId ? { foreignId } : {}) };
}

/** The answers of a case, which were sure enough once, as a decision. @param sure best first */
export function answerWith(sure: readonly Candidate[]): Decision {
  const [first, second] = sure;
  if (!first) return { declined: true, reason: 'unknown' };
  const answers = sure
    .filter((candidate) => first.confidence - candidate.confidence <= WEIGHTS.answerSpread)
    .slice(0, WEIGHTS.answers);
  return {
    declined: false,
    answers,
    isTie: second !== undefined && first.confidence - second.confidence < WEIGHTS.gap,
  };
}

/** The confidence that is shown: how often answers of that raw confidence were right. Deciding uses the raw one. */
export function calibrate(decision: Decision): Decision {
  if (decision.declined) return decision;
  const answers = decision.answers.map((answer) =>
    answer.how === 'words' ? { ...answer, confidence: readBetween(answer.confidence) } : answer,
  );
  return { ...decision, answers };
}

function readBetween(raw: number): number {
  const points = WEIGHTS.wordsWereRight;
  const above = points.findIndex(([said]) => said >= raw);
  const [lowSaid, lowRight] = points[above === -1 ? points.length - 1 : Math.max(0, above - 1)] ?? points[0];
  const [highSaid, highRight] = points[above === -1 ? points.length - 1 : above] ?? points[0];
  if (highSaid === lowSaid) return highRight;
  return lowRight + ((raw - lowSaid) / (highSaid - lowSaid)) * (highRight - lowRight);
}
