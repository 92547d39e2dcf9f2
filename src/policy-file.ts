import { existsSync, readFileSync } from 'node:fs';
import { readYaml, type Fault, type Parsed } from './knowledge/read-yaml';
import { PolicySchema, type Policy } from './policy';

/** A policy that cannot be meant: every fault at once, each with file, line and what to do. */
export class PolicyError extends Error {
  override name = 'PolicyError';
  constructor(readonly faults: readonly Fault[]) {
    const lines = faults.map(({ file, line, message, remedy }) => `${file}:${line} ${message}. ${remedy}.`);
    super(`The policy has ${faults.length} fault${faults.length === 1 ? '' : 's'}:\n${lines.join('\n')}`);
  }
}

/**
 * Reads the policy file, YAML or JSON.
 * @param checkIds ids of all live checks: a rule for a check that does not exist is a fault
 * @throws PolicyError listing every fault; a missing file is one, for it would silently mean "nobody"
 */
export function loadPolicy(file: string, checkIds: readonly string[]): Policy {
  if (existsSync(file)) return readPolicy(readFileSync(file, 'utf8'), file, checkIds);
  const remedy = 'Correct ACR_DOCTOR_POLICY, or unset it: then nobody may run live checks';
  throw new PolicyError([{ file, line: 1, message: 'the file is not there', remedy }]);
}

/** @throws PolicyError */
export function readPolicy(text: string, file: string, checkIds: readonly string[]): Policy {
  const faults: Fault[] = [];
  const parsed = readYaml(text, file, PolicySchema, faults);
  if (!parsed) throw new PolicyError(faults.map((fault) => ({ ...fault, remedy: remedyOf(fault) })));
  const unknown = findUnknownChecks(parsed, file, checkIds);
  if (unknown.length > 0) throw new PolicyError(unknown);
  return parsed.value;
}

function remedyOf({ message, remedy }: Fault): string {
  if (message.includes('nrecognized key'))
    return 'Remove the key or correct its spelling; docs/policy-schema.json lists the keys';
  return remedy === 'mend the YAML'
    ? 'Mend the YAML'
    : 'Correct the value; docs/policy-schema.json describes it';
}

function findUnknownChecks(
  { value, lineOf }: Parsed<Policy>,
  file: string,
  checkIds: readonly string[],
): Fault[] {
  return value.allow.flatMap(({ checks }, rule) =>
    checks === '*'
      ? []
      : checks.flatMap((name, at) => {
          const isKnown = checkIds.some((id) => id === name || (name.endsWith('/') && id.startsWith(name)));
          if (isKnown) return [];
          const path = ['allow', rule, 'checks', at];
          const message = `${path.join('.')}: there is no check '${name}'`;
          return [{ file, line: lineOf(path), message, remedy: 'Use an id or an area of docs/checks.md' }];
        }),
  );
}
