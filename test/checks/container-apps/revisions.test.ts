import { heldIn, look, sawIn } from '../look';
import { appWith, entry, GROUP, heldInPaste, INGEST, known, ran, shownApp } from './apps';

const ID = 'container-apps/revisions';
const FINE = { 'provisioning-failed': 'no', unhealthy: 'no', 'deployment-failed': 'no' };
const ERROR = 'ErrorCode: [ErrImagePull], Message: [401 Unauthorized]';

test('a healthy app', async () => {
  const report = await look(ID, 'healthy', INGEST);
  expect(heldIn(report)).toEqual(FINE);
  expect(sawIn(report, 'provisioning-failed')).toBe('revision ingest--r1 is Provisioned');
});

const FAILED = {
  r2: { createdAt: '-1h', provisioningState: 'Failed', provisioningError: ERROR, healthState: 'Unhealthy' },
};

test('the newest revision failed, with the reason of the service', async () => {
  const report = await look(ID, appWith('ingest', { revisions: FAILED }), INGEST);
  expect(heldIn(report)).toEqual({ ...FINE, 'provisioning-failed': 'yes', unhealthy: 'yes' });
  expect(sawIn(report, 'provisioning-failed')).toBe(`revision ingest--r2 is Failed: ${ERROR}`);
});

test('the one that is named counts, not the newest', async () => {
  const scenario = appWith('ingest', { revisions: FAILED });
  expect(heldIn(await look(ID, scenario, { ...INGEST, revision: 'ingest--r1' }))).toEqual(FINE);
  const gone = await look(ID, scenario, { ...INGEST, revision: 'ingest--r0' });
  expect(heldIn(gone)).toMatchObject({ 'provisioning-failed': 'unknown', unhealthy: 'unknown' });
});

test('a secret in the reason is masked', async () => {
  const provisioningError = 'https://user:Seeded0Password@contosoprod7.azurecr.io refused';
  const scenario = appWith('ingest', {
    provisioningState: 'Failed',
    provisioningError,
    revisions: { r1: { provisioningError, provisioningState: 'Failed' } },
  });
  const report = await look(ID, scenario, INGEST);
  expect(heldIn(report)).toMatchObject({ 'provisioning-failed': 'yes', 'deployment-failed': 'yes' });
  expect(JSON.stringify(report)).not.toContain('Seeded');
});

test.each([
  ['still on its way', { provisioningState: 'Provisioning' }, { 'provisioning-failed': 'unknown' }],
  ['taken down', { provisioningState: 'Deprovisioned' }, { 'provisioning-failed': 'unknown' }],
  ['without replicas', { healthState: 'None' }, { unhealthy: 'unknown' }],
])('a revision %s: unknown', async (_name, r1, held) => {
  expect(heldIn(await look(ID, appWith('ingest', { revisions: { r1 } }), INGEST))).toMatchObject(held);
});

test('revisions that may not be read: the app is still told', async () => {
  const scenario = appWith('ingest', { provisioningState: 'Failed' });
  scenario.rules = [{ match: 'GET *revisions*', status: 403 }];
  const report = await look(ID, scenario, INGEST);
  expect(heldIn(report)).toEqual({
    'provisioning-failed': 'unknown',
    unhealthy: 'unknown',
    'deployment-failed': 'yes',
  });
  expect(report.judged[0]?.permission).toBe('Microsoft.App/containerApps/revisions/read');
});

describe('pasted', () => {
  const LIST = 'az containerapp revision list --name ingest --resource-group rg-prod';
  const shown = (end: string, properties: object) => ({
    id: `${GROUP}/Microsoft.App/containerapps/ingest/revisions/ingest--${end}`,
    name: `ingest--${end}`,
    properties: { active: true, createdTime: `2026-11-0${end.slice(1)}T10:00:00+00:00`, ...properties },
    resourceGroup: 'rg-prod',
    type: 'Microsoft.App/containerapps/revisions',
  });
  const ONE = shown('r1', { healthState: 'Healthy', provisioningState: 'Provisioned' });
  const TWO = shown('r2', {
    healthState: 'Unhealthy',
    provisioningState: 'Failed',
    provisioningError: ERROR,
  });

  test('list and show say what the live check says', async () => {
    const live = known(heldIn(await look(ID, appWith('ingest', { revisions: FAILED }), INGEST)));
    const app = ran('az containerapp show -n ingest -g rg-prod', shownApp('ingest', [entry()]));
    expect(heldInPaste(ID, ran(`${LIST} -o json`, [ONE, TWO]) + app)).toEqual(live);
    expect(heldInPaste(ID, JSON.stringify([ONE, TWO]))).toEqual({
      'provisioning-failed': 'yes',
      unhealthy: 'yes',
    });
    const show = ran('az containerapp revision show -n ingest -g rg-prod --revision ingest--r1', ONE);
    expect(heldInPaste(ID, show, { ...INGEST, revision: 'ingest--r1' })).toMatchObject({ unhealthy: 'no' });
  });

  test('a table', () => {
    const table = [
      'CreatedTime                Active    TrafficWeight    HealthState    ProvisioningState    Name',
      '-------------------------  --------  ---------------  -------------  -------------------  ----------',
      '2026-11-02T10:00:00+00:00  True      100              Unhealthy      Failed               ingest--r2',
      '2026-11-01T10:00:00+00:00  False     0                Healthy        Provisioned          ingest--r1',
    ].join('\n');
    expect(heldInPaste(ID, ran(`${LIST} -o table`, table))).toEqual({
      'provisioning-failed': 'yes',
      unhealthy: 'yes',
    });
  });

  test.each([
    ['an empty list', ran(LIST, [])],
    ['another app', ran(LIST.replace('ingest', 'other'), [TWO])],
    ['a query', ran(`${LIST} --query "[].name" -o tsv`, 'ingest--r2')],
    ['cut off, and none named', `$ ${LIST}\n${JSON.stringify([ONE, TWO], null, 1).slice(0, -40)}`],
  ])('%s proves nothing', (_name, text) => {
    expect(heldInPaste(ID, text)).toEqual({});
  });
});
