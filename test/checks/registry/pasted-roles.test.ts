import { INGEST_APP, KUBELET } from '../../azure/simulated';
import { PULLED } from '../look';
import { alike, heldPasted, ran, REGISTRY_ID } from '../printed';

const ID = 'registry/pull-role';
const OF_KUBELET = { ...PULLED, principalId: KUBELET };
const MODE = ran(
  'az acr show -n contosoprod7 --query roleAssignmentMode -o tsv',
  'LegacyRegistryPermissions',
);
const ABAC = ran(
  'az acr show -n contosoprod7 --query roleAssignmentMode -o tsv',
  'AbacRepositoryPermissions',
);
const WHOLE = `az role assignment list --assignee ${KUBELET} --scope ${REGISTRY_ID} --include-inherited --include-groups`;
const role = (roleDefinitionName: string, changes: object = {}) => ({
  condition: null,
  createdOn: '2026-03-25T10:00:00.000000+00:00',
  principalId: KUBELET,
  principalType: 'ServicePrincipal',
  roleDefinitionName,
  scope: REGISTRY_ID,
  ...changes,
});

test('the whole list, like live', async () => {
  const told = await alike(ID, 'healthy', MODE + ran(WHOLE, [role('AcrPull')]), OF_KUBELET);
  expect(told).toMatchObject({ 'no-pull-role': 'no', 'acrpull-ignored': 'no' });
  // Deny assignments stand in no list of assignments.
  expect(told).not.toHaveProperty('denied');
});

test.each([
  ['no role at all', MODE + ran(WHOLE, '[]'), 'yes'],
  ['no role at all, in whichever mode', ran(WHOLE, '[]'), 'yes'],
  ['a role that pulls nothing', MODE + ran(WHOLE, [role('AcrDelete')]), 'yes'],
  [
    'AcrPull, as a table',
    MODE +
      ran(
        `${WHOLE} -o table`,
        `Principal                             Role     Scope\n------------------------------------  -------  ${'-'.repeat(REGISTRY_ID.length)}\n${KUBELET}  AcrPull  ${REGISTRY_ID}`,
      ),
    'no',
  ],
  ['a role whose rights are not told', MODE + ran(WHOLE, [role('Own role')]), undefined],
  ['AcrPull where the mode is not told', ran(WHOLE, [role('AcrPull')]), undefined],
  ['AcrPull where it counts for nothing', ABAC + ran(WHOLE, [role('AcrPull')]), undefined],
])('%s', (_name, text, holds) => {
  expect(heldPasted(ID, text, OF_KUBELET)['no-pull-role']).toBe(holds);
});

test('AcrPull in a registry with repository roles is ignored', () => {
  expect(heldPasted(ID, ABAC + ran(WHOLE, [role('AcrPull')]), OF_KUBELET)['acrpull-ignored']).toBe('yes');
});

test.each([
  ['direct assignments only', WHOLE.replace(' --include-inherited', '')],
  ['without those of groups', WHOLE.replace(' --include-groups', '')],
  ['of one role', `${WHOLE} --role Reader`],
  ['of a query', `${WHOLE} --query "[].roleDefinitionName"`],
  ['of another identity', WHOLE.replace(KUBELET, INGEST_APP)],
  ['of another registry', WHOLE.replace('contosoprod7', 'fabrikamedge')],
  ['of no scope', `az role assignment list --assignee ${KUBELET} --include-inherited --include-groups`],
])('%s: proves nothing', (_name, command) => {
  expect(heldPasted(ID, MODE + ran(command, '[]'), OF_KUBELET)).toEqual({});
});

test.each([
  ['a bare GUID', KUBELET],
  ['an empty list of an unknown command', '[]'],
  ['a list without its command line', JSON.stringify([role('AcrPull')])],
])('%s: proves nothing', (_name, text) => {
  expect(heldPasted(ID, text, OF_KUBELET)).toEqual({});
});
