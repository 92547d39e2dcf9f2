import { request } from 'node:http';
import { addressOf, runService, type Run } from '../helpers/service-process';
import { folderWith } from '../helpers/folder';

const REGISTRATION = {
  MicrosoftAppId: '3f2c1b7e-0a4d-4c58-9a66-5d1f0c9e7b21',
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppTenantId: '8b5a7f9c-2d13-4a4e-b0a7-6c5d4e3f2a10',
  MicrosoftAppPassword: 'a-client-secret-value',
};
const without = (name: keyof typeof REGISTRATION) =>
  Object.fromEntries(
    Object.entries({ ACR_DOCTOR_MODE: 'teams', ...REGISTRATION }).filter(([key]) => key !== name),
  );

describe('the closed door: it refuses to start, and names the setting', () => {
  test.each<[string, Record<string, string>, RegExp]>([
    ['no app id', without('MicrosoftAppId'), /MicrosoftAppId is ''/],
    ['no app type', without('MicrosoftAppType'), /MicrosoftAppType is ''/],
    [
      'a mistyped app type',
      { ...REGISTRATION, MicrosoftAppType: 'SingelTenant' },
      /MicrosoftAppType is 'SingelTenant'/,
    ],
    [
      'a multi-tenant registration',
      { ...REGISTRATION, MicrosoftAppType: 'MultiTenant' },
      /MicrosoftAppType is 'MultiTenant'/,
    ],
    ['no tenant', without('MicrosoftAppTenantId'), /MicrosoftAppTenantId is ''/],
    ['no password', without('MicrosoftAppPassword'), /MicrosoftAppPassword is empty/],
    ['production without any setting', { NODE_ENV: 'production' }, /MicrosoftAppId is ''/],
    [
      'production with the simulator',
      { NODE_ENV: 'production', ACR_DOCTOR_MODE: 'local' },
      /ACR_DOCTOR_MODE is local while NODE_ENV is production/,
    ],
    ['an unknown mode', { ACR_DOCTOR_MODE: 'demo' }, /ACR_DOCTOR_MODE is 'demo'/],
    [
      'a playground on another machine',
      { ACR_DOCTOR_PLAYGROUND: 'http://attacker.example/_connector' },
      /ACR_DOCTOR_PLAYGROUND/,
    ],
    ['a port that is none', { PORT: 'http' }, /PORT is 'http'/],
    [
      'a Blob container in local mode',
      { ACR_DOCTOR_STORE: 'https://stcontoso.blob.core.windows.net/doctor' },
      /ACR_DOCTOR_STORE is .* Local mode has no identity/,
    ],
  ])('%s', async (_name, env, message) => {
    const run = runService({ ACR_DOCTOR_STORE: folderWith({}), ...env });
    expect(await run.ended).toBe(64);
    expect(run.output()).toMatch(message);
    expect(run.output()).not.toContain(REGISTRATION.MicrosoftAppPassword);
    expect(run.output()).not.toContain('    at ');
  });

  test('all faults are listed at once', async () => {
    const run = runService({ ACR_DOCTOR_MODE: 'teams', PORT: '-1', ACR_DOCTOR_STORE: folderWith({}) });
    await run.ended;
    expect(run.output()).toMatch(
      /4 faults[\s\S]*MicrosoftAppId[\s\S]*MicrosoftAppType[\s\S]*MicrosoftAppTenantId[\s\S]*PORT/,
    );
  });
});

describe('local mode', () => {
  let run: Run;
  let address: string;
  beforeAll(async () => {
    run = runService({ PORT: '0', ACR_DOCTOR_STORE: folderWith({}) });
    address = await addressOf(run);
  });
  afterAll(async () => {
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);
  });

  const activity = (serviceUrl: string) => ({
    type: 'message',
    id: 'a',
    channelId: 'msteams',
    serviceUrl,
    from: { id: 'x' },
    recipient: { id: 'y' },
    conversation: { id: 'z' },
    text: 'help',
  });
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(new URL(path, address), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  test('prints one address, on loopback', () => {
    expect(run.output().match(/http:\/\/\S+/g)).toEqual([address]);
  });

  test('answers only its own connector', async () => {
    expect((await post('/api/messages', activity('https://attacker.example'))).status).toBe(400);
    expect((await post('/api/messages', activity(`${address}_connector`))).status).toBe(200);
  });

  test('refuses a page of another site, and a name that resolves here', async () => {
    expect(
      (
        await post(
          '/local/conversations/c/messages',
          { text: 'help' },
          { origin: 'https://attacker.example' },
        )
      ).status,
    ).toBe(403);
    expect(
      (await post('/api/messages', activity(`${address}_connector`), { origin: 'https://attacker.example' }))
        .status,
    ).toBe(403);
    const { port } = new URL(address);
    const status = await new Promise<number | undefined>((resolve) => {
      request({ host: '127.0.0.1', port, path: '/', headers: { host: 'attacker.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
    expect(status).toBe(403);
  });

  test('a second one on the same port says what to do', async () => {
    const second = runService({ PORT: new URL(address).port, ACR_DOCTOR_STORE: folderWith({}) });
    expect(await second.ended).toBe(64);
    expect(second.output()).toContain('Set PORT to a free port');
  });
});
