import { assertOwner, factsOf, foldFindings, withTimelines, type Asker, type Case } from './case';
import type { ParamName } from './checks/check';
import type { Report } from './checks/run';
import type { Diagnosis } from './diagnose';
import type { Catalogue } from './knowledge/schema';
import { answerWith, calibrate, type Decision } from './match/decide';
import type { Facts } from './parse/facts';
import { checksOf, linkFindings } from './verdict/link';
import { buildResult, changedVerdicts, type Checked, type Result } from './verdict/result';

/** Live checks, ready to look. */
export interface Live {
  /** With whose rights they look, in words: "the bot's application". */
  as: string;
  /** Runs the checks named, with what is known, and reports each when it is done. */
  run: (checks: readonly string[], facts: Facts) => AsyncIterable<Report>;
  /** Ids of the checks that are meant: by id, or all of a folder (`aks/`) whose names are known or can be learnt. */
  named: (wanted: readonly string[], facts: Facts) => string[];
  /** For each check of these that could not begin: the names it needs and nobody gives. */
  lacking: (checks: readonly string[], facts: Facts) => ParamName[][];
  /** Values of a parameter that are really there; empty where nothing can be listed. */
  choices: (name: ParamName, facts: Facts) => Promise<string[]>;
  /** What a statement says: "Public network access is off". */
  says: (check: string, statement: string) => string;
}

/**
 * The check stage: runs every live check that a cause of the case's answers names, and gives the case and its result
 * anew after each, so that the first evidence shows while slower checks still run.
 * @param at ISO 8601, the time of the checks
 */
export type Examine = (known: Case, live: Live, asker: Asker, at: string) => AsyncGenerator<Examined>;

export interface Examined extends Diagnosis {
  /** How many of the checks have answered. */
  done: number;
  /** How many run in all. */
  of: number;
}

/** Runs with every other check: what was changed after the failure takes away what they prove. */
const CHANGES = 'registry/changes';

interface FormerLook {
  at: string;
  result: Result;
}

/** What an earlier run of the checks had found; undefined when this is the first. */
function formerLook(known: Case, decision: Decision, catalogue: Catalogue): FormerLook | undefined {
  const times = known.findings.flatMap(({ check, at, vantage }) =>
    check !== undefined && vantage.from !== 'pasted' ? [at] : [],
  );
  const at = times.sort().at(-1);
  if (at === undefined) return undefined;
  return { at, result: buildResult(known.id, decision, known.evidence, known.findings, catalogue) };
}

function sinceOf(former: FormerLook | undefined, result: Result): Pick<Checked, 'since'> {
  return former ? { since: { at: former.at, changed: changedVerdicts(former.result, result) } } : {};
}

function changesIn(reports: readonly Report[]): string[] {
  const told = reports.filter(({ check }) => check === CHANGES).flatMap(({ judged }) => judged);
  return told.filter(({ holds }) => holds === 'yes').map(({ saw }) => saw);
}

export function createExamine(catalogue: Catalogue): Examine {
  return async function* (known, live, asker, at) {
    assertOwner(known, asker);
    const decision = answerWith(known.evidence.answers);
    const answers = decision.declined ? [] : decision.answers;
    const symptoms = catalogue.symptoms.filter(({ id }) => answers.some(({ symptom }) => symptom === id));
    const [first] = answers;
    const facts = first ? factsOf(known.evidence, first) : known.evidence.facts;
    const reports: Report[] = [];
    const former = formerLook(known, decision, catalogue);
    const named = checksOf(symptoms);
    if (named.length === 0) return;
    const wanted = [...new Set([...named, CHANGES])];
    for await (const report of live.run(wanted, facts)) {
      reports.push(report);
      const learned = reports.reduce((all, one) => ({ ...all, ...one.learned }), {});
      const events = reports.flatMap((one) => one.events);
      const failure = { facts, at: facts.failedAt ?? known.createdAt, events };
      const judged = reports.flatMap((one) => one.judged);
      const found = linkFindings(judged, symptoms, failure, at);
      const findings = foldFindings(
        known.findings,
        found,
        reports.map(({ check }) => check),
      );
      const evidence = withTimelines(
        { ...known.evidence, facts: { ...learned, ...known.evidence.facts } },
        reports.flatMap((one) => one.timelines),
      );
      const result = buildResult(known.id, calibrate(decision), evidence, findings, catalogue);
      yield {
        done: reports.length,
        // Checks that bring names to others come on top.
        of: Math.max(wanted.length, reports.length),
        case: { ...known, evidence, findings },
        result: {
          ...result,
          checked: { at, as: live.as, changes: changesIn(reports), ...sinceOf(former, result) },
        },
      };
    }
  };
}
