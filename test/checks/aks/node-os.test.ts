import { heldIn, look } from '../look';
import { clusterWith, heldInPaste, IN_CLUSTER, ran, shownCluster, shownPool } from './cluster';

const ID = 'aks/node-os';
const held = (notSupported: string, ubuntu: string, windows: string, doubt: string) => ({
  'os-not-supported': notSupported,
  'ubuntu-too-old': ubuntu,
  'windows-pool': windows,
  'os-in-doubt': doubt,
});
const pools = (pool: object) => ({ pools: { system: pool, work: pool } });

test.each([
  ['Ubuntu 22.04', {}, held('no', 'no', 'no', 'no')],
  ['Ubuntu 20.04', { nodeImage: 'AKSUbuntu-2004fipscontainerd-202310.1.0' }, held('no', 'no', 'no', 'no')],
  ['Ubuntu 18.04', { nodeImage: 'AKSUbuntu-1804gen2containerd-2023.05.1' }, held('yes', 'yes', 'no', 'no')],
  ['Ubuntu 16.04', { nodeImage: 'AKSUbuntu:1604:2020.03.11' }, held('yes', 'yes', 'no', 'no')],
  [
    'Ubuntu 24.04',
    { osSku: 'Ubuntu2404', nodeImage: 'AKSUbuntu-2404gen2containerd-202610.15.0' },
    held('unknown', 'no', 'no', 'yes'),
  ],
  [
    'Azure Linux: the Ubuntu rule is not for it',
    { osSku: 'AzureLinux', nodeImage: 'AKSAzureLinux-V3gen2-202610.15.0' },
    held('unknown', 'not-applicable', 'no', 'yes'),
  ],
  [
    'Mariner',
    { osSku: 'CBLMariner', nodeImage: 'AKSCBLMariner-V2gen2-202310.1.0' },
    held('unknown', 'not-applicable', 'no', 'yes'),
  ],
  [
    'Azure Container Linux',
    { osSku: 'AzureContainerLinux', nodeImage: 'AKSAzureContainerLinux-V1gen2-202610.1.0' },
    held('yes', 'not-applicable', 'no', 'no'),
  ],
  [
    'OS Guard',
    { osSku: 'AzureLinuxOSGuard', nodeImage: 'AKSAzureLinux-V3OSGuard-202610.1.0' },
    held('yes', 'not-applicable', 'no', 'no'),
  ],
  [
    'Windows',
    { os: 'Windows', osSku: 'Windows2022', nodeImage: 'AKSWindows-2022-containerd-20348.2762.241009' },
    held('yes', 'not-applicable', 'yes', 'no'),
  ],
  [
    'a system that is not known',
    { osSku: 'NewOs', nodeImage: 'AKSNewOs-V1gen2-202610.1.0' },
    held('unknown', 'unknown', 'unknown', 'unknown'),
  ],
])('%s', async (_name, pool, expected) => {
  expect(heldIn(await look(ID, clusterWith(pools(pool)), IN_CLUSTER))).toEqual(expected);
});

test('one Windows pool beside Linux pools: which one is not known', async () => {
  const scenario = clusterWith({ pools: { win: { os: 'Windows', osSku: 'Windows2022' } } });
  expect(heldIn(await look(ID, scenario, IN_CLUSTER))).toMatchObject({ 'windows-pool': 'unknown' });
  const node = 'aks-work-34567890-vmss00000a';
  expect(heldIn(await look(ID, scenario, { ...IN_CLUSTER, node }))).toMatchObject({ 'windows-pool': 'no' });
});

describe('pasted', () => {
  test.each([
    ['Ubuntu 22.04', {}, 'Ubuntu 22.04.5 LTS'],
    ['Ubuntu 18.04', { nodeImage: 'AKSUbuntu-1804gen2containerd-2023.05.1' }, 'Ubuntu 18.04.6 LTS'],
    [
      'Azure Linux',
      { osSku: 'AzureLinux', nodeImage: 'AKSAzureLinux-V3gen2-202610.15.0' },
      'Microsoft Azure Linux 3.0',
    ],
    ['Windows', { os: 'Windows', osSku: 'Windows2022' }, 'Windows Server 2022 Datacenter'],
  ])('the live verdict: %s', async (_name, pool, osImage) => {
    const all = heldIn(await look(ID, clusterWith(pools(pool)), IN_CLUSTER));
    const live = Object.fromEntries(
      Object.entries(all).filter(([, holds]) => holds === 'yes' || holds === 'no'),
    );
    const shown = [shownPool('system', pool), shownPool('work', pool)];
    const nodes = [
      'NAME                             STATUS   ROLES    AGE   VERSION   INTERNAL-IP   EXTERNAL-IP   OS-IMAGE   KERNEL-VERSION   CONTAINER-RUNTIME',
      `aks-work-34567890-vmss000000     Ready    <none>   12d   v1.33.4   10.224.0.4    <none>        ${osImage}   5.15   containerd://1.7`,
    ].join('\n');
    expect(
      heldInPaste(ID, ran('az aks show -g rg-prod -n aks-prod', shownCluster({ agentPoolProfiles: shown }))),
    ).toEqual(live);
    expect(heldInPaste(ID, ran('kubectl get nodes -o wide', nodes))).toEqual(live);
  });

  test('the table that the cause hands out', () => {
    const command =
      'az aks nodepool show -g rg-prod --cluster-name aks-prod --name work --query "{os:osType, sku:osSku, image:nodeImageVersion}" -o table';
    const table =
      'Os     Sku     Image\n-----  ------  --------------------------------------\nLinux  Ubuntu  AKSUbuntu-1804gen2containerd-2023.05.1';
    // The query asks for osSku, as the command line calls it.
    expect(heldInPaste(ID, ran(command, table))).toMatchObject({
      'ubuntu-too-old': 'yes',
      'windows-pool': 'no',
    });
  });

  test('nodes without -o wide tell no system', () => {
    const nodes =
      'NAME                           STATUS   ROLES    AGE   VERSION\naks-work-34567890-vmss000000   Ready    <none>   12d   v1.33.4';
    expect(heldInPaste(ID, nodes)).toEqual({});
  });
});
