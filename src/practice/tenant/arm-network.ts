import { armError, type Answer, type World } from './answer';
import type { ArmCall } from './arm';
import {
  defaultRules,
  idIn,
  idOfNetwork,
  NETWORK_TYPES,
  ruleOf,
  type Kind,
  type Place,
} from './network-shapes';
import { DNS_ROUTES } from './arm-private-dns';

const GROUP = '/subscriptions/[^/]+/resourceGroups/[^/]+';
const NETWORK = String.raw`${GROUP}/providers/Microsoft\.Network`;

type Row = readonly [method: string, path: string, action: string, answer: (asked: ArmCall) => Answer];

function one(kind: Kind, answer: (asked: ArmCall, name: string) => Answer): Row {
  const type = NETWORK_TYPES[kind];
  const path = `(?<scope>${NETWORK}/${type}/[^/]+)`;
  return ['GET', path, `Microsoft.Network/${type}/read`, (asked) => named(asked, kind, answer)];
}

/** The resource of that id, by its name in the model. */
function named(asked: ArmCall, kind: Kind, answer: (asked: ArmCall, name: string) => Answer): Answer {
  const found = Object.entries<Place>(asked.world.tenant[kind]).find(
    ([name, item]) => idIn(item, kind, name).toLowerCase() === asked.scope.toLowerCase(),
  );
  return found ? answer(asked, found[0]) : notFound(asked.scope);
}

function notFound(id: string): Answer {
  return armError(404, 'ResourceNotFound', `The Resource '${id}' was not found.`);
}

/** What ARM tells of networks and of what stands in them. */
export const NETWORK_ROUTES: readonly Row[] = [
  one('networks', (asked, name) => ok(vnetOf(asked.world, name), 'vnet-get')),
  [
    'GET',
    `(?<scope>${GROUP})/providers/Microsoft\\.Network/virtualNetworks`,
    'Microsoft.Network/virtualNetworks/read',
    listNetworks,
  ],
  [
    'GET',
    `(?<scope>${NETWORK}/virtualNetworks/[^/]+/subnets/[^/]+)`,
    'Microsoft.Network/virtualNetworks/subnets/read',
    subnetAnswer,
  ],
  one('securityGroups', ({ world }, name) => ok(groupOf(world, name), 'security-group-get')),
  one('routeTables', ({ world }, name) => ok(tableOf(world, name), 'route-table-get')),
  one('natGateways', natAnswer),
  one('publicAddresses', addressAnswer),
  [
    'GET',
    `(?<scope>${NETWORK}/publicIPPrefixes/[^/]+)`,
    'Microsoft.Network/publicIPPrefixes/read',
    prefixAnswer,
  ],
  one('privateEndpoints', ({ world }, name) => ok(endpointOf(world, name), 'private-endpoint-get')),
  [
    'GET',
    `(?<scope>${NETWORK}/networkInterfaces/[^/]+)`,
    'Microsoft.Network/networkInterfaces/read',
    interfaceAnswer,
  ],
  ...DNS_ROUTES,
];

function ok(body: unknown, fixture: string): Answer {
  return { status: 200, body, shape: { fixture } };
}

function unverified(body: unknown, why: string): Answer {
  return { status: 200, body, shape: { unverified: why } };
}

function vnetOf({ tenant }: World, name: string) {
  const network = tenant.networks[name];
  if (!network) return {};
  const id = idIn(network, 'networks', name);
  return {
    id,
    name,
    type: 'Microsoft.Network/virtualNetworks',
    location: 'westeurope',
    properties: {
      provisioningState: 'Succeeded',
      addressSpace: { addressPrefixes: Object.values(network.subnets).map(({ prefix }) => prefix) },
      ...(network.dnsServers.length > 0 ? { dhcpOptions: { dnsServers: network.dnsServers } } : {}),
      subnets: Object.entries(network.subnets).map(([subnet, { prefix }]) => ({
        id: `${id}/subnets/${subnet}`,
        name: subnet,
        properties: { provisioningState: 'Succeeded', addressPrefix: prefix },
      })),
      virtualNetworkPeerings: Object.entries(network.peerings).map(([peering, to]) => ({
        id: `${id}/virtualNetworkPeerings/${peering}`,
        name: peering,
        properties: {
          peeringState: to.state,
          allowVirtualNetworkAccess: to.allowsAccess,
          remoteVirtualNetwork: { id: idOfNetwork(tenant, to.network) },
        },
      })),
    },
  };
}

function listNetworks({ world, scope }: ArmCall): Answer {
  const inGroup = Object.entries(world.tenant.networks).filter(([name, network]) =>
    idIn(network, 'networks', name).toLowerCase().startsWith(`${scope.toLowerCase()}/`),
  );
  const value = inGroup.map(([name]) => vnetOf(world, name));
  return unverified({ value }, 'a list of what a single GET gives');
}

