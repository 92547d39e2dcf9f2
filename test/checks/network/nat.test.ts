import { heldIn, look, PULLED, sawIn } from '../look';
import { IN_NET, network } from './net';

const ID = 'network/nat';
const FROM_CLUSTER = { ...PULLED, cluster: 'aks-prod' };

test('a load balancer', async () => {
  const report = await look(ID, 'healthy', FROM_CLUSTER);
  expect(heldIn(report)).toEqual({ 'nat-gateway': 'no', 'no-outbound': 'no' });
  expect(sawIn(report, 'no-outbound')).toBe('outbound type loadBalancer');
});

test('a NAT gateway, for an app alike', async () => {
  const subnets = { 'snet-nodes': { natGateway: 'ng' }, 'snet-apps': { natGateway: 'ng' } };
  const scenario = network({
    networks: { 'vnet-prod': { subnets } },
    natGateways: { ng: { ...IN_NET, addresses: ['pip-aks-prod'] } },
  });
  const told = { 'nat-gateway': 'yes', 'no-outbound': 'no' };
  expect(heldIn(await look(ID, scenario, FROM_CLUSTER))).toEqual(told);
  expect(heldIn(await look(ID, scenario, { ...PULLED, app: 'ingest' }))).toEqual(told);
});

test.each(['none', 'block'])('outbound type %s: no way out', async (outboundType) => {
  const scenario = network({ clusters: { 'aks-prod': { outboundType } } });
  expect(heldIn(await look(ID, scenario, FROM_CLUSTER))['no-outbound']).toBe('yes');
});

test('a subnet that may not be read: the outbound type is still told', async () => {
  const rule = { match: 'GET */subnets/*', status: 403, body: { error: { code: 'AuthorizationFailed' } } };
  const { judged } = await look(ID, network({}, rule), FROM_CLUSTER);
  expect(judged).toEqual([
    expect.objectContaining({
      holds: 'unknown',
      permission: 'Microsoft.Network/virtualNetworks/subnets/read',
    }),
    expect.objectContaining({ holds: 'no' }),
  ]);
});
