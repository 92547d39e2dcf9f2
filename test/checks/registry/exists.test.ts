import { loadScenario, type Scenario } from '../../../src/practice/tenant/scenario';
import { disturbed } from '../../azure/simulated';
import { heldIn, look, PULLED, sawIn } from '../look';

const ID = 'registry/exists';

test('a registry that is there, seen and ready', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({ 'no-such-name': 'no', 'not-visible': 'no', 'not-ready': 'no' });
  expect(sawIn(report, 'not-visible')).toBe(
    'contosoprod7.azurecr.io is the registry contosoprod7 in resource group rg-prod',
  );
  expect(report.learned).toMatchObject({
    subscription: '6f1c2d34-0a1b-4c5d-8e9f-112233445566',
    registryResourceGroup: 'rg-prod',
  });
  expect(report.learned.registryId).toMatch(/registries\/contosoprod7$/);
});

test.each([
  ['a letter missing', 'contosprod7.azurecr.io'],
  ['another cloud', 'contosoprod7.azurecr.cn'],
  ['a name without its random part', 'contosoprod.azurecr.io'],
])('%s: DNS and Azure know no such name, and one like it is there', async (_why, registry) => {
  const report = await look(ID, 'healthy', { ...PULLED, registry });
  expect(heldIn(report)).toEqual({ 'no-such-name': 'yes', 'not-visible': 'yes', 'not-ready': 'unknown' });
  expect(sawIn(report, 'no-such-name')).toMatch(
    /DNS does not know .*, but there is contosoprod7\.azurecr\.io$/,
  );
});

test('a name like no other is not accused: it may be in a private zone elsewhere', async () => {
  const report = await look(ID, 'healthy', { ...PULLED, registry: 'zebracrossing.azurecr.io' });
  expect(heldIn(report)).toEqual({ 'no-such-name': 'unknown', 'not-visible': 'yes', 'not-ready': 'unknown' });
});

test('a registry in a subscription that is not seen exists, because DNS knows it', async () => {
  const report = await look(ID, 'registry-not-visible');
  expect(heldIn(report)).toEqual({ 'no-such-name': 'no', 'not-visible': 'yes', 'not-ready': 'unknown' });
});

test('a silent name server leaves it open, although a name like it is there', async () => {
  const scenario = loadScenario('healthy');
  scenario.tenant.dns['contosprod7.azurecr.io'] = { aliases: [], addresses: [], fault: 'timeout' };
  const report = await look(ID, scenario, { ...PULLED, registry: 'contosprod7.azurecr.io' });
  expect(heldIn(report)['no-such-name']).toBe('unknown');
  expect(sawIn(report, 'no-such-name')).toMatch(/ETIMEOUT/);
});

test('Resource Graph refused: nothing is said to be missing', async () => {
  const refusal = { error: { code: 'AuthorizationFailed', message: 'not allowed' } };
  const scenario = disturbed({ match: 'POST management.azure.com/*', status: 403, body: refusal });
  const report = await look(ID, scenario, { ...PULLED, registry: 'contosprod7.azurecr.io' });
  expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['unknown']));
  expect(report.judged[1]).toMatchObject({ permission: 'Microsoft.ContainerRegistry/registries/read' });
});

test.each(['Updating', 'Failed', 'Deleting'])(
  'a registry that is %s is not ready',
  async (provisioningState) => {
    const scenario: Scenario = loadScenario('healthy');
    scenario.tenant.registries.contosoprod7!.provisioningState = provisioningState;
    const report = await look(ID, scenario);
    expect(heldIn(report)['not-ready']).toBe('yes');
    expect(sawIn(report, 'not-ready')).toBe(`provisioningState is ${provisioningState}`);
  },
);

test('an empty state is unknown', async () => {
  const scenario = loadScenario('healthy');
  scenario.tenant.registries.contosoprod7!.provisioningState = '';
  expect(heldIn(await look(ID, scenario))['not-ready']).toBe('unknown');
});
