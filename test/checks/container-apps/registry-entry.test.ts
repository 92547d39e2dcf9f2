import type { Params } from '../../../src/checks/check';
import { disturbed } from '../../azure/simulated';
import { heldIn, look, sawIn } from '../look';
import {
  appWith,
  entry,
  heldInPaste,
  INGEST,
  INGEST_ID,
  known,
  learnt,
  PASSWORD_ENTRY,
  ran,
  REGISTRY,
  REPORTS,
  SECRET,
  shownApp,
} from './apps';

const ID = 'container-apps/registry-entry';
const BY_IDENTITY = {
  'no-entry': 'no',
  'no-credential': 'no',
  'server-differs': 'no',
  'uses-password': 'no',
  'uses-identity': 'yes',
};
const BY_PASSWORD = { ...BY_IDENTITY, 'uses-password': 'yes', 'uses-identity': 'no' };
const NONE = {
  'no-entry': 'yes',
  'no-credential': 'yes',
  'server-differs': 'no',
  'uses-password': 'no',
  'uses-identity': 'no',
};

test('an identity: found by the name of the app, and it teaches the names that other checks need', async () => {
  const report = await look(ID, 'healthy', INGEST);
  expect(heldIn(report)).toEqual(BY_IDENTITY);
  expect(report.learned).toEqual({
    app: 'ingest',
    appResourceGroup: 'rg-prod',
    environment: 'env-prod',
    principalId: INGEST_ID,
  });
  expect(report.judged[0]).toMatchObject({ about: 'app', subject: 'container app ingest' });
});

test('a user-assigned identity is the one that the entry names, not another of the app', async () => {
  const scenario = appWith('ingest', {
    users: ['kubelet-prod', 'transfer-in'],
    registries: [{ server: REGISTRY, identity: 'transfer-in' }],
  });
  const { learned } = await look(ID, scenario, INGEST);
  expect(learned.principalId).toBe('7b3f2c60-1d4e-4a8b-b925-c0e7f6a5d4b3');
  expect(learned.identityId).toMatch(/userAssignedIdentities\/transfer-in$/);
});

test('a password: its secret is taught by name, and no identity', async () => {
  const report = await look(ID, 'healthy', REPORTS);
  expect(heldIn(report)).toEqual(BY_PASSWORD);
  expect(report.learned).toMatchObject({ appSecret: SECRET });
  expect(report.learned).not.toHaveProperty('principalId');
  expect(JSON.stringify(report)).not.toContain('simulated-password');
});

test.each([
  ['no registries at all', [], NONE, /names no registry at all/],
  ['another registry', [{ server: 'docker.io', identity: '' }], NONE, /names only docker\.io/],
  [
    'the registry in another cloud',
    [{ server: 'contosoprod7.azurecr.us', identity: 'system' }],
    { ...NONE, 'server-differs': 'yes' },
    /names only contosoprod7\.azurecr\.us/,
  ],
  [
    'the name without its domain',
    [{ server: 'contosoprod7' }],
    { ...NONE, 'server-differs': 'yes' },
    /contosoprod7$/,
  ],
  [
    'an entry without anything',
    [{ server: REGISTRY }],
    { ...BY_IDENTITY, 'no-credential': 'yes', 'uses-identity': 'no' },
    /neither an identity nor/,
  ],
  [
    'an entry in capital letters',
    [{ server: 'ContosoProd7.azurecr.io', identity: 'system' }],
    BY_IDENTITY,
    /system/,
  ],
])('%s', async (_name, registries, held, saw) => {
  const report = await look(ID, appWith('ingest', { registries }), INGEST);
  expect(heldIn(report)).toEqual(held);
  expect(sawIn(report, 'no-credential')).toMatch(saw);
});

describe('what is not told', () => {
  test('an address in place of a login server: written otherwise, and neither there nor missing', async () => {
    const registries = [{ server: `https://${REGISTRY}/`, identity: 'system' }];
    const report = await look(ID, appWith('ingest', { registries }), INGEST);
    expect(heldIn(report)).toEqual({
      'no-entry': 'unknown',
      'no-credential': 'unknown',
      'server-differs': 'yes',
      'uses-password': 'unknown',
      'uses-identity': 'unknown',
    });
  });

  test('half a password, and both ways at once', async () => {
    const half = appWith('ingest', { registries: [{ server: REGISTRY, passwordSecretRef: 'x' }] });
    expect(heldIn(await look(ID, half, INGEST))).toMatchObject({ 'no-credential': 'unknown' });
    const both = appWith('ingest', {
      registries: [{ server: REGISTRY, ...PASSWORD_ENTRY, identity: 'system' }],
    });
    expect(heldIn(await look(ID, both, INGEST))).toMatchObject({
      'no-credential': 'no',
      'uses-password': 'unknown',
    });
  });

  test('where everybody may pull, no entry is missed', async () => {
    const open = { registries: { contosoprod7: { anonymousPullEnabled: true } } };
    const report = await look(ID, appWith('ingest', { registries: [] }, open), INGEST);
    expect(heldIn(report)).toMatchObject({ 'no-entry': 'not-applicable', 'no-credential': 'not-applicable' });
  });

  test('a registry that may not be read takes nothing away', async () => {
    const scenario = disturbed({
      match: 'GET *Microsoft.ContainerRegistry/registries/contosoprod7',
      status: 403,
    });
    expect(heldIn(await look(ID, scenario, INGEST))).toEqual(BY_IDENTITY);
  });

  test('an answer without its configuration tells no entries', async () => {
    const body = { id: '/x', name: 'ingest', properties: { provisioningState: 'Succeeded' } };
    const scenario = disturbed({ match: 'GET *containerApps/ingest', body });
    expect(new Set(Object.values(heldIn(await look(ID, scenario, INGEST))))).toEqual(new Set(['unknown']));
  });
});

