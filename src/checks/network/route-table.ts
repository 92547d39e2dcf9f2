import { READ_SUBNET } from '../../azure/network';
import { READ_ROUTE_TABLE, type Route, type RouteTable } from '../../azure/route-tables';
import type { Read } from '../../azure/reading';
import { defineCheck, either, judgeRead, no, unknown, yes, type Said } from '../check';
import { readRegistry } from '../registry/visible';
import { defaultRoute, readRoutes, routeWords, type Routed } from './attached';
import { isPrivate, isRange } from './cidr';
import { ofConsumer } from './consumer';
import { READ_ENDPOINTS, readEndpoints, type Endpoint } from './endpoints';

interface Seen extends Routed {
  endpoints: Read<Endpoint[]>;
}

/** Next hops that decide themselves what they let through. */
const HOPS = ['VirtualAppliance', 'VirtualNetworkGateway'];
const [APPLIANCE, NOWHERE] = ['routed-to-appliance', 'routed-to-nowhere'] as const;

export const routeTable = defineCheck<Seen, 'registry' | 'subnetId'>({
  id: 'network/route-table',
  title: 'Route table of the subnet that the pull comes from',
  statements: {
    [APPLIANCE]: {
      says: 'Calls to the registry are routed to a virtual appliance or gateway',
      ...ofConsumer,
    },
    [NOWHERE]: {
      says: 'Calls to the registry are routed nowhere and dropped',
      ...ofConsumer,
      stops: 'connect',
    },
  },
  needs: ['registry', 'subnetId'],
  uses: [],
  onlyTold: {
    'routed-to-appliance': 'what the appliance lets through is not seen',
  },
  permissions: [...READ_ENDPOINTS, READ_SUBNET, READ_ROUTE_TABLE],
  unverified: [
    'Only the route table is read: routes that a gateway learns by BGP are not, and an appliance is not asked what it lets through.',
  ],
  async collect(eyes, params) {
    const endpoints = await readEndpoints(eyes, await readRegistry(eyes, params));
    return { ...(await readRoutes(eyes, params.subnetId)), endpoints };
  },
  judge: ({ subnet, table, endpoints }) =>
    judgeRead(subnet, [APPLIANCE, NOWHERE], ({ name }) =>
      judgeRead(table, [APPLIANCE, NOWHERE], (found) => judgeTable(found, name, endpoints)),
    ),
});

function judgeTable(found: RouteTable | null, subnet: string, endpoints: Read<Endpoint[]>): Said[] {
  if (!found) return both((one) => no(one, `subnet ${subnet} has no route table`));
  const tagged = found.routes.find(({ prefix }) => isOfRegistry(prefix));
  if (tagged && tagged.nextHop === 'Internet') return both((one) => no(one, routeWords(tagged, found.name)));
  const route = tagged ?? defaultRoute(found);
  const usual = route?.nextHop ?? 'Internet';
  const other = found.routes.find(({ prefix, nextHop }) => isNarrower(prefix) && nextHop !== usual);
  if (other && !tagged)
    return both((one) =>
      unknown(
        one,
        `${routeWords(other, found.name)}; whether the registry's address lies in it is not known`,
      ),
    );
  if (!route || route.nextHop === 'Internet')
    return both((one) =>
      no(one, route ? routeWords(route, found.name) : `route table ${found.name} has no route 0.0.0.0/0`),
    );
  return judgeHop(route, found.name, endpoints);
}

function judgeHop(route: Route, table: string, endpoints: Read<Endpoint[]>): Said[] {
  const words = routeWords(route, table);
  if (route.nextHop !== 'None')
    return [either(APPLIANCE, HOPS.includes(route.nextHop), words), no(NOWHERE, words)];
  const appliance = no(APPLIANCE, words);
  // The way to a private endpoint is narrower than 0.0.0.0/0.
  const [dropped] = judgeRead(endpoints, [NOWHERE], (found) => [
    found.length === 0
      ? yes(NOWHERE, words)
      : unknown(NOWHERE, `${words}; the registry has a private endpoint, to which this route does not lead`),
  ]);
  return dropped ? [appliance, dropped] : [appliance];
}

function both(say: (statement: string) => Said): Said[] {
  return [say(APPLIANCE), say(NOWHERE)];
}

/** Service tags that hold the registry in every region. */
function isOfRegistry(prefix: string): boolean {
  return /^Azure(?:ContainerRegistry|Cloud)$/i.test(prefix);
}

/** Tags of one region, and public ranges that are not the whole: the registry may lie in them or not. */
function isNarrower(prefix: string): boolean {
  if (/^Azure(?:ContainerRegistry|Cloud)\./i.test(prefix)) return true;
  return prefix !== '0.0.0.0/0' && isRange(prefix) && !isPrivate(prefix);
}
