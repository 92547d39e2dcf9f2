import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readServiceConfig } from '../../src/config';
import { examineDeployment, rungOf, type Patient } from '../../src/doctor/doctor';
import { examineStore } from '../../src/doctor/keeping';
import type { Line } from '../../src/doctor/line';
import { startSimulation } from '../../src/practice/simulation';
import { openBlobStore } from '../../src/store/blob';
import { openLmdbStore } from '../../src/store/lmdb';
import { NOBODY } from '../../src/policy';
import { entraToken, startAzurite } from '../helpers/azurite';
import { folderWith } from '../helpers/folder';

const HEALTHY = join(process.cwd(), 'src', 'practice', 'scenarios', 'healthy.yaml');
const BOT = '0d5a1f6e-2b7c-4c1d-9e8f-7a6b5c4d3e21';
const PRODUCTION = '6f1c2d34-0a1b-4c5d-8e9f-112233445566';
const TEAMS = {
  MicrosoftAppId: '3f2c1b7e-0a4d-4c58-9a66-5d1f0c9e7b21',
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppTenantId: '8b5a7f9c-2d13-4a4e-b0a7-6c5d4e3f2a10',
  MicrosoftAppPassword: 'a-client-secret-value',
};

/** A place of its own for each examination. */
function ownFolders() {
  const folder = folderWith({});
  return { ACR_DOCTOR_STORE: join(folder, 'store'), ACR_DOCTOR_AUDIT: join(folder, 'audit') };
}

/** Looks at a scenario (a name, or the YAML below one that is based on the healthy tenant). */
async function examine(
  scenario: string,
  env: Record<string, string> = {},
  more: Partial<Patient> = {},
): Promise<Line[]> {
  const isYaml = scenario.includes('\n');
  const place = isYaml
    ? join(folderWith({ 'mine.yaml': `description: mine\nbase: ${HEALTHY}\n${scenario}` }), 'mine.yaml')
    : scenario;
  const { live, close } = await startSimulation(place);
  const lines: Line[] = [];
  try {
    const config = readServiceConfig({ ...ownFolders(), ...env });
    for await (const line of examineDeployment({ config, ...live, ...more })) lines.push(line);
  } finally {
    await close();
  }
  return lines;
}

const troubleIn = (lines: Line[]) => lines.filter(({ state }) => state !== 'ok');
const find = (lines: Line[], id: string) => lines.find((line) => line.id === id);

