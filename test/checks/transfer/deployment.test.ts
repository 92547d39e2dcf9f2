import { heldIn, look, sawIn } from '../look';
import { GROUP, heldInPaste, liveOf, REGISTRY, transferring } from './transferring';

const ID = 'transfer/deployment';
const PARAMS = { registry: REGISTRY, deployment: 'outweek47-template' };
const RUN = `${GROUP}/rg-prod/providers/Microsoft.ContainerRegistry/registries/contosoprod7/pipelineRuns/outweek47`;
const CORRELATION = '4c1d7e20-8b5a-4f93-a6c2-1e0d9b8a7f65';

function failed(code: string, message = 'as the service says') {
  const operations = { run: { target: RUN, state: 'Failed', code, message } };
  const deployment = { state: 'Failed', code: 'DeploymentFailed', operations };
  return transferring({ deployments: { 'outweek47-template': deployment } });
}

test('healthy: succeeded, and its correlation id is learnt', async () => {
  const report = await look(ID, 'healthy', PARAMS);
  expect(heldIn(report)).toEqual({
    'deployment-failed': 'no',
    'inner-error': 'no',
    'template-refused': 'no',
    'resource-missing': 'no',
    'api-version-unknown': 'no',
    'not-authorized': 'no',
  });
  expect(report.learned.correlationId).toBe(CORRELATION);
});

test.each([
  ['template-refused', 'InvalidTemplate'],
  ['resource-missing', 'ParentResourceNotFound'],
  ['api-version-unknown', 'NoRegisteredProviderFound'],
  ['not-authorized', 'AuthorizationFailed'],
])('%s: %s behind DeploymentFailed', async (statement, code) => {
  const report = await look(ID, failed(code), PARAMS);
  const held = heldIn(report);
  expect(held).toMatchObject({ 'deployment-failed': 'yes', 'inner-error': 'yes', [statement]: 'yes' });
  expect(Object.values(held).filter((holds) => holds === 'yes')).toHaveLength(3);
  expect(sawIn(report, statement)).toContain(`${code} at outweek47, correlation id ${CORRELATION}`);
});

test('only the wrapper is told: the reason stays open', async () => {
  const deployment = { state: 'Failed', code: 'DeploymentFailed', operations: { run: null } };
  const rule = { match: 'GET management.azure.com/*/operations', status: 403, body: {} };
  const scenario = transferring({ deployments: { 'outweek47-template': deployment } }, rule);
  const report = await look(ID, scenario, PARAMS);
  expect(heldIn(report)).toMatchObject({
    'deployment-failed': 'yes',
    'inner-error': 'unknown',
    'not-authorized': 'unknown',
  });
  expect(report.judged[1]).toMatchObject({ permission: 'Microsoft.Resources/deployments/operations/read' });
});

test('not ended yet, and not there', async () => {
  const running = transferring({ deployments: { 'outweek47-template': { state: 'Running' } } });
  expect(new Set(Object.values(heldIn(await look(ID, running, PARAMS))))).toEqual(new Set(['unknown']));
  const other = await look(ID, 'healthy', { ...PARAMS, deployment: 'nowhere' });
  expect(new Set(Object.values(heldIn(other)))).toEqual(new Set(['unknown']));
});

test('secrets in a message are masked', async () => {
  const message =
    'GET https://a.blob.core.windows.net/c?sv=2022-11-02&sp=rl&sig=qZ1xW2eR3tY4uI5oP6aS7dF8gH9jK0l';
  expect(JSON.stringify(await look(ID, failed('Forbidden', message), PARAMS))).not.toContain('qZ1xW2');
});

describe('pasted', () => {
  const inner = { code: 'ParentResourceNotFound', message: 'the parent is not there', target: RUN };
  const shown = {
    id: `${GROUP}/rg-prod/providers/Microsoft.Resources/deployments/outweek47-template`,
    name: 'outweek47-template',
    properties: {
      correlationId: CORRELATION,
      // ARM packs the answer of a service into the message around it.
      error: {
        code: 'DeploymentFailed',
        details: [{ code: 'BadRequest', message: JSON.stringify({ error: inner }), target: RUN }],
        message: 'At least one resource deployment operation failed.',
      },
      provisioningState: 'Failed',
    },
    type: 'Microsoft.Resources/deployments',
  };

  test('az deployment group show, with an error packed into a message: the same as live', async () => {
    const told = heldInPaste(ID, JSON.stringify(shown, null, 2), PARAMS);
    expect(told).toMatchObject({
      'deployment-failed': 'yes',
      'resource-missing': 'yes',
      'template-refused': 'no',
    });
    expect(told).toEqual(await liveOf(ID, told, failed('ParentResourceNotFound'), PARAMS));
    expect(heldInPaste(ID, JSON.stringify(shown), { ...PARAMS, deployment: 'another' })).toEqual({});
  });

  test('az deployment operation group list', () => {
    const operation = {
      id: `${shown.id}/operations/0A1B`,
      operationId: '0A1B',
      properties: {
        provisioningState: 'Failed',
        statusMessage: { error: inner },
        targetResource: { id: RUN },
      },
    };
    const told = heldInPaste(ID, JSON.stringify([operation], null, 2), PARAMS);
    expect(told).toMatchObject({ 'resource-missing': 'yes', 'inner-error': 'yes' });
  });
});
