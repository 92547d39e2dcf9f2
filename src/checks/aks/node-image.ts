import type { Cluster } from '../../azure/aks';
import type { Read } from '../../azure/reading';
import { sayable } from '../../azure/trouble';
import type { Output } from '../../parse/output/output';
import { isRecord, optionOf, unprojected } from '../../parse/output/query';
import { defineCheck, either, judgeRead, unknown, type Params, type Said } from '../check';
import { clusterIn } from './read-pasted';
import { namesOfCluster, ofCluster, READ_CLUSTER, readCluster } from './visible';

/** The latest node image of one pool, as `az aks nodepool get-upgrades` tells it. */
interface Latest {
  pool: string;
  image: string;
}

interface Seen {
  cluster: Read<Cluster>;
  latest: Latest[];
}

const OUTDATED = 'node-image-outdated';

export const nodeImage = defineCheck<Seen, 'cluster'>({
  id: 'aks/node-image',
  title: 'Age of the node image',
  statements: {
    [OUTDATED]: { says: 'There is a later node image than that of the node pool', ...ofCluster },
  },
  needs: ['cluster'],
  uses: ['clusterResourceGroup', 'node'],
  permissions: [READ_CLUSTER],
  unverified: [
    'Which node image is the latest is read in what az aks nodepool get-upgrades printed; the bot does not ask for it.',
    'That a later image has the mended streaming components is what the issues say, without naming the first one.',
  ],
  collect: async (eyes, params) => ({ cluster: await readCluster(eyes, params), latest: [] }),
  read(outputs, params) {
    const cluster = clusterIn(outputs, params);
    const latest = outputs.flatMap((output) => latestIn(output, params));
    return cluster && latest.length > 0 ? { cluster, latest } : undefined;
  },
  judge: ({ cluster, latest }) => judgeRead(cluster, [OUTDATED], (found) => [judgeImages(found, latest)]),
  learn: ({ cluster }) => namesOfCluster(cluster),
});

/** Source: `az aks nodepool get-upgrades`, AgentPoolUpgradeProfile of the SDK. */
function latestIn(output: Output, { cluster }: Params): Latest[] {
  const { command, commandLine = '' } = output;
  if (command !== 'az aks nodepool get-upgrades') return [];
  const pool = optionOf(commandLine, '--nodepool-name', '-n', '--name');
  const own = optionOf(commandLine, '--cluster-name');
  const isOther = own !== undefined && cluster !== undefined && own.toLowerCase() !== cluster.toLowerCase();
  const value = unprojected(output);
  const image = isRecord(value) ? value.latestNodeImageVersion : undefined;
  return pool !== undefined && !isOther && typeof image === 'string' ? [{ pool, image }] : [];
}

function judgeImages({ pools = [] }: Cluster, latest: readonly Latest[]): Said {
  for (const { pool, image } of latest) {
    const own = pools.find(({ name }) => name === pool || pools.length === 1)?.nodeImage;
    if (own === undefined) continue;
    const saw = sayable(`node pool ${pool} runs ${own}, the latest is ${image}`);
    const isLater = laterThan(image, own);
    if (isLater !== undefined) return either(OUTDATED, isLater, saw);
    return unknown(OUTDATED, `${saw}; they are of other systems, so which is later is not told`);
  }
  const shown = pools.flatMap(({ name, nodeImage: own }) =>
    own === undefined ? [] : [`${name} runs ${own}`],
  );
  const what = shown.length > 0 ? `${shown.slice(0, 3).join(', ')}; ` : '';
  return unknown(
    OUTDATED,
    sayable(`${what}not known: the latest node image; paste what az aks nodepool get-upgrades prints`),
  );
}

const VERSION = /^(?<system>[\w-]{3,80})-(?<numbers>\d{4,8}(?:\.\d{1,6}){1,3})$/;

/** Whether one node image is later than another of the same system; undefined when they cannot be compared. */
function laterThan(image: string, other: string): boolean | undefined {
  const [one, two] = [VERSION.exec(image)?.groups, VERSION.exec(other)?.groups];
  if (!one || !two || one.system !== two.system) return undefined;
  const [a, b] = [one, two].map(({ numbers = '' }) => numbers.split('.').map(Number));
  for (const at of [0, 1, 2, 3]) {
    const difference = (a?.[at] ?? 0) - (b?.[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