describe('a deployment in a simulated tenant', () => {
  test('a healthy one: every line is ok, and nothing is left in the store or the audit', async () => {
    const folders = ownFolders();
    const lines = await examine('healthy', folders);
    expect(troubleIn(lines)).toEqual([]);
    expect(lines.map(({ id }) => id)).toEqual([
      ...['settings', 'knowledge', 'rung', 'audit', 'store', 'connector', 'clock', 'identity', 'registries'],
      ...[`rights/${PRODUCTION}`, 'rights/a0b1c2d3-4e5f-4a6b-9c8d-665544332211'],
      ...['dns/contosoprod7.azurecr.io', 'dns/fabrikamedge.azurecr.io'],
    ]);
    const store = openLmdbStore(folders.ACR_DOCTOR_STORE);
    expect(await store.list('')).toEqual([]);
    await store.close();
  });

  test('an identity without roles', async () => {
    const lines = await examine('forbidden-reader');
    expect(troubleIn(lines)).toEqual([
      expect.objectContaining({
        id: 'registries',
        state: 'problem',
        saw: `The identity ${BOT} sees no registry`,
      }),
    ]);
  });

  test('a role that lacks one right names it, and the checks that take it', async () => {
    const lines = await examine(
      `tenant:\n  roleDefinitions:\n    ACR Doctor Reader:\n      notActions: [Microsoft.KeyVault/vaults/read]\n`,
    );
    const trouble = troubleIn(lines);
    expect(trouble.map(({ id, state }) => `${id} ${state}`)).toEqual([
      `rights/${PRODUCTION} problem`,
      'rights/a0b1c2d3-4e5f-4a6b-9c8d-665544332211 problem',
    ]);
    expect(trouble[0]?.saw).toBe(
      `Microsoft.KeyVault/vaults/read is missing at /subscriptions/${PRODUCTION}, taken by transfer/vault`,
    );
  });

  test('a deny assignment takes a right away', async () => {
    const lines = await examine(
      `tenant:\n  denyAssignments:\n    no-insights:\n      principals: [bot]\n      scope: /subscriptions/${PRODUCTION}\n      actions: [Microsoft.Insights/metrics/read]\n`,
    );
    expect(find(lines, `rights/${PRODUCTION}`)).toMatchObject({
      state: 'problem',
      saw: expect.stringMatching(/^Microsoft\.Insights\/metrics\/read is missing/) as string,
    });
  });

  test('a role that holds at one registry only is looked for there; what it gives cannot be read from there', async () => {
    const registry = `/subscriptions/${PRODUCTION}/resourceGroups/rg-prod/providers/Microsoft.ContainerRegistry/registries/contosoprod7`;
    const lines = await examine(
      `tenant:\n  roleAssignments:\n    bot-reads-edge: null\n    bot-reads-production: { role: ACR Doctor Reader, principal: bot, scope: ${registry} }\n`,
    );
    expect(find(lines, `rights/${PRODUCTION}`)).toMatchObject({
      state: 'could-not-check',
      saw: expect.stringContaining(`Rights at ${registry} are not certain`) as string,
    });
  });

  test('roles that cannot be listed are not called missing', async () => {
    const lines = await examine(
      `rules:\n  - { match: 'GET management.azure.com/...roleAssignments*', status: 429, headers: { retry-after: '60' }, body: {} }\n`,
    );
    expect(find(lines, `rights/${PRODUCTION}`)).toMatchObject({ state: 'could-not-check' });
  });

  test('a secret that ended', async () => {
    const asker = {
      as: 'application',
      tenantId: '3f2a9c10-77aa-4a3e-9d55-0c1e6a5b2d01',
      clientId: '5b1e0c9a-8d7f-4e6a-b5c4-d3e2f1a09b87',
      clientSecret: 'an-old-secret',
    } as const;
    const lines = await examine('healthy', {}, { asker });
    expect(find(lines, 'identity')).toMatchObject({
      state: 'problem',
      saw: expect.stringContaining('AADSTS7000215') as string,
    });
    expect(JSON.stringify(lines)).not.toContain('an-old-secret');
    expect(find(lines, 'identity')?.toDo).toContain('MicrosoftAppPassword');
  });

  test('a sign-in that is out of reach is not called wrong', async () => {
    const lines = await examine(
      `rules:\n  - { match: 'POST login.microsoftonline.com/...', fault: reset }\n`,
    );
    expect(find(lines, 'identity')).toMatchObject({
      state: 'problem',
      toDo: expect.stringContaining('Let this place reach') as string,
    });
  });

  test.each([
    ['ten minutes ahead', 600, 'problem'],
    ['ten minutes behind', -600, 'problem'],
    ['twenty seconds ahead', 20, 'ok'],
  ])('a clock %s', async (_name, seconds, state) => {
    const date = new Date(Date.now() - seconds * 1000).toUTCString();
    const lines = await examine(
      `rules:\n  - { match: 'GET login.microsoftonline.com/common*', status: 200, headers: { date: '${date}' }, body: {} }\n`,
    );
    expect(find(lines, 'clock')?.state).toBe(state);
  });

  test('a registry whose name does not resolve here', async () => {
    const lines = await examine(`tenant:\n  dns:\n    contosoprod7.azurecr.io: { fault: servfail }\n`);
    expect(find(lines, 'dns/contosoprod7.azurecr.io')).toMatchObject({ state: 'problem' });
    expect(find(lines, 'dns/fabrikamedge.azurecr.io')).toMatchObject({ state: 'ok' });
  });
});

