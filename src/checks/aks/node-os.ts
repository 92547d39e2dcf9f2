import type { Cluster, Pool } from '../../azure/aks';
import type { Read } from '../../azure/reading';
import { defineCheck, judgeRead } from '../check';
import { judgePools, type PoolSaid } from './pools';
import { clusterIn } from './read-pasted';
import { namesOfCluster, ofCluster, READ_CLUSTER, readCluster } from './visible';

export const nodeOs = defineCheck<Read<Cluster>, 'cluster'>({
  id: 'aks/node-os',
  title: 'Operating system of the node pools',
  statements: {
    'os-not-supported': {
      says: 'The nodes run a system that artifact streaming does not support',
      ...ofCluster,
    },
    'ubuntu-too-old': { says: 'The nodes run Ubuntu older than 20.04', ...ofCluster },
    'windows-pool': { says: 'The nodes run Windows', ...ofCluster },
    'os-in-doubt': {
      says: 'The nodes run Ubuntu 24.04 or Azure Linux, for which no document says since when they stream',
      ...ofCluster,
    },
  },
  needs: ['cluster'],
  uses: ['clusterResourceGroup', 'node'],
  onlyTold: {
    'ubuntu-too-old': 'told beside os-not-supported, which the causes name',
  },
  permissions: [READ_CLUSTER],
  unverified: [
    'Whether Ubuntu 24.04 and Azure Linux stream: a known issue of 2025 is closed without a document that says since when.',
    'How the node image of Azure Container Linux, Flatcar and OS Guard is called is read from osSKU, of which the SDK lists AzureContainerLinux only.',
  ],
  collect: readCluster,
  read: clusterIn,
  judge: (cluster, params) =>
    judgeRead(cluster, Object.keys(JUDGES), (found) =>
      Object.entries(JUDGES).map(([statement, judge]) =>
        judgePools(statement, found, params, (pool) => saidOf(pool, judge)),
      ),
    ),
  learn: namesOfCluster,
});

type System =
  | { family: 'ubuntu'; release?: number }
  | { family: 'windows' | 'azure-linux' | 'without-streaming' | 'other' };

type JudgeSystem = (system: System) => PoolSaid['holds'];

const JUDGES: Record<string, JudgeSystem> = {
  'os-not-supported': (system) => {
    if (system.family === 'ubuntu') return ubuntuFails(system.release);
    if (system.family === 'azure-linux' || system.family === 'other') return 'unknown';
    return 'yes';
  },
  // The rule is for Ubuntu pools: other systems count their releases in their own way.
  'ubuntu-too-old': (system) => {
    if (system.family !== 'ubuntu') return system.family === 'other' ? 'unknown' : 'not-applicable';
    if (system.release === undefined) return 'unknown';
    return system.release < 2004 ? 'yes' : 'no';
  },
  'windows-pool': ({ family }) => (family === 'other' ? 'unknown' : family === 'windows' ? 'yes' : 'no'),
  'os-in-doubt': (system) => {
    if (system.family === 'azure-linux') return 'yes';
    if (system.family === 'other') return 'unknown';
    if (system.family !== 'ubuntu') return 'no';
    if (system.release === undefined) return 'unknown';
    return system.release >= 2404 ? 'yes' : 'no';
  },
};

/** Up to 22.04 the documents agree; of 24.04 none says since when. */
function ubuntuFails(release: number | undefined): PoolSaid['holds'] {
  if (release === undefined || release >= 2404) return 'unknown';
  return release < 2004 ? 'yes' : 'no';
}

function saidOf(pool: Pool, judge: JudgeSystem): PoolSaid {
  const saw = wordsOf(pool);
  return saw === ''
    ? { holds: 'unknown', saw: 'its system was not shown' }
    : { holds: judge(systemOf(pool)), saw };
}

/** `Linux, Ubuntu, node image AKSUbuntu-2204gen2containerd-202610.15.0`. */
function wordsOf({ os, osSku, osImage, nodeImage }: Pool): string {
  const image = nodeImage === undefined ? undefined : `node image ${nodeImage}`;
  return [os, osSku, osImage, image].flatMap((part) => part?.slice(0, 80) ?? []).join(', ');
}

/** Systems without streaming. Source: AKS, Azure Container Linux limitations. */
const WITHOUT = /flatcar|container ?linux|os ?guard/i;

/** Told by what the pool says of itself; a name that is none of these proves nothing. */
function systemOf(pool: Pool): System {
  const { os = '', osSku = '', osImage = '', nodeImage = '' } = pool;
  const all = [osSku, osImage, nodeImage].join(' ');
  if (/^windows/i.test(os) || /\b(?:AKS)?Windows/i.test(all)) return { family: 'windows' };
  if (WITHOUT.test(all)) return { family: 'without-streaming' };
  if (/azure ?linux|mariner/i.test(all)) return { family: 'azure-linux' };
  if (!/ubuntu/i.test(all)) return { family: 'other' };
  const release = releaseOf(pool);
  return release === undefined ? { family: 'ubuntu' } : { family: 'ubuntu', release };
}

/** `2204`; what the nodes run counts more than the name of the choice. */
function releaseOf({ osSku = '', osImage = '', nodeImage = '' }: Pool): number | undefined {
  const found =
    /AKSUbuntu[-:](?<release>\d{4})/i.exec(nodeImage) ??
    /Ubuntu\s?(?<release>\d\d\.\d\d)/i.exec(osImage) ??
    /^Ubuntu(?<release>\d{4})$/i.exec(osSku);
  const release = found?.groups?.release?.replace('.', '');
  return release === undefined ? undefined : Number(release);
}
