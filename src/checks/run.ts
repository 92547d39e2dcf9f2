import type { ActivityEvent } from '../azure/activity-log';
import type { Facts } from '../parse/facts';
import type { Judgement } from '../verdict/finding';
import type { Permission } from '../policy';
import type { Timeline } from '../verdict/timeline';
import {
  judgementOf,
  unknown,
  type AnyCheck,
  type Eyes,
  type Looked,
  type Params,
  type ParamName,
} from './check';

/** What one check found, as soon as it did. */
export interface Report {
  check: string;
  title: string;
  judged: Judgement[];
  learned: Facts;
  /** What the activity log tells, where the check reads it. */
  events: ActivityEvent[];
  timelines: Timeline[];
  /** Milliseconds it took. */
  ms: number;
  /** Set where whoever asks may not run it, with what is needed: it did not run. */
  refused?: string;
}

export interface RunOptions {
  eyes: Eyes;
  /** Checks that read secrets run only with the operator's leave. */
  mayRevealSecrets: boolean;
  /** Whether whoever asks may run a check with these names; absent: everything. A refusal is said, not run. */
  mayRun?: (check: Pick<AnyCheck, 'id' | 'reveals'>, params: Params) => Permission;
  /** Told of a fault of our own in a check, which counts as unknown for the user. */
  onFault: (check: string, error: unknown) => void;
}

/**
 * Runs checks side by side and reports each when it is done, the quick ones first. Never rejects for trouble
 * outside: what could not be seen is `unknown` with its reason. Time limits and cancellation are those of `eyes`.
 */
export async function* runChecks(
  checks: readonly AnyCheck[],
  params: Params,
  options: RunOptions,
): AsyncGenerator<Report> {
  const running = new Map<string, Promise<Report>>();
  let known = params;
  let waiting = [...checks];
  const begin = () => {
    const able = waiting.filter((check) => !mayYetLearn(check, known, running, waiting, checks));
    // Two that wait for each other will not learn more.
    const ready = able.length > 0 || running.size > 0 ? able : waiting;
    waiting = waiting.filter((check) => !ready.includes(check));
    for (const check of ready) running.set(check.id, runOne(check, known, options));
  };
  begin();
  while (running.size > 0) {
    const report = await Promise.race(running.values());
    running.delete(report.check);
    // What the text names counts more than what was found beside it.
    known = { ...report.learned, ...known };
    begin();
    yield report;
  }
}

/** The checks asked for, and those that bring names they need and that nobody gave. */
export function withTeachers(
  asked: readonly AnyCheck[],
  all: readonly AnyCheck[],
  params: Params,
): AnyCheck[] {
  const lacking = asked.flatMap(({ needs }) => needs.filter((name) => params[name] === undefined));
  const teachers = all.filter(
    ({ needs, teaches = [] }) =>
      teaches.some((name) => lacking.includes(name)) && needs.every((name) => params[name] !== undefined),
  );
  return [...new Set([...asked, ...teachers])];
}

/** For each check asked for that could not begin, even with what others bring: the names it needs. */
export function lackingNames(
  asked: readonly string[],
  all: readonly AnyCheck[],
  params: Params,
): ParamName[][] {
  const checks = all.filter(({ id }) => asked.includes(id));
  const brought = withTeachers(checks, all, params).flatMap(({ needs, teaches = [] }) =>
    needs.every((name) => params[name] !== undefined) ? teaches : [],
  );
  return checks
    .map(({ needs }) => needs.filter((name) => params[name] === undefined && !brought.includes(name)))
    .filter((names) => names.length > 0);
}

/** Whether a check lacks a name that another one, still at work or before its turn, may bring. */
function mayYetLearn(
  { id, needs }: AnyCheck,
  known: Params,
  running: ReadonlyMap<string, unknown>,
  waiting: readonly AnyCheck[],
  checks: readonly AnyCheck[],
): boolean {
  const teachers = checks.filter(
    (other) => other.id !== id && (running.has(other.id) || waiting.includes(other)),
  );
  return needs.some(
    (name) => known[name] === undefined && teachers.some(({ teaches = [] }) => teaches.includes(name)),
  );
}

async function runOne(check: AnyCheck, params: Params, options: RunOptions): Promise<Report> {
  const begun = performance.now();
  const { id, title } = check;
  const reported = (found: Looked): Report => ({
    check: id,
    title,
    ...found,
    ms: Math.round(performance.now() - begun),
  });
  const missing = findMissing(check, params);
  if (missing !== undefined) return reported(allUnknown(check, params, missing));
  const permission = options.mayRun?.(check, params) ?? { allowed: true };
  if (!permission.allowed)
    return { ...reported(allUnknown(check, params, permission.needs)), refused: permission.needs };
  const leave = findLeaveNeeded(check, options.mayRevealSecrets);
  if (leave !== undefined) return { ...reported(allUnknown(check, params, leave)), refused: leave };
  try {
    return reported(await check.look(options.eyes, params));
  } catch (error) {
    options.onFault(id, error);
    return reported(allUnknown(check, params, 'the check itself failed; it is logged'));
  }
}

/** Names that a check needs and that nobody gave, as a sentence; undefined when it has them all. */
function findMissing({ needs }: AnyCheck, params: Params): string | undefined {
  const missing = needs.filter((name) => params[name] === undefined);
  return missing.length > 0 ? `not known: ${missing.map((name) => PARAM_WORDS[name]).join(', ')}` : undefined;
}

/** Why a check that reads a secret does not run, as a sentence; undefined when it may, or reads none. */
function findLeaveNeeded({ reveals, withoutLeave }: AnyCheck, mayRevealSecrets: boolean): string | undefined {
  if (!reveals || mayRevealSecrets) return undefined;
  const refused = 'it would read a secret, which the operator has not allowed';
  return withoutLeave === undefined ? refused : `${refused}; ${withoutLeave}`;
}

function allUnknown(check: AnyCheck, params: Params, why: string): Looked {
  const judged = Object.keys(check.statements).map((statement) =>
    judgementOf(check, unknown(statement, why), params),
  );
  return { judged, learned: {}, events: [], timelines: [] };
}

/** How a parameter is called where somebody is asked for it. */
export const PARAM_WORDS: Record<ParamName, string> = {
  registry: "the registry's login server",
  repository: 'the repository',
  tag: 'the tag',
  digest: 'the digest',
  clientIp: 'the address that the registry saw',
  principalId: 'the object id of the identity that pulled',
  operationId: "the conversion's operation id",
  failedAt: 'when it failed',
  platform: 'the platform of the node',
  app: 'the container app',
  appResourceGroup: 'the resource group of the container app',
  dnsServer: 'the DNS server that was asked',
  subnetId: 'the subnet of the cluster or app',
  cluster: 'the AKS cluster',
  clusterResourceGroup: 'the resource group of the cluster',
  node: 'the node of the pod',
  sas: 'the fields of the SAS token',
  direction: 'whether it is an export or an import',
  exportPipeline: 'the export pipeline',
  importPipeline: 'the import pipeline',
  pipelineRun: 'the pipeline run',
  storageAccount: 'the storage account of the transfer',
  storageContainer: 'the container of the transfer',
  blob: 'the blob of the transfer',
  keyVault: 'the key vault of the transfer',
  deployment: 'the deployment',
  revision: 'the revision of the container app',
  callerId: 'the object id of whoever sets up the transfer',
};
