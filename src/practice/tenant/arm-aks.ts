import type { SimulatedCluster, SimulatedPool } from './aks-model';
import { armError, armPage, type Answer, type World } from './answer';
import type { ArmCall } from './arm';
import type { Tenant } from './model';
import { idIn } from './network-shapes';
import { isAllowed } from './rights';

const GROUP = '/subscriptions/[^/]+/resourceGroups/[^/]+';
const READ = 'Microsoft.ContainerService/managedClusters/read';

/** What ARM tells of AKS clusters and of the scale sets of their nodes. */
export const AKS_ROUTES: readonly [
  method: string,
  path: string,
  action: string,
  answer: (asked: ArmCall) => Answer,
][] = [
  [
    'GET',
    `(?<scope>${GROUP}/providers/Microsoft\\.ContainerService/managedClusters/[^/]+)`,
    READ,
    clusterAnswer,
  ],
  [
    'GET',
    `(?<scope>${GROUP})/providers/Microsoft\\.Compute/virtualMachineScaleSets`,
    'Microsoft.Compute/virtualMachineScaleSets/read',
    scaleSets,
  ],
];

interface Named {
  name: string;
  cluster: SimulatedCluster;
}

function clustersOf(tenant: Tenant): Named[] {
  return Object.entries(tenant.clusters).map(([key, cluster]) => ({ name: cluster.name ?? key, cluster }));
}

function idOf({ name, cluster }: Named): string {
  return `/subscriptions/${cluster.subscription}/resourceGroups/${cluster.resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${name}`;
}

function nodeGroupOf({ name, cluster }: Named): string {
  return `MC_${cluster.resourceGroup}_${name}_${cluster.location}`;
}

function identityIdOf(found: Named): string {
  return `/subscriptions/${found.cluster.subscription}/resourcegroups/${nodeGroupOf(found)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${found.name}-agentpool`;
}

function clusterAnswer({ world, scope }: ArmCall): Answer {
  const found = clustersOf(world.tenant).find((one) => idOf(one).toLowerCase() === scope.toLowerCase());
  if (!found) return armError(404, 'ResourceNotFound', `The Resource '${scope}' was not found.`);
  const { name, cluster } = found;
  const kubelet = world.tenant.identities[cluster.kubelet ?? ''];
  const identity = kubelet && {
    resourceId: identityIdOf(found),
    clientId: kubelet.clientId,
    objectId: kubelet.objectId,
  };
  const body = {
    id: idOf(found),
    name,
    type: 'Microsoft.ContainerService/managedClusters',
    location: cluster.location,
    properties: {
      provisioningState: 'Succeeded',
      kubernetesVersion: cluster.version,
      currentKubernetesVersion: cluster.version,
      nodeResourceGroup: nodeGroupOf(found),
      agentPoolProfiles: Object.entries(cluster.pools).map((entry) => poolOf(entry, cluster)),
      networkProfile: networkOf(cluster, world.tenant),
      servicePrincipalProfile: { clientId: cluster.servicePrincipal },
      ...(identity ? { identityProfile: { kubeletidentity: identity } } : {}),
    },
  };
  return { status: 200, body, shape: { fixture: 'managed-cluster-get' } };
}

function networkOf({ outboundType, outboundAddresses }: SimulatedCluster, { publicAddresses }: Tenant) {
  const ids = outboundAddresses.flatMap((name) => {
    const item = publicAddresses[name];
    return item ? [{ id: idIn(item, 'publicAddresses', name) }] : [];
  });
  return { outboundType, ...(ids.length > 0 ? { loadBalancerProfile: { effectiveOutboundIPs: ids } } : {}) };
}

function poolOf([name, pool]: [string, SimulatedPool], cluster: SimulatedCluster) {
  const version = pool.version ?? cluster.version;
  return {
    name,
    count: 3,
    vmSize: pool.vmSize,
    osType: pool.os,
    ...(pool.osSku === null ? {} : { osSKU: pool.osSku }),
    orchestratorVersion: version,
    currentOrchestratorVersion: version,
    nodeImageVersion: pool.nodeImage,
    provisioningState: 'Succeeded',
    ...(pool.subnet === undefined ? {} : { vnetSubnetID: pool.subnet }),
    ...(pool.streaming === undefined ? {} : { artifactStreamingProfile: { enabled: pool.streaming } }),
  };
}

function scaleSets({ call, world, scope }: ArmCall): Answer {
  const group = scope.slice(scope.lastIndexOf('/') + 1).toLowerCase();
  const items = clustersOf(world.tenant)
    .filter((found) => nodeGroupOf(found).toLowerCase() === group)
    .flatMap((found) => Object.entries(found.cluster.pools).map((entry) => scaleSetOf(found, scope, entry)));
  return armPage(items, call, world.tenant.pageSize, { fixture: 'scale-set-list' });
}

function scaleSetOf(found: Named, group: string, [pool, { hasIdentity, os }]: [string, SimulatedPool]) {
  const name = os === 'Windows' ? `aks${pool}` : `aks-${pool}-34567890-vmss`;
  const kubelet = { [identityIdOf(found)]: {} };
  return {
    name,
    id: `${group}/providers/Microsoft.Compute/virtualMachineScaleSets/${name}`,
    type: 'Microsoft.Compute/virtualMachineScaleSets',
    location: found.cluster.location,
    tags: { 'aks-managed-poolName': pool },
    identity: { type: 'UserAssigned', userAssignedIdentities: hasIdentity ? kubelet : {} },
  };
}

const QUERY =
  /^resources \| where type =~ 'microsoft\.containerservice\/managedclusters' and name =~ '(?<name>[\w-]+)' \|/;

/** Rows of the one question that src/azure/aks.ts asks; undefined for any other. What may not be read is left out. */
export function clusterRows(query: string, world: World, who: string): object[] | undefined {
  const wanted = QUERY.exec(query)?.groups?.name?.toLowerCase();
  if (wanted === undefined) return undefined;
  return clustersOf(world.tenant)
    .filter((found) => found.name.toLowerCase() === wanted)
    .filter((found) => isAllowed(world.tenant, { who, action: READ, scope: idOf(found) }))
    .map((found) => ({ id: idOf(found), name: found.name }));
}
