import { z } from 'zod';
import type { Azure } from './azure';
import { readNetwork } from './network';
import type { Read } from './reading';

export const READ_ADDRESS = 'Microsoft.Network/publicIPAddresses/read';
export const READ_PREFIX = 'Microsoft.Network/publicIPPrefixes/read';
export const READ_NAT = 'Microsoft.Network/natGateways/read';

/** A NAT gateway with the ids of the public addresses and ranges it sends from. */
export interface NatGateway {
  id: string;
  name: string;
  /** Of public addresses, then of public prefixes. */
  addressIds: string[];
}

const refs = z.array(z.object({ id: z.string() })).nullish();

/** No example of it is stored; the keys are of the swagger of 2024-05-01. */
export function getNatGateway(azure: Azure, id: string): Promise<Read<NatGateway>> {
  const schema = z.object({
    id: z.string(),
    name: z.string(),
    properties: z.object({ publicIpAddresses: refs, publicIpPrefixes: refs }),
  });
  return readNetwork(azure, id, READ_NAT, schema, ({ properties, ...rest }) => ({
    id: rest.id,
    name: rest.name,
    addressIds: [...(properties.publicIpAddresses ?? []), ...(properties.publicIpPrefixes ?? [])].map(
      (one) => one.id,
    ),
  }));
}

/** The address of a public IP address, or the range of a public IP prefix; undefined while it has none. */
export function getPublicAddress(azure: Azure, id: string): Promise<Read<string | undefined>> {
  const value = z.string().nullish();
  const isPrefix = /\/publicIPPrefixes\/[^/]+$/i.test(id);
  const schema = z.object({ properties: z.object({ ipAddress: value, ipPrefix: value }) });
  return readNetwork(azure, id, isPrefix ? READ_PREFIX : READ_ADDRESS, schema, ({ properties }) => {
    return (isPrefix ? properties.ipPrefix : properties.ipAddress) ?? undefined;
  });
}
