import { getSubnet, type Subnet } from '../../azure/network';
import { getRouteTable, type Route, type RouteTable } from '../../azure/route-tables';
import type { Read } from '../../azure/reading';
import type { Eyes } from '../check';

/** Something attached to a subnet; null where nothing is. */
export type Attached<T> = Read<T | null>;

/** What is attached to a subnet, or why that cannot be told. */
export async function readAttached<T>(
  subnet: Read<Subnet>,
  idOf: (subnet: Subnet) => string | undefined,
  read: (id: string) => Promise<Read<T>>,
): Promise<Attached<T>> {
  if (!subnet.ok) return subnet;
  const id = idOf(subnet.value);
  return id === undefined ? { ok: true, value: null, at: subnet.at } : read(id);
}

export interface Routed {
  subnet: Read<Subnet>;
  table: Attached<RouteTable>;
}

/** A subnet with its route table. */
export async function readRoutes({ azure }: Eyes, subnetId: string): Promise<Routed> {
  const subnet = await getSubnet(azure, subnetId);
  const table = await readAttached(
    subnet,
    ({ routeTableId }) => routeTableId,
    (id) => getRouteTable(azure, id),
  );
  return { subnet, table };
}

/** The route that all addresses take for which there is no other. */
export function defaultRoute(table: RouteTable | null): Route | undefined {
  return table?.routes.find(({ prefix }) => prefix === '0.0.0.0/0');
}

/** `0.0.0.0/0 to VirtualAppliance 10.0.0.4 (to-firewall in rt-prod)`. */
export function routeWords({ name, prefix, nextHop, nextHopAddress }: Route, table: string): string {
  const hop = nextHopAddress === undefined ? nextHop : `${nextHop} ${nextHopAddress}`;
  return `${prefix} to ${hop} (route ${name} of ${table})`;
}
