import { heldIn, look, sawIn } from '../look';
import { clusterWith, heldInPaste, IN_CLUSTER, ran, shownCluster, shownPool } from './cluster';

const ID = 'aks/architecture';
const ARM = { nodeImage: 'AKSUbuntu-2204gen2arm64containerd-202610.15.0', vmSize: 'Standard_D4pds_v5' };
const WINDOWS = { os: 'Windows', osSku: 'Windows2022', nodeImage: 'AKSWindows-2022-containerd-20348.2762' };
const all = (pool: object) => ({ pools: { system: pool, work: pool } });
const held = (arm: string, image: string) => ({ 'arm64-pool': arm, 'image-not-for-pool': image });
const OCTOBER = { ...IN_CLUSTER, tag: '2026.10.1' };

test.each([
  ['amd64 nodes, an image for both', {}, IN_CLUSTER, held('no', 'no')],
  ['ARM64 nodes, an image for both', all(ARM), IN_CLUSTER, held('yes', 'no')],
  ['ARM64 nodes, an image for amd64', all(ARM), OCTOBER, held('yes', 'yes')],
  ['Windows nodes, an image for Linux', all(WINDOWS), OCTOBER, held('no', 'yes')],
  ['pools that differ', { pools: { work: ARM } }, OCTOBER, held('unknown', 'unknown')],
  [
    "pools that differ, the node's known",
    { pools: { work: ARM } },
    { ...OCTOBER, node: 'aks-work-34567890-vmss00000a' },
    held('yes', 'yes'),
  ],
  ['no image named', {}, { cluster: 'aks-prod' }, held('no', 'unknown')],
  ['an image that is not there', {}, { ...IN_CLUSTER, tag: '0.0.0' }, held('no', 'unknown')],
])('%s', async (_name, changes, params, expected) => {
  expect(heldIn(await look(ID, clusterWith(changes), params))).toEqual(expected);
});

test('what was seen names pools and platforms', async () => {
  const report = await look(ID, clusterWith(all(ARM)), OCTOBER);
  expect(sawIn(report, 'image-not-for-pool')).toBe(
    'pool system, work: linux/arm64; the image is made for linux/amd64',
  );
});

describe('pasted', () => {
  test.each([
    ['amd64', {}],
    ['ARM64', ARM],
  ])('the live verdict: %s', async (_name, pool) => {
    const live = heldIn(await look(ID, clusterWith(all(pool)), IN_CLUSTER))['arm64-pool'];
    const pools = [shownPool('system', pool), shownPool('work', pool)];
    const text = ran('az aks show -g rg-prod -n aks-prod', shownCluster({ agentPoolProfiles: pools }));
    // The image is not in the paste.
    expect(heldInPaste(ID, text)).toEqual({ 'arm64-pool': live });
  });

  test('kubectl get nodes with the label', () => {
    const nodes =
      'NAME                           STATUS   ROLES    AGE   VERSION   ARCH\naks-work-34567890-vmss000000   Ready    <none>   12d   v1.33.4   arm64';
    expect(heldInPaste(ID, ran('kubectl get nodes -L kubernetes.io/arch', nodes))).toEqual({
      'arm64-pool': 'yes',
    });
  });

  test('a size alone proves nothing', () => {
    const pool = { name: 'work', vmSize: 'Standard_D4pds_v5', osType: 'Linux' };
    const text = ran('az aks nodepool show -g rg-prod --cluster-name aks-prod -n work', pool);
    expect(heldInPaste(ID, text)).toEqual({});
  });
});
