import { z } from 'zod';
import { API_VERSIONS } from './api-versions';
import { READ_CLUSTER } from './aks';
import { getArm } from './arm';
import type { Azure } from './azure';
import { READ_APP } from './container-apps';
import type { Read } from './reading';

const refs = z.array(z.object({ id: z.string() })).nullish();
const profile = z.object({ effectiveOutboundIPs: refs }).nullish();
const word = z.string().nullish();

/** Where a cluster's nodes lie, and how their calls leave. */
export interface ClusterNetwork {
  /** By name; null where AKS keeps a network of its own for the pool. */
  pools: { name: string; subnetId: string | null }[];
  /** loadBalancer, managedNATGateway, userAssignedNATGateway, userDefinedRouting, none, block. */
  outboundType?: string;
  /** Ids of the public addresses that the service says calls come from. */
  addressIds: string[];
}

const clusterSchema = z.object({
  properties: z.object({
    networkProfile: z
      .object({ outboundType: word, loadBalancerProfile: profile, natGatewayProfile: profile })
      .nullish(),
    agentPoolProfiles: z.array(z.object({ name: z.string(), vnetSubnetID: word })).nullish(),
  }),
});

/** Source: ManagedClustersGet.json (2026-04-01); subnets and outbound type are of the same swagger. */
export function getClusterNetwork(azure: Azure, id: string): Promise<Read<ClusterNetwork>> {
  return azure.once(`network of ${id.toLowerCase()}`, READ_CLUSTER, async () => {
    const query = { 'api-version': API_VERSIONS.aks };
    const { properties } = await getArm(azure, id, query, clusterSchema, READ_CLUSTER);
    const { outboundType, loadBalancerProfile, natGatewayProfile } = properties.networkProfile ?? {};
    const addresses = [loadBalancerProfile, natGatewayProfile].flatMap(
      (one) => one?.effectiveOutboundIPs ?? [],
    );
    return {
      pools: (properties.agentPoolProfiles ?? []).map(({ name, vnetSubnetID }) => ({
        name,
        subnetId: vnetSubnetID ? vnetSubnetID : null,
      })),
      ...(outboundType ? { outboundType } : {}),
      addressIds: addresses.map((one) => one.id),
    };
  });
}

/** The addresses that the service says an app's calls come from; none where it does not tell. */
export function listAppAddresses(azure: Azure, appId: string): Promise<Read<string[]>> {
  const schema = z.object({
    properties: z.object({ outboundIpAddresses: z.array(z.string()).nullish() }),
  });
  return azure.once(`outbound addresses of ${appId.toLowerCase()}`, READ_APP, async () => {
    const query = { 'api-version': API_VERSIONS.containerApps };
    const { properties } = await getArm(azure, appId, query, schema, READ_APP);
    return properties.outboundIpAddresses ?? [];
  });
}
