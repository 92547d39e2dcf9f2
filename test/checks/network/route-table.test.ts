import { heldIn, look, sawIn } from '../look';
import { behindEndpoint, FROM_NODES, IN_NET, network } from './net';

const ID = 'network/route-table';
const routed = (routes: object) => ({
  networks: { 'vnet-prod': { subnets: { 'snet-nodes': { routeTable: 'rt-prod' } } } },
  routeTables: { 'rt-prod': { ...IN_NET, routes } },
});
const appliance = { prefix: '0.0.0.0/0', nextHop: 'VirtualAppliance', address: '10.20.0.4' };
const nowhere = { prefix: '0.0.0.0/0', nextHop: 'None' };

test('a subnet without route table', async () => {
  const report = await look(ID, 'healthy', FROM_NODES);
  expect(heldIn(report)).toEqual({ 'routed-to-appliance': 'no', 'routed-to-nowhere': 'no' });
  expect(sawIn(report, 'routed-to-appliance')).toBe('subnet snet-nodes has no route table');
});

test.each([
  ['an appliance', { out: appliance }, 'yes', 'no'],
  ['a gateway', { out: { prefix: '0.0.0.0/0', nextHop: 'VirtualNetworkGateway' } }, 'yes', 'no'],
  ['nowhere', { out: nowhere }, 'no', 'yes'],
  ['the internet', { out: { prefix: '0.0.0.0/0', nextHop: 'Internet' } }, 'no', 'no'],
  ['private ranges only', { in: { ...appliance, prefix: '10.0.0.0/8' } }, 'no', 'no'],
  [
    'the registry past the appliance',
    { out: appliance, acr: { prefix: 'AzureContainerRegistry', nextHop: 'Internet' } },
    'no',
    'no',
  ],
  [
    'a region past the appliance',
    { out: appliance, acr: { prefix: 'AzureContainerRegistry.WestEurope', nextHop: 'Internet' } },
    'unknown',
    'unknown',
  ],
  [
    'a public range past the appliance',
    { out: appliance, some: { prefix: '20.0.0.0/8', nextHop: 'Internet' } },
    'unknown',
    'unknown',
  ],
  [
    'only the registry to nowhere',
    { acr: { prefix: 'AzureContainerRegistry', nextHop: 'None' } },
    'no',
    'yes',
  ],
])('%s', async (_name, routes, toAppliance, toNowhere) => {
  expect(heldIn(await look(ID, network(routed(routes)), FROM_NODES))).toEqual({
    'routed-to-appliance': toAppliance,
    'routed-to-nowhere': toNowhere,
  });
});

test('it names the next hop', async () => {
  const report = await look(ID, network(routed({ out: appliance })), FROM_NODES);
  expect(sawIn(report, 'routed-to-appliance')).toBe(
    '0.0.0.0/0 to VirtualAppliance 10.20.0.4 (route out of rt-prod)',
  );
});

test('a private endpoint has a narrower way, so a dropped default proves nothing', async () => {
  const scenario = behindEndpoint({
    ...routed({ out: nowhere }),
    networks: {
      'vnet-prod': {
        peerings: { 'to-hub': { network: 'vnet-hub' } },
        subnets: { 'snet-nodes': { routeTable: 'rt-prod' } },
      },
    },
  });
  expect(heldIn(await look(ID, scenario, FROM_NODES))['routed-to-nowhere']).toBe('unknown');
});

test('a table that may not be read stays unknown, with the right', async () => {
  const rule = { match: 'GET *routeTables*', status: 403, body: { error: { code: 'AuthorizationFailed' } } };
  const { judged } = await look(ID, network(routed({ out: appliance }), rule), FROM_NODES);
  for (const said of judged)
    expect(said).toMatchObject({ holds: 'unknown', permission: 'Microsoft.Network/routeTables/read' });
});
