import type { Output } from '../../parse/output/output';
import { readAzTable } from '../../parse/output/query';
import { tookIn } from '../duration';

/** What the system log says of one pull. */
export interface PullEvent {
  /** ISO 8601. */
  at: string;
  kind: 'pulling' | 'passed' | 'failed' | 'created';
  /** As it stands in the log; absent where the line names none. */
  image?: string;
  app?: string;
  revision?: string;
  replica?: string;
  /** The platform's own word, where the log has that column: `PulledImage`. */
  reason?: string;
  /** How long the pull took. */
  tookMs?: number;
  /** How many such events the line stands for, when more than one. */
  count?: number;
}

const LOGS = ['az containerapp logs show', 'az monitor log-analytics query'];

/** The lines of SEED 003 and of output in microsoft/azure-container-apps#723 and #1056. */
const LINES: readonly [kind: PullEvent['kind'], line: RegExp][] = [
  ['pulling', /^Pulling image ["']?(?<image>[^\s"']{3,300})/],
  ['passed', /^Successfully pulled image ["']?(?<image>[^\s"']{3,300})/],
  ['failed', /^Failed to pull image ["']?(?<image>[^\s"']{3,300})/],
  ['failed', /^Persistent Image Pull Errors for image ["']?(?<image>[^\s"']{3,300})/],
  ['failed', /^Error: (?:ImagePullBackOff|ErrImagePull)\b/],
  [
    'failed',
    /^Container '[^']{1,80}' was terminated with exit code '[^']{0,8}' and reason 'ImagePullFailure'/,
  ],
  ['created', /^Created container\b/],
];

/** Pulls in pasted logs, oldest first; undefined when no log was pasted. Lines without a time are left out. */
export function pullsIn(outputs: readonly Output[]): PullEvent[] | undefined {
  const logs = outputs.filter(({ command }) => LOGS.includes(command));
  if (logs.length === 0) return undefined;
  const events = logs.flatMap(rowsOf).flatMap((row) => eventOf(row) ?? []);
  return withImages(events.sort((a, b) => a.at.localeCompare(b.at)));
}

type LogRow = Record<string, unknown>;

/** A JSON list, one JSON object a line, or a table. */
function rowsOf({ json, text }: Output): LogRow[] {
  const isRow = (value: unknown): value is LogRow => typeof value === 'object' && value !== null;
  if (Array.isArray(json)) return json.filter(isRow);
  const lines = text.split('\n').flatMap((line) => {
    const value = line.trimStart().startsWith('{') ? parsedLine(line) : undefined;
    return isRow(value) ? [value] : [];
  });
  return lines.length > 0 ? lines : readAzTable(text);
}

function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line.trim().replace(/,$/, ''));
  } catch {
    return undefined;
  }
}

/** A column under any of its names; a table has them in lower case, Log Analytics adds `_s`. */
function column(row: LogRow, ...names: string[]): string | undefined {
  const wanted = names.flatMap((name) => [name, `${name}_s`]);
  const found = Object.entries(row).find(
    ([key, value]) => wanted.includes(key.toLowerCase()) && typeof value === 'string' && value !== '',
  );
  return found?.[1] as string | undefined;
}

function eventOf(row: LogRow): PullEvent | undefined {
  const text = column(row, 'msg', 'log')?.trim() ?? '';
  const at = isoOf(column(row, 'timestamp', 'timegenerated', 'time') ?? '');
  for (const [kind, line] of LINES) {
    const match = line.exec(text);
    if (!match || at === undefined) continue;
    const { image } = match.groups ?? {};
    const tookMs = kind === 'passed' ? tookIn(text.slice(match[0].length)) : undefined;
    return {
      at,
      kind,
      ...placeOf(row),
      ...(image === undefined ? {} : { image: image.replace(/[.,;:]{1,4}$/, '') }),
      ...(tookMs === undefined ? {} : { tookMs }),
    };
  }
  return undefined;
}

const COLUMNS = [
  ['app', 'containerappname'],
  ['revision', 'revisionname'],
  ['replica', 'replicaname'],
] as const;

/** Where it was, and what the platform calls it. */
function placeOf(row: LogRow): Pick<PullEvent, 'app' | 'revision' | 'replica' | 'reason' | 'count'> {
  const names = COLUMNS.flatMap(([name, key]) => {
    const value = column(row, key);
    return value === undefined ? [] : [[name, value] as const];
  });
  const reason = column(row, 'reason');
  const { Count: count } = row;
  return {
    ...Object.fromEntries(names),
    ...(reason !== undefined && /^[A-Za-z]{3,40}$/.test(reason) ? { reason } : {}),
    ...(typeof count === 'number' && count > 1 ? { count } : {}),
  };
}

/** `2023-04-18 15:51:52 +0000 UTC` as the command prints it, or ISO 8601. */
function isoOf(text: string): string | undefined {
  const iso = text.replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,9})?) \+0000 UTC$/, '$1T$2Z');
  const time = /^\d{4}-\d\d-\d\dT[\d:.]{5,24}(?:Z|[+-]\d\d:\d\d)$/.test(iso) ? new Date(iso) : undefined;
  return time && !Number.isNaN(time.getTime()) ? time.toISOString() : undefined;
}

/** `Error: ImagePullBackOff` names no image: it is that which the same replica pulled, if that is one only. */
function withImages(events: readonly PullEvent[]): PullEvent[] {
  const ofReplica = new Map<string, Set<string>>();
  for (const { image, replica = '' } of events)
    if (image !== undefined) ofReplica.set(replica, (ofReplica.get(replica) ?? new Set()).add(image));
  return events.map((event) => {
    const known = [...(ofReplica.get(event.replica ?? '') ?? [])];
    return event.image === undefined && known.length === 1 && known[0] !== undefined
      ? { ...event, image: known[0] }
      : event;
  });
}
