import { foldEvidence, type Asker, type Case } from './case';
import type { Catalogue } from './knowledge/schema';
import { calibrate, decide, type Decision } from './match/decide';
import { createMatcher } from './match/match';
import type { Candidate } from './match/candidate';
import type { Facts } from './parse/facts';
import { factsOfLine, parse, type Reading } from './parse/parse';
import { redact } from './redact/redact';
import { readPaste } from './match/read-paste';
import { buildResult, type Result } from './verdict/result';

/** What somebody gave us: a text, and when (ISO 8601, UTC). */
export interface Input {
  text: string;
  at: string;
}

export interface Diagnosis {
  case: Case;
  result: Result;
}

/**
 * The one-way street: redact, parse, match, check, verdict. Takes a case and a further input about it, and gives
 * the case with the input folded in and the result to show. Teams, the local page and the command line call this.
 */
export type Diagnose = (known: Case, input: Input, asker: Asker, signal: AbortSignal) => Promise<Diagnosis>;

export function createDiagnose(catalogue: Catalogue): Diagnose {
  const match = createMatcher(catalogue);
  // eslint-disable-next-line @typescript-eslint/require-await -- live checks (the `check` stage) will be awaited here
  return async (known, input, asker, signal) => {
    signal.throwIfAborted();
    if (known.owner !== asker.id || known.tenant !== asker.tenant)
      throw new Error('This case belongs to somebody else.');
    const clean = redact(input.text);
    const reading = parse(clean.text);
    const matched = match(reading);
    const decision = decide(matched);
    const answers = answersOf(decision).map((answer) => ({ ...answer, facts: factsNear(reading, answer) }));
    const evidence = foldEvidence(known.evidence, reading.facts, answers, clean.kinds);
    const symptoms = catalogue.symptoms.filter(({ id }) =>
      evidence.answers.some(({ symptom }) => symptom === id),
    );
    const findings = [...known.findings, ...readPaste(reading, symptoms, input.at)];
    const shown =
      evidence.answers.length > 0 ? decide({ ...matched, candidates: evidence.answers }) : decision;
    const result = buildResult(known.id, calibrate(shown), evidence, findings, catalogue);
    return { case: { ...known, evidence, findings }, result };
  };
}

function answersOf(decision: Decision) {
  return decision.declined ? [] : decision.answers;
}

/** What the deciding line names; nothing when words alone decided. */
function factsNear(reading: Reading, { because }: Candidate): Facts {
  const line = because.find((quoted) => quoted.line > 0)?.line;
  return line === undefined ? {} : factsOfLine(reading, line);
}
