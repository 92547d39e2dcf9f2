import { armError, armPage, type Answer, type World } from './answer';
import type { ArmCall } from './arm';
import { idIn, idOfNetwork } from './network-shapes';
import { isAllowed } from './rights';

const NETWORK = String.raw`/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Network`;
const ZONE = `(?<scope>${NETWORK}/privateDnsZones/[^/]+)`;
const READ_ZONE = 'Microsoft.Network/privateDnsZones/read';
const READ_RULESET = 'Microsoft.Network/dnsForwardingRulesets/read';

/** What ARM tells of private zones, and of the rule sets of private resolvers. */
export const DNS_ROUTES: readonly (readonly [
  method: string,
  path: string,
  action: string,
  answer: (asked: ArmCall) => Answer,
])[] = [
  ['GET', ZONE, READ_ZONE, zoneAnswer],
  ['GET', `${ZONE}/virtualNetworkLinks`, 'Microsoft.Network/privateDnsZones/virtualNetworkLinks/read', links],
  ['GET', `${ZONE}/A`, 'Microsoft.Network/privateDnsZones/A/read', records],
  [
    'GET',
    `(?<scope>${NETWORK}/dnsForwardingRulesets/[^/]+)/virtualNetworkLinks`,
    'Microsoft.Network/dnsForwardingRulesets/virtualNetworkLinks/read',
    rulesetLinks,
  ],
  [
    'GET',
    `(?<scope>${NETWORK}/privateEndpoints/[^/]+)/privateDnsZoneGroups`,
    'Microsoft.Network/privateEndpoints/privateDnsZoneGroups/read',
    zoneGroups,
  ],
];

function zonesOf({ tenant }: World) {
  return Object.entries(tenant.privateZones).map(([key, zone]) => ({
    zone,
    id: idIn(zone, 'privateZones', key),
  }));
}

function findZone({ world, scope }: ArmCall) {
  return zonesOf(world).find(({ id }) => id.toLowerCase() === scope.toLowerCase());
}

function notFound(id: string): Answer {
  return armError(404, 'ResourceNotFound', `The Resource '${id}' was not found.`);
}

function zoneAnswer(asked: ArmCall): Answer {
  const found = findZone(asked);
  if (!found) return notFound(asked.scope);
  const body = { id: found.id, name: found.zone.name, location: 'global', properties: {} };
  return { status: 200, body, shape: { unverified: 'a private zone, of which only the name is used' } };
}

function links(asked: ArmCall): Answer {
  const found = findZone(asked);
  if (!found) return notFound(asked.scope);
  const { call, world } = asked;
  const items = Object.entries(found.zone.links).map(([name, { network, state }]) => ({
    id: `${found.id}/virtualNetworkLinks/${name}`,
    name,
    type: 'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
    location: 'global',
    properties: {
      provisioningState: 'Succeeded',
      registrationEnabled: false,
      resolutionPolicy: 'Default',
      virtualNetwork: { id: idOfNetwork(world.tenant, network) },
      virtualNetworkLinkState: state,
    },
  }));
  return armPage(items, call, world.tenant.pageSize, { fixture: 'private-zone-link-list' });
}

function records(asked: ArmCall): Answer {
  const found = findZone(asked);
  if (!found) return notFound(asked.scope);
  const { call, world } = asked;
  const items = Object.entries(found.zone.records).map(([name, addresses]) => ({
    id: `${found.id}/A/${name}`,
    name,
    type: 'Microsoft.Network/privateDnsZones/A',
    properties: {
      aRecords: addresses.map((ipv4Address) => ({ ipv4Address })),
      fqdn: `${name}.${found.zone.name}.`,
      isAutoRegistered: false,
      ttl: 10,
    },
  }));
  return armPage(items, call, world.tenant.pageSize, { fixture: 'private-zone-record-list' });
}

function rulesetLinks({ call, world, scope }: ArmCall): Answer {
  const { tenant } = world;
  const found = Object.entries(tenant.forwardingRulesets).find(
    ([key, item]) => idIn(item, 'forwardingRulesets', key).toLowerCase() === scope.toLowerCase(),
  );
  if (!found) return notFound(scope);
  const items = found[1].networks.map((network) => ({
    name: `${network}-link`,
    properties: { virtualNetwork: { id: idOfNetwork(tenant, network) }, provisioningState: 'Succeeded' },
  }));
  return armPage(items, call, tenant.pageSize, { unverified: 'links in the form of those of zones' });
}

function zoneGroups({ call, world, scope }: ArmCall): Answer {
  const { tenant } = world;
  const found = Object.entries(tenant.privateEndpoints).find(
    ([key, item]) => idIn(item, 'privateEndpoints', key).toLowerCase() === scope.toLowerCase(),
  );
  if (!found) return notFound(scope);
  const [, endpoint] = found;
  const configs = endpoint.zones.map((key) => {
    const zone = tenant.privateZones[key] ?? { ...endpoint, name: 'privatelink.azurecr.io' };
    return { name: key, properties: { privateDnsZoneId: idIn(zone, 'privateZones', key) } };
  });
  const group = { name: 'default', properties: { privateDnsZoneConfigs: configs } };
  const items = configs.length > 0 ? [group] : [];
  return armPage(items, call, tenant.pageSize, { unverified: 'the swagger of zone groups' });
}

const ZONES =
  /^resources \| where type =~ 'microsoft\.network\/privatednszones' and name =~ '(?<name>[^']+)' \| project id, name$/;
const RULESETS =
  /^resources \| where type =~ 'microsoft\.network\/dnsforwardingrulesets' \| project id, name$/;

/** Rows for the two questions of src/azure/private-zones.ts; undefined for another one. */
export function networkRows(query: string, world: World, who: string): object[] | undefined {
  const { tenant } = world;
  const name = ZONES.exec(query)?.groups?.name;
  if (name !== undefined)
    return zonesOf(world)
      .filter(({ zone }) => zone.name.toLowerCase() === name.toLowerCase())
      .filter(({ id }) => isAllowed(tenant, { who, action: READ_ZONE, scope: id }))
      .map(({ id, zone }) => ({ id, name: zone.name }));
  if (!RULESETS.test(query)) return undefined;
  return Object.entries(tenant.forwardingRulesets)
    .map(([key, item]) => ({ id: idIn(item, 'forwardingRulesets', key), name: key }))
    .filter(({ id }) => isAllowed(tenant, { who, action: READ_RULESET, scope: id }));
}
