import { READ_SUBNET, type Subnet } from '../../azure/network';
import {
  getNatGateway,
  getPublicAddress,
  READ_ADDRESS,
  READ_NAT,
  READ_PREFIX,
  type NatGateway,
} from '../../azure/public-addresses';
import { READ_ROUTE_TABLE, type RouteTable } from '../../azure/route-tables';
import { mapRead, type Read } from '../../azure/reading';
import type { Registry } from '../../azure/registry';
import type { Eyes, Params } from '../check';
import { defineCheck, judgeRead, no, notApplicable, unknown, yes, type Given, type Said } from '../check';
import { namesOf, readRegistry } from '../registry/visible';
import { defaultRoute, readAttached, readRoutes, routeWords, type Attached } from './attached';
import { shareOf } from './cidr';
import { ofConsumer } from './consumer';
import { allOf, READ_ENDPOINTS, readEndpoints, type Endpoint } from './endpoints';
import { NO_PLACE, PLACE_PARAMS, READ_PLACE, readPlace, type Outbound, type Place } from './place';

interface Seen {
  registry: Read<Registry>;
  endpoints: Read<Endpoint[]>;
  place: Place | undefined;
  subnet: Attached<Subnet>;
  table: Attached<RouteTable>;
  /** The public addresses and ranges that calls come from. */
  addresses: Read<string[]>;
}

const NOT_ALLOWED = 'outbound-not-allowed';

export const outbound = defineCheck<Seen, 'registry'>({
  id: 'network/outbound',
  title: 'Outbound addresses of the cluster or app, against the address rules of the registry',
  statements: {
    [NOT_ALLOWED]: {
      says: 'No address that the cluster or app calls from is in the rules of the registry',
      ...ofConsumer,
      changedBy: ['registry', 'network'],
    },
  },
  needs: ['registry'],
  uses: [...PLACE_PARAMS, 'subnetId'],
  permissions: [
    ...READ_ENDPOINTS,
    ...READ_PLACE,
    READ_SUBNET,
    READ_ROUTE_TABLE,
    READ_NAT,
    READ_ADDRESS,
    READ_PREFIX,
  ],
  unverified: [
    'That images are pulled from the outbound addresses that the service shows for a container app is not documented.',
    'Public addresses of single nodes, and of a firewall on the way, are not read.',
  ],
  collect: lookUp,
  judge: (seen) => judgeRead(seen.registry, [NOT_ALLOWED], (found) => [judgeRules(found, seen)]),
  learn: ({ registry }) => namesOf(registry),
});

async function lookUp(eyes: Eyes, params: Given<'registry'>): Promise<Seen> {
  const registry = await readRegistry(eyes, params);
  const endpoints = await readEndpoints(eyes, registry);
  return { registry, endpoints, ...(await readWay(eyes, params)) };
}

/** How calls of the cluster or app leave, as far as it can be read. */
export async function readWay(
  eyes: Eyes,
  params: Params,
): Promise<Pick<Seen, 'place' | 'subnet' | 'table' | 'addresses'> & { nat: Attached<NatGateway> }> {
  const place = await readPlace(eyes, params);
  // What somebody names counts more than what was found.
  const id = params.subnetId ?? (place?.subnetId.ok ? place.subnetId.value : null);
  const nothing = place && !place.subnetId.ok ? place.subnetId : { ok: true as const, value: null, at: '' };
  if (id === null) {
    const addresses = await readAddresses(eyes, place, nothing);
    return { place, subnet: nothing, table: nothing, nat: nothing, addresses };
  }
  const { subnet, table } = await readRoutes(eyes, id);
  const nat = await readAttached(
    subnet,
    ({ natGatewayId }) => natGatewayId,
    (one) => getNatGateway(eyes.azure, one),
  );
  return { place, subnet, table, nat, addresses: await readAddresses(eyes, place, nat) };
}

