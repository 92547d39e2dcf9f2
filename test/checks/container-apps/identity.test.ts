import { heldIn, look, sawIn } from '../look';
import {
  appWith,
  entry,
  heldInPaste,
  INGEST,
  INGEST_ID,
  known,
  ran,
  REGISTRY,
  REGISTRY_ID,
  REPORTS,
  shownApp,
} from './apps';

const ID = 'container-apps/identity';
const FINE = { 'identity-not-assigned': 'no', 'no-pull-role': 'no', 'another-identity-has-role': 'no' };
/** Who pulls through a group no longer does. */
const NO_ROLE = { roleAssignments: { 'workloads-pull': null } };

test('the identity at the entry may pull, through its group', async () => {
  const report = await look(ID, 'healthy', INGEST);
  expect(heldIn(report)).toEqual(FINE);
  expect(sawIn(report, 'no-pull-role')).toMatch(/^AcrPull on resource group rg-prod, through group/);
  expect(sawIn(report, 'identity-not-assigned')).toContain(`the app has, object id ${INGEST_ID}`);
});

test('it holds no pull role, whatever identity the text names', async () => {
  const params = { ...INGEST, principalId: '8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718' };
  const report = await look(ID, appWith('ingest', {}, NO_ROLE), params);
  expect(heldIn(report)).toEqual({ ...FINE, 'no-pull-role': 'yes' });
  expect(sawIn(report, 'no-pull-role')).toMatch(/none grants pull to c41b7a90/);
  expect(sawIn(report, 'another-identity-has-role')).toMatch(/the app has no other identity/);
});

test('another identity of the app holds the role', async () => {
  const report = await look(ID, appWith('ingest', { users: ['kubelet-prod'] }, NO_ROLE), INGEST);
  expect(heldIn(report)).toEqual({ ...FINE, 'no-pull-role': 'yes', 'another-identity-has-role': 'yes' });
  expect(sawIn(report, 'another-identity-has-role')).toMatch(
    /^the system-assigned identity holds no pull role; kubelet-prod does: AcrPull on the registry/,
  );
});

test('the entry names an identity that was taken away', async () => {
  const registries = [{ server: REGISTRY, identity: 'transfer-in' }];
  const report = await look(ID, appWith('ingest', { registries }), INGEST);
  expect(heldIn(report)).toEqual({
    'identity-not-assigned': 'yes',
    'no-pull-role': 'not-applicable',
    'another-identity-has-role': 'yes',
  });
  expect(sawIn(report, 'identity-not-assigned')).toBe(
    'the entry names transfer-in, which the app does not have',
  );
});

test.each([
  ['a password', REPORTS, {}],
  ['no entry', INGEST, { registries: [] }],
])('%s: no identity is in play', async (_name, params, changes) => {
  const report = await look(ID, appWith('ingest', changes), params);
  expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['not-applicable']));
});

test('the identity of the environment is not one of the app: unknown', async () => {
  const registries = [{ server: REGISTRY, identity: 'system-environment' }];
  const report = await look(ID, appWith('ingest', { registries }), INGEST);
  expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['unknown']));
  expect(sawIn(report, 'no-pull-role')).toMatch(/names system-environment/);
});

test('roles that may not be read: the identity is still told', async () => {
  const scenario = appWith('ingest', {});
  scenario.rules = [{ match: 'GET *roleAssignments*', status: 403 }];
  const report = await look(ID, scenario, INGEST);
  expect(heldIn(report)).toEqual({
    'identity-not-assigned': 'no',
    'no-pull-role': 'unknown',
    'another-identity-has-role': 'unknown',
  });
  expect(report.judged[1]?.permission).toBe('Microsoft.Authorization/roleAssignments/read');
});

test('roles of a registry that ignores AcrPull are another trouble', async () => {
  const registries = { contosoprod7: { roleAssignmentMode: 'AbacRepositoryPermissions' } };
  const report = await look(ID, appWith('ingest', {}, { registries }), INGEST);
  expect(heldIn(report)).toMatchObject({ 'no-pull-role': 'not-applicable' });
});

test('an entry written after the failure says so', async () => {
  const report = await look(ID, appWith('ingest', { changedAt: '2026-11-20T10:00:00Z' }), INGEST);
  expect(report.judged[0]).toMatchObject({ since: '2026-11-20T10:00:00.000Z' });
});

describe('pasted', () => {
  const SHOW = ran('az containerapp show -n ingest -g rg-prod', shownApp('ingest', [entry()]));
  const LIST = `az role assignment list --assignee ${INGEST_ID} --scope ${REGISTRY_ID} --include-inherited --include-groups`;
  const ACR = ran('az acr show -n contosoprod7', {
    id: REGISTRY_ID,
    location: 'westeurope',
    loginServer: REGISTRY,
    name: 'contosoprod7',
    roleAssignmentMode: 'LegacyRegistryPermissions',
    sku: { name: 'Premium' },
  });
  const GRANT = {
    createdOn: '2026-03-01T10:00:00.000000+00:00',
    principalId: INGEST_ID,
    roleDefinitionName: 'AcrPull',
    scope: REGISTRY_ID,
  };

  test('the live verdict, with role and without', async () => {
    const live = known(heldIn(await look(ID, 'healthy', INGEST)));
    expect(heldInPaste(ID, SHOW + ACR + ran(LIST, [GRANT]))).toEqual(live);
    const without = known(heldIn(await look(ID, appWith('ingest', {}, NO_ROLE), INGEST)));
    expect(heldInPaste(ID, SHOW + ACR + ran(LIST, []))).toEqual(without);
  });

  test('without the roles only the assignment is told', () => {
    expect(heldInPaste(ID, SHOW)).toEqual({ 'identity-not-assigned': 'no' });
    const none = shownApp('ingest', [entry()], { identity: { type: 'None' } });
    expect(heldInPaste(ID, JSON.stringify(none))).toMatchObject({ 'identity-not-assigned': 'yes' });
  });

  test.each([
    ['entries alone: whose identity is not told', ran('az containerapp registry list -n ingest', [entry()])],
    ['roles alone', ACR + ran(LIST, [])],
    ['a bare GUID', INGEST_ID],
  ])('%s proves nothing', (_name, text) => {
    expect(heldInPaste(ID, text)).toEqual({});
  });
});
