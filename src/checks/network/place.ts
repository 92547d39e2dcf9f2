import { parseClusterId, type Cluster } from '../../azure/aks';
import { getEnvironment, READ_ENVIRONMENT } from '../../azure/container-environments';
import { listVirtualNetworks, READ_VNET } from '../../azure/network';
import { nameOfId } from '../../azure/network-ids';
import { getClusterNetwork, listAppAddresses, type ClusterNetwork } from '../../azure/outbound';
import { mapRead, type Read } from '../../azure/reading';
import { isNodeOf } from '../aks/pools';
import { READ_CLUSTER, readCluster } from '../aks/visible';
import type { Eyes, Params } from '../check';
import { READ_APP, readApp } from '../container-apps/visible';

/** Where the pull comes from, as far as the network is concerned. */
export interface Place {
  /** `cluster aks-prod`, `container app ingest`. */
  name: string;
  /** Id of the subnet; null where it lies in none of the customer's. */
  subnetId: Read<string | null>;
  outbound: Read<Outbound>;
}

/** How calls leave, as the service says it. */
export interface Outbound {
  /** The cluster's outbound type; `container-apps` for an app. */
  type: string;
  /** Ids of public addresses, and addresses themselves. */
  addressIds: string[];
  addresses: string[];
}

/** What finding the place takes. */
export const READ_PLACE = [READ_CLUSTER, READ_APP, READ_ENVIRONMENT, READ_VNET] as const;

/** Names that say where the pull comes from. */
export const PLACE_PARAMS = [
  'cluster',
  'clusterResourceGroup',
  'node',
  'app',
  'appResourceGroup',
] as const satisfies readonly (keyof Params)[];

/** Said where nobody named what pulls. */
export const NO_PLACE = 'not known: the AKS cluster or the container app';

/** Where the pull comes from, as the service says it; undefined when neither a cluster nor an app is known. */
export async function readPlace(eyes: Eyes, params: Params): Promise<Place | undefined> {
  const { cluster, app } = params;
  if (cluster !== undefined) return placeOfCluster(eyes, { ...params, cluster });
  return app === undefined ? undefined : placeOfApp(eyes, { ...params, app });
}

async function placeOfCluster(eyes: Eyes, params: Params & { cluster: string }): Promise<Place> {
  const name = `cluster ${params.cluster}`;
  const cluster = await readCluster(eyes, params);
  if (!cluster.ok) return { name, subnetId: cluster, outbound: cluster };
  const { id = '' } = cluster.value;
  const network = await getClusterNetwork(eyes.azure, id);
  const outbound = mapRead(network, ({ outboundType = 'not told', addressIds }) => ({
    ...{ type: outboundType, addressIds },
    addresses: [],
  }));
  if (!network.ok) return { name, subnetId: network, outbound };
  const meant = subnetOf(network.value, params.node);
  const subnetId = meant.ok && meant.value === null ? await managedSubnetOf(eyes, cluster.value, id) : meant;
  return { name, subnetId, outbound };
}

/** The subnet of the node's pool, or the one that all pools share; null for a network that AKS keeps. */
function subnetOf({ pools }: ClusterNetwork, node: string | undefined): Read<string | null> {
  const own = node === undefined ? [] : pools.filter(({ name }) => isNodeOf(node, name));
  const ids = new Map(
    (own.length > 0 ? own : pools).map(({ subnetId }) => [subnetId?.toLowerCase(), subnetId]),
  );
  const [only] = ids.values();
  if (only !== undefined && ids.size === 1) return { ok: true, value: only, at: '' };
  const names = [...ids.values()].map((id) => (id === null ? 'a managed one' : nameOfId(id))).join(', ');
  return notFound(
    only === undefined
      ? 'no node pool was listed'
      : `the node pools lie in ${ids.size} subnets (${names}); in which the pod ran is not known`,
  );
}

/** The one subnet of the network that AKS keeps in the resource group of the nodes. */
async function managedSubnetOf(
  { azure }: Eyes,
  { nodeResourceGroup }: Cluster,
  clusterId: string,
): Promise<Read<string | null>> {
  const subscription = parseClusterId(clusterId)?.subscriptionId;
  if (nodeResourceGroup === undefined || subscription === undefined)
    return notFound('the answer does not name the resource group of the nodes');
  const group = `/subscriptions/${subscription}/resourceGroups/${nodeResourceGroup}`;
  const networks = await listVirtualNetworks(azure, group);
  if (!networks.ok) return networks;
  const ids = networks.value.flatMap(({ subnetIds }) => subnetIds);
  const [only] = ids;
  if (only !== undefined && ids.length === 1) return { ok: true, value: only, at: networks.at };
  return notFound(
    `AKS keeps the network of the nodes, and ${nodeResourceGroup} shows ${ids.length === 0 ? 'no subnet' : `${ids.length} subnets`}`,
  );
}

async function placeOfApp(eyes: Eyes, params: Params & { app: string }): Promise<Place> {
  const name = `container app ${params.app}`;
  const app = await readApp(eyes, params);
  if (!app.ok) return { name, subnetId: app, outbound: app };
  const { id, environmentId } = app.value;
  const addresses: Read<string[]> =
    id === undefined ? notFound('the answer does not name the app') : await listAppAddresses(eyes.azure, id);
  const outbound = mapRead(addresses, (found) => ({
    type: 'container-apps',
    addressIds: [],
    addresses: found,
  }));
  if (environmentId === undefined)
    return { name, subnetId: notFound("the answer does not name the app's environment"), outbound };
  const environment = await getEnvironment(eyes.azure, environmentId);
  if (!environment.ok) return { name, subnetId: environment, outbound };
  const { subnetId } = environment.value;
  return {
    name,
    outbound,
    subnetId:
      subnetId === undefined
        ? notFound('the answer does not tell the subnet of the environment')
        : { ok: true, value: subnetId, at: environment.at },
  };
}

function notFound(saw: string): Read<never> {
  return { ok: false, unreadable: { reason: 'not-found', saw } };
}
