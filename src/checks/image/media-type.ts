import type { Read } from '../../azure/reading';
import type { Descriptor, Manifest } from '../../azure/registry-content';
import { STREAMING_ARTIFACT } from '../../azure/registry-streaming';
import { defineCheck, either, judgeRead, no, pasted, unknown, yes, type Said } from '../check';
import {
  firstUnreadable,
  holdingSince,
  IMAGE_CONFIGS,
  READ_CONTENT,
  READ_METADATA,
  readImage,
  learntOf,
  readParts,
  type Image,
  type Parts,
} from './manifest';
import { imageIn, partsIn } from './pasted-manifest';

interface Seen {
  image: Image;
  parts: Parts;
}

const written = { vantage: 'configuration', about: 'image', changedBy: [] } as const;

const STATEMENTS = {
  'not-an-image': { says: 'The manifest is no container image', ...written },
  'streaming-artifact-itself': { says: 'The manifest is itself a streaming artifact', ...written },
  'not-runnable': { says: 'The image says nothing that could be run', ...written },
  'unsupported-media-type': {
    says: 'The manifest is neither OCI nor Docker version 2, schema 2',
    ...written,
  },
  'foreign-layers': { says: 'Layers of the image are marked as kept outside the registry', ...written },
};

export const mediaType = defineCheck<Read<Seen>, 'registry' | 'repository'>({
  id: 'image/media-type',
  title: 'Media types of the image',
  statements: STATEMENTS,
  needs: ['registry', 'repository'],
  uses: ['tag', 'digest'],
  permissions: [...READ_CONTENT, ...READ_METADATA],
  unverified: ['That an image without Entrypoint and Cmd is what the conversion calls IMAGE_NOT_RUNNABLE.'],
  async collect(eyes, params) {
    const image = await readImage(eyes, params);
    if (!image.ok) return image;
    const parts = await readParts(eyes, params, image.value.root);
    return { ...image, value: { image: image.value, parts } };
  },
  read(outputs, params) {
    const image = imageIn(outputs, params);
    return image?.ok
      ? pasted({ image: image.value, parts: partsIn(outputs, params, image.value) })
      : undefined;
  },
  judge: (seen) =>
    judgeRead(seen, Object.keys(STATEMENTS), ({ image, parts }) =>
      holdingSince(
        [
          judgeKind(image),
          judgeStreaming(image),
          judgeRunnable('not-runnable', image),
          judgeForm(image.root),
          judgeForeign(parts),
        ],
        image.since,
      ),
    ),
  learn: (seen) => (seen.ok ? learntOf(seen.value.image) : {}),
});

const DOCKER_1 = /^application\/vnd\.docker\.distribution\.manifest\.v1\+/;
/** Types that say nothing of what they are. */
const VAGUE = ['', 'unknown', 'application/json', 'application/octet-stream'];

function judgeKind({ root, main }: Image): Said {
  const statement = 'not-an-image';
  if (DOCKER_1.test(root.mediaType)) return no(statement, `the manifest is of type ${root.mediaType}`);
  if (isOther(root.artifactType)) return yes(statement, `artifactType is ${root.artifactType}`);
  if (!main) return unknown(statement, 'the index lists no platform');
  if (!main.ok) return unknown(statement, main.unreadable.saw, main.unreadable.permission);
  const { artifactType, config } = main.value;
  if (isOther(artifactType)) return yes(statement, `artifactType is ${artifactType}`);
  const type = config?.mediaType ?? '';
  if (VAGUE.includes(type))
    return unknown(statement, 'the manifest does not say of what type its configuration is');
  return either(statement, !IMAGE_CONFIGS.includes(type), `the configuration is of type ${type}`);
}

/** Whether an artifactType names something else than an image; images mostly have none. */
function isOther(artifactType: string | undefined): artifactType is string {
  return artifactType !== undefined && artifactType !== '' && !IMAGE_CONFIGS.includes(artifactType);
}

function judgeStreaming({ root, isPart }: Image): Said {
  const statement = 'streaming-artifact-itself';
  const { artifactType, config, subject, annotations } = root;
  if ([artifactType, config?.mediaType].includes(STREAMING_ARTIFACT))
    return yes(statement, `artifactType is ${STREAMING_ARTIFACT}`);
  const format = annotations?.['streaming.format'];
  if (subject && format !== undefined)
    return yes(statement, `its annotation streaming.format is ${format}, and it refers to another manifest`);
  if (isPart && !artifactType) return unknown(statement, 'the whole manifest was not shown');
  return no(statement, artifactType ? `artifactType is ${artifactType}` : 'the manifest has no artifactType');
}

/** Whether an image can start by itself; also for checks of what needs that. */
export function judgeRunnable(statement: string, { main, config }: Image): Said {
  if (!main) return unknown(statement, 'the index lists no platform');
  if (!main.ok) return unknown(statement, main.unreadable.saw, main.unreadable.permission);
  if (!config) {
    const type = main.value.config?.mediaType ?? '';
    return VAGUE.includes(type)
      ? unknown(statement, 'the manifest does not say of what type its configuration is')
      : yes(statement, `the configuration, ${type}, is not that of an image`);
  }
  if (!config.ok) return unknown(statement, config.unreadable.saw, config.unreadable.permission);
  const { hasCommand } = config.value;
  if (hasCommand === undefined) return unknown(statement, 'the configuration of the image was not shown');
  return either(
    statement,
    !hasCommand,
    hasCommand
      ? 'the configuration of the image says what to run'
      : 'the configuration of the image has neither Entrypoint nor Cmd',
  );
}

/** What can be converted. Source: the seed documents, under UNSUPPORTED_MEDIATYPE. */
const SUPPORTED = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

function judgeForm({ mediaType: type }: Manifest): Said {
  const statement = 'unsupported-media-type';
  if (VAGUE.includes(type)) return unknown(statement, 'the answer does not say of what type the manifest is');
  return either(statement, !SUPPORTED.includes(type), `the manifest is of type ${type}`);
}

function judgeForeign({ read, isComplete }: Parts): Said {
  const statement = 'foreign-layers';
  const found = read.flatMap(({ name, manifest }) => {
    const foreign = manifest.ok ? (manifest.value.layers ?? []).filter(isForeign) : [];
    return foreign.length === 0 ? [] : [`${foreign.length} of ${name}, at ${placesOf(foreign)}`];
  });
  if (found.length > 0) return yes(statement, `layers marked as kept elsewhere: ${found.join('; ')}`);
  const failed = firstUnreadable(read.map(({ manifest }) => manifest));
  if (failed) return unknown(statement, failed.saw, failed.permission);
  const counts = read.map(({ manifest }) => (manifest.ok ? manifest.value.layers?.length : undefined));
  if (!isComplete || counts.length === 0 || counts.includes(undefined))
    return unknown(statement, 'not every manifest of the image could be looked at');
  const all = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  return no(statement, `${all} layers, none marked as kept elsewhere`);
}

function isForeign({ urls = [], mediaType: type }: Descriptor): boolean {
  return urls.length > 0 || /nondistributable|\.foreign\./.test(type);
}

function placesOf(layers: readonly Descriptor[]): string {
  const hosts = layers.flatMap(({ urls = [] }) =>
    urls.flatMap((url) => (URL.canParse(url) ? [new URL(url).hostname] : [])),
  );
  return hosts.length > 0 ? [...new Set(hosts)].slice(0, 3).join(', ') : 'a place that is not named';
}
