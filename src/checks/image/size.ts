import type { Read } from '../../azure/reading';
import { defineCheck, judgeRead, no, pasted, unknown, yes, type Said } from '../check';
import {
  firstUnreadable,
  holdingSince,
  READ_CONTENT,
  READ_METADATA,
  readImage,
  readParts,
  type Parts,
} from './manifest';
import { manifestIn, partsIn } from './pasted-manifest';

interface Seen {
  parts: Parts;
  digest: string;
  since?: string;
}

const OVER = 'layer-over-8-gb';

/** ACR Transfer takes layers up to 8 GB; whether that is meant in thousands or in powers of two is not said. */
const SURELY_WITHIN = 8e9;
const SURELY_OVER = 8 * 1024 ** 3;

export const size = defineCheck<Read<Seen>, 'registry' | 'repository'>({
  id: 'image/size',
  title: 'Size of the layers',
  statements: {
    [OVER]: {
      says: 'A layer is larger than the 8 GB that ACR Transfer takes',
      vantage: 'configuration',
      about: 'image',
      changedBy: [],
    },
  },
  needs: ['registry', 'repository'],
  uses: ['tag', 'digest'],
  permissions: [...READ_CONTENT, ...READ_METADATA],
  unverified: [
    'Whether the limit of 8 GB is 8,000,000,000 bytes or 8 GiB: a layer between the two stays unknown.',
  ],
  async collect(eyes, params) {
    const image = await readImage(eyes, params);
    if (!image.ok) return image;
    const { root, since } = image.value;
    const parts = await readParts(eyes, params, root);
    return { ...image, value: { parts, digest: root.digest, ...(since === undefined ? {} : { since }) } };
  },
  read(outputs, params) {
    const shown = manifestIn(outputs, params);
    if (!shown) return undefined;
    const { root } = shown;
    return pasted({ parts: partsIn(outputs, params, { root }), digest: root.digest });
  },
  judge: (seen) => judgeRead(seen, [OVER], ({ parts, since }) => holdingSince([judgeLargest(parts)], since)),
  learn: (seen) => (seen.ok && seen.value.digest !== '' ? { digest: seen.value.digest } : {}),
});

interface Largest {
  name: string;
  bytes: number;
}

/** The largest layer of these manifests, held against what ACR Transfer takes. Pure. */
export function judgeLargest({ read, isComplete }: Parts): Said {
  const sizes = read.map(({ name, manifest }) => ({
    name,
    layers: manifest.ok ? (manifest.value.layers ?? []).map((layer) => layer.size) : [],
  }));
  const largest = sizes
    .flatMap(({ name, layers }): Largest[] => layers.map((bytes) => ({ name, bytes })))
    .sort((a, b) => b.bytes - a.bytes)[0];
  if (largest && largest.bytes > SURELY_OVER) return yes(OVER, tell(largest));
  const failed = firstUnreadable(read.map(({ manifest }) => manifest));
  if (failed) return unknown(OVER, failed.saw, failed.permission);
  if (!largest) return unknown(OVER, 'the manifest names no layers');
  if (!isComplete) return unknown(OVER, 'not every manifest of the image was looked at');
  if (largest.bytes > SURELY_WITHIN)
    return unknown(OVER, `${tell(largest)}, which is over 8 GB and not over 8 GiB`);
  const totals = sizes.map(({ name, layers }) => {
    const all = layers.reduce((sum, bytes) => sum + bytes, 0);
    return `${name}: ${layers.length} layers, ${inWords(all)}`;
  });
  return no(OVER, `${tell(largest)} (${totals.slice(0, 4).join('; ')})`);
}

function tell({ name, bytes }: Largest): string {
  return `the largest layer of ${name} has ${inWords(bytes)}`;
}

function inWords(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(2)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
