import { heldIn, look, sawIn } from '../look';
import { appWith, entry, GROUP, heldInPaste, INGEST, known, ran, shownApp } from './apps';

const ID = 'container-apps/environment';
const IN_NETWORK = { 'consumption-only': 'no', 'own-network': 'yes', 'internal-only': 'no' };

function environmentWith(changes: object) {
  return appWith('ingest', {}, { environments: { 'env-prod': changes } });
}

test('workload profiles in a network of the customer', async () => {
  const report = await look(ID, 'healthy', INGEST);
  expect(heldIn(report)).toEqual(IN_NETWORK);
  expect(sawIn(report, 'own-network')).toBe('it lies in the subnet snet-apps of vnet-prod');
  expect(sawIn(report, 'consumption-only')).toBe('workload profiles: Consumption (Consumption)');
});

test.each([
  ['Consumption-only', { profiles: { Consumption: null } }, { ...IN_NETWORK, 'consumption-only': 'yes' }],
  ['no network of its own', { subnet: null }, { ...IN_NETWORK, 'own-network': 'no' }],
  ['internal', { internal: true }, { ...IN_NETWORK, 'internal-only': 'yes' }],
])('%s', async (_name, changes, held) => {
  expect(heldIn(await look(ID, environmentWith(changes), INGEST))).toEqual(held);
});

test('an environment that may not be read, or of another kind, is unknown', async () => {
  const scenario = environmentWith({});
  scenario.rules = [{ match: 'GET *managedEnvironments*', status: 403 }];
  const report = await look(ID, scenario, INGEST);
  expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['unknown']));
  expect(report.judged[0]?.permission).toBe('Microsoft.App/managedEnvironments/read');
  const elsewhere = await look(ID, appWith('ingest', { environment: 'not/there' }), INGEST);
  expect(sawIn(elsewhere, 'own-network')).toMatch(/is no managed environment$/);
});

describe('pasted', () => {
  const SHOW = 'az containerapp env show --name env-prod --resource-group rg-prod';
  const shown = (properties: object, name = 'env-prod') => ({
    id: `${GROUP}/Microsoft.App/managedEnvironments/${name}`,
    name,
    properties: { provisioningState: 'Succeeded', ...properties },
    type: 'Microsoft.App/managedEnvironments',
  });
  const subnet =
    '/subscriptions/x/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet-prod/subnets/s';
  const WHOLE = shown({
    vnetConfiguration: { infrastructureSubnetId: subnet, internal: false },
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }],
  });
  const NEITHER = shown({ vnetConfiguration: null, workloadProfiles: null });

  test('az containerapp env show says what the live check says', async () => {
    expect(heldInPaste(ID, ran(SHOW, WHOLE))).toEqual(known(heldIn(await look(ID, 'healthy', INGEST))));
    const bare = environmentWith({ profiles: { Consumption: null }, subnet: null });
    expect(heldInPaste(ID, JSON.stringify(NEITHER))).toEqual(known(heldIn(await look(ID, bare, INGEST))));
  });

  test('the commands that the causes hand out', () => {
    expect(heldInPaste(ID, ran(`${SHOW} --query properties.workloadProfiles -o json`, []))).toEqual({
      'consumption-only': 'yes',
    });
    const query = `${SHOW} --query properties.vnetConfiguration.infrastructureSubnetId -o tsv`;
    expect(heldInPaste(ID, ran(query, subnet))).toEqual({ 'own-network': 'yes' });
    // A query prints nothing both for null and for what an answer does not know.
    expect(heldInPaste(ID, `$ ${query}\n`)).toEqual({});
  });

  test('another environment than that of the app proves nothing', () => {
    const app = ran('az containerapp show -n ingest -g rg-prod', shownApp('ingest', [entry()]));
    expect(heldInPaste(ID, app + ran(SHOW.replace('env-prod', 'env-test'), shown({}, 'env-test')))).toEqual(
      {},
    );
    expect(heldInPaste(ID, app + ran(SHOW, NEITHER))).toMatchObject({ 'consumption-only': 'yes' });
    const text = JSON.stringify(NEITHER, null, 1);
    expect(heldInPaste(ID, `$ ${SHOW}\n${text.slice(0, text.indexOf('"vnet'))}`)).toEqual({});
  });
});
