import type { Cluster, Pool } from '../../azure/aks';
import type { Read } from '../../azure/reading';
import { defineCheck, judgeRead, unknown, type Eyes, type Given, type Params, type Said } from '../check';
import { READ_CONTENT, READ_METADATA, readImage, type Image } from '../image/manifest';
import { judgePlatform, platformsOf } from '../image/platforms';
import { judgePools, type PoolSaid } from './pools';
import { clusterIn } from './read-pasted';
import { namesOfCluster, ofCluster, READ_CLUSTER, readCluster } from './visible';

interface Seen {
  cluster: Read<Cluster>;
  /** The image that is pulled; absent where nobody named it, or it is not in the paste. */
  image?: Read<Image>;
}

const ARM64 = 'arm64-pool';
const MISMATCH = 'image-not-for-pool';

export const architecture = defineCheck<Seen, 'cluster'>({
  id: 'aks/architecture',
  title: 'Processors of the node pools',
  statements: {
    [ARM64]: { says: 'The nodes are ARM64', ...ofCluster },
    [MISMATCH]: { says: 'The image is not made for the system and processor of the nodes', ...ofCluster },
  },
  needs: ['cluster'],
  uses: ['clusterResourceGroup', 'node', 'registry', 'repository', 'tag', 'digest'],
  permissions: [READ_CLUSTER, ...READ_CONTENT, ...READ_METADATA],
  unverified: [
    "That an ARM64 pool has arm64 in its node image's name is seen in the AKS documentation; a size with a p in its family alone is not taken for one.",
  ],
  collect: lookUp,
  read(outputs, params) {
    const cluster = clusterIn(outputs, params);
    return cluster && { cluster };
  },
  judge: ({ cluster, image }, params) =>
    judgeRead(cluster, [ARM64, MISMATCH], (found) => [
      judgePools(ARM64, found, params, isArm),
      judgeImage(found, image, params),
    ]),
  learn: ({ cluster }) => namesOfCluster(cluster),
});

async function lookUp(eyes: Eyes, params: Given<'cluster'>): Promise<Seen> {
  const { registry, repository } = params;
  const [cluster, image] = await Promise.all([
    readCluster(eyes, params),
    registry === undefined || repository === undefined
      ? undefined
      : readImage(eyes, { ...params, registry, repository }),
  ]);
  return { cluster, ...(image ? { image } : {}) };
}

/** `linux/arm64`; undefined where the pool does not say it beyond doubt. */
function platformOf({ os, arch, nodeImage = '', osImage = '' }: Pool): string | undefined {
  const isWindows = /^windows/i.test(os ?? '') || /windows/i.test(`${nodeImage} ${osImage}`);
  const told = /^(?:amd64|arm64)$/.test(arch ?? '') ? arch : undefined;
  const inImage = nodeImage === '' ? undefined : /arm64/i.test(nodeImage) ? 'arm64' : 'amd64';
  const processor = told ?? inImage;
  return processor === undefined ? undefined : `${isWindows ? 'windows' : 'linux'}/${processor}`;
}

function isArm(pool: Pool): PoolSaid {
  const platform = platformOf(pool);
  if (platform === undefined)
    return { holds: 'unknown', saw: wordsOfPool(pool, 'its processor was not shown') };
  return { holds: platform.endsWith('/arm64') ? 'yes' : 'no', saw: wordsOfPool(pool, platform) };
}

function wordsOfPool({ nodeImage, vmSize }: Pool, what: string): string {
  const shown = nodeImage ?? vmSize;
  return shown === undefined ? what : `${what} (${shown.slice(0, 80)})`;
}

function judgeImage(found: Cluster, image: Seen['image'], params: Params): Said {
  if (!image) return unknown(MISMATCH, 'not known: for which platforms the image is made');
  if (!image.ok) return unknown(MISMATCH, image.unreadable.saw, image.unreadable.permission);
  const listed = platformsOf(image.value);
  const judged = judgePools(MISMATCH, found, params, (pool) => {
    const platform = platformOf(pool);
    if (platform === undefined) return isArm(pool);
    const { holds } = judgePlatform(MISMATCH, listed, platform);
    return { holds, saw: platform };
  });
  const made = listed.names.length > 0 ? `the image is made for ${listed.names.join(', ')}` : listed.why;
  return { ...judged, saw: `${judged.saw}; ${made ?? ''}` };
}
