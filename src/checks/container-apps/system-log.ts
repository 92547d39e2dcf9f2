import type { Read } from '../../azure/reading';
import { sayable } from '../../azure/trouble';
import { minute } from '../../verdict/link';
import type { TimelineEvent } from '../../verdict/timeline';
import { defineCheck, judgeRead, no, pasted, unknown, yes, type Params, type Said } from '../check';
import { pullsIn, type PullEvent } from './pulls';
import { ofApp } from './visible';

const [FAILS, PASSED] = ['pull-fails-still', 'pull-passed-later'];

export const systemLog = defineCheck<Read<PullEvent[]>, 'app'>({
  id: 'container-apps/system-log',
  title: "Pulls in the app's system log",
  statements: {
    [FAILS]: { says: 'The last pull in the log failed', ...ofApp },
    [PASSED]: { says: 'After the failure a pull of the same image passed', ...ofApp },
  },
  needs: ['app'],
  uses: ['revision', 'registry', 'repository', 'tag', 'failedAt'],
  onlyTold: {
    'pull-fails-still': 'says that the pull fails, not why',
  },
  permissions: [],
  unverified: [
    'The lines of the log are those of published output; the platform may word them in other ways.',
    'Only a pasted log is read: the bot does not ask the log workspace.',
  ],
  collect: () =>
    Promise.resolve({
      ok: false,
      unreadable: {
        reason: 'not-found',
        saw: 'the bot does not read the system log; paste what az containerapp logs show --type system prints',
      },
    }),
  judge: (events, params) => judgeRead(events, [FAILS, PASSED], (found) => judgePulls(found, params)),
  read(outputs) {
    const events = pullsIn(outputs);
    return events && pasted(events);
  },
  timeline: (events, params) =>
    events.ok ? events.value.filter((event) => isMeant(event, params)).map(shownOf) : [],
});

function judgePulls(events: readonly PullEvent[], params: Params): Said[] {
  const own = events.filter((event) => isMeant(event, params));
  const ended = own.filter(({ kind }) => kind === 'failed' || kind === 'passed');
  const failed = ended.filter(({ kind }) => kind === 'failed');
  const [last] = ended.slice(-1);
  if (!last)
    return [FAILS, PASSED].map((statement) => unknown(statement, 'the log shows no pull of it that ended'));
  const { failedAt } = params;
  if (failed.length === 0 && (failedAt === undefined || last.at <= failedAt))
    return [FAILS, PASSED].map((statement) =>
      unknown(statement, `${timeline(own)}; the log does not reach from the failure on`),
    );
  // Of several images each may be the one that fails: only what holds of all of them is told.
  const failing = new Set(failed.map(({ image }) => image));
  const lasts =
    failing.size === 0
      ? [last]
      : [...failing].flatMap((one) => ended.filter(({ image }) => image === one).slice(-1));
  const kinds = new Set(lasts.map(({ kind }) => kind));
  const saw = timeline(own);
  if (kinds.size > 1)
    return [FAILS, PASSED].map((statement) => unknown(statement, `${saw}; its images differ`));
  return kinds.has('failed') ? [yes(FAILS, saw), no(PASSED, saw)] : [no(FAILS, saw), yes(PASSED, saw)];
}

/** Whether a line is about the app, the revision and the image in question, as far as it and the case name them. */
function isMeant({ app, revision, image }: PullEvent, params: Params): boolean {
  const fits = (seen: string | undefined, wanted: string | undefined) =>
    seen === undefined || wanted === undefined || seen.toLowerCase() === wanted.toLowerCase();
  const { registry, repository, tag } = params;
  const wanted = registry !== undefined && repository !== undefined ? `${registry}/${repository}` : undefined;
  const isImage =
    image === undefined ||
    wanted === undefined ||
    image === wanted ||
    image === `${wanted}:${tag ?? ''}` ||
    (tag === undefined && (image.startsWith(`${wanted}:`) || image.startsWith(`${wanted}@`)));
  return fits(app, params.app) && fits(revision, params.revision) && isImage;
}

const WORDS = {
  pulling: 'pulling',
  passed: 'pulled',
  failed: 'failed',
  created: 'container created',
} as const;
const MAX_STEPS = 6;

/** The app and the revision are those of the case; what is left tells one pull from another. */
function shownOf({ kind, image, at, replica, reason, tookMs, count }: PullEvent): TimelineEvent {
  return {
    kind: kind === 'passed' ? 'pulled' : kind,
    at,
    ...(image === undefined ? {} : { image: sayable(image) }),
    ...(replica === undefined ? {} : { replica }),
    ...(reason === undefined ? {} : { reason }),
    ...(tookMs === undefined ? {} : { tookMs }),
    ...(count === undefined ? {} : { count }),
  };
}

/** `pulling 2026-11-21 08:14 UTC, failed 08:15 (3 times), pulled 08:20, in 2 replicas`. */
function timeline(events: readonly PullEvent[]): string {
  const steps: { kind: PullEvent['kind']; at: string; count: number }[] = [];
  for (const { kind, at } of events) {
    const before = steps.at(-1);
    if (before?.kind === kind) before.count++;
    else steps.push({ kind, at, count: 1 });
  }
  const shown = steps.slice(-MAX_STEPS).map(({ kind, at, count }) => {
    const times = count > 1 ? ` (${count} times from then on)` : '';
    return `${WORDS[kind]} ${minute(at)}${times}`;
  });
  const replicas = new Set(events.flatMap(({ replica }) => replica ?? [])).size;
  const images = [...new Set(events.flatMap(({ image }) => image ?? []))]
    .slice(0, 3)
    .map((image) => sayable(image));
  const where = replicas > 1 ? `, in ${replicas} replicas` : '';
  return `${images.join(', ')}${images.length > 0 ? ': ' : ''}${shown.join(', ')}${where}`;
}
