import { heldIn, look, sawIn } from '../look';
import { clusterWith, heldInPaste, IN_CLUSTER, ran, shownCluster, shownPool } from './cluster';

const ID = 'aks/pool-streaming';
const [OFF, SOME] = ['streaming-off', 'streaming-off-on-some'];
const both = (off: string, some: string) => ({ [OFF]: off, [SOME]: some });
const WORK_NODE = 'aks-work-34567890-vmss00000a';

test.each([
  ['on everywhere', {}, undefined, both('no', 'no')],
  [
    'off everywhere',
    { system: { streaming: false }, work: { streaming: false } },
    undefined,
    both('yes', 'no'),
  ],
  ['never set', { system: { streaming: null }, work: { streaming: null } }, undefined, both('yes', 'no')],
  ['off on one, the node not known', { work: { streaming: false } }, undefined, both('unknown', 'yes')],
  ["off on the node's", { work: { streaming: false } }, WORK_NODE, both('yes', 'yes')],
  ["on on the node's", { system: { streaming: false } }, WORK_NODE, both('no', 'yes')],
  ['a node of no pool', {}, 'aks-default-x7k2p', both('unknown', 'no')],
  [
    'a Windows pool does not count',
    { win: { os: 'Windows', osSku: 'Windows2022' } },
    undefined,
    both('no', 'no'),
  ],
  ['a node of the Windows pool', { win: { os: 'Windows' } }, 'akswin00000a', both('not-applicable', 'no')],
])('%s', async (_name, pools, node, held) => {
  const report = await look(ID, clusterWith({ pools }), { ...IN_CLUSTER, ...(node ? { node } : {}) });
  expect(heldIn(report)).toEqual(held);
});

test('what was seen names the pools', async () => {
  const report = await look(ID, clusterWith({ pools: { work: { streaming: false } } }), IN_CLUSTER);
  expect(sawIn(report, OFF)).toBe(
    'which pool the pod ran on is not known: pool system: artifactStreamingProfile is enabled; pool work: artifactStreamingProfile is not enabled',
  );
});

const SHOW = 'az aks show -g rg-prod -n aks-prod';
const POOL = 'az aks nodepool show --resource-group rg-prod --cluster-name aks-prod --name work';
const LIST = 'az aks nodepool list --resource-group rg-prod --cluster-name aks-prod';
const QUERY = '--query artifactStreamingProfile';

describe('pasted', () => {
  test.each([
    ['on', true],
    ['off', false],
  ])('the live verdict: %s', async (_name, streaming) => {
    const live = heldIn(
      await look(ID, clusterWith({ pools: { system: { streaming }, work: { streaming } } }), IN_CLUSTER),
    );
    const pools = [shownPool('system', { streaming }), shownPool('work', { streaming })];
    expect(heldInPaste(ID, ran(SHOW, shownCluster({ agentPoolProfiles: pools })))).toEqual(live);
    expect(heldInPaste(ID, ran(LIST, pools))).toEqual(live);
    expect(heldInPaste(ID, JSON.stringify(pools))).toEqual(live);
  });

  test.each([
    ['null in the whole answer', ran(POOL, shownPool('work', { streaming: null })), { [OFF]: 'yes' }],
    ['the profile alone', ran(`${POOL} ${QUERY}`, { enabled: true }), { [OFF]: 'no' }],
    ['the profile alone, off', ran(`${POOL} ${QUERY}`, { enabled: false }), { [OFF]: 'yes' }],
    [
      'a table of all pools',
      ran(
        `${LIST} --query "[].{pool:name, streaming:artifactStreamingProfile.enabled}" -o table`,
        'Pool    Streaming\n------  -----------\nsystem  True\nwork    False',
      ),
      { [SOME]: 'yes' },
    ],
  ])('%s', (_name, text, held) => {
    expect(heldInPaste(ID, text)).toEqual(held);
  });

  test.each([
    [
      'an older command line that does not know the key',
      ran(POOL, shownPool('work', { streaming: undefined })),
    ],
    // A query gives null where the key is not known, too.
    ['null through a query', ran(`${POOL} ${QUERY}`, 'null')],
    ['nothing through a query', `$ ${POOL} ${QUERY}\n`],
    ['another cluster', ran(POOL.replace('aks-prod', 'aks-test'), shownPool('work', { streaming: false }))],
    [
      'a list that was cut off',
      `$ ${LIST}\n${JSON.stringify([shownPool('a', { streaming: false }), shownPool('b')], null, 2).slice(0, 420)}`,
    ],
    ['an empty list', ran(LIST, [])],
  ])('%s proves nothing', (_name, text) => {
    expect(heldInPaste(ID, text)).toEqual({});
  });

  test("a pool that is not the node's says nothing of it", () => {
    const params = { ...IN_CLUSTER, node: 'aks-system-34567890-vmss000001' };
    expect(heldInPaste(ID, ran(POOL, shownPool('work', { streaming: false })), params)).toEqual({});
  });
});
