import type { Output } from '../../parse/output/output';
import { defineCheck, either, unknown, type Params, type Said } from '../check';
import { ofCluster } from './visible';

/** One pull that ended well. */
interface Pull {
  /** Registry and repository, without tag and digest. */
  from: string;
  /** The whole reference. */
  image: string;
  ms: number;
  /** How long ago, in seconds, where the event says so. */
  age?: number;
}

const NOT_FASTER = 'not-faster-than-before';

const NOT_PASTED =
  'not known: how long pulls took; the bot does not ask Kubernetes, but reads what kubectl get events or kubectl describe pod printed';

export const pullTimes = defineCheck<Pull[] | undefined, never>({
  id: 'aks/pull-times',
  title: 'How long pulls took',
  statements: {
    [NOT_FASTER]: {
      says: 'The last pull of the image took as long as the one before',
      ...ofCluster,
      about: 'image',
    },
  },
  needs: [],
  uses: [],
  permissions: [],
  unverified: [
    'A pull counts as faster from 15% on, which the AKS article promises of the time to readiness, not of the pull.',
    'Two pulls may have run on nodes of other size, or have found some layers already there.',
  ],
  // eslint-disable-next-line @typescript-eslint/require-await -- there is nothing to ask
  collect: async () => undefined,
  read(outputs, params) {
    const pulls = outputs.flatMap((output) => pullsIn(output, params));
    return pulls.length > 0 ? pulls : undefined;
  },
  judge: (pulls) => [pulls ? judgePulls(pulls) : unknown(NOT_FASTER, NOT_PASTED)],
});

const PULLED =
  /Successfully pulled image "(?<image>[^"\s]{3,300})" in (?<took>(?:\d{1,3}h)?(?:\d{1,3}m(?!s))?(?:\d{1,6}(?:\.\d{1,12})?(?:ms|s))?)/;
const AGE = /^(?:\d{1,4}d)?(?:\d{1,3}h)?(?:\d{1,3}m)?(?:\d{1,6}s)?$/;
const COMMANDS = ['kubectl get events', 'kubectl describe pod'];

function pullsIn({ command, text }: Output, { registry, repository }: Params): Pull[] {
  if (!COMMANDS.includes(command)) return [];
  return text.split('\n').flatMap((line) => {
    const { image = '', took = '' } = PULLED.exec(line)?.groups ?? {};
    const ms = milliseconds(took);
    if (image === '' || ms === undefined) return [];
    const from = withoutTag(image);
    const meant = registry !== undefined && repository !== undefined ? `${registry}/${repository}` : from;
    const age = ageIn(line.slice(0, line.indexOf('Successfully')));
    return from.toLowerCase() === meant.toLowerCase()
      ? [{ from, image, ms, ...(age === undefined ? {} : { age }) }]
      : [];
  });
}

/** Registry and repository of a reference. */
function withoutTag(image: string): string {
  const [tagged = ''] = image.split('@');
  const colon = tagged.lastIndexOf(':');
  return colon > tagged.lastIndexOf('/') ? tagged.slice(0, colon) : tagged;
}

const UNITS: Record<string, number> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** `1m2.5s` in milliseconds. */
function milliseconds(text: string): number | undefined {
  const parts = [...text.matchAll(/(?<count>\d{1,6}(?:\.\d{1,12})?)(?<unit>ms|[dhms])/g)];
  if (parts.length === 0) return undefined;
  return parts.reduce((sum, { groups }) => sum + Number(groups?.count) * (UNITS[groups?.unit ?? ''] ?? 0), 0);
}

/** The first age before the message: `Normal  Pulled  5m12s  kubelet`. */
function ageIn(head: string): number | undefined {
  const word = head.split(/\s+/).find((part) => part !== '' && AGE.test(part));
  return word === undefined ? undefined : milliseconds(word);
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
  if (before.age === undefined || last.age === undefined || before.age === last.age)
    return unknown(
      NOT_FASTER,
      `which of the pulls was later is not told: ${seconds(before.ms)}, ${seconds(last.ms)}`,
    );
  const saw = `${last.image} took ${seconds(last.ms)}, ${before.image} before it ${seconds(before.ms)}`;
  return either(NOT_FASTER, last.ms >= before.ms * FASTER, saw);
}

/** Oldest first. */
function inOrder(pulls: readonly Pull[]): Pull[] {
  return [...pulls].sort((a, b) => (b.age ?? 0) - (a.age ?? 0));
}

function seconds(ms = 0): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
