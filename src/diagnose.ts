import { assertOwner, foldEvidence, withTimelines, type Asker, type Case } from './case';
import type { Catalogue } from './knowledge/schema';
import type { Looked } from './checks/check';
import { calibrate, decide, type Decision } from './match/decide';
import { createMatcher } from './match/match';
import type { Candidate } from './match/candidate';
import type { Facts } from './parse/facts';
import { factsOfLine, parse, type Reading } from './parse/parse';
import { factsBeside } from './parse/output/facts-beside';
import type { Output } from './parse/output/output';
import { readOutputs } from './parse/output/read-outputs';
import { redact } from './redact/redact';
import { readPaste } from './match/read-paste';
import { linkFindings } from './verdict/link';
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
 * The one-way street: redact, parse, match, and the verdict on what the text itself proves. Takes a case and a further
 * input about it, and gives the case with the input folded in and the result to show. Takes no time worth naming;
 * `examine` goes on with live checks. Teams, the local page and the command line call both.
 */
export type Diagnose = (known: Case, input: Input, asker: Asker, signal: AbortSignal) => Promise<Diagnosis>;

export function createDiagnose(catalogue: Catalogue): Diagnose {
  const match = createMatcher(catalogue);
  // eslint-disable-next-line @typescript-eslint/require-await -- a promise, so that whoever calls need not care
  return async (known, input, asker, signal) => {
    signal.throwIfAborted();
    assertOwner(known, asker);
    const clean = redact(input.text);
    const reading = parse(clean.text);
    const matched = match(reading);
    const decision = decide(matched);
    const answers = answersOf(decision).map((answer) => ({
      ...answer,
      facts: notLater(factsNear(reading, answer), input.at),
    }));
    const pastes = readOutputs(clean.text);
    const named = factsBeside(clean.text, reading.facts, known.evidence.facts, pastes);
    const outputs = lookAtOutputs(pastes, { ...known.evidence.facts, ...named });
    const facts = {
      ...outputs.learned,
      ...notLater(named, input.at),
      ...identityIn(outputs.learned),
    };
    const evidence = withTimelines(
      foldEvidence(known.evidence, facts, answers, clean.kinds),
      outputs.timelines,
    );
    const symptoms = catalogue.symptoms.filter(({ id }) =>
      evidence.answers.some(({ symptom }) => symptom === id),
    );
    const failure = { facts: evidence.facts, at: evidence.facts.failedAt ?? known.createdAt, events: [] };
    const findings = [
      ...known.findings,
      ...readPaste(reading, symptoms, input.at),
      ...linkFindings(outputs.judged, symptoms, failure, input.at),
    ];
    const shown =
      evidence.answers.length > 0 ? decide({ ...matched, candidates: evidence.answers }) : decision;
    const result = buildResult(known.id, calibrate(shown), evidence, findings, catalogue);
    return { case: { ...known, evidence, findings }, result };
  };
}

function answersOf(decision: Decision) {
  return decision.declined ? [] : decision.answers;
}

/** A field of an output says whose id it holds, so it counts more than the first id of the text. */
function identityIn({ principalId, clientId }: Facts): Facts {
  return { ...(principalId ? { principalId } : {}), ...(clientId ? { clientId } : {}) };
}

const NOTHING: Looked = { judged: [], learned: {}, events: [], timelines: [] };

/** The checks are loaded only when there is output for them to read: they bring the Azure clients with them. */
function lookAtOutputs(outputs: readonly Output[], facts: Facts): Looked {
  if (outputs.length === 0) return NOTHING;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  const { readPasted } = require('./checks/pasted') as typeof import('./checks/pasted');
  return readPasted(outputs, facts);
}

/** A time after the paste is when something ends, not when it failed. */
function notLater(facts: Facts, at: string): Facts {
  if (facts.failedAt === undefined || facts.failedAt <= at) return facts;
  const rest = { ...facts };
  delete rest.failedAt;
  return rest;
}

/** What the deciding line names; nothing when words alone decided. */
function factsNear(reading: Reading, { because }: Candidate): Facts {
  const line = because.find((quoted) => quoted.line > 0)?.line;
  return line === undefined ? {} : factsOfLine(reading, line);
}
