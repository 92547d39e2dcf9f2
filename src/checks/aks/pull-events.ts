import { isRecord } from '../../parse/output/query';
import type { Output } from '../../parse/output/output';
import type { TimelineEvent, TimelineKind } from '../../verdict/timeline';
import { milliseconds, tookIn } from '../duration';

export const EVENT_COMMANDS = ['kubectl get events', 'kubectl describe pod'];

/** What the kubelet says of a pull. Source: pkg/kubelet/images and events of kubernetes/kubernetes. */
const MESSAGES: readonly [kind: TimelineKind, message: RegExp][] = [
  ['pulling', /\bPulling image "(?<image>[^"\s]{3,300})"/],
  ['pulled', /\bSuccessfully pulled image "(?<image>[^"\s]{3,300})"/],
  ['failed', /\bFailed to pull image "(?<image>[^"\s]{3,300})"/],
  ['failed', /\bError: (?<reason>ErrImagePull|ImagePullBackOff|ErrImageNeverPull|InvalidImageName)\b/],
  ['waiting', /\bBack-off pulling image "(?<image>[^"\s]{3,300})"/],
  ['created', /\bCreated container\b/],
];

/** Events of pulls that kubectl printed, in the order of the text; of a table only the ages are known. */
export function pullEventsIn({ command, text, json }: Output): TimelineEvent[] {
  if (!EVENT_COMMANDS.includes(command)) return [];
  if (json !== undefined) return itemsOf(json).flatMap((item) => eventOfItem(item) ?? []);
  const described = /^Name:\s{1,40}(?<pod>[a-z0-9][a-z0-9.-]{1,250})/m.exec(text)?.groups?.pod;
  return withImages(text.split('\n').flatMap((line) => eventOfLine(line, described) ?? []));
}

function itemsOf(json: unknown): Record<string, unknown>[] {
  const items = isRecord(json) ? json.items : json;
  return Array.isArray(items) ? items.filter(isRecord) : [];
}

function told(message: string): Pick<TimelineEvent, 'kind' | 'image' | 'reason' | 'tookMs'> | undefined {
  for (const [kind, pattern] of MESSAGES) {
    const match = pattern.exec(message);
    if (!match) continue;
    const { image, reason } = match.groups ?? {};
    const tookMs = kind === 'pulled' ? tookIn(message.slice(match.index + match[0].length)) : undefined;
    return {
      kind,
      ...(image === undefined ? {} : { image }),
      ...(reason === undefined ? {} : { reason }),
      ...(tookMs === undefined ? {} : { tookMs }),
    };
  }
  return undefined;
}

const POD = /\bpod\/(?<pod>[a-z0-9][a-z0-9.-]{1,250})/;
const AGE = /^(?:\d{1,4}y)?(?:\d{1,4}d)?(?:\d{1,3}h)?(?:\d{1,3}m)?(?:\d{1,6}s)?$/;

/** A row of kubectl's table: `5m12s (x3 over 8m)  Normal  Pulling  pod/web-5d9  Pulling image "..."`. */
function eventOfLine(line: string, described: string | undefined): TimelineEvent | undefined {
  const event = told(line);
  if (!event) return undefined;
  const head = line.slice(0, 160);
  const replica = POD.exec(head)?.groups?.pod ?? described;
  const word = head.split(/\s+/).find((part) => part !== '' && AGE.test(part));
  const age = word === undefined ? undefined : milliseconds(word);
  const times = Number(/\(x(?<times>\d{1,6}) over /.exec(head)?.groups?.times ?? 1);
  return {
    ...event,
    ...(age === undefined ? {} : { age: age / 1000 }),
    ...(replica === undefined ? {} : { replica }),
    ...(times > 1 ? { count: times } : {}),
  };
}

/** An event as `-o json` prints it. Source: core/v1 Event and events.k8s.io/v1 Event. */
function eventOfItem(item: Record<string, unknown>): TimelineEvent | undefined {
  const { message, note, count, lastTimestamp, eventTime, involvedObject, regarding } = item;
  const event = told(stringOf(message) ?? stringOf(note) ?? '');
  const at = isoOf(stringOf(lastTimestamp) ?? stringOf(eventTime) ?? '');
  if (!event || at === undefined) return undefined;
  const object = [involvedObject, regarding].find(isRecord);
  const replica = object?.kind === 'Pod' ? stringOf(object.name) : undefined;
  return {
    ...event,
    at,
    ...(replica === undefined ? {} : { replica }),
    ...(typeof count === 'number' && count > 1 ? { count } : {}),
  };
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isoOf(text: string): string | undefined {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(text)
    ? new Date(text).toISOString()
    : undefined;
}

/** `Error: ErrImagePull` and `Created container` name no image: where all others name one, it is that. */
function withImages(events: readonly TimelineEvent[]): TimelineEvent[] {
  const [only, ...others] = [...new Set(events.flatMap(({ image }) => image ?? []))];
  if (only === undefined || others.length > 0) return [...events];
  return events.map((event) => ({ ...event, image: only }));
}
