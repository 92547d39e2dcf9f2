import { heldIn, look, sawIn } from '../look';
import { EXPORT, GROUP, heldInPaste, IMPORT, liveOf, REGISTRY, transferring } from './transferring';

const ID = 'transfer/storage';
const ACCOUNT_ID = `${GROUP}/rg-transfer/providers/Microsoft.Storage/storageAccounts/stcontosoxfer`;
const of = (account: object, more: object = {}) =>
  transferring({ storageAccounts: { stcontosoxfer: account }, ...more });
const MANAGED = { pipelines: { tolab: { mode: 'ManagedIdentity', keyVault: null } } };

test('healthy: open to all networks, the container is there, a token in use', async () => {
  const report = await look(ID, 'healthy', EXPORT);
  expect(heldIn(report)).toEqual({
    'network-closed': 'no',
    'shared-key-off': 'no',
    'container-missing': 'no',
    'identity-without-blob-role': 'not-applicable',
  });
  expect(report.learned).toMatchObject({
    storageAccount: 'stcontosoxfer',
    storageContainer: 'transfer',
    storageAccountId: ACCOUNT_ID,
    storageResourceGroup: 'rg-transfer',
  });
});

test.each([
  ['network-closed', { defaultAction: 'Deny' }, 'stcontosoxfer: public access Enabled, default action Deny'],
  ['network-closed', { publicNetworkAccess: 'Disabled' }, 'stcontosoxfer: public access Disabled'],
  ['shared-key-off', { allowSharedKeyAccess: false }, 'stcontosoxfer: allowSharedKeyAccess is false'],
  ['container-missing', { containers: { transfer: null } }, 'container transfer is not there'],
])('%s: %j', async (statement, account, saw) => {
  const report = await look(ID, of(account), IMPORT);
  expect(heldIn(report)[statement]).toBe('yes');
  expect(sawIn(report, statement)).toContain(saw);
});

test('key access off does not matter to a user delegation SAS or a managed identity', async () => {
  const off = { allowSharedKeyAccess: false };
  const delegated = { ...EXPORT, sas: { skoid: 'x', sp: 'rwla' } };
  expect(heldIn(await look(ID, of(off), delegated))['shared-key-off']).toBe('not-applicable');
  expect(heldIn(await look(ID, of(off, MANAGED), EXPORT))['shared-key-off']).toBe('not-applicable');
});

test.each([
  ['Storage Blob Data Contributor', ACCOUNT_ID, 'no'],
  ['Storage Blob Data Contributor', `${ACCOUNT_ID}/blobServices/default/containers/transfer`, 'no'],
  ['Storage Blob Data Contributor', `${ACCOUNT_ID}/blobServices/default/containers/other`, 'yes'],
  ['Storage Blob Data Reader', ACCOUNT_ID, 'yes'],
  // The management roles of an account do not reach its blobs.
  ['Owner', ACCOUNT_ID, 'yes'],
])('managed identity of an export with %s at %s: %s', async (role, scope, holds) => {
  const roleAssignments = { xfer: { role, principal: 'transfer-out', scope } };
  const report = await look(ID, transferring({ ...MANAGED, roleAssignments }), EXPORT);
  expect(heldIn(report)['identity-without-blob-role']).toBe(holds);
  expect(report.learned.principalId).toBe('5e0a9d41-7c2b-4f6e-8a13-92b4c6d8e0f1');
});

test('managed identity without any role', async () => {
  const report = await look(ID, transferring(MANAGED), EXPORT);
  expect(sawIn(report, 'identity-without-blob-role')).toMatch(
    /^identity 5e0a9d41\.\.\. of pipeline tolab holds no role/,
  );
});

test('another 404 than that of the container is no missing container', async () => {
  const body = { error: { code: 'ResourceNotFound', message: 'gone' } };
  const rule = { match: 'GET management.azure.com/*/containers/*', status: 404, body };
  expect(heldIn(await look(ID, transferring({}, rule), EXPORT))).toMatchObject({
    'container-missing': 'unknown',
    'network-closed': 'no',
  });
});

test('an account that no subscription shows is unknown', async () => {
  const { judged } = await look(ID, transferring({ storageAccounts: { stcontosoxfer: null } }), EXPORT);
  expect(judged[0]).toMatchObject({ holds: 'unknown', permission: 'Microsoft.Storage/storageAccounts/read' });
  expect(judged[2]).toMatchObject({ statement: 'container-missing', holds: 'unknown' });
});

test('without a pipeline the account that the text names is looked at', async () => {
  const named = { registry: REGISTRY, storageAccount: 'stcontosoxfer', storageContainer: 'nowhere' };
  expect(heldIn(await look(ID, 'healthy', named))).toMatchObject({
    'network-closed': 'no',
    'container-missing': 'yes',
  });
});

describe('pasted', () => {
  const shown = {
    allowSharedKeyAccess: null,
    id: ACCOUNT_ID,
    keyCreationTime: { key1: '2026-10-01T10:00:00+00:00' },
    name: 'stcontosoxfer',
    networkRuleSet: { bypass: 'AzureServices', defaultAction: 'Deny', ipRules: [] },
    primaryEndpoints: { blob: 'https://stcontosoxfer.blob.core.windows.net/' },
    publicNetworkAccess: 'Enabled',
  };
  const exists = (isThere: boolean, options = '--name transfer') =>
    `$ az storage container exists --account-name stcontosoxfer ${options} --auth-mode login\n{ "exists": ${isThere} }`;

  test('account and container: the same as live', async () => {
    const told = heldInPaste(ID, `${JSON.stringify(shown, null, 2)}\n${exists(false)}`, EXPORT);
    expect(told).toEqual({ 'network-closed': 'yes', 'shared-key-off': 'no', 'container-missing': 'yes' });
    const scenario = of({ defaultAction: 'Deny', containers: { transfer: null } });
    expect(told).toEqual(await liveOf(ID, told, scenario, EXPORT));
  });

  test('an account or container of another name, or of none, tells nothing', () => {
    const params = { ...EXPORT, storageAccount: 'stother', storageContainer: 'out' };
    expect(heldInPaste(ID, JSON.stringify(shown), params)).toEqual({});
    expect(heldInPaste(ID, exists(false), params)).toEqual({});
    expect(heldInPaste(ID, exists(false, '--query exists'), EXPORT)).toEqual({});
    expect(heldInPaste(ID, '{ "exists": false }', EXPORT)).toEqual({});
  });
});
