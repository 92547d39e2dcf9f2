import type { Read, Unreadable } from '../../azure/reading';
import { getManifestAttributes, getTag } from '../../azure/registry-attributes';
import { readBlobStart, type BlobStart } from '../../azure/registry-content';
import { defineCheck, no, unknown, yes, type Eyes, type Said } from '../check';
import { READ_CONTENT, READ_METADATA, readImage, short, type Image, type ImageParams } from './manifest';

interface Seen {
  image: Read<Image>;
  /** Whether the registry describes the image; asked where it does not hand out the manifest. */
  described?: boolean;
  layer?: Read<BlobStart>;
}

const MANIFEST = 'manifest-not-readable';
const LAYER = 'layer-not-readable';
const seenHere = { vantage: 'bot', about: 'image', changedBy: ['registry', 'network'] } as const;

export const readable = defineCheck<Seen, 'registry' | 'repository'>({
  id: 'image/readable',
  title: "Reading the image from the bot's place",
  statements: {
    [MANIFEST]: { says: 'The registry knows the image and does not hand out its manifest', ...seenHere },
    [LAYER]: { says: "The first bytes of a layer do not reach the bot's place", ...seenHere },
  },
  needs: ['registry', 'repository'],
  uses: ['tag', 'digest'],
  permissions: [...READ_CONTENT, ...READ_METADATA],
  unverified: [
    'With which answers the registry refuses a locked image (405 is assumed) or one in quarantine (404).',
  ],
  collect: readAsPullDoes,
  judge: ({ image, described, layer }, { registry }) => [
    judgeManifest(image, described),
    judgeLayer(image, layer, registry),
  ],
});

async function readAsPullDoes(eyes: Eyes, params: ImageParams): Promise<Seen> {
  const { azure } = eyes;
  const { registry, repository, tag, digest } = params;
  const image = await readImage(eyes, params);
  if (!image.ok) {
    const { reason } = image.unreadable;
    if (reason !== 'not-found' && reason !== 'bad-answer') return { image };
    const described = await (digest === undefined
      ? tag !== undefined && getTag(azure, registry, repository, tag)
      : getManifestAttributes(azure, registry, repository, digest));
    return { image, described: described !== false && described.ok };
  }
  const { main } = image.value;
  const own = main?.ok ? main.value.layers?.find(({ urls = [] }) => urls.length === 0) : undefined;
  return own ? { image, layer: await readBlobStart(azure, registry, repository, own.digest) } : { image };
}

/** Refused though the registry describes the image: it is held back or locked, and no right is what is missing. */
function judgeManifest(image: Read<Image>, described = false): Said {
  if (image.ok) return no(MANIFEST, `manifest ${short(image.value.root.digest)} was read`);
  const { reason, saw, permission } = image.unreadable;
  const isRefusal = reason === 'not-found' || / answered 405\b/.test(saw);
  if (isRefusal && described)
    return yes(MANIFEST, `the registry describes the image, and for its manifest ${saw}`);
  return unknown(MANIFEST, saw, permission);
}

function judgeLayer(image: Read<Image>, layer: Read<BlobStart> | undefined, registry: string): Said {
  if (!image.ok) return unknown(LAYER, image.unreadable.saw, image.unreadable.permission);
  const { main } = image.value;
  if (main && !main.ok) return unknown(LAYER, main.unreadable.saw, main.unreadable.permission);
  if (!layer) return unknown(LAYER, 'the manifest names no layer that lies in the registry');
  if (!layer.ok) return judgeFailure(layer.unreadable, registry);
  const { bytes, servedBy } = layer.value;
  return bytes > 0
    ? no(LAYER, `${servedBy} served the first ${bytes} bytes of a layer`)
    : unknown(LAYER, `${servedBy} answered without a byte of the layer`);
}

const CUT_OFF: readonly Unreadable['reason'][] = ['unreachable', 'timed-out', 'forbidden', 'not-found'];

/**
 * The manifest was read, so a host that serves layers and does not answer or refuses is what is looked for. A failure
 * that names no host, such as the end of the whole time, tells nothing of it, nor does one of the registry itself.
 */
function judgeFailure({ reason, saw, permission }: Unreadable, registry: string): Said {
  const host = /^(?<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+) /.exec(saw)?.groups?.host;
  const isLayerHost = host !== undefined && host !== registry;
  if (isLayerHost && CUT_OFF.includes(reason)) return yes(LAYER, `the manifest was read, but ${saw}`);
  if (host === registry && reason === 'not-found')
    return yes(LAYER, `the manifest was read, but of its layer ${saw}`);
  return unknown(LAYER, saw, permission);
}
