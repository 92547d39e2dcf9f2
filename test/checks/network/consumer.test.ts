import { heldIn, look, PULLED, sawIn } from '../look';
import { clusterWith } from '../aks/cluster';
import { IN_NET, network, NODES } from './net';

const ID = 'network/consumer';
const OWN = 'no-own-subnet';
const OTHER = NODES.replace('snet-nodes', 'snet-gpu');
const inCluster = { ...PULLED, cluster: 'aks-prod' };

test("a cluster's subnet is told and taught", async () => {
  const report = await look(ID, 'healthy', inCluster);
  expect(heldIn(report)).toEqual({ [OWN]: 'no' });
  expect(report.learned).toEqual({ subnetId: NODES });
  expect(sawIn(report, OWN)).toBe('cluster aks-prod lies in subnet snet-nodes of virtual network vnet-prod');
});

test("an app's subnet is that of its environment", async () => {
  const report = await look(ID, 'healthy', { ...PULLED, app: 'ingest' });
  expect(report.learned).toEqual({ subnetId: NODES.replace('snet-nodes', 'snet-apps') });
});

test('an environment without a subnet', async () => {
  const scenario = network({ environments: { 'env-prod': { subnet: null } } });
  const report = await look(ID, scenario, { ...PULLED, app: 'ingest' });
  expect(heldIn(report)).toEqual({ [OWN]: 'yes' });
  expect(report.learned).toEqual({});
});

test('pools in two subnets: only the node tells which', async () => {
  const scenario = clusterWith({ pools: { work: { subnet: OTHER } } });
  const report = await look(ID, scenario, inCluster);
  expect(heldIn(report)).toEqual({ [OWN]: 'unknown' });
  expect(sawIn(report, OWN)).toMatch(/2 subnets \(snet-nodes, snet-gpu\)/);
  const node = 'aks-work-34567890-vmss000001';
  expect((await look(ID, scenario, { ...inCluster, node })).learned).toEqual({ subnetId: OTHER });
});

test('a network that AKS keeps: its one subnet, else unknown', async () => {
  const managed = { system: { subnet: null }, work: { subnet: null } };
  const group = 'MC_rg-prod_aks-prod_westeurope';
  const own = { ...IN_NET, resourceGroup: group, subnets: { 'aks-subnet': { prefix: '10.224.0.0/16' } } };
  const one = await look(ID, clusterWith({ pools: managed }, { networks: { 'aks-vnet': own } }), inCluster);
  expect(one.learned.subnetId).toMatch(/\/aks-vnet\/subnets\/aks-subnet$/);
  const none = await look(ID, clusterWith({ pools: managed }), inCluster);
  expect(heldIn(none)).toEqual({ [OWN]: 'unknown' });
});

test('without cluster or app it says so; a cluster that cannot be seen is unknown', async () => {
  expect(sawIn(await look(ID, 'healthy'), OWN)).toBe('not known: the AKS cluster or the container app');
  const report = await look(ID, 'healthy', { ...PULLED, cluster: 'elsewhere' });
  expect(heldIn(report)).toEqual({ [OWN]: 'unknown' });
});