describe('what lies around it', () => {
  test('folders that cannot be written', async () => {
    const folder = folderWith({ file: '' });
    const lines = await examine('healthy', {
      ACR_DOCTOR_STORE: join(folder, 'file', 'store'),
      ACR_DOCTOR_AUDIT: join(folder, 'file', 'audit'),
    });
    expect(troubleIn(lines).map(({ id, state }) => `${id} ${state}`)).toEqual([
      'audit problem',
      'store problem',
    ]);
  });

  test('a broken policy file, and a broken entry of the company', async () => {
    const folder = folderWith({ 'policy.yaml': 'version: 2\n', 'own/pull/mine.yaml': 'title: 7\n' });
    const lines = await examine('healthy', {
      ACR_DOCTOR_POLICY: join(folder, 'policy.yaml'),
      ACR_DOCTOR_KNOWLEDGE: join(folder, 'own'),
    });
    expect(troubleIn(lines).map(({ id }) => id)).toEqual(['knowledge', 'policy']);
    expect(find(lines, 'policy')?.saw).toContain('policy.yaml:1');
  });

  test('the rungs', () => {
    const teams = readServiceConfig(TEAMS);
    const rule = { who: '*', checks: '*', registries: '*' } as const;
    expect(rungOf(readServiceConfig({}), NOBODY).saw).toContain('simulated tenant practice');
    expect(rungOf(teams, NOBODY).saw).toContain('Knowledge only');
    expect(rungOf(teams, { version: 1, allow: [rule] }).saw).toContain("with the bot's identity");
    expect(rungOf(teams, { version: 1, allow: [{ ...rule, revealSecrets: true }] }).saw).toContain('secrets');
  });

  test('a Blob container that is there, and one that is not', async () => {
    const azurite = await startAzurite();
    const open = (name: string) => () =>
      openBlobStore({
        url: `${azurite.url}/${name}`,
        credential: entraToken(),
        transport: azurite.transport,
      });
    try {
      await azurite.service.createContainer('doctor');
      expect(await examineStore(open('doctor'), `${azurite.url}/doctor`)).toMatchObject({ state: 'ok' });
      expect(await examineStore(open('missing'), `${azurite.url}/missing`)).toMatchObject({
        state: 'problem',
        toDo: expect.stringContaining('Storage Blob Data Contributor') as string,
      });
    } finally {
      await azurite.stop();
    }
  });
});

describe('the way to Teams', () => {
  let server: Server;
  let status = 200;
  beforeAll(async () => {
    // Where restify was loaded in the same process, writeHead returns nothing.
    server = createServer((_request, response) => {
      response.writeHead(status);
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => void server.close());
  const get: typeof fetch = (url, init) =>
    fetch(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/?for=${encodeURIComponent(url instanceof Request ? url.url : String(url))}`,
      init,
    );
  const connectorIn = (lines: Line[]) =>
    lines.filter(({ id }) => id.startsWith('connector/')).map(({ id, state }) => `${id} ${state}`);

  test('keys, posting door and token', async () => {
    status = 200;
    expect(connectorIn(await examine('healthy', TEAMS, { get }))).toEqual([
      'connector/login.botframework.com ok',
      'connector/smba.trafficmanager.net ok',
      'connector/token ok',
    ]);
  });

  test('a proxy in between that refuses', async () => {
    status = 502;
    const lines = await examine('healthy', TEAMS, { get });
    expect(find(lines, 'connector/login.botframework.com')).toMatchObject({
      state: 'problem',
      saw: 'login.botframework.com answered 502',
    });
  });

  test('nobody there', async () => {
    const lines = await examine('healthy', TEAMS, { get: () => fetch('http://127.0.0.1:1/') });
    expect(find(lines, 'connector/smba.trafficmanager.net')?.state).toBe('problem');
  });
});
