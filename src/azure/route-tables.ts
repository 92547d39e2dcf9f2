import { z } from 'zod';
import type { Azure } from './azure';
import { readNetwork } from './network';
import type { Read } from './reading';

export const READ_ROUTE_TABLE = 'Microsoft.Network/routeTables/read';

const word = z.string().nullish();

export interface Route {
  name: string;
  /** A range, or a service tag. */
  prefix: string;
  /** VirtualNetworkGateway, VnetLocal, Internet, VirtualAppliance, None. */
  nextHop: string;
  nextHopAddress?: string;
}

export interface RouteTable {
  id: string;
  name: string;
  routes: Route[];
}

const routeTableSchema = z.object({
  id: z.string(),
  name: z.string(),
  properties: z.object({
    routes: z
      .array(
        z.object({
          name: z.string(),
          properties: z.object({ addressPrefix: word, nextHopType: z.string(), nextHopIpAddress: word }),
        }),
      )
      .nullish(),
  }),
});

/** Source: RouteTableGet.json (2024-05-01); the next hop's address is of the same swagger. */
export function getRouteTable(azure: Azure, id: string): Promise<Read<RouteTable>> {
  return readNetwork(azure, id, READ_ROUTE_TABLE, routeTableSchema, ({ properties, ...rest }) => ({
    id: rest.id,
    name: rest.name,
    routes: (properties.routes ?? []).map(({ name, properties: { addressPrefix, ...hop } }) => ({
      name,
      prefix: addressPrefix ?? '',
      nextHop: hop.nextHopType,
      ...(hop.nextHopIpAddress ? { nextHopAddress: hop.nextHopIpAddress } : {}),
    })),
  }));
}
