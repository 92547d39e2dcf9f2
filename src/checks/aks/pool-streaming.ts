import type { Cluster, Pool } from '../../azure/aks';
import type { Read } from '../../azure/reading';
import { defineCheck, judgeRead, no, unknown, yes, type Said } from '../check';
import { judgePools, wordsOf, type PoolSaid } from './pools';
import { clusterIn } from './read-pasted';
import { namesOfCluster, ofCluster, READ_CLUSTER, readCluster } from './visible';

export const poolStreaming = defineCheck<Read<Cluster>, 'cluster'>({
  id: 'aks/pool-streaming',
  title: 'Artifact streaming of the node pools',
  statements: {
    'streaming-off': { says: 'The node pool does not have artifact streaming enabled', ...ofCluster },
    'streaming-off-on-some': { says: 'Only some node pools have artifact streaming enabled', ...ofCluster },
  },
  needs: ['cluster'],
  uses: ['clusterResourceGroup', 'node'],
  permissions: [READ_CLUSTER],
  unverified: [
    'That Azure leaves artifactStreamingProfile out for a pool on which it was never set is deduced from the null that `az aks nodepool show` prints.',
    'Nodes of node auto-provisioning belong to no pool, so their setting is not seen.',
  ],
  collect: readCluster,
  read: clusterIn,
  judge: (cluster, params) =>
    judgeRead(cluster, ['streaming-off', 'streaming-off-on-some'], (found) => [
      judgePools('streaming-off', found, params, streamingOf),
      judgeSome(found),
    ]),
  learn: namesOfCluster,
});

function streamingOf({ os, streaming }: Pool): PoolSaid {
  if (os?.toLowerCase() === 'windows')
    return { holds: 'not-applicable', saw: 'runs Windows, where streaming cannot be enabled' };
  if (streaming === 'unknown') return { holds: 'unknown', saw: 'whether streaming is on was not shown' };
  const saw = `artifactStreamingProfile is ${streaming === 'on' ? 'enabled' : 'not enabled'}`;
  return { holds: streaming === 'off' ? 'yes' : 'no', saw };
}

function judgeSome({ pools = [], arePoolsAll }: Cluster): Said {
  const statement = 'streaming-off-on-some';
  const each = pools
    .map((pool) => ({ name: pool.name, ...streamingOf(pool) }))
    .filter(({ holds }) => holds !== 'not-applicable');
  const isSaid = (holds: string) => each.some((one) => one.holds === holds);
  if (isSaid('yes') && isSaid('no')) return yes(statement, wordsOf(each));
  if (!arePoolsAll || each.length === 0) return unknown(statement, 'not every node pool was listed');
  return isSaid('unknown') ? unknown(statement, wordsOf(each)) : no(statement, wordsOf(each));
}
