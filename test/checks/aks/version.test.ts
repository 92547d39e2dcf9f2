import { heldIn, look, sawIn } from '../look';
import { clusterWith, heldInPaste, IN_CLUSTER, ran, shownCluster, shownPool } from './cluster';

const ID = 'aks/version';
const OLD = 'too-old';
const work = (version: string) => ({ pools: { system: { version }, work: { version } } });

test.each([
  ['1.33.4', 'no'],
  ['1.26.0', 'no'],
  // The documents disagree about it.
  ['1.25.11', 'unknown'],
  ['1.24.17', 'yes'],
  ['1.9.6', 'yes'],
])('%s: %s', async (version, holds) => {
  const report = await look(ID, clusterWith(work(version)), IN_CLUSTER);
  expect(heldIn(report)).toEqual({ [OLD]: holds });
  expect(sawIn(report, OLD)).toContain(version);
});

test('the pools count, not the control plane', async () => {
  const report = await look(ID, clusterWith({ version: '1.26.3', ...work('1.24.9') }), IN_CLUSTER);
  expect(heldIn(report)).toEqual({ [OLD]: 'yes' });
});

test("pools that differ: the node's counts", async () => {
  const scenario = clusterWith({ pools: { work: { version: '1.24.9' } } });
  expect(heldIn(await look(ID, scenario, IN_CLUSTER))).toEqual({ [OLD]: 'unknown' });
  const node = 'aks-work-34567890-vmss00000a';
  expect(heldIn(await look(ID, scenario, { ...IN_CLUSTER, node }))).toEqual({ [OLD]: 'yes' });
});

const NODES = (version: string) =>
  [
    'NAME                             STATUS   ROLES    AGE   VERSION   INTERNAL-IP   EXTERNAL-IP   OS-IMAGE             KERNEL-VERSION      CONTAINER-RUNTIME',
    `aks-work-34567890-vmss000000     Ready    <none>   12d   v${version}   10.224.0.4    <none>        Ubuntu 22.04.5 LTS   5.15.0-1073-azure   containerd://1.7.22-1`,
    `aks-system-34567890-vmss000000   Ready    <none>   12d   v${version}   10.224.0.5    <none>        Ubuntu 22.04.5 LTS   5.15.0-1073-azure   containerd://1.7.22-1`,
  ].join('\n');

describe('pasted', () => {
  test.each(['1.33.4', '1.24.9'])('the live verdict: %s', async (version) => {
    const live = heldIn(await look(ID, clusterWith(work(version)), IN_CLUSTER));
    const pools = [shownPool('system', { version }), shownPool('work', { version })];
    const show = ran('az aks show -g rg-prod -n aks-prod', shownCluster({ agentPoolProfiles: pools }));
    const one =
      'az aks nodepool show -g rg-prod --cluster-name aks-prod -n work --query currentOrchestratorVersion -o tsv';
    for (const text of [
      show,
      ran(one, version),
      ran('kubectl get nodes -o wide', NODES(version)),
      NODES(version),
    ])
      expect(heldInPaste(ID, text)).toEqual(live);
  });

  test.each([
    ['Client Version: v1.31.0\nKustomize Version: v5.4.2\nServer Version: v1.24.9', { [OLD]: 'yes' }],
    ['Client Version: v1.22.0\nServer Version: v1.31.8', { [OLD]: 'no' }],
    // Its nodes may be older.
    ['Client Version: v1.31.0\nServer Version: v1.27.3', {}],
    // The client does not matter.
    ['Client Version: v1.24.0', {}],
    [
      'Server Version: version.Info{Major:"1", Minor:"24", GitVersion:"v1.24.9", GitCommit:"x"}',
      { [OLD]: 'yes' },
    ],
  ])('kubectl version: %s', (text, held) => {
    expect(heldInPaste(ID, ran('kubectl version', text))).toEqual(held);
    const one = {
      clientVersion: { gitVersion: 'v1.31.0' },
      serverVersion: { major: '1', gitVersion: 'v1.24.9' },
    };
    expect(heldInPaste(ID, ran('kubectl version -o json', one))).toEqual({ [OLD]: 'yes' });
  });

  test('1.25 proves nothing', () => {
    expect(heldInPaste(ID, NODES('1.25.6'))).toEqual({});
  });
});