function subnetAnswer({ world, scope }: ArmCall): Answer {
  const [, vnetId = '', name = ''] = /^(.*)\/subnets\/([^/]+)$/i.exec(scope) ?? [];
  const found = Object.entries(world.tenant.networks).find(
    ([key, network]) => idIn(network, 'networks', key).toLowerCase() === vnetId.toLowerCase(),
  );
  const [, network] = found ?? [];
  const subnet = network?.subnets[name];
  if (!network || !subnet) return notFound(scope);
  const at = (kind: Kind, item: string | undefined) =>
    item === undefined ? undefined : { id: idIn(network, kind, item) };
  const properties = {
    provisioningState: 'Succeeded',
    addressPrefix: subnet.prefix,
    networkSecurityGroup: at('securityGroups', subnet.securityGroup),
    routeTable: at('routeTables', subnet.routeTable),
    natGateway: at('natGateways', subnet.natGateway),
    ...(subnet.serviceEndpoints.length > 0
      ? { serviceEndpoints: subnet.serviceEndpoints.map((service) => ({ service })) }
      : {}),
  };
  return ok({ id: scope, name, properties }, 'subnet-get');
}

function groupOf({ tenant }: World, name: string) {
  const group = tenant.securityGroups[name];
  if (!group) return {};
  const id = idIn(group, 'securityGroups', name);
  return {
    id,
    name,
    type: 'Microsoft.Network/networkSecurityGroups',
    location: 'westeurope',
    properties: {
      provisioningState: 'Succeeded',
      securityRules: Object.entries(group.rules).map(([rule, found]) => ruleOf(id, rule, found)),
      defaultSecurityRules: defaultRules(id),
    },
  };
}

function tableOf({ tenant }: World, name: string) {
  const table = tenant.routeTables[name];
  if (!table) return {};
  const id = idIn(table, 'routeTables', name);
  return {
    id,
    name,
    type: 'Microsoft.Network/routeTables',
    location: 'westeurope',
    properties: {
      provisioningState: 'Succeeded',
      disableBgpRoutePropagation: false,
      routes: Object.entries(table.routes).map(([route, { prefix, nextHop, address }]) => ({
        id: `${id}/routes/${route}`,
        name: route,
        properties: {
          provisioningState: 'Succeeded',
          addressPrefix: prefix,
          nextHopType: nextHop,
          ...(address === undefined ? {} : { nextHopIpAddress: address }),
        },
      })),
    },
  };
}

function natAnswer({ world, scope }: ArmCall, name: string): Answer {
  const refs = (world.tenant.natGateways[name]?.addresses ?? []).flatMap((key) => {
    const item = world.tenant.publicAddresses[key];
    return item ? [{ id: idIn(item, 'publicAddresses', key), isPrefix: item.address.includes('/') }] : [];
  });
  const publicIpAddresses = refs.filter((ref) => !ref.isPrefix).map(({ id }) => ({ id }));
  const publicIpPrefixes = refs.filter((ref) => ref.isPrefix).map(({ id }) => ({ id }));
  const properties = { provisioningState: 'Succeeded', publicIpAddresses, publicIpPrefixes };
  return unverified({ id: scope, name, properties }, 'the swagger of NAT gateways');
}

function addressAnswer({ world, scope }: ArmCall, name: string): Answer {
  const ipAddress = world.tenant.publicAddresses[name]?.address;
  const properties = { provisioningState: 'Succeeded', publicIPAddressVersion: 'IPv4', ipAddress };
  return ok({ id: scope, name, location: 'westeurope', properties }, 'public-address-get');
}

function prefixAnswer({ world, scope }: ArmCall): Answer {
  const found = Object.entries(world.tenant.publicAddresses).find(
    ([name, item]) => idIn(item, 'publicAddresses', name).toLowerCase() === scope.toLowerCase(),
  );
  if (!found) return notFound(scope);
  const [name, { address }] = found;
  const properties = { provisioningState: 'Succeeded', ipPrefix: address };
  return unverified({ id: scope, name, properties }, 'the swagger of public prefixes');
}

function interfaceIdOf(endpointId: string): string {
  const name = endpointId.slice(endpointId.lastIndexOf('/') + 1);
  return endpointId.replace(/privateEndpoints\/[^/]+$/, `networkInterfaces/${name}.nic`);
}

function endpointOf({ tenant }: World, name: string) {
  const endpoint = tenant.privateEndpoints[name];
  if (!endpoint) return {};
  const id = idIn(endpoint, 'privateEndpoints', name);
  return {
    id,
    name,
    type: 'Microsoft.Network/privateEndpoints',
    location: 'westeurope',
    properties: {
      provisioningState: 'Succeeded',
      subnet: { id: `${idOfNetwork(tenant, endpoint.network)}/subnets/${endpoint.subnet}` },
      networkInterfaces: [{ id: interfaceIdOf(id) }],
      customDnsConfigs: [],
    },
  };
}

function interfaceAnswer({ world, scope }: ArmCall): Answer {
  const found = Object.entries(world.tenant.privateEndpoints).find(
    ([name, item]) =>
      interfaceIdOf(idIn(item, 'privateEndpoints', name)).toLowerCase() === scope.toLowerCase(),
  );
  if (!found) return notFound(scope);
  const [name, { names }] = found;
  const ipConfigurations = Object.entries(names).map(([host, address], index) => ({
    name: `privateEndpointIpConfig.${index}`,
    properties: {
      provisioningState: 'Succeeded',
      privateIPAddress: address,
      privateIPAllocationMethod: 'Dynamic',
      privateLinkConnectionProperties: { groupId: 'registry', fqdns: [host] },
    },
  }));
  return ok({ id: scope, name: `${name}.nic`, properties: { ipConfigurations } }, 'network-interface-get');
}
