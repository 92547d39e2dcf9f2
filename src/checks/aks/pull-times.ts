import { sayable } from '../../azure/trouble';
import type { TimelineEvent } from '../../verdict/timeline';
import { defineCheck, either, unknown, type Params, type Said } from '../check';
import { pullEventsIn } from './pull-events';
import { ofCluster } from './visible';

/** One pull that ended well. */
interface Pull {
  /** Registry and repository, without tag and digest. */
  from: string;
  /** The whole reference. */
  image: string;
  ms: number;
  /** How long ago, in seconds, or when (ISO 8601), as the event says. */
  age?: number;
  at?: string;
}

const NOT_FASTER = 'not-faster-than-before';

const NOT_PASTED =
  'not known: how long pulls took; the bot does not ask Kubernetes, but reads what kubectl get events or kubectl describe pod printed';

export const pullTimes = defineCheck<TimelineEvent[] | undefined, never>({
  id: 'aks/pull-times',
  title: 'Pulls on the node',
  statements: {
    [NOT_FASTER]: {
      says: 'The last pull of the image took as long as the one before',
      ...ofCluster,
      about: 'image',
    },
  },
  needs: [],
  uses: [],
  onlyTold: {
    'not-faster-than-before': 'how long a pull took has many reasons; the timeline shows it',
  },
  permissions: [],
  unverified: [
    'A pull counts as faster from 15% on, which the AKS article promises of the time to readiness, not of the pull.',
    'Two pulls may have run on nodes of other size, or have found some layers already there.',
  ],
  // eslint-disable-next-line @typescript-eslint/require-await -- there is nothing to ask
  collect: async () => undefined,
  read(outputs) {
    const events = outputs.flatMap(pullEventsIn);
    return events.length > 0 ? events : undefined;
  },
  judge: (events, params) => [events ? judgePulls(pullsOf(events, params)) : unknown(NOT_FASTER, NOT_PASTED)],
  timeline: (events = [], params) =>
    events
      .filter(({ image }) => image === undefined || isMeant(image, params))
      .map(({ image, ...event }) => (image === undefined ? event : { ...event, image: sayable(image) })),
});

/** Pulls that ended well, with how long each took. */
function pullsOf(events: readonly TimelineEvent[], params: Params): Pull[] {
  return events.flatMap(({ kind, image, tookMs, age, at }) => {
    if (kind !== 'pulled' || image === undefined || tookMs === undefined || !isMeant(image, params))
      return [];
    const when = at === undefined ? (age === undefined ? {} : { age }) : { at };
    return [{ from: withoutTag(image), image, ms: tookMs, ...when }];
  });
}

/** Whether an image is of the repository in question, as far as the case names one. */
function isMeant(image: string, { registry, repository }: Params): boolean {
  if (registry === undefined || repository === undefined) return true;
  return withoutTag(image).toLowerCase() === `${registry}/${repository}`.toLowerCase();
}

/** Registry and repository of a reference. */
function withoutTag(image: string): string {
  const [tagged = ''] = image.split('@');
  const colon = tagged.lastIndexOf(':');
  return colon > tagged.lastIndexOf('/') ? tagged.slice(0, colon) : tagged;
}

/** Below this part of the former time a pull counts as faster. Source: aksao, "over 15%". */
const FASTER = 0.85;

function judgePulls(pulls: readonly Pull[]): Said {
  const [from, ...others] = [...new Set(pulls.map((pull) => pull.from))];
  if (others.length > 0 || from === undefined)
    return unknown(NOT_FASTER, 'pulls of several images were pasted, which cannot be compared');
  const [before, last] = inOrder(pulls).slice(-2);
  if (!before || !last)
    return unknown(NOT_FASTER, `one pull of ${from} was pasted, which took ${seconds(pulls[0]?.ms)}`);
  if (timeOf(before) === timeOf(last))
    return unknown(
      NOT_FASTER,
      `which of the pulls was later is not told: ${seconds(before.ms)}, ${seconds(last.ms)}`,
    );
  const saw = `${last.image} took ${seconds(last.ms)}, ${before.image} before it ${seconds(before.ms)}`;
  return either(NOT_FASTER, last.ms >= before.ms * FASTER, saw);
}

/** Oldest first. */
function inOrder(pulls: readonly Pull[]): Pull[] {
  return [...pulls].sort((a, b) => (timeOf(a) ?? 0) - (timeOf(b) ?? 0));
}

/** To be held against those of the same output only: an age counts from when it was printed. */
function timeOf({ at, age }: Pull): number | undefined {
  if (at !== undefined) return Date.parse(at);
  return age === undefined ? undefined : -age * 1000;
}

function seconds(ms = 0): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
