import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { readYaml, type Fault, type Parsed } from '../../knowledge/read-yaml';
import { findTenantFaults } from './check-tenant';
import { tenantSchema, type Tenant } from './model';
import { patched } from './patch';
import { ruleSchema, type Rule } from './rule';

/** A tenant and what disturbs it, ready to be served. */
export interface Scenario {
  name: string;
  description: string;
  tenant: Tenant;
  rules: Rule[];
}

/** A scenario that cannot be served: every fault at once, each with file, line, key and what to do. */
export class ScenarioError extends Error {
  override name = 'ScenarioError';
  constructor(readonly faults: readonly Fault[]) {
    const lines = faults.map(({ file, line, message, remedy }) => `${file}:${line} ${message}. ${remedy}.`);
    super(`The scenario has ${faults.length} fault${faults.length === 1 ? '' : 's'}:\n${lines.join('\n')}`);
  }
}

const fileSchema = z.strictObject({
  /** One line: what is broken. */
  description: z.string().optional(),
  /** Another scenario, by name or by a path from this file. Absent: nothing but what `tenant` says. */
  base: z.string().optional(),
  /** Laid over the base's model: objects key by key, null takes a key away, lists are replaced. See model.ts. */
  tenant: z.record(z.string(), z.unknown()).optional(),
  rules: z.array(ruleSchema).optional(),
});

type ScenarioFile = z.output<typeof fileSchema>;

const BUILT_IN = join(__dirname, '..', 'scenarios');

/** Names of the built-in scenarios, `healthy` first. */
export function listScenarios(): string[] {
  const names = readdirSync(BUILT_IN)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'));
  return names.sort((a, b) => Number(b === 'healthy') - Number(a === 'healthy') || a.localeCompare(b));
}

/**
 * Loads a scenario with its bases.
 * @param nameOrPath a built-in name such as `throttled`, or the path of a file, also from outside this project
 * @throws ScenarioError listing every fault
 */
export function loadScenario(nameOrPath: string): Scenario {
  const chain = readChain(pathOf(nameOrPath, process.cwd()));
  const [own] = chain;
  const model = chain.reduceRight<unknown>(
    (base, { parsed }) => patched(base, parsed.value.tenant ?? {}),
    {},
  );
  const rules = chain.flatMap(({ file, parsed }) =>
    (parsed.value.rules ?? []).map((rule) => withBody(rule, file)),
  );
  const tenant = tenantSchema.safeParse(model);
  if (!tenant.success) throw new ScenarioError(tenant.error.issues.map((issue) => modelFault(own, issue)));
  const faults = findTenantFaults(tenant.data).map(({ path, message, remedy }) =>
    faultAt(own, path, message, remedy),
  );
  if (faults.length > 0) throw new ScenarioError(faults);
  return {
    name: basename(own.file, '.yaml'),
    description: own.parsed.value.description ?? '',
    tenant: tenant.data,
    rules,
  };
}

interface Loaded {
  file: string;
  parsed: Parsed<ScenarioFile>;
}

function pathOf(nameOrPath: string, from: string): string {
  const isPath = /[/\\]|\.ya?ml$/.test(nameOrPath);
  if (!isPath) return join(BUILT_IN, `${nameOrPath}.yaml`);
  return isAbsolute(nameOrPath) ? nameOrPath : resolve(from, nameOrPath);
}

/** The file and its bases, nearest first. @throws ScenarioError */
function readChain(file: string): [Loaded, ...Loaded[]] {
  const first = readFile(file);
  const chain: [Loaded, ...Loaded[]] = [first];
  for (let last: Loaded = first; last.parsed.value.base !== undefined;) {
    const base = pathOf(last.parsed.value.base, dirname(last.file));
    if (chain.some((loaded) => loaded.file === base))
      throw new ScenarioError([
        faultAt(last, ['base'], 'base: leads back to this scenario', 'Name another base'),
      ]);
    last = readFile(base, last);
    chain.push(last);
  }
  return chain;
}

function readFile(file: string, namedBy?: Loaded): Loaded {
  if (!existsSync(file)) {
    const remedy = `Use a path or one of: ${listScenarios().join(', ')}`;
    const missing = `no scenario at ${file}`;
    throw new ScenarioError([
      namedBy
        ? faultAt(namedBy, ['base'], `base: ${missing}`, remedy)
        : { file, line: 1, message: missing, remedy },
    ]);
  }
  const faults: Fault[] = [];
  const parsed = readYaml(readFileSync(file, 'utf8'), file, fileSchema, faults);
  if (!parsed) throw new ScenarioError(faults.map((fault) => ({ ...fault, remedy: remedyOf(fault) })));
  return { file, parsed };
}

/** The reader's own remedies speak of knowledge entries. */
function remedyOf({ message }: Fault): string {
  return message.includes('nrecognized key')
    ? 'Remove the key or correct its spelling; keys are listed in src/practice/tenant/scenario.ts, rule.ts and model.ts'
    : 'Correct the value; forms are described in src/practice/tenant/rule.ts and model.ts';
}

function modelFault(own: Loaded, issue: z.core.$ZodIssue): Fault {
  const at = issue.path.map(String).join('.');
  const message = `tenant${at === '' ? '' : `.${at}`}: ${issue.message}`;
  const fault = faultAt(own, issue.path, message, '');
  return { ...fault, remedy: remedyOf(fault) };
}

function faultAt(
  { file, parsed }: Loaded,
  path: readonly PropertyKey[],
  message: string,
  remedy: string,
): Fault {
  return { file, line: parsed.lineOf(path[0] === 'base' ? path : ['tenant', ...path]), message, remedy };
}

/** Reads the body beside the scenario it belongs to. @throws ScenarioError when it is not there */
function withBody(rule: Rule, file: string): Rule {
  if (rule.bodyFile === undefined) return rule;
  const { bodyFile, ...rest } = rule;
  const path = resolve(dirname(file), bodyFile);
  if (existsSync(path)) return { ...rest, body: readFileSync(path, 'utf8') };
  const remedy = 'Put the file beside the scenario, or use body';
  throw new ScenarioError([{ file, line: 1, message: `rules: bodyFile ${bodyFile} is not there`, remedy }]);
}
