import type { Azure } from '../../azure/azure';
import { mapRead, type Read } from '../../azure/reading';
import { getManifestAttributes } from '../../azure/registry-attributes';
import { getManifest, listReferrers, type Descriptor, type Manifest } from '../../azure/registry-content';
import { STREAMING_ARTIFACT } from '../../azure/registry-streaming';
import type { Output } from '../../parse/output/output';
import {
  defineCheck,
  judgeRead,
  no,
  notPasted,
  pasted,
  unknown,
  yes,
  type Eyes,
  type Params,
  type Said,
} from '../check';
import {
  findAmd64,
  isoOf,
  READ_CONTENT,
  READ_METADATA,
  readImage,
  short,
  type ImageParams,
} from '../image/manifest';
import { digestOf } from '../image/pasted-attributes';
import { manifestIn } from '../image/pasted-manifest';
import { referrersIn, type ShownReferrers } from './pasted-streaming';

/** What refers to one manifest. */
interface Asked {
  digest: string;
  /** How it is called: the index, or the manifest of linux/amd64. */
  name: string;
  referrers: Read<Referring>;
}

interface Referring {
  count: number;
  /** Digest of a streaming artifact among them. */
  streaming?: string;
  /** False when there are more, or some that do not say what they are. */
  isComplete: boolean;
}

interface Seen {
  asked: Asked[];
  /** Absent where it was not shown. */
  digest?: string;
  /** ISO 8601: since when the tag has led to an image with a streaming artifact. */
  since?: string;
}

const NONE = 'no-streaming-artifact';

export const artifact = defineCheck<Read<Seen>, 'registry' | 'repository'>({
  id: 'streaming/artifact',
  title: 'Streaming artifact of the image',
  statements: {
    [NONE]: {
      says: 'The image has no streaming artifact',
      vantage: 'configuration',
      about: 'image',
      changedBy: [],
    },
  },
  needs: ['registry', 'repository'],
  uses: ['tag', 'digest'],
  permissions: [...READ_CONTENT, ...READ_METADATA],
  unverified: [
    'To which manifest of a multi-platform image the artifact refers: the index and linux/amd64 are both asked.',
    'A pasted list of what refers to a tag counts for the whole image, as for az acr artifact-streaming create, unless a pasted index names a platform that was not asked about.',
  ],
  collect: lookForArtifact,
  read: readPasted,
  judge: (seen) => judgeRead(seen, [NONE], (found) => [judgeAsked(found)]),
  learn: (seen) => (seen.ok && seen.value.digest ? { digest: seen.value.digest } : {}),
});

async function lookForArtifact(eyes: Eyes, params: ImageParams): Promise<Read<Seen>> {
  const { azure } = eyes;
  const { registry, repository } = params;
  const image = await readImage(eyes, params);
  if (!image.ok) return image;
  const { root, since: taggedAt } = image.value;
  const asked = await Promise.all(
    targetsOf(root).map(async (target) => ({
      ...target,
      referrers: await readReferring(azure, params, target.digest),
    })),
  );
  const streaming = asked.flatMap(
    ({ referrers }) => (referrers.ok ? referrers.value.streaming : undefined) ?? [],
  )[0];
  const made =
    streaming === undefined ? undefined : await getManifestAttributes(azure, registry, repository, streaming);
  const times = [taggedAt, made?.ok ? isoOf(made.value.createdAt) : undefined].flatMap((time) => time ?? []);
  const since = times.sort().at(-1);
  return { ...image, value: { asked, digest: root.digest, ...(since === undefined ? {} : { since }) } };
}

/** Manifests that the artifact may refer to. Also where a conversion is looked for. */
export function targetsOf(root: Manifest): { digest: string; name: string }[] {
  if (!root.manifests) return [{ digest: root.digest, name: 'the image' }];
  const amd64 = findAmd64(root);
  return [
    { digest: root.digest, name: 'the index' },
    ...(amd64 ? [{ digest: amd64.digest, name: 'linux/amd64' }] : []),
  ];
}

async function readReferring(
  azure: Azure,
  { registry, repository }: ImageParams,
  digest: string,
): Promise<Read<Referring>> {
  const referrers = await listReferrers(azure, registry, repository, digest);
  if (!referrers.ok) return referrers;
  const { items, isComplete } = referrers.value;
  const streaming = items.find(isStreaming);
  if (streaming)
    return mapRead(referrers, () => ({ count: items.length, isComplete, streaming: streaming.digest }));
  const nameless = items.filter(({ artifactType, annotations }) => !artifactType && !annotations);
  const opened = await Promise.all(
    nameless.slice(0, MAX_OPENED).map((item) => getManifest(azure, registry, repository, item.digest)),
  );
  const found = opened.find((read) => read.ok && isStreaming(read.value));
  const isSeen = isComplete && nameless.length <= MAX_OPENED && opened.every(({ ok }) => ok);
  return mapRead(referrers, () => ({
    count: items.length,
    isComplete: isSeen,
    ...(found?.ok ? { streaming: found.value.digest } : {}),
  }));
}

/** Most manifests that are opened to see what they are; some lists do not say it (Azure/acr#784). */
const MAX_OPENED = 8;

/** The same out of lists that were pasted; undefined when none is about the image. */
function readPasted(outputs: readonly Output[], params: Params): Read<Seen> | undefined {
  const digest = digestOf(outputs, params);
  const root = manifestIn(outputs, params)?.root;
  const name = digest ?? `${params.repository ?? ''}:${params.tag ?? 'latest'}`;
  const targets = root?.manifests ? targetsOf(root) : [{ digest: '', name: 'the image' }];
  const asked = targets.map((target, at) => {
    const own = { registry: params.registry, repository: params.repository, digest: target.digest };
    const shown = at === 0 ? referrersIn(outputs, params, digest) : referrersIn(outputs, own, undefined);
    return { name: target.name, digest: at === 0 ? name : target.digest, referrers: referringOf(shown) };
  });
  if (!asked.some(({ referrers }) => referrers.ok)) return undefined;
  return pasted({ asked, ...(digest === undefined ? {} : { digest }) });
}

function referringOf(shown: ShownReferrers | undefined): Read<Referring> {
  if (!shown) return notPasted;
  const { items, isComplete } = shown;
  const streaming = items.find(isStreaming)?.digest;
  return pasted({ count: items.length, isComplete, ...(streaming === undefined ? {} : { streaming }) });
}

function isStreaming({
  artifactType,
  annotations,
}: Pick<Descriptor, 'artifactType' | 'annotations'>): boolean {
  if (artifactType) return artifactType === STREAMING_ARTIFACT;
  return annotations?.['streaming.format'] !== undefined;
}

function judgeAsked({ asked, since }: Seen): Said {
  for (const { name, referrers } of asked) {
    const found = referrers.ok ? referrers.value.streaming : undefined;
    if (found !== undefined) return no(NONE, `${short(found)} is a streaming artifact of ${name}`, since);
  }
  for (const { name, digest, referrers } of asked) {
    if (!referrers.ok) return unknown(NONE, referrers.unreadable.saw, referrers.unreadable.permission);
    if (!referrers.value.isComplete)
      return unknown(NONE, `not all that refers to ${name}, ${short(digest)}, could be looked at`);
  }
  const counts = asked.map(({ name, digest, referrers }) => {
    const count = referrers.ok ? referrers.value.count : 0;
    return `${count === 0 ? 'nothing refers' : `${count} other ${count === 1 ? 'artifact refers' : 'artifacts refer'}`} to ${name}, ${short(digest)}`;
  });
  return yes(NONE, counts.join('; '), since);
}
