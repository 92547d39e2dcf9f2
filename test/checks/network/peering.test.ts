import { heldIn, look, sawIn } from '../look';
import { behindEndpoint, FROM_NODES, IN_NET } from './net';

const ID = 'network/peering';
const STATEMENT = 'peering-not-connected';
const seen = async (changes: object, ...rules: Parameters<typeof behindEndpoint>[1][]) => {
  const report = await look(ID, behindEndpoint(changes, ...rules), FROM_NODES);
  return { holds: heldIn(report)[STATEMENT], saw: sawIn(report, STATEMENT) };
};
const peerings = (changes: object | null) => ({ networks: { 'vnet-prod': { peerings: changes } } });

test('no private endpoint: no peering matters', async () => {
  expect(heldIn(await look(ID, 'healthy', FROM_NODES))).toEqual({ [STATEMENT]: 'not-applicable' });
});

test.each([
  ['connected', {}, 'no', 'peering to-hub is Connected'],
  [
    'disconnected',
    peerings({ 'to-hub': { state: 'Disconnected' } }),
    'yes',
    'peering to-hub of vnet-prod with vnet-hub is Disconnected',
  ],
  [
    'half made',
    peerings({ 'to-hub': { state: 'Initiated' } }),
    'yes',
    'peering to-hub of vnet-prod with vnet-hub is Initiated',
  ],
  [
    'without access',
    peerings({ 'to-hub': { allowsAccess: false } }),
    'yes',
    'peering to-hub of vnet-prod with vnet-hub is Connected, but does not allow access',
  ],
  [
    'none at all',
    peerings(null),
    'yes',
    'vnet-prod has no connected peering; the private endpoint lies in vnet-hub',
  ],
])('%s', async (_name, changes, holds, saw) => {
  expect(await seen(changes)).toEqual({ holds, saw });
});

test('the same network needs none', async () => {
  const own = { privateEndpoints: { 'pe-acr': { network: 'vnet-prod', subnet: 'snet-apps' } } };
  expect(await seen(own)).toMatchObject({ holds: 'not-applicable' });
});

test('another network on the way, or a gateway, may lead there', async () => {
  const way = {
    networks: {
      'vnet-prod': { peerings: { 'to-hub': null, 'to-transit': { network: 'vnet-transit' } } },
      'vnet-transit': { ...IN_NET },
    },
  };
  expect(await seen(way)).toMatchObject({
    holds: 'unknown',
    saw: expect.stringContaining('vnet-transit') as string,
  });
  const gateway = {
    networks: { 'vnet-prod': { peerings: null, subnets: { GatewaySubnet: { prefix: '10.30.255.0/27' } } } },
  };
  expect(await seen(gateway)).toMatchObject({ holds: 'unknown' });
});

test('an endpoint that may not be read could lie in the same network', async () => {
  const rule = {
    match: 'GET *privateEndpoints/pe-acr*',
    status: 403,
    body: { error: { code: 'AuthorizationFailed' } },
  };
  const { judged } = await look(ID, behindEndpoint(peerings(null), rule), FROM_NODES);
  expect(judged[0]).toMatchObject({
    holds: 'unknown',
    permission: 'Microsoft.Network/privateEndpoints/read',
  });
});
