import { heldIn, look, sawIn } from '../look';
import { clusterWith, heldInPaste, IN_CLUSTER, KUBELET_ID, ran, REGISTRY_ID, shownCluster } from './cluster';

const ID = 'aks/attached';
const SHOW = ran('az aks show -g rg-prod -n aks-prod', shownCluster());
const FLAGS = '--include-inherited --include-groups';
const LIST = `az role assignment list --assignee ${KUBELET_ID} --scope ${REGISTRY_ID}`;
const GRANT = {
  condition: null,
  createdOn: '2026-03-01T10:00:00.000000+00:00',
  id: `${REGISTRY_ID}/providers/Microsoft.Authorization/roleAssignments/1`,
  principalId: KUBELET_ID,
  principalType: 'ServicePrincipal',
  roleDefinitionName: 'AcrPull',
  scope: REGISTRY_ID,
};
const ACR = {
  adminUserEnabled: false,
  id: REGISTRY_ID,
  location: 'westeurope',
  loginServer: 'contosoprod7.azurecr.io',
  name: 'contosoprod7',
  roleAssignmentMode: 'LegacyRegistryPermissions',
  sku: { name: 'Premium' },
};
const REGISTRY = ran('az acr show -n contosoprod7', ACR);

test('attached: the kubelet identity holds a pull role', async () => {
  const report = await look(ID, 'healthy', IN_CLUSTER);
  expect(heldIn(report)).toEqual({ 'not-attached': 'no' });
  expect(sawIn(report, 'not-attached')).toMatch(/AcrPull on the registry/);
});

test('not attached, whatever other identity the text names', async () => {
  const params = { ...IN_CLUSTER, principalId: 'c41b7a90-5e2d-4b8f-93a6-1f0e2d3c4b5a' };
  const report = await look(ID, clusterWith({}, { roleAssignments: { 'kubelet-pulls': null } }), params);
  expect(heldIn(report)).toEqual({ 'not-attached': 'yes' });
  expect(sawIn(report, 'not-attached')).toMatch(/none grants pull to 8f1c4b2a/);
});

test('a role that the registry ignores is another trouble', async () => {
  const registries = { contosoprod7: { roleAssignmentMode: 'AbacRepositoryPermissions' } };
  const report = await look(ID, clusterWith({}, { registries }), IN_CLUSTER);
  expect(heldIn(report)).toEqual({ 'not-attached': 'not-applicable' });
});

test.each([
  ['a service principal', { servicePrincipal: '0c0ffee0-1111-4222-8333-444455556666', kubelet: null }],
  ['no identity at all', { kubelet: null }],
])('%s: its roles are not known', async (_name, changes) => {
  expect(heldIn(await look(ID, clusterWith(changes), IN_CLUSTER))).toEqual({ 'not-attached': 'unknown' });
});

describe('pasted', () => {
  test('the live verdict, with role and without', async () => {
    const live = heldIn(await look(ID, 'healthy', IN_CLUSTER));
    expect(heldInPaste(ID, SHOW + REGISTRY + ran(`${LIST} ${FLAGS}`, [GRANT]))).toEqual(live);
    const none = clusterWith({}, { roleAssignments: { 'kubelet-pulls': null } });
    expect(heldInPaste(ID, SHOW + REGISTRY + ran(`${LIST} ${FLAGS}`, []))).toEqual(
      heldIn(await look(ID, none, IN_CLUSTER)),
    );
  });

  test('a table, and the role through a group', () => {
    const table = [
      'Principal                             Role     Scope',
      '------------------------------------  -------  ----------------',
      `${KUBELET_ID}  AcrPull  ${REGISTRY_ID}`,
    ].join('\n');
    expect(heldInPaste(ID, SHOW + REGISTRY + ran(`${LIST} ${FLAGS} -o table`, table))).toEqual({
      'not-attached': 'no',
    });
    const group = { ...GRANT, principalId: 'e2f7d6c5-b4a3-4291-8076-f5e4d3c2b1a0', principalType: 'Group' };
    expect(heldInPaste(ID, SHOW + REGISTRY + ran(`${LIST} ${FLAGS}`, [group]))).toEqual({
      'not-attached': 'no',
    });
  });

  test('no role at all is none in either mode; one that counts in one mode only stays open', () => {
    expect(heldInPaste(ID, SHOW + ran(`${LIST} ${FLAGS}`, []))).toEqual({ 'not-attached': 'yes' });
    expect(heldInPaste(ID, SHOW + ran(`${LIST} ${FLAGS}`, [GRANT]))).toEqual({});
  });

  test.each([
    ['direct assignments only', ran(LIST, [])],
    ['without groups', ran(`${LIST} --include-inherited`, [])],
    ['without inherited ones', ran(`${LIST} --include-groups`, [])],
    ['direct assignments only, with the role in it', ran(LIST, [GRANT])],
    ['an unknown command line', JSON.stringify([GRANT])],
    ['an empty list of an unknown command line', '[]'],
    ['filtered by role', ran(`${LIST} ${FLAGS} --role AcrPush`, [])],
    ['through a query', ran(`${LIST} ${FLAGS} --query "[?principalName=='x']"`, [])],
    ['nothing printed', `$ ${LIST} ${FLAGS} -o table\n`],
    [
      'another identity',
      ran(`${LIST} ${FLAGS}`.replace(KUBELET_ID, 'bbbbbbbb-0000-4000-8000-000000000001'), []),
    ],
    ['a shell variable for the identity', ran(`${LIST} ${FLAGS}`.replace(KUBELET_ID, '$KUBELET'), [])],
    ['another registry', ran(`${LIST} ${FLAGS}`.replace('/contosoprod7', '/fabrikamedge'), [])],
    [
      'the resource group in place of the registry',
      ran(`${LIST} ${FLAGS}`.replace(/\/providers\S+/, ''), []),
    ],
    [
      'a custom role, whose rights are not told',
      ran(`${LIST} ${FLAGS}`, [{ ...GRANT, roleDefinitionName: 'Puller' }]),
    ],
    ['cut off', `$ ${LIST} ${FLAGS}\n[\n  {\n    "principalId": "${KUBELET_ID}",\n    "roleDef`],
  ])('%s proves nothing', (_name, text) => {
    expect(heldInPaste(ID, SHOW + REGISTRY + text)).toEqual({});
    expect(
      heldInPaste('registry/pull-role', REGISTRY + text, { ...IN_CLUSTER, principalId: KUBELET_ID }),
    ).not.toHaveProperty('no-pull-role');
  });

  test('without the cluster it is not known whose roles these are', () => {
    const text = REGISTRY + ran(`${LIST} ${FLAGS}`, []);
    expect(heldInPaste(ID, text, { ...IN_CLUSTER, principalId: KUBELET_ID })).toEqual({});
    expect(heldInPaste('registry/pull-role', text, { ...IN_CLUSTER, principalId: KUBELET_ID })).toMatchObject(
      {
        'no-pull-role': 'yes',
      },
    );
  });
});
