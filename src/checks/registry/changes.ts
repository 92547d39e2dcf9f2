import { listEventsBefore, type ActivityEvent, type Change } from '../../azure/activity-log';
import type { Listed, Read } from '../../azure/reading';
import { minute } from '../../verdict/link';
import { defineCheck, judgeRead, no, unknown, yes, type Eyes, type Given, type Said } from '../check';
import { READ_REGISTRY, readRegistry } from './visible';

interface Seen {
  /** ISO 8601: the failure, or now when it is not known; the days before it are looked at. */
  until: string;
  before: Read<Listed<ActivityEvent>>;
  /** What came between then and now, against which the other checks' statements are held. */
  after: Read<Listed<ActivityEvent>>;
}

/** Days before the failure that are looked at. */
const DAYS = 7;
/** Days that Azure keeps events. Source: Azure Monitor, activity log. */
const KEPT_DAYS = 90;
const DAY_MS = 86_400_000;

const kept = { vantage: 'configuration', changedBy: [] } as const;

export const changes = defineCheck<Seen, 'registry'>({
  id: 'registry/changes',
  title: 'Changes in the activity log',
  statements: {
    'credentials-changed': {
      says: 'Credentials of the registry were changed in the days before the failure',
      about: 'registry',
      ...kept,
    },
    'role-removed': {
      says: 'A role assignment at the registry was removed in the days before the failure',
      about: 'identity',
      ...kept,
    },
    'network-or-settings-changed': {
      says: 'Network or settings of the registry were changed in the days before the failure',
      about: 'registry',
      ...kept,
    },
  },
  needs: ['registry'],
  uses: ['failedAt'],
  onlyTold: {
    'credentials-changed':
      'shown on the card as what was changed before the failure, and never claimed as its cause',
    'role-removed':
      'shown on the card as what was changed before the failure, and never claimed as its cause',
  },
  permissions: [READ_REGISTRY, 'Microsoft.Insights/eventtypes/values/read'],
  unverified: [
    'That an event of a write tells which setting it changed, or an event of a removal whose role it was: neither is claimed.',
    'That the log, asked for the registry, also gives the events below it: role assignments, private endpoint connections, replicas.',
    'How many minutes late an event appears in the log: a change just before the failure may be missing.',
  ],
  collect,
  judge: ({ until, before }) =>
    judgeRead(before, Object.keys(KINDS), (list) =>
      Object.entries(KINDS).map(([statement, kind]) => judgeKind(statement, kind, list, until)),
    ),
  events: ({ until, before, after }) => [
    ...eventsOf(after).filter(({ at }) => at > until),
    ...eventsOf(before),
  ],
});

async function collect(eyes: Eyes, params: Given<'registry'>): Promise<Seen> {
  const { azure } = eyes;
  const now = azure.now();
  const registry = await readRegistry(eyes, params);
  const end = endOf(params.failedAt, now);
  if (!registry.ok || !end.ok) {
    const failed = registry.ok ? (end as Read<never>) : registry;
    return { until: now.toISOString(), before: failed, after: failed };
  }
  const { id } = registry.value;
  const age = (now.getTime() - end.value.getTime()) / DAY_MS;
  const none: Seen['after'] = { ok: true, value: { items: [], isComplete: true }, at: now.toISOString() };
  const [before, after] = await Promise.all([
    age + DAYS > KEPT_DAYS ? tooOld(end.value) : listEventsBefore(azure, id, end.value, DAYS),
    age > 0 ? listEventsBefore(azure, id, now, Math.min(age, KEPT_DAYS - 1)) : none,
  ]);
  return { until: end.value.toISOString(), before, after };
}

/** The time of the failure. One that lies ahead, as of a clock that is fast, counts as now. */
function endOf(failedAt: string | undefined, now: Date): Read<Date> {
  const at = now.toISOString();
  if (failedAt === undefined) return { ok: true, value: now, at };
  const time = Date.parse(failedAt);
  if (!Number.isNaN(time)) return { ok: true, value: new Date(Math.min(time, now.getTime())), at };
  return unreadable(`'${failedAt.slice(0, 40)}' is no time at which it can have failed`);
}

function tooOld(end: Date): Read<never> {
  return unreadable(
    `Azure keeps events ${KEPT_DAYS} days, so the ${DAYS} days before ${minute(end.toISOString())} are not all there`,
  );
}

function unreadable(saw: string): Read<never> {
  return { ok: false, unreadable: { reason: 'not-found', saw } };
}

interface Kind {
  of: readonly Change[];
  /** What was looked for, for "no ... in the 7 days before". */
  called: string;
  /** What the event leaves open. */
  untold?: string;
}

const KINDS: Record<string, Kind> = {
  'credentials-changed': { of: ['credentials'], called: 'change of credentials' },
  'role-removed': {
    of: ['role-removed'],
    called: 'removal of a role assignment at the registry itself',
    untold: 'whose role it was is not told',
  },
  'network-or-settings-changed': {
    of: ['network', 'registry'],
    called: 'change of settings or of private endpoint connections',
    untold: 'which setting it changed is not told',
  },
};

function judgeKind(statement: string, kind: Kind, list: Listed<ActivityEvent>, until: string): Said {
  const found = withoutFailed(list.items).filter(({ change }) => kind.of.includes(change));
  const done = found.filter(({ status }) => status.toLowerCase() === 'succeeded');
  const [newest] = done;
  const rest = kind.untold === undefined ? '' : `; ${kind.untold}`;
  if (newest)
    return yes(
      statement,
      `${wordsOf(newest)}${done.length > 1 ? `, the newest of ${done.length}` : ''}${rest}`,
      newest.at,
    );
  const [begun] = found;
  if (begun) return unknown(statement, `${wordsOf(begun)}: how it ended is not told`);
  const days = `in the ${DAYS} days before ${minute(until)}`;
  return list.isComplete
    ? no(statement, `no ${kind.called} ${days}`)
    : unknown(
        statement,
        `No ${kind.called} among the events read, but there are more ${days} than were read`,
      );
}

/** `registries/regeneratecredential/action by anna@contoso.example, 2026-11-20 10:42 UTC` */
function wordsOf({ operation, caller = 'somebody not named', at }: ActivityEvent): string {
  return `${operation.replace(/^microsoft\.[a-z]+\//, '')} by ${caller}, ${minute(at)}`;
}

function eventsOf(read: Read<Listed<ActivityEvent>>): ActivityEvent[] {
  return read.ok ? withoutFailed(read.value.items) : [];
}

/** Leaves out what was tried and failed, its beginning too: that changed nothing. */
function withoutFailed(items: readonly ActivityEvent[]): ActivityEvent[] {
  const outcomes = new Map<string, Set<string>>();
  const keyOf = ({ correlationId, operation, resourceId, at }: ActivityEvent) =>
    [correlationId ?? at, operation, resourceId].join(' ');
  for (const event of items) {
    const key = keyOf(event);
    outcomes.set(key, (outcomes.get(key) ?? new Set()).add(event.status.toLowerCase()));
  }
  return items.filter((event) => {
    const seen = outcomes.get(keyOf(event));
    const hasFailed = ['failed', 'canceled', 'cancelled'].some((status) => seen?.has(status));
    return !hasFailed || seen?.has('succeeded') === true;
  });
}
