import { openBlobStore } from '../../src/store/blob';
import { entraToken, startAzurite, type Azurite } from '../helpers/azurite';
import { makeCertificate } from '../helpers/certificate';
import { folderWith } from '../helpers/folder';
import { startEntra, startProxy } from '../helpers/proxy';
import { runService, type Run } from '../helpers/service-process';

/** The built service in Teams mode, its store a container of a real Azurite under Azure's own name. */
describe('replicas over one Blob container', () => {
  const TENANT = '8b5a7f9c-2d13-4a4e-b0a7-6c5d4e3f2a10';
  const SECRET = 'a-client-secret-value';
  let azurite: Azurite;
  let entra: Awaited<ReturnType<typeof startEntra>>;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  const scopes: string[] = [];
  let env: Record<string, string>;

  beforeAll(async () => {
    azurite = await startAzurite();
    const certificate = makeCertificate(['login.microsoftonline.com']);
    entra = await startEntra(certificate, async (scope) => {
      scopes.push(scope);
      return (await entraToken().getToken(scope))?.token ?? '';
    });
    proxy = await startProxy({
      [new URL(azurite.url).hostname]: Number(new URL(azurite.loopback).port),
      'login.microsoftonline.com': entra.port,
    });
    const folder = folderWith({ 'ca.pem': azurite.certificate + certificate.cert });
    env = {
      HTTPS_PROXY: proxy.url,
      NODE_EXTRA_CA_CERTS: `${folder}/ca.pem`,
      ...{ MicrosoftAppId: '3f2c1b7e-0a4d-4c58-9a66-5d1f0c9e7b21', MicrosoftAppType: 'SingleTenant' },
      ...{ MicrosoftAppTenantId: TENANT, MicrosoftAppPassword: SECRET },
      ...{ HOST: '127.0.0.1', PORT: '0' },
    };
  });
  afterAll(async () => {
    proxy.stop();
    entra.stop();
    await azurite.stop();
  });

  async function untilListening(run: Run): Promise<number> {
    const end = Date.now() + 20_000;
    while (Date.now() < end) {
      const port = /"port":(?<port>\d+)/.exec(run.output())?.groups?.port;
      if (port !== undefined) return Number(port);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`the service does not listen: ${run.output()}`);
  }

  test('both start with the identity of the registration, and see what the other left', async () => {
    await azurite.service.createContainer('doctor');
    const url = `${azurite.url}/doctor`;
    const store = openBlobStore({ url, credential: entraToken(), transport: azurite.transport });
    // A message that was begun three times, and whose last word ended the process too, is given up at the next start.
    await store.put('open/left-behind', { attempts: 4, reference: {}, activity: {}, sent: [] });
    const first = runService({ ...env, ACR_DOCTOR_STORE: url });
    const port = await untilListening(first);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    expect(await store.get('open/left-behind')).toBeUndefined();
    expect(first.output()).toContain('message given up after three starts');
    const second = runService({ ...env, ACR_DOCTOR_STORE: `${url}/` });
    await untilListening(second);
    for (const run of [first, second]) {
      run.child.kill('SIGTERM');
      expect(await run.ended).toBe(0);
      expect(run.output().replace(/.*message given up.*/g, '')).not.toMatch(/"level":(?:50|60)/);
      expect(run.output()).not.toContain(SECRET);
    }
    expect(scopes.join(' ')).toContain('https://storage.azure.com/.default');
    expect(new Set(proxy.asked)).toEqual(
      new Set(['login.microsoftonline.com', 'stcontosotest.blob.core.windows.net']),
    );
  });

  test('a container that is not there stops the start, and says what to do', async () => {
    const run = runService({ ...env, ACR_DOCTOR_STORE: `${azurite.url}/nowhere` });
    expect(await run.ended).toBe(64);
    expect(run.output()).toMatch(
      /Store: https:\S+\/nowhere: .*404 ContainerNotFound.* Create the container\./,
    );
    expect(run.output()).not.toContain('    at ');
    expect(run.output()).not.toContain(SECRET);
  });

  test('an account that cannot be reached stops the start', async () => {
    const run = runService({ ...env, ACR_DOCTOR_STORE: 'https://stnowhere.blob.core.windows.net/doctor' });
    expect(await run.ended).toBe(64);
    expect(run.output()).toMatch(/^Store: https:\/\/stnowhere\S+: stnowhere\S+ answered 502$/m);
    expect(run.output()).not.toContain('    at ');
  });
});
