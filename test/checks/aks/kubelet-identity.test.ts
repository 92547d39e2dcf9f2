import { diagnoseTexts } from '../../helpers/diagnose';
import { heldIn, look, sawIn } from '../look';
import {
  clusterWith,
  heldInPaste,
  IDENTITY_ID,
  IN_CLUSTER,
  KUBELET_ID,
  learnt,
  ran,
  shownCluster,
} from './cluster';

const ID = 'aks/kubelet-identity';
const FINE = {
  'service-principal-cluster': 'no',
  'no-kubelet-identity': 'no',
  'kubelet-identity-not-on-nodes': 'no',
  'kubelet-identity-not-on-some-nodes': 'no',
};
const SHOW = 'az aks show --resource-group rg-prod --name aks-prod';

test('a healthy cluster: found by its name, and it teaches the names that other checks need', async () => {
  const report = await look(ID, 'healthy', IN_CLUSTER);
  expect(heldIn(report)).toEqual(FINE);
  expect(report.learned).toEqual({
    cluster: 'aks-prod',
    clusterResourceGroup: 'rg-prod',
    nodeResourceGroup: 'MC_rg-prod_aks-prod_westeurope',
    principalId: KUBELET_ID,
    clientId: '2c9d8e7f-1a0b-4c3d-8e4f-5a6b7c8d9e0f',
  });
});

test('a cluster with a service principal: no object id is taught', async () => {
  const application = '0c0ffee0-1111-4222-8333-444455556666';
  const report = await look(ID, clusterWith({ servicePrincipal: application, kubelet: null }), IN_CLUSTER);
  expect(heldIn(report)).toEqual({
    'service-principal-cluster': 'yes',
    'no-kubelet-identity': 'not-applicable',
    'kubelet-identity-not-on-nodes': 'unknown',
    'kubelet-identity-not-on-some-nodes': 'unknown',
  });
  expect(report.learned).not.toHaveProperty('principalId');
  expect(report.learned).toMatchObject({ clientId: application });
});

test('a cluster that names no identity at all', async () => {
  const report = await look(ID, clusterWith({ kubelet: null }), IN_CLUSTER);
  expect(heldIn(report)).toMatchObject({ 'service-principal-cluster': 'no', 'no-kubelet-identity': 'yes' });
});

const LACKS = { hasIdentity: false };

describe('scale sets without the identity', () => {
  test.each([
    ['all lack it', { system: LACKS, work: LACKS }, undefined, 'yes', 'no'],
    ['one lacks it, and the node is not known', { work: LACKS }, undefined, 'unknown', 'yes'],
    ["one lacks it: the node's", { work: LACKS }, 'aks-work-34567890-vmss00000a', 'yes', 'yes'],
    ["one lacks it: not the node's", { work: LACKS }, 'aks-system-34567890-vmss000001', 'no', 'yes'],
    ['a node of no known scale set', {}, 'aks-default-x7k2p', 'unknown', 'no'],
  ])('%s', async (_name, pools, node, own, some) => {
    const params = { ...IN_CLUSTER, ...(node ? { node } : {}) };
    const report = await look(ID, clusterWith({ pools }), params);
    expect(heldIn(report)).toMatchObject({
      'kubelet-identity-not-on-nodes': own,
      'kubelet-identity-not-on-some-nodes': some,
    });
  });

  test('scale sets that may not be read: the identity is still told', async () => {
    const scenario = clusterWith({});
    scenario.rules = [
      { match: 'GET *virtualMachineScaleSets*', status: 403, times: 9 },
    ] as typeof scenario.rules;
    const report = await look(ID, scenario, IN_CLUSTER);
    expect(heldIn(report)).toMatchObject({
      'no-kubelet-identity': 'no',
      'kubelet-identity-not-on-nodes': 'unknown',
    });
    expect(report.judged.at(-1)?.permission).toBe('Microsoft.Compute/virtualMachineScaleSets/read');
  });
});

