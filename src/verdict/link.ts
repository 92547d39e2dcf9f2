import type { ActivityEvent } from '../azure/activity-log';
import type { Cause, Symptom } from '../knowledge/schema';
import type { Facts } from '../parse/facts';
import type { Effect, Finding, Judgement, Vantage } from './finding';

/** What the failure itself says, which decides what a finding may claim about it. */
export interface Failure {
  facts: Facts;
  /** ISO 8601: when it failed; when it was pasted, where the text does not say. */
  at: string;
  /** Changes of the registry that the activity log tells. */
  events: readonly ActivityEvent[];
}

/**
 * What judgements mean for the causes that name them. A statement that holds confirms the causes that list it under
 * `confirm`; one that does not hold rules out those that list it under `ruleOut`. `not check#statement` is the contrary
 * of both. Neither is claimed when what was
 * seen is not what failed: another place, another identity, or another time. Pure.
 */
export function linkFindings(
  judged: readonly Judgement[],
  symptoms: readonly Symptom[],
  failure: Failure,
  at: string,
): Finding[] {
  const byName = new Map(judged.map((judgement) => [`${judgement.check}#${judgement.statement}`, judgement]));
  return symptoms.flatMap((symptom) =>
    symptom.causes.flatMap((cause) =>
      referencesOf(cause).flatMap((name) => {
        const judgement = byName.get(name);
        const found = judgement && effectOn(cause, name, judgement, failure);
        if (!judgement || !found) return [];
        const { check, permission, stops, passed } = judgement;
        const finding: Finding = {
          symptom: symptom.id,
          cause: cause.id,
          ...found,
          check,
          vantage: vantageOf(judgement),
          at,
          ...(found.effect === 'unknown' && permission ? { permission } : {}),
          ...(found.effect === 'confirms' && stops ? { stops } : {}),
          ...(found.effect === 'rules-out' && passed ? { passed } : {}),
        };
        return [finding];
      }),
    ),
  );
}

function vantageOf({ vantage, pastedLine }: Judgement): Vantage {
  return pastedLine === undefined ? { from: vantage } : { from: 'pasted', line: pastedLine };
}

/** Checks that the causes of these symptoms name, each once, in the order of the causes. */
export function checksOf(symptoms: readonly Symptom[]): string[] {
  const names = symptoms.flatMap(({ causes }) => causes.flatMap(referencesOf));
  return [...new Set(names.map((name) => name.slice(0, name.indexOf('#'))))];
}

/** `check#statement`, each once. */
function referencesOf({ confirm, ruleOut }: Cause): string[] {
  const names = [...confirm, ...ruleOut].flatMap(({ check }) => (check === undefined ? [] : [nameIn(check)]));
  return [...new Set(names)];
}

const NOT = 'not ';

/** The statement that a proof names, without the `not` before it. */
export function nameIn(check: string): string {
  return check.startsWith(NOT) ? check.slice(NOT.length) : check;
}

/** What a proof looks for: that the statement holds, or with `not` that it does not. */
function wantedBy(check: string | undefined, name: string): 'yes' | 'no' | undefined {
  if (check === undefined || nameIn(check) !== name) return undefined;
  return check.startsWith(NOT) ? 'no' : 'yes';
}

function effectOn(
  { confirm, ruleOut }: Cause,
  name: string,
  judgement: Judgement,
  failure: Failure,
): { effect: Effect; saw: string } | undefined {
  const { holds, pastedLine } = judgement;
  const saw = pastedLine === undefined ? judgement.saw : `${judgement.saw} (pasted, line ${pastedLine})`;
  if (holds === 'unknown') return { effect: 'unknown', saw };
  const found = holds === 'yes' ? 'yes' : 'no';
  const isConfirmed = confirm.some(({ check }) => wantedBy(check, name) === found);
  const isRuledOut = ruleOut.some(({ check }) => (wantedBy(check, name) ?? found) !== found);
  if (!isConfirmed && !isRuledOut) return undefined;
  // Settings that cannot be there prove no trouble with them.
  if (isConfirmed && holds === 'not-applicable') return undefined;
  const effect = isConfirmed ? 'confirms' : 'rules-out';
  const doubt = holds === 'not-applicable' ? undefined : findDoubt(judgement, failure);
  return doubt === undefined ? { effect, saw } : { effect: 'notes', saw: `${saw} (${doubt})` };
}

/** Why what was seen proves nothing for this failure, as a phrase; undefined when it does. */
function findDoubt(judgement: Judgement, { facts, at, events }: Failure): string | undefined {
  const { vantage, about, since, changedBy, subject, pastedLine } = judgement;
  if (vantage === 'bot')
    return pastedLine === undefined
      ? "seen from the bot's place, not from where it failed"
      : 'seen where the command was run, which need not be where it failed';
  if (about === 'identity' && facts.pullSecret !== undefined)
    return `the pull used the secret ${facts.pullSecret}, not this identity`;
  if (since !== undefined && since > at) return `so only since ${minute(since)}, after the failure`;
  const change = events.find((event) => event.at > at && changedBy.includes(event.change));
  if (change) return `${subject} was changed after the failure, ${minute(change.at)}`;
  return undefined;
}

/** `2026-11-20T10:42:13Z` as people read it. */
export function minute(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
