import { z } from 'zod';
import type { Azure } from './azure';
import { readNetwork } from './network';
import { parseSubnetId } from './network-ids';
import type { Read } from './reading';

export const READ_ENDPOINT = 'Microsoft.Network/privateEndpoints/read';
export const READ_ZONE_GROUPS = 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups/read';
export const READ_INTERFACE = 'Microsoft.Network/networkInterfaces/read';

/** A private endpoint: a registry's place in a virtual network. */
export interface PrivateEndpoint {
  id: string;
  name: string;
  /** Id of the virtual network it lies in; absent where the answer does not tell. */
  vnetId?: string;
  /** Ids of its network interfaces, which hold its addresses. */
  interfaceIds: string[];
}

/** A name that the private endpoint answers for, and its address in the network. */
export interface PrivateName {
  /** `contoso.azurecr.io`, `contoso.westeurope.data.azurecr.io`: lower case. */
  host: string;
  address: string;
}

const refs = z.array(z.object({ id: z.string() })).nullish();

/** Source: PrivateEndpointGet.json (2024-05-01). */
export function getPrivateEndpoint(azure: Azure, id: string): Promise<Read<PrivateEndpoint>> {
  const schema = z.object({
    id: z.string(),
    name: z.string(),
    properties: z.object({ subnet: z.object({ id: z.string() }).nullish(), networkInterfaces: refs }),
  });
  return readNetwork(azure, id, READ_ENDPOINT, schema, ({ properties, ...rest }) => {
    const vnetId = parseSubnetId(properties.subnet?.id ?? '')?.vnetId;
    return {
      id: rest.id,
      name: rest.name,
      ...(vnetId === undefined ? {} : { vnetId }),
      interfaceIds: (properties.networkInterfaces ?? []).map((one) => one.id),
    };
  });
}

/**
 * The names and addresses of a private endpoint's interface. Source: NetworkInterfaceGet.json (2024-05-01); the names
 * are NetworkInterfaceIPConfigurationPrivateLinkConnectionProperties of the same swagger.
 */
export function getPrivateNames(azure: Azure, interfaceId: string): Promise<Read<PrivateName[]>> {
  const configuration = z.object({
    properties: z.object({
      privateIPAddress: z.string().nullish(),
      privateLinkConnectionProperties: z.object({ fqdns: z.array(z.string()).nullish() }).nullish(),
    }),
  });
  const schema = z.object({ properties: z.object({ ipConfigurations: z.array(configuration) }) });
  return readNetwork(azure, interfaceId, READ_INTERFACE, schema, ({ properties }) =>
    properties.ipConfigurations.flatMap(({ properties: one }) => {
      const address = one.privateIPAddress ?? undefined;
      const hosts = one.privateLinkConnectionProperties?.fqdns ?? [];
      return address === undefined ? [] : hosts.map((host) => ({ host: host.toLowerCase(), address }));
    }),
  );
}

/** Ids of the private zones in which the endpoint keeps its records by itself. */
export function listGroupedZones(azure: Azure, endpointId: string): Promise<Read<string[]>> {
  const config = z.object({ properties: z.object({ privateDnsZoneId: z.string().nullish() }) });
  const group = z.object({
    properties: z.object({ privateDnsZoneConfigs: z.array(config).nullish() }),
  });
  const schema = z.object({ value: z.array(group) });
  const path = `${endpointId}/privateDnsZoneGroups`;
  return readNetwork(azure, path, READ_ZONE_GROUPS, schema, ({ value }) =>
    value
      .flatMap(({ properties }) => properties.privateDnsZoneConfigs ?? [])
      .flatMap(({ properties }) => properties.privateDnsZoneId ?? []),
  );
}
