import type { Cluster } from '../../azure/aks';
import type { Listed, Read } from '../../azure/reading';
import { listReplications, type Registry, type Replication } from '../../azure/registry';
import {
  defineCheck,
  judgeRead,
  no,
  notPasted,
  unknown,
  yes,
  type Eyes,
  type Given,
  type Said,
} from '../check';
import { READ_REGISTRY, readRegistry, registryIn } from '../registry/visible';
import { clusterIn } from './read-pasted';
import { namesOfCluster, ofCluster, READ_CLUSTER, readCluster } from './visible';

interface Seen {
  cluster: Read<Cluster>;
  registry: Read<Registry>;
  replicas: Read<Listed<Replication>>;
}

const DIFFER = 'regions-differ';

export const region = defineCheck<Seen, 'registry' | 'cluster'>({
  id: 'aks/region',
  title: 'Regions of cluster and registry',
  statements: {
    [DIFFER]: {
      says: "Neither the registry nor one of its replicas is in the cluster's region",
      ...ofCluster,
    },
  },
  needs: ['registry', 'cluster'],
  uses: ['clusterResourceGroup'],
  permissions: [READ_CLUSTER, READ_REGISTRY, 'Microsoft.ContainerRegistry/registries/replications/read'],
  unverified: ['Which of its replicas answers a node is decided by Azure and not told.'],
  collect: lookUp,
  read(outputs, params) {
    const [cluster, registry] = [clusterIn(outputs, params), registryIn(outputs, params)];
    return cluster && registry ? { cluster, registry, replicas: notPasted } : undefined;
  },
  judge: ({ cluster, registry, replicas }) =>
    judgeRead(cluster, [DIFFER], ({ location }) =>
      judgeRead(registry, [DIFFER], (found) => [judgeRegions(location, found, replicas)]),
    ),
  learn: ({ cluster }) => namesOfCluster(cluster),
});

async function lookUp(eyes: Eyes, params: Given<'registry' | 'cluster'>): Promise<Seen> {
  const [cluster, registry] = await Promise.all([readCluster(eyes, params), readRegistry(eyes, params)]);
  const replicas = registry.ok ? await listReplications(eyes.azure, registry.value.id) : registry;
  return { cluster, registry, replicas };
}

function judgeRegions(location: string | undefined, registry: Registry, replicas: Seen['replicas']): Said {
  if (location === undefined || registry.location === '') return unknown(DIFFER, 'a region was not shown');
  const isHere = (other: string) => plain(other) === plain(location);
  const saw = `the cluster is in ${location}, the registry in ${registry.location}`;
  if (isHere(registry.location)) return no(DIFFER, saw);
  // Only Premium registries have replicas.
  if (registry.sku !== 'Premium') return yes(DIFFER, `${saw}, of tier ${registry.sku} without replicas`);
  if (!replicas.ok)
    return unknown(
      DIFFER,
      `${saw}; its replicas: ${replicas.unreadable.saw}`,
      replicas.unreadable.permission,
    );
  const { items, isComplete } = replicas.value;
  const near = items.find((replica) => isHere(replica.location));
  if (near) return no(DIFFER, `${saw}, with a replica in ${near.location}`);
  return isComplete
    ? yes(DIFFER, `${saw}, without a replica there`)
    : unknown(DIFFER, 'not every replica was listed');
}

/** `West Europe` is `westeurope`. */
function plain(location: string): string {
  return location.replace(/\s/g, '').toLowerCase();
}
