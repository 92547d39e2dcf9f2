import { heldIn, look, sawIn } from '../look';
import { EXPORT, GROUP, heldInPaste, IMPORT, liveOf, transferring } from './transferring';

const ID = 'transfer/vault';
const VAULT_ID = `${GROUP}/rg-transfer/providers/Microsoft.KeyVault/vaults/contoso-transfer`;
const of = (vault: object, more: object = {}) =>
  transferring({ keyVaults: { 'contoso-transfer': vault }, ...more });
const granting = (role: string, scope = VAULT_ID) => ({
  roleAssignments: { 'transfer-secret': { role, principal: 'transfer-out', scope, createdAt: '-40d' } },
});

test('healthy: a policy lets the identity get secrets', async () => {
  const report = await look(ID, 'healthy', EXPORT);
  expect(heldIn(report)).toEqual({
    'identity-without-secret-get': 'no',
    'vault-closed': 'no',
    'other-vault': 'not-applicable',
  });
  expect(report.learned).toMatchObject({
    keyVault: 'contoso-transfer',
    keyVaultId: VAULT_ID,
    principalId: '5e0a9d41-7c2b-4f6e-8a13-92b4c6d8e0f1',
  });
  // The identity of an import pipeline is another, and stands under userAssignedIdentities.
  expect((await look(ID, 'healthy', IMPORT)).learned.principalId).toBe(
    '7b3f2c60-1d4e-4a8b-b925-c0e7f6a5d4b3',
  );
});

test.each([
  [
    'no policy at all',
    { policies: { 'transfer-out': null } },
    /none of the 1 access policies .* pipeline tolab/,
  ],
  [
    'a policy without get',
    { policies: { 'transfer-out': ['list', 'set'] } },
    /has list, set on secrets, not get/,
  ],
])('by policies: %s', async (_name, vault, saw) => {
  const report = await look(ID, of(vault), EXPORT);
  expect(heldIn(report)['identity-without-secret-get']).toBe('yes');
  expect(sawIn(report, 'identity-without-secret-get')).toMatch(saw);
});

test.each([
  ['ALL', 'no'],
  ['Get', 'no'],
])('by policies: %s counts', async (secrets, holds) => {
  const held = heldIn(await look(ID, of({ policies: { 'transfer-out': [secrets] } }), EXPORT));
  expect(held['identity-without-secret-get']).toBe(holds);
});

describe('by roles, where policies have no effect', () => {
  test('no role', async () => {
    const report = await look(ID, of({ rbac: true }), EXPORT);
    expect(heldIn(report)['identity-without-secret-get']).toBe('yes');
    expect(sawIn(report, 'identity-without-secret-get')).toContain('holds no role in contoso-transfer');
  });

  test.each([
    ['Key Vault Secrets User', VAULT_ID, 'no'],
    ['Key Vault Secrets User', `${VAULT_ID}/secrets/acrexportsas`, 'no'],
    ['Key Vault Secrets User', `${GROUP}/rg-transfer`, 'no'],
    ['Key Vault Secrets User', `${VAULT_ID}/secrets/another`, 'yes'],
    ['Key Vault Reader', VAULT_ID, 'yes'],
    ['Owner', VAULT_ID, 'yes'],
  ])('%s at %s: %s', async (role, scope, holds) => {
    const held = heldIn(await look(ID, of({ rbac: true }, granting(role, scope)), EXPORT));
    expect(held['identity-without-secret-get']).toBe(holds);
  });

  test('roles that may not be read prove nothing', async () => {
    const rule = { match: 'GET management.azure.com/*/roleAssignments*', status: 403, body: {} };
    const scenario = transferring({ keyVaults: { 'contoso-transfer': { rbac: true } } }, rule);
    const { judged } = await look(ID, scenario, EXPORT);
    expect(judged[0]).toMatchObject({
      holds: 'unknown',
      permission: 'Microsoft.Authorization/roleAssignments/read',
    });
  });
});

