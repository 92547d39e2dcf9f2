import { heldIn, look, sawIn } from '../look';
import { clusterWith, heldInPaste, IN_CLUSTER, ran, REGISTRY_ID, shownCluster } from './cluster';

const ID = 'aks/region';
const DIFFER = 'regions-differ';
const acr = (sku: string, location = 'westeurope') =>
  ran('az acr show -n contosoprod7', {
    id: REGISTRY_ID,
    location,
    loginServer: 'contosoprod7.azurecr.io',
    name: 'contosoprod7',
    sku: { name: sku },
  });
const aks = (location: string) => ran('az aks show -g rg-prod -n aks-prod', shownCluster({ location }));

test.each([
  ['the same region', {}, {}, 'no'],
  ['a replica in the region of the cluster', { location: 'northeurope' }, {}, 'no'],
  ['no replica there', { location: 'eastus2' }, {}, 'yes'],
  ['a tier without replicas', { location: 'northeurope' }, { sku: 'Standard', replications: null }, 'yes'],
])('%s', async (_name, cluster, registry, holds) => {
  const scenario = clusterWith(cluster, { registries: { contosoprod7: registry } });
  expect(heldIn(await look(ID, scenario, IN_CLUSTER))).toEqual({ [DIFFER]: holds });
});

test('replicas that may not be read prove no absence', async () => {
  const scenario = clusterWith({ location: 'eastus2' });
  scenario.rules = [{ match: 'GET *replications*', status: 403, times: 9 }] as typeof scenario.rules;
  const report = await look(ID, scenario, IN_CLUSTER);
  expect(heldIn(report)).toEqual({ [DIFFER]: 'unknown' });
  expect(sawIn(report, DIFFER)).toMatch(/cluster is in eastus2, the registry in westeurope; its replicas: /);
});

test('pasted: the live verdict, and replicas that were not pasted stay open', async () => {
  const live = heldIn(await look(ID, 'healthy', IN_CLUSTER));
  expect(heldInPaste(ID, aks('West Europe') + acr('Premium'))).toEqual(live);
  expect(heldInPaste(ID, aks('eastus2') + acr('Basic'))).toEqual({ [DIFFER]: 'yes' });
  expect(heldInPaste(ID, aks('eastus2') + acr('Premium'))).toEqual({});
  expect(heldInPaste(ID, aks('eastus2'))).toEqual({});
});
