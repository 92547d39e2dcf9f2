import { heldIn, look, PULLED, sawIn } from '../look';
import { behindEndpoint, IN_NET, network, NODES, registry } from './net';
import { patched } from '../../../src/practice/tenant/patch';

const ID = 'network/outbound';
const ALLOWED = 'outbound-not-allowed';
const FROM_CLUSTER = { ...PULLED, cluster: 'aks-prod' };
const FROM_APP = { ...PULLED, app: 'ingest' };
const rules = (...allowedIps: string[]) => registry({ defaultAction: 'Deny', allowedIps });
const held = async (changes: object, params = FROM_CLUSTER as typeof PULLED, more: object = {}) => {
  const report = await look(ID, network(patched(changes, more) as object), params);
  return { holds: heldIn(report)[ALLOWED], saw: sawIn(report, ALLOWED) };
};

test('default action Allow lets every address in', async () => {
  expect(heldIn(await look(ID, 'healthy', FROM_CLUSTER))).toEqual({ [ALLOWED]: 'no' });
});

test.each([
  ['no rule', [], 'yes', 'calls come from 20.76.10.4; default action Deny, and there are no address rules'],
  [
    'another range',
    ['20.76.20.0/24'],
    'yes',
    'calls come from 20.76.10.4; default action Deny, and the rules hold only 20.76.20.0/24',
  ],
  ['a range with it', ['20.76.8.0/21'], 'no', 'calls come from 20.76.10.4, which the rules let in'],
])("the cluster's load balancer, %s", async (_name, allowed, holds, saw) => {
  expect(await held(rules(...allowed))).toEqual({ holds, saw });
});

test('the addresses that an app shows', async () => {
  expect(await held(rules('20.76.10.4'), FROM_APP)).toMatchObject({ holds: 'yes' });
  expect(await held(rules('20.76.20.8'), FROM_APP)).toMatchObject({ holds: 'no' });
  const silent = { apps: { ingest: { outboundAddresses: [] } } };
  const { holds, saw } = await held(rules(), FROM_APP, silent);
  expect([holds, saw]).toEqual([
    'unknown',
    'the address that container app ingest calls from is not told (outbound type container-apps)',
  ]);
});

test('a NAT gateway of the subnet goes before the load balancer, with its addresses and ranges', async () => {
  const nat = {
    networks: { 'vnet-prod': { subnets: { 'snet-nodes': { natGateway: 'ng' } } } },
    natGateways: { ng: { ...IN_NET, addresses: ['pip', 'range'] } },
    publicAddresses: {
      pip: { ...IN_NET, address: '20.50.1.1' },
      range: { ...IN_NET, address: '20.50.2.0/30' },
    },
  };
  expect(await held(rules('20.76.10.4'), FROM_CLUSTER, nat)).toMatchObject({
    holds: 'yes',
    saw: expect.stringContaining('calls come from 20.50.1.1, 20.50.2.0/30') as string,
  });
  expect(await held(rules('20.50.0.0/16'), FROM_CLUSTER, nat)).toMatchObject({ holds: 'no' });
  expect(await held(rules('20.50.1.1'), FROM_CLUSTER, nat)).toMatchObject({ holds: 'unknown' });
});

test('where the registry may see another address, nothing is claimed', async () => {
  const subnet = (changes: object) => ({ networks: { 'vnet-prod': { subnets: { 'snet-nodes': changes } } } });
  const appliance = {
    ...subnet({ routeTable: 'rt' }),
    routeTables: {
      rt: {
        ...IN_NET,
        routes: { out: { prefix: '0.0.0.0/0', nextHop: 'VirtualAppliance', address: '10.20.0.4' } },
      },
    },
  };
  expect(await held(rules(), FROM_CLUSTER, appliance)).toMatchObject({
    holds: 'unknown',
    saw: 'calls leave by 0.0.0.0/0 to VirtualAppliance 10.20.0.4 (route out of rt), whose public address is not told here',
  });
  const service = subnet({ serviceEndpoints: ['Microsoft.ContainerRegistry'] });
  expect(await held(rules(), FROM_CLUSTER, service)).toMatchObject({ holds: 'unknown' });
  const endpoint = behindEndpoint(registry({ publicNetworkAccess: 'Enabled', defaultAction: 'Deny' }));
  expect(heldIn(await look(ID, endpoint, FROM_CLUSTER))).toEqual({ [ALLOWED]: 'unknown' });
});

test('public access off, and a tier without rules, have no rules to look at', async () => {
  expect(await held(registry({ publicNetworkAccess: 'Disabled' }))).toMatchObject({
    holds: 'not-applicable',
  });
  expect(await held(registry({ sku: 'Standard', replications: null }))).toMatchObject({
    holds: 'not-applicable',
  });
});

test.each([
  ['*/publicIPAddresses/*', 'publicIPAddresses/read'],
  ['*/subnets/*', 'virtualNetworks/subnets/read'],
])('%s that may not be read: unknown, with the right', async (match, permission) => {
  const rule = { match: `GET ${match}`, status: 403, body: { error: { code: 'AuthorizationFailed' } } };
  const { judged } = await look(ID, network(rules(), rule), { ...FROM_CLUSTER, subnetId: NODES });
  expect(judged[0]).toMatchObject({ holds: 'unknown', permission: `Microsoft.Network/${permission}` });
});

test('nobody named what pulls', async () => {
  expect(await held(rules(), PULLED)).toEqual({
    holds: 'unknown',
    saw: 'not known: the AKS cluster or the container app',
  });
});
