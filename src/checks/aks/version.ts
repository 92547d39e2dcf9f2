import type { Cluster, Pool } from '../../azure/aks';
import type { Read } from '../../azure/reading';
import { defineCheck, judgeRead, no, unknown, yes, type Params, type Said } from '../check';
import { judgePools, type PoolSaid } from './pools';
import { clusterIn } from './read-pasted';
import { namesOfCluster, ofCluster, READ_CLUSTER, readCluster } from './visible';

const TOO_OLD = 'too-old';

export const version = defineCheck<Read<Cluster>, 'cluster'>({
  id: 'aks/version',
  title: 'Kubernetes version of the node pools',
  statements: {
    [TOO_OLD]: {
      says: 'The nodes run a Kubernetes version that artifact streaming does not support',
      ...ofCluster,
    },
  },
  needs: ['cluster'],
  uses: ['clusterResourceGroup', 'node'],
  permissions: [READ_CLUSTER],
  unverified: ['Whether 1.25 can stream: the AKS article allows it, the registry article asks for 1.26.'],
  collect: readCluster,
  read: clusterIn,
  judge: (cluster, params) => judgeRead(cluster, [TOO_OLD], (found) => [judgeVersion(found, params)]),
  learn: namesOfCluster,
});

function judgeVersion(found: Cluster, params: Params): Said {
  if (found.pools?.some((pool) => pool.version !== undefined))
    return judgePools(TOO_OLD, found, params, ofPool);
  return judgeServer(found.version);
}

function ofPool({ version: shown }: Pool): PoolSaid {
  if (shown === undefined) return { holds: 'unknown', saw: 'its version was not shown' };
  const minor = minorOf(shown);
  if (minor === undefined)
    return { holds: 'unknown', saw: `version ${shown.slice(0, 30)} is not understood` };
  const saw = `Kubernetes ${shown}`;
  if (minor === 25) return { holds: 'unknown', saw: `${saw}: one document asks for 1.25, another for 1.26` };
  return { holds: minor < 25 ? 'yes' : 'no', saw };
}

/** How many minor versions nodes may lie behind the control plane. Source: kubernetes.io, version skew policy. */
const SKEW = 3;

/** The control plane alone: nodes are never newer than it, and may be older. */
function judgeServer(shown: string | undefined): Said {
  const minor = minorOf(shown ?? '');
  if (minor === undefined) return unknown(TOO_OLD, 'no Kubernetes version was shown');
  const saw = `the control plane runs ${shown ?? ''}`;
  if (minor < 25) return yes(TOO_OLD, saw);
  if (minor - SKEW >= 26) return no(TOO_OLD, `${saw}, and nodes lie at most ${SKEW} minor versions behind`);
  return unknown(TOO_OLD, `${saw}; the nodes, which count, may be older`);
}

function minorOf(text: string): number | undefined {
  const minor = /^v?1\.(?<minor>\d{1,3})(?:\D|$)/.exec(text)?.groups?.minor;
  return minor === undefined ? undefined : Number(minor);
}