test.each([
  [{ defaultAction: 'Deny', bypass: 'None' }, 'yes'],
  [{ defaultAction: 'Deny', bypass: 'AzureServices' }, 'no'],
  [{ publicNetworkAccess: 'Disabled', bypass: 'None' }, 'yes'],
  [{ publicNetworkAccess: 'Disabled', bypass: 'AzureServices' }, 'unknown'],
  [{ bypass: 'None' }, 'no'],
])('network %j: %s', async (vault, holds) => {
  expect(heldIn(await look(ID, of(vault), EXPORT))['vault-closed']).toBe(holds);
});

test('another vault than the one that was looked at', async () => {
  const report = await look(ID, 'healthy', { ...EXPORT, keyVault: 'contoso-keys' });
  expect(heldIn(report)['other-vault']).toBe('yes');
  expect(sawIn(report, 'other-vault')).toBe(
    'the pipeline reads acrexportsas in contoso-transfer, not in contoso-keys',
  );
});

test('in the mode ManagedIdentity there is no vault', async () => {
  const scenario = transferring({ pipelines: { tolab: { mode: 'ManagedIdentity', keyVault: null } } });
  expect(new Set(Object.values(heldIn(await look(ID, scenario, EXPORT))))).toEqual(
    new Set(['not-applicable']),
  );
});

test('a vault that no subscription shows is unknown, never missing', async () => {
  const scenario = transferring({ keyVaults: { 'contoso-transfer': null } });
  const { judged } = await look(ID, scenario, EXPORT);
  expect(judged[0]).toMatchObject({ holds: 'unknown', permission: 'Microsoft.KeyVault/vaults/read' });
});

describe('pasted', () => {
  const pipeline = {
    id: `${GROUP}/rg-prod/providers/Microsoft.ContainerRegistry/registries/contosoprod7/exportPipelines/tolab`,
    identity: {
      principalId: '5e0a9d41-7c2b-4f6e-8a13-92b4c6d8e0f1',
      type: 'systemAssigned',
      userAssignedIdentities: null,
    },
    name: 'tolab',
    options: null,
    target: {
      keyVaultUri: 'https://contoso-transfer.vault.azure.net/secrets/acrexportsas',
      storageAccessMode: 'SasToken',
      uri: 'https://stcontosoxfer.blob.core.windows.net/transfer',
    },
  };
  const shown = {
    id: VAULT_ID,
    name: 'contoso-transfer',
    properties: {
      accessPolicies: [
        {
          objectId: '19c8b7a6-5d4e-4f3a-92b1-0a9b8c7d6e5f',
          permissions: { secrets: ['get'] },
          tenantId: 't',
        },
      ],
      enableRbacAuthorization: false,
      networkAcls: { bypass: 'None', defaultAction: 'Deny', ipRules: [] },
      publicNetworkAccess: 'Enabled',
    },
  };
  const text = `$ az keyvault show --name contoso-transfer\n${JSON.stringify(shown, null, 2)}`;
  const beside = `$ az acr export-pipeline show --name tolab\n${JSON.stringify(pipeline, null, 2)}`;

  test('vault and pipeline: the same as live', async () => {
    const told = heldInPaste(ID, `${text}\n${beside}`, EXPORT);
    expect(told).toEqual({ 'identity-without-secret-get': 'yes', 'vault-closed': 'yes' });
    const scenario = of({
      policies: { 'transfer-out': null, 'transfer-in': null, anna: ['get'] },
      defaultAction: 'Deny',
      bypass: 'None',
    });
    expect(told).toEqual(await liveOf(ID, told, scenario, EXPORT));
  });

  test('the vault alone tells nothing of an identity that is not known', () => {
    expect(heldInPaste(ID, text, EXPORT)).toEqual({ 'vault-closed': 'yes' });
    expect(heldInPaste(ID, text, { ...EXPORT, keyVault: 'another' })).toEqual({});
  });
});