/** A NAT gateway of the subnet comes before everything else that calls could leave by. */
async function readAddresses(
  { azure }: Eyes,
  place: Place | undefined,
  nat: Attached<NatGateway>,
): Promise<Read<string[]>> {
  if (!nat.ok) return nat;
  const none: Read<Outbound> = {
    ok: true,
    value: { type: 'not told', addressIds: [], addresses: [] },
    at: '',
  };
  const told = nat.value ? none : (place?.outbound ?? none);
  if (!told.ok) return told;
  const ids = nat.value?.addressIds ?? told.value.addressIds;
  const read = allOf(await Promise.all(ids.map((id) => getPublicAddress(azure, id))));
  return mapRead(read, (found) => [...found.flatMap((one) => one ?? []), ...told.value.addresses]);
}

function judgeRules({ publicNetworkAccess, firewall, sku }: Registry, seen: Seen): Said {
  if (publicNetworkAccess === 'off')
    return notApplicable(NOT_ALLOWED, 'public network access is off, so address rules are not looked at');
  if (!firewall) return notApplicable(NOT_ALLOWED, `tier ${sku} has no address rules`);
  if (firewall.defaultAction === 'Allow')
    return no(NOT_ALLOWED, 'default action Allow: every address may come in');
  const [said] = judgeRead(seen.endpoints, [NOT_ALLOWED], (endpoints) => [
    judgeWay(seen, endpoints, firewall.allowed),
  ]);
  return said ?? unknown(NOT_ALLOWED, 'it was not judged');
}

function judgeWay(
  { place, subnet, table, addresses }: Seen,
  endpoints: readonly Endpoint[],
  allowed: readonly string[],
): Said {
  const other = findOtherWay(subnet, table, endpoints);
  if (other !== undefined) return unknown(NOT_ALLOWED, other);
  // What is attached to the subnet may change the way, so it must have been seen.
  for (const read of [subnet, table, addresses])
    if (!read.ok) return unknown(NOT_ALLOWED, read.unreadable.saw, read.unreadable.permission);
  const found = addresses.ok ? addresses.value : [];
  if (found.length > 0) return compare(found, allowed);
  return unknown(
    NOT_ALLOWED,
    place ? `the address that ${place.name} calls from is not told (${typeOf(place)})` : NO_PLACE,
  );
}

function typeOf(place: Place): string {
  return place.outbound.ok ? `outbound type ${place.outbound.value.type}` : 'outbound type not told';
}

/** Why the public addresses need not be what the registry sees, as a sentence. */
function findOtherWay(
  subnet: Attached<Subnet>,
  table: Attached<RouteTable>,
  endpoints: readonly Endpoint[],
): string | undefined {
  if (endpoints.length > 0)
    return 'the registry has an approved private endpoint, over which its address rules do not count';
  const services = subnet.ok ? (subnet.value?.serviceEndpoints ?? []) : [];
  if (services.some((one) => /^Microsoft\.ContainerRegistry$/i.test(one)))
    return 'the subnet calls the registry by a service endpoint, so its public address does not count';
  const found = table.ok ? table.value : null;
  const route = defaultRoute(found);
  if (found && route && route.nextHop !== 'Internet')
    return `calls leave by ${routeWords(route, found.name)}, whose public address is not told here`;
  return undefined;
}

function compare(found: readonly string[], allowed: readonly string[]): Said {
  const lacking = found.filter((one) => !allowed.some((rule) => shareOf(one, rule) === 'all'));
  const from = `calls come from ${found.join(', ')}`;
  if (lacking.length === 0) return no(NOT_ALLOWED, `${from}, which the rules let in`);
  const isPartly = found.some((one) => allowed.some((rule) => shareOf(one, rule) !== 'none'));
  if (isPartly)
    return unknown(NOT_ALLOWED, `${from}; the rules let in not all of them (${lacking.join(', ')})`);
  const rules =
    allowed.length === 0 ? 'there are no address rules' : `the rules hold only ${allowed.join(', ')}`;
  return yes(NOT_ALLOWED, `${from}; default action Deny, and ${rules}`);
}
