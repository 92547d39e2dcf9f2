import { z } from 'zod';
import { API_VERSIONS } from './api-versions';
import { getArm } from './arm';
import type { Azure } from './azure';
import { isNetworkId } from './network-ids';
import { Trouble, type Read } from './reading';

export const READ_SUBNET = 'Microsoft.Network/virtualNetworks/subnets/read';
export const READ_VNET = 'Microsoft.Network/virtualNetworks/read';

const word = z.string().nullish();
const words = z.array(z.string()).nullish();
const ref = z.object({ id: z.string() }).nullish();

/**
 * One thing of Microsoft.Network. Its reading has a key of its own, so that another reader of the same address keeps
 * its own form.
 */
export function readNetwork<T, U>(
  azure: Azure,
  id: string,
  permission: string,
  schema: z.ZodType<T>,
  make: (found: T) => U,
): Promise<Read<U>> {
  return azure.once(`GET ${permission} ${id.toLowerCase()}`, permission, async () => {
    if (!isNetworkId(id))
      throw new Trouble({
        reason: 'bad-answer',
        saw: `'${id.slice(0, 160)}' is no id of a network resource`,
      });
    return make(await getArm(azure, id, { 'api-version': API_VERSIONS.network }, schema, permission));
  });
}

/** A subnet, with the ids of what is attached to it. */
export interface Subnet {
  id: string;
  name: string;
  /** Its address ranges. */
  prefixes: string[];
  securityGroupId?: string;
  routeTableId?: string;
  natGatewayId?: string;
  /** Services that it calls by service endpoint: `Microsoft.ContainerRegistry`. */
  serviceEndpoints: string[];
}

const subnetSchema = z.object({
  id: z.string(),
  name: z.string(),
  properties: z.object({
    addressPrefix: word,
    addressPrefixes: words,
    networkSecurityGroup: ref,
    routeTable: ref,
    natGateway: ref,
    serviceEndpoints: z.array(z.object({ service: word })).nullish(),
  }),
});

/** Source: SubnetGet.json (2024-05-01); what may be attached is of the same swagger. */
export function getSubnet(azure: Azure, id: string): Promise<Read<Subnet>> {
  return readNetwork(azure, id, READ_SUBNET, subnetSchema, ({ properties, ...rest }) => {
    const { addressPrefix, addressPrefixes, networkSecurityGroup, routeTable, natGateway } = properties;
    return {
      id: rest.id,
      name: rest.name,
      prefixes: listOf(addressPrefix, addressPrefixes),
      ...(networkSecurityGroup ? { securityGroupId: networkSecurityGroup.id } : {}),
      ...(routeTable ? { routeTableId: routeTable.id } : {}),
      ...(natGateway ? { natGatewayId: natGateway.id } : {}),
      serviceEndpoints: (properties.serviceEndpoints ?? []).flatMap(({ service }) => service ?? []),
    };
  });
}

/** A peering as it is seen from one side. */
export interface Peering {
  name: string;
  /** Id of the network on the other side. */
  remoteId: string;
  /** Initiated, Connected, Disconnected. */
  state: string;
  /** Whether machines of the other side may be called. */
  allowsAccess: boolean;
}

export interface VirtualNetwork {
  id: string;
  name: string;
  /** DNS servers of its own; none means Azure's. */
  dnsServers: string[];
  peerings: Peering[];
  /** Whether it has a subnet for a gateway, over which other networks may be reached. */
  hasGateway: boolean;
  /** Ids of its subnets. */
  subnetIds: string[];
}

const vnetSchema = z.object({
  id: z.string(),
  name: z.string(),
  properties: z.object({
    dhcpOptions: z.object({ dnsServers: words }).nullish(),
    subnets: z.array(z.object({ id: z.string(), name: z.string() })).nullish(),
    virtualNetworkPeerings: z
      .array(
        z.object({
          name: z.string(),
          properties: z.object({
            remoteVirtualNetwork: ref,
            peeringState: z.string(),
            allowVirtualNetworkAccess: z.boolean().nullish(),
          }),
        }),
      )
      .nullish(),
  }),
});

/** Source: VirtualNetworkGetWithSubnetDelegation.json (2024-05-01); peerings are of the same swagger. */
export function getVirtualNetwork(azure: Azure, id: string): Promise<Read<VirtualNetwork>> {
  return readNetwork(azure, id, READ_VNET, vnetSchema, vnetOf);
}

/** The virtual networks of a resource group, first page: a managed group holds one. */
export function listVirtualNetworks(azure: Azure, groupId: string): Promise<Read<VirtualNetwork[]>> {
  const id = `${groupId}/providers/Microsoft.Network/virtualNetworks`;
  const page = z.object({ value: z.array(vnetSchema) });
  return azure.once(`GET ${READ_VNET} ${id.toLowerCase()}`, READ_VNET, async () => {
    const { value } = await getArm(azure, id, { 'api-version': API_VERSIONS.network }, page, READ_VNET);
    return value.map(vnetOf);
  });
}

function vnetOf({ id, name, properties }: z.infer<typeof vnetSchema>): VirtualNetwork {
  const subnets = properties.subnets ?? [];
  return {
    ...{ id, name },
    dnsServers: properties.dhcpOptions?.dnsServers ?? [],
    peerings: (properties.virtualNetworkPeerings ?? []).flatMap((one) => {
      const { remoteVirtualNetwork, peeringState, allowVirtualNetworkAccess } = one.properties;
      if (!remoteVirtualNetwork) return [];
      const allowsAccess = allowVirtualNetworkAccess ?? true;
      return [{ name: one.name, remoteId: remoteVirtualNetwork.id, state: peeringState, allowsAccess }];
    }),
    hasGateway: subnets.some((one) => one.name.toLowerCase() === 'gatewaysubnet'),
    subnetIds: subnets.map((one) => one.id),
  };
}

/** The service writes one value in one key, several in another. */
export function listOf(
  one: string | null | undefined,
  several: readonly string[] | null | undefined,
): string[] {
  return [...new Set([...(one ? [one] : []), ...(several ?? [])])];
}
