import { findClusters, getCluster, parseClusterId, READ_CLUSTER, type Cluster } from '../../azure/aks';
import type { Read } from '../../azure/reading';
import { sayable } from '../../azure/trouble';
import type { Eyes, Given, Params } from '../check';

export { READ_CLUSTER };

/** Statements about a cluster: the activity log of the registry tells nothing of it. */
export const ofCluster = { vantage: 'configuration', about: 'cluster', changedBy: [] } as const;

/**
 * The cluster that the parameters name. Names are unique in a resource group only: of several clusters none is
 * guessed at, for another cluster's identity would accuse the wrong one.
 */
export async function readCluster(
  { azure }: Eyes,
  { cluster, clusterResourceGroup }: Given<'cluster'>,
): Promise<Read<Cluster>> {
  const found = await findClusters(azure, cluster);
  if (!found.ok) return found;
  const isMeant = (group: string) =>
    clusterResourceGroup === undefined || clusterResourceGroup.toLowerCase() === group.toLowerCase();
  const meant = found.value.filter(({ resourceGroup }) => isMeant(resourceGroup));
  const [only] = meant;
  if (only && meant.length === 1) return getCluster(azure, only.id);
  const where = clusterResourceGroup === undefined ? '' : ` in resource group ${clusterResourceGroup}`;
  const saw = only
    ? `${meant.length} clusters are called ${cluster}, in ${meant.map(({ resourceGroup }) => resourceGroup).join(', ')}; which one is meant is not known`
    : `No subscription that was asked shows a cluster ${cluster}${where}: it is elsewhere, or may not be read`;
  const unreadable = { reason: 'not-found', saw: sayable(saw) } as const;
  return { ok: false, unreadable: only ? unreadable : { ...unreadable, permission: READ_CLUSTER } };
}

/** Names that commands need, out of a cluster. */
export function namesOfCluster(read: Read<Cluster>): Params {
  if (!read.ok) return {};
  const { id, name, nodeResourceGroup } = read.value;
  const clusterResourceGroup = parseClusterId(id ?? '')?.resourceGroup;
  return {
    ...(name === '' ? {} : { cluster: name }),
    ...(clusterResourceGroup === undefined ? {} : { clusterResourceGroup }),
    ...(nodeResourceGroup === undefined ? {} : { nodeResourceGroup }),
  };
}