describe('which cluster is meant', () => {
  const TWIN = {
    clusters: {
      twin: {
        name: 'aks-prod',
        subscription: 'a0b1c2d3-4e5f-4a6b-9c8d-665544332211',
        resourceGroup: 'rg-edge',
        pools: {},
      },
    },
  };

  test('two of one name: none is guessed at', async () => {
    const report = await look(ID, clusterWith({}, TWIN), IN_CLUSTER);
    expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['unknown']));
    expect(sawIn(report, 'no-kubelet-identity')).toMatch(/2 clusters are called aks-prod, in rg-/);
    expect(report.learned).toEqual({});
  });

  test('the resource group tells them apart', async () => {
    const report = await look(ID, clusterWith({}, TWIN), { ...IN_CLUSTER, clusterResourceGroup: 'RG-Prod' });
    expect(heldIn(report)).toEqual(FINE);
  });

  test('one that cannot be seen is unknown, with the right that would help', async () => {
    const report = await look(ID, 'healthy', { ...IN_CLUSTER, cluster: 'aks-elsewhere' });
    expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['unknown']));
    expect(report.judged[0]?.permission).toBe('Microsoft.ContainerService/managedClusters/read');
  });

  test('a name that no cluster can have is not asked for', async () => {
    const report = await look(ID, 'healthy', { ...IN_CLUSTER, cluster: "x' or 1==1" });
    expect(sawIn(report, 'no-kubelet-identity')).toMatch(/is no name of a cluster/);
  });
});

describe('pasted', () => {
  test('az aks show says what the live check says', async () => {
    const live = heldIn(await look(ID, 'healthy', IN_CLUSTER));
    const vmss =
      'az vmss identity show --resource-group MC_rg-prod_aks-prod_westeurope --name aks-work-34567890-vmss';
    const text =
      ran(SHOW, shownCluster()) +
      ran(vmss, { type: 'UserAssigned', principalId: null, userAssignedIdentities: { [IDENTITY_ID]: {} } });
    const node = 'aks-work-34567890-vmss00000a';
    const some = { 'kubelet-identity-not-on-some-nodes': expect.anything() as string };
    expect({ ...heldInPaste(ID, text, { ...IN_CLUSTER, node }), ...some }).toEqual({ ...live, ...some });
  });

  test('the commands that the fixes hand out', () => {
    expect(
      learnt(ran(`${SHOW} --query identityProfile.kubeletidentity.objectId -o tsv`, KUBELET_ID)),
    ).toMatchObject({
      principalId: KUBELET_ID,
    });
    const profile = { clientId: '2c9d8e7f-1a0b-4c3d-8e4f-5a6b7c8d9e0f', objectId: KUBELET_ID };
    expect(learnt(ran(`${SHOW} --query identityProfile.kubeletidentity -o json`, profile))).toMatchObject({
      principalId: KUBELET_ID,
    });
    // What the query left out is not missing.
    expect(heldInPaste(ID, ran(`${SHOW} --query servicePrincipalProfile.clientId -o tsv`, 'msi'))).toEqual({
      'service-principal-cluster': 'no',
    });
  });

  test("the control plane's identity is not the one that pulls", async () => {
    const { evidence } = await diagnoseTexts(
      'failed to fetch oauth token: unexpected status: 401 Unauthorized contosoprod7.azurecr.io/team-a/app:1',
      ran(SHOW, shownCluster()),
    );
    expect(evidence).toMatchObject({ principalId: KUBELET_ID, cluster: 'aks-prod' });
  });

  test.each([
    ['a bare GUID', KUBELET_ID],
    ['nothing behind the command line', `$ ${SHOW}\n`],
    ['another cluster', ran('az aks show -g rg-prod -n aks-other', shownCluster({ name: 'aks-other' }))],
    ['another query', ran(`${SHOW} --query "sku.tier" -o tsv`, 'Free')],
  ])('%s proves nothing', (_name, text) => {
    expect(heldInPaste(ID, text)).toEqual({});
    expect(learnt(text)).not.toHaveProperty('principalId');
  });

  test('a whole answer without an identity', () => {
    const text = ran(SHOW, shownCluster({ identityProfile: null }));
    expect(heldInPaste(ID, text)).toMatchObject({ 'no-kubelet-identity': 'yes' });
  });

  test('cut off before the identity: its absence proves nothing', () => {
    const whole = JSON.stringify(shownCluster(), null, 2);
    const text = whole.slice(0, whole.indexOf('"identityProfile"'));
    expect(heldInPaste(ID, `$ ${SHOW}\n${text}`)).toEqual({});
  });
});