describe('which app is meant', () => {
  const TWIN = appWith('twin', {
    name: 'ingest',
    subscription: 'a0b1c2d3-4e5f-4a6b-9c8d-665544332211',
    resourceGroup: 'rg-edge',
    image: 'x',
  });

  test('two of one name: none is guessed at; the resource group tells them apart', async () => {
    const both = await look(ID, TWIN, INGEST);
    expect(new Set(Object.values(heldIn(both)))).toEqual(new Set(['unknown']));
    expect(sawIn(both, 'no-entry')).toMatch(/2 container apps are called ingest, in rg-/);
    expect(both.learned).toEqual({});
    const one = await look(ID, TWIN, { ...INGEST, appResourceGroup: 'RG-Prod' });
    expect(heldIn(one)).toEqual(BY_IDENTITY);
  });

  test('one that cannot be seen is unknown, with the right that would help', async () => {
    const report = await look(ID, 'healthy', { ...INGEST, app: 'elsewhere' });
    expect(report.judged[0]).toMatchObject({
      holds: 'unknown',
      permission: 'Microsoft.App/containerApps/read',
    });
  });

  test('a name that no app can have is not asked for', async () => {
    const report = await look(ID, 'healthy', { ...INGEST, app: "x' or 1==1" });
    expect(sawIn(report, 'no-entry')).toMatch(/is no name of a container app/);
  });
});

describe('pasted', () => {
  const SHOW = 'az containerapp show --name ingest --resource-group rg-prod';
  const LIST = 'az containerapp registry list --name ingest --resource-group rg-prod';

  test('az containerapp show says what the live check says', async () => {
    const live = known(heldIn(await look(ID, 'healthy', INGEST)));
    expect(heldInPaste(ID, ran(SHOW, shownApp('ingest', [entry()])))).toEqual(live);
    expect(learnt(ran(SHOW, shownApp('ingest', [entry()])))).toMatchObject({
      principalId: INGEST_ID,
      appResourceGroup: 'rg-prod',
      environment: 'env-prod',
    });
    expect(heldInPaste(ID, JSON.stringify(shownApp('ingest', null)))).toEqual(NONE);
    expect(heldInPaste(ID, ran(`${SHOW} --query properties.configuration.registries -o json`, []))).toEqual(
      NONE,
    );
  });

  test('the commands that the causes hand out', () => {
    expect(heldInPaste(ID, ran(`${LIST} -o json`, [entry(PASSWORD_ENTRY)]))).toEqual(BY_PASSWORD);
    expect(learnt(ran(`${LIST} -o json`, [entry(PASSWORD_ENTRY)]))).toMatchObject({ appSecret: SECRET });
    expect(heldInPaste(ID, ran(LIST, []))).toEqual(NONE);
    const query = `${LIST} --query "[].[server, username, passwordSecretRef, identity]" -o tsv`;
    expect(heldInPaste(ID, ran(query, `${REGISTRY}\tcontosoprod7\t${SECRET}\tNone`))).toEqual(BY_PASSWORD);
    const show = `az containerapp registry show --name ingest --resource-group rg-prod --server ${REGISTRY}`;
    expect(heldInPaste(ID, ran(show, entry()))).toEqual(BY_IDENTITY);
  });

  test('entry and identity out of two pastes', () => {
    const identity = ran('az containerapp identity show -n ingest -g rg-prod', {
      principalId: INGEST_ID,
      tenantId: 't',
      type: 'SystemAssigned',
      userAssignedIdentities: null,
    });
    expect(learnt(ran(LIST, [entry()]) + identity)).toMatchObject({ principalId: INGEST_ID });
    expect(learnt(ran(LIST, [entry()]))).not.toHaveProperty('principalId');
  });

  test.each<[string, string, Params?]>([
    ['nothing behind the command line', `$ ${LIST}\n`],
    ['an empty list of an unknown command', '[]'],
    ['another app', ran(LIST.replace('ingest', 'other'), [])],
    ['another app by its answer', ran('az containerapp show --ids x', shownApp('other', []))],
    [
      'another resource group',
      ran(LIST.replace('rg-prod', 'rg-other'), []),
      { ...INGEST, appResourceGroup: 'rg-prod' },
    ],
    ['two columns only', ran(`${LIST} --query "[].[server, identity]" -o tsv`, `${REGISTRY}\tsystem`)],
    ['another query', ran(`${SHOW} --query properties.provisioningState -o tsv`, 'Succeeded')],
    [
      'one entry, of another registry',
      ran('az containerapp registry show -n ingest', entry({ server: 'docker.io' })),
    ],
    ['a query that printed nothing', `$ ${SHOW} --query properties.configuration.registries -o json\n\n`],
    [
      'cut off before the entries',
      `$ ${SHOW}\n${JSON.stringify(shownApp('ingest', []), null, 1).slice(0, 200)}`,
    ],
  ])('%s proves nothing', (_name, text, params = INGEST) => {
    expect(heldInPaste(ID, text, params)).toEqual({});
  });

  test('a list that was cut off: what is there counts, what is missing proves nothing', () => {
    const text = JSON.stringify([entry({ server: 'docker.io' }), entry()], null, 1);
    expect(heldInPaste(ID, `$ ${LIST}\n${text.slice(0, -6)}`)).toMatchObject({ 'no-entry': 'no' });
    expect(heldInPaste(ID, `$ ${LIST}\n${text.slice(0, 110)}`)).toEqual({});
  });
});
