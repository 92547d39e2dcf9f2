import { parse } from '../../../src/parse/parse';
import { heldIn, look, sawIn } from '../look';
import { GROUP, heldInPaste, liveOf, REGISTRY, transferring } from './transferring';

const ID = 'transfer/caller';
const DEPLOYER = 'd1e2f3a4-b5c6-4d7e-8f90-a1b2c3d4e5f6';
const WHO = { registry: REGISTRY, callerId: DEPLOYER };
const SUBSCRIPTION = '/subscriptions/6f1c2d34-0a1b-4c5d-8e9f-112233445566';
const REGISTRY_ID = `${GROUP}/rg-prod/providers/Microsoft.ContainerRegistry/registries/contosoprod7`;
const TRANSFER = 'Container Registry Transfer Pipeline Contributor';

function holding(role: string | undefined, scope = SUBSCRIPTION, more: object = {}) {
  return transferring({
    identities: { deployer: { kind: 'application', objectId: DEPLOYER } },
    roleDefinitions: {
      Exporter: {
        id: '0a0b0c0d-1111-4222-8333-444455556666',
        actions: [
          'Microsoft.ContainerRegistry/registries/exportPipelines/write',
          'Microsoft.ContainerRegistry/registries/pipelineRuns/write',
        ],
      },
    },
    ...(role === undefined ? {} : { roleAssignments: { deploys: { role, principal: 'deployer', scope } } }),
    ...more,
  });
}

test.each([
  [TRANSFER, SUBSCRIPTION],
  [TRANSFER, REGISTRY_ID],
  ['Contributor', `${GROUP}/rg-prod`],
  ['Owner', SUBSCRIPTION],
])('%s at %s: every right is there, by whatever role', async (role, scope) => {
  expect(heldIn(await look(ID, holding(role, scope), WHO))).toEqual({
    'no-export-pipeline-right': 'no',
    'no-import-pipeline-right': 'no',
    'no-run-right': 'no',
    'no-transfer-right': 'no',
    denied: 'no',
  });
});

test.each([[undefined], ['AcrPush'], ['Reader']])('%s: no right', async (role) => {
  const report = await look(ID, holding(role), WHO);
  expect(heldIn(report)).toMatchObject({ 'no-run-right': 'yes', 'no-transfer-right': 'yes' });
  expect(sawIn(report, 'no-transfer-right')).toMatch(/^identity d1e2f3a4\.\.\. holds .*pipelineRuns\/write$/);
});

test('at another scope it does not count', async () => {
  const elsewhere = `${GROUP}/rg-other`;
  expect(heldIn(await look(ID, holding(TRANSFER, elsewhere), WHO))['no-transfer-right']).toBe('yes');
});

test('a role for one way: which way it is decides, and is not guessed', async () => {
  const scenario = holding('Exporter');
  expect(heldIn(await look(ID, scenario, WHO))['no-transfer-right']).toBe('unknown');
  expect(heldIn(await look(ID, scenario, { ...WHO, direction: 'export' }))['no-transfer-right']).toBe('no');
  expect(heldIn(await look(ID, scenario, { ...WHO, importPipeline: 'p' }))['no-transfer-right']).toBe('yes');
});

test('a deny assignment takes it away', async () => {
  const denyAssignments = {
    locked: {
      principals: ['*'],
      scope: REGISTRY_ID,
      actions: ['Microsoft.ContainerRegistry/registries/pipelineRuns/*'],
    },
  };
  const report = await look(ID, holding(TRANSFER, SUBSCRIPTION, { denyAssignments }), WHO);
  expect(heldIn(report)).toMatchObject({ denied: 'yes', 'no-run-right': 'no', 'no-transfer-right': 'yes' });
});

test('roles that may not be read: unknown, with the right', async () => {
  const scenario = holding(undefined);
  scenario.rules = [{ match: 'GET management.azure.com/*/roleAssignments*', status: 403, body: {} }];
  const report = await look(ID, scenario, WHO);
  expect(report.judged[0]).toMatchObject({
    holds: 'unknown',
    permission: 'Microsoft.Authorization/roleAssignments/read',
  });
  expect(heldIn(report)['no-transfer-right']).toBe('unknown');
});

test('the caller is who was refused, never another identity that a text names', () => {
  const refused = `(AuthorizationFailed) The client 'anna@contoso.com' with object id '${DEPLOYER}' does not have authorization to perform action 'Microsoft.ContainerRegistry/registries/pipelineRuns/write' over scope '${REGISTRY_ID}/pipelineRuns/outweek48' or the scope is invalid.`;
  expect(parse(refused).facts).toMatchObject({ callerId: DEPLOYER, pipelineRun: 'outweek48' });
  const vault = `"pipelineRunErrorMessage": "Caller is not authorized. Caller: appid=1;oid=${DEPLOYER} on https://kv.vault.azure.net"`;
  expect(parse(vault).facts.callerId).toBeUndefined();
});

describe('pasted', () => {
  const listed = (role: string, options = '--include-inherited --include-groups') => {
    const rows = [{ principalId: DEPLOYER, roleDefinitionName: role, scope: REGISTRY_ID }];
    return `$ az role assignment list --assignee ${DEPLOYER} --scope ${REGISTRY_ID} ${options}\n${JSON.stringify(rows)}`;
  };

  test.each([
    [TRANSFER, 'no'],
    ['AcrPush', 'yes'],
  ])('%s: the same as live', async (role, holds) => {
    const told = heldInPaste(ID, listed(role), WHO);
    expect(told['no-run-right']).toBe(holds);
    expect(told).toEqual(await liveOf(ID, told, holding(role, REGISTRY_ID), WHO));
  });

  test('a list without inherited assignments, or of a role nobody knows, proves no absence', () => {
    expect(heldInPaste(ID, listed('AcrPush', ''), WHO)).toEqual({});
    expect(heldInPaste(ID, listed('Contoso Deployers'), WHO)).toEqual({});
  });
});
