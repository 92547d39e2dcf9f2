import { heldIn, look, sawIn } from '../look';
import { heldInPaste, IN_CLUSTER, ran, shownCluster, shownPool } from './cluster';

const ID = 'aks/node-image';
const OUTDATED = 'node-image-outdated';
const OWN = 'AKSUbuntu-2204gen2containerd-202610.15.0';
const show = ran('az aks nodepool show -g rg-prod --cluster-name aks-prod -n work', shownPool('work'));
const upgrades = (latest: string, changes = '') =>
  ran(`az aks nodepool get-upgrades -g rg-prod --cluster-name aks-prod --nodepool-name work${changes}`, {
    id: '/subscriptions/x/agentPools/work/upgradeProfiles/default',
    kubernetesVersion: '1.33.4',
    latestNodeImageVersion: latest,
    name: 'default',
    osType: 'Linux',
    upgrades: null,
  });

test('live the pools are read, and what to paste for the latest is told', async () => {
  const report = await look(ID, 'healthy', IN_CLUSTER);
  expect(heldIn(report)).toEqual({ [OUTDATED]: 'unknown' });
  expect(sawIn(report, OUTDATED)).toMatch(/paste what az aks nodepool get-upgrades prints/);
});

test('a cluster that may not be read is unknown', async () => {
  expect(heldIn(await look(ID, 'registry-not-visible', { ...IN_CLUSTER, cluster: 'nowhere' }))).toEqual({
    [OUTDATED]: 'unknown',
  });
});

test.each([
  ['AKSUbuntu-2204gen2containerd-202611.02.0', 'yes'],
  ['AKSUbuntu-2204gen2containerd-202610.15.1', 'yes'],
  [OWN, 'no'],
  ['AKSUbuntu-2204gen2containerd-202609.30.0', 'no'],
])('the latest is %s: %s', (latest, holds) => {
  expect(heldInPaste(ID, show + upgrades(latest))).toEqual({ [OUTDATED]: holds });
});

test('the queried word, and the pool of az aks show', () => {
  const queried = ran(
    'az aks nodepool get-upgrades -g rg-prod --cluster-name aks-prod --nodepool-name work --query latestNodeImageVersion -o tsv',
    'AKSUbuntu-2204gen2containerd-202611.02.0',
  );
  const cluster = ran('az aks show -g rg-prod -n aks-prod', shownCluster());
  expect(heldInPaste(ID, cluster + queried)).toEqual({ [OUTDATED]: 'yes' });
});

test.each([
  ['only the latest', upgrades('AKSUbuntu-2204gen2containerd-202611.02.0')],
  ['only the pool', show],
  ['another system', show + upgrades('AKSAzureLinux-V3gen2-202611.02.0')],
  [
    'another cluster',
    show + upgrades('AKSUbuntu-2204gen2containerd-202611.02.0').replace('aks-prod', 'aks-test'),
  ],
  [
    'another pool',
    ran('az aks show -g rg-prod -n aks-prod', shownCluster()) +
      upgrades('AKSUbuntu-2204gen2containerd-202611.02.0').replace('name work', 'name gpu'),
  ],
])('%s proves nothing', (_name, text) => {
  expect(heldInPaste(ID, text)).toEqual({});
});
