import type { Azure } from '../azure/azure';
import type { ActivityEvent, Change } from '../azure/activity-log';
import type { Read } from '../azure/reading';
import type { Resolver } from '../azure/resolver';
import type { Facts } from '../parse/facts';
import type { Output } from '../parse/output/output';
import { unwrappedAtUsualWidth } from '../parse/output/unwrap';
import type { Stage } from '../knowledge/schema';
import type { Holds, Judgement } from '../verdict/finding';
import type { Timeline, TimelineEvent } from '../verdict/timeline';

/** Names a check may ask for; each is a fact of a text, or given with `--name value`. */
export type ParamName = Extract<
  keyof Facts,
  | 'registry'
  | 'repository'
  | 'tag'
  | 'digest'
  | 'clientIp'
  | 'principalId'
  | 'operationId'
  | 'failedAt'
  | 'platform'
  | 'app'
  | 'appResourceGroup'
  | 'revision'
  | 'subnetId'
  | 'dnsServer'
  | 'cluster'
  | 'clusterResourceGroup'
  | 'node'
  | 'sas'
  | 'direction'
  | 'exportPipeline'
  | 'importPipeline'
  | 'pipelineRun'
  | 'storageAccount'
  | 'storageContainer'
  | 'blob'
  | 'keyVault'
  | 'deployment'
  | 'callerId'
>;

/** What the checks work with: Azure, and names as the bot's place resolves them. */
export interface Eyes {
  azure: Azure;
  resolver: Resolver;
}

/** One thing that a check can say yes or no to, worded so that yes is the trouble. */
export interface Statement {
  /** The trouble in a few words, as it stands in docs/checks.md: "Public network access is off". */
  says: string;
  /** `configuration`: the same from everywhere. `bot`: only how it looks from the bot's own place. */
  vantage: 'configuration' | 'bot';
  /** Whom it speaks of. An identity's rights say nothing when a pull secret was used instead of the identity. */
  about: 'registry' | 'image' | 'identity' | 'host' | 'cluster' | 'app';
  /** Events of the activity log that may have changed it; one after the failure takes away what it proves. */
  changedBy: readonly Change[];
  /** Where a pull stops when it holds; absent where the same trouble shows at several stages. */
  stops?: Stage;
  /** Stages that have worked, at the place that pulls, when it does not hold. */
  proves?: readonly Stage[];
}

/** What a judge says of one statement; the rest of the judgement stands in the statement. */
export interface Said {
  statement: string;
  holds: Holds;
  /** What was seen, in one sentence without its full stop. */
  saw: string;
  /** ISO 8601: since when it has been so, where that is known. */
  since?: string;
  /** What would have to be allowed for an unknown to be known. */
  permission?: string;
}

/**
 * One live check. `collect` asks Azure and never judges; `judge` is pure and never asks. It answers every statement
 * exactly once.
 */
export interface Check<Seen, Needed extends ParamName = ParamName> {
  /** Its path under src/checks/: `registry/network`. */
  id: string;
  /** What it looks at, as a noun: "Network rules of the registry". */
  title: string;
  statements: Record<string, Statement>;
  needs: readonly Needed[];
  uses: readonly ParamName[];
  /**
   * Statements that no cause names, and why they are judged all the same: a report shows them (`/acr check`,
   * `acr-doctor check`), and a test keeps them apart from those that somebody forgot to name.
   */
  onlyTold?: Partial<Record<string, string>>;
  /** Azure actions and data actions it takes; the bot's role is generated from them. */
  permissions: readonly string[];
  /** Set where it reads secrets: off unless the operator allows it. */
  reveals?: 'secret';
  /** Where it reveals: what can be done without leave, as half a sentence. */
  withoutLeave?: string;
  /** What it rests on that no document or recording proves, for docs/checks.md. */
  unverified?: readonly string[];
  collect: (eyes: Eyes, params: Given<Needed>) => Promise<Seen>;
  judge: (seen: Seen, params: Given<Needed>) => Said[];
  /**
   * The same facts out of pasted command output; undefined when none of it is about them. Parts that were not pasted
   * are `notPasted`.
   */
  read?: (outputs: readonly Output[], params: Params) => Seen | undefined;
  /** Names that `learn` may bring, so that checks which need them wait for this one. */
  teaches?: readonly ParamName[];
  /** Names learnt on the way, for commands and other checks' words. */
  learn?: (seen: Seen) => Facts;
  /** Events that other statements are held against. */
  events?: (seen: Seen) => ActivityEvent[];
  /** Pulls one after the other, to be shown beside the verdicts; those of another app or image are left out. */
  timeline?: (seen: Seen, params: Params) => TimelineEvent[];
}

export type Params = Facts;

/** Parameters of which the needed ones are there: the runner sees to it. */
export type Given<Needed extends ParamName> = Params & { [Name in Needed]-?: NonNullable<Facts[Name]> };

/** A check whose parts fit together, with what it sees hidden from those who run it. */
export type AnyCheck = Omit<
  Check<unknown>,
  'collect' | 'judge' | 'read' | 'learn' | 'events' | 'timeline'
> & {
  look: (eyes: Eyes, params: Params) => Promise<Looked>;
  /** The same judge over pasted output; undefined when nothing of it is about this check. */
  readPasted?: (outputs: readonly Output[], params: Params) => Looked | undefined;
};

export interface Looked {
  judged: Judgement[];
  learned: Facts;
  events: ActivityEvent[];
  timelines: Timeline[];
}

/** Joins the parts of a check. */
export function defineCheck<Seen, Needed extends ParamName>({
  collect,
  judge,
  read,
  learn,
  events,
  timeline,
  ...rest
}: Check<Seen, Needed>): AnyCheck {
  const tell = (seen: Seen, given: Params): Looked => ({
    judged: judge(seen, given as Given<Needed>).map((said) => judgementOf(rest, said, given)),
    learned: learn?.(seen) ?? {},
    events: events?.(seen) ?? [],
    timelines: timelinesOf(rest, timeline?.(seen, given) ?? []),
  });
  const readWhole = (outputs: readonly Output[], given: Params): Looked | undefined => {
    const seen = read?.(outputs, given);
    if (seen === undefined) return undefined;
    const own = outputs.find((output) => read?.([output], given) !== undefined) ?? outputs[0];
    return told(tell(seen, given), own?.line ?? 1);
  };
  return {
    ...rest,
    look: async (eyes, given) => tell(await collect(eyes, given as Given<Needed>), given),
    ...(read
      ? {
          readPasted(outputs, given) {
            const first = readWhole(outputs, given);
            const joined = joinedLines(outputs);
            const second = joined && readWhole(joined, given);
            return second && toldBy(second) > toldBy(first) ? second : first;
          },
        }
      : {}),
  };
}

/** How much was told. */
function toldBy(looked: Looked | undefined): number {
  return looked ? looked.judged.length + looked.timelines.length : 0;
}

/** The same outputs with the lines joined that a terminal broke; undefined when it broke none. */
function joinedLines(outputs: readonly Output[]): Output[] | undefined {
  const joined = outputs.map((output) => ({
    ...output,
    text: unwrappedAtUsualWidth(output.text) ?? output.text,
  }));
  return joined.some(({ text }, at) => text !== outputs[at]?.text) ? joined : undefined;
}

function timelinesOf({ id, title }: Pick<AnyCheck, 'id' | 'title'>, events: TimelineEvent[]): Timeline[] {
  return events.length === 0 ? [] : [{ check: id, title, events }];
}

/** What a paste does not tell is not worth saying: somebody else may have looked. */
function told({ judged, ...rest }: Looked, line: number): Looked {
  const known = judged.filter(({ holds }) => holds === 'yes' || holds === 'no');
  return { ...rest, judged: known.map((one) => ({ ...one, pastedLine: line })) };
}

/** A part of what a check looks at that no pasted output holds. */
export const notPasted: Read<never> = {
  ok: false,
  unreadable: { reason: 'not-found', saw: 'not in what was pasted' },
};

/** Something read in a paste. @param at ISO 8601, the time of the paste */
export function pasted<T>(value: T, at = ''): Read<T> {
  return { ok: true, value, at };
}

/** @throws Error when the check does not know the statement: a bug that its test finds */
export function judgementOf(
  check: Pick<AnyCheck, 'id' | 'statements'>,
  said: Said,
  params: Params,
): Judgement {
  const statement = check.statements[said.statement];
  if (!statement) throw new Error(`${check.id} has no statement '${said.statement}'`);
  const { vantage, about, changedBy, stops, proves } = statement;
  return {
    ...said,
    check: check.id,
    vantage,
    about,
    changedBy,
    subject: subjectOf(about, params),
    ...(stops && said.holds === 'yes' ? { stops } : {}),
    ...(proves && said.holds === 'no' ? { passed: proves } : {}),
  };
}

function subjectOf(about: Statement['about'], params: Params): string {
  const { registry = 'the registry', repository, tag, digest } = params;
  if (about === 'app') return `container app ${params.app ?? 'of the replica'}`;
  if (about === 'cluster') return `cluster ${params.cluster ?? 'of the node'}`;
  if (about === 'identity') return `identity ${params.principalId ?? 'of the caller'}`;
  if (about !== 'image' || repository === undefined) return registry;
  return `${registry}/${repository}${tag ? `:${tag}` : digest ? `@${digest}` : ''}`;
}

export function yes(statement: string, saw: string, since?: string): Said {
  return { statement, holds: 'yes', saw, ...(since ? { since } : {}) };
}

export function no(statement: string, saw: string, since?: string): Said {
  return { statement, holds: 'no', saw, ...(since ? { since } : {}) };
}

/** One answer for a statement that holds or does not. */
export function either(statement: string, isTrouble: boolean, saw: string, since?: string): Said {
  return isTrouble ? yes(statement, saw, since) : no(statement, saw, since);
}

export function unknown(statement: string, saw: string, permission?: string): Said {
  return { statement, holds: 'unknown', saw, ...(permission ? { permission } : {}) };
}

export function notApplicable(statement: string, saw: string): Said {
  return { statement, holds: 'not-applicable', saw };
}

/** Judges a reading: when it failed, each of the statements is unknown for the same reason. */
export function judgeRead<T>(
  read: Read<T>,
  statements: readonly string[],
  judge: (value: T) => Said[],
): Said[] {
  if (read.ok) return judge(read.value);
  const { saw, permission } = read.unreadable;
  return statements.map((statement) => unknown(statement, saw, permission));
}
