import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import type { LookupAddress } from 'node:dns';
import { Agent, get } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { createGuardedLookup, findForbidden, type SystemLookup } from '../../src/azure/addresses';
import { createAzure } from '../../src/azure/azure';
import { CLOUDS, isAzureHost } from '../../src/azure/clouds';
import { createCredential } from '../../src/azure/credential';
import { getRegistry, listReplications } from '../../src/azure/registry';
import { getRepository, listRepositories } from '../../src/azure/registry-attributes';
import { getChallenge, tryExchange } from '../../src/azure/registry-auth';
import { getManifest, listReferrers, readBlobStart } from '../../src/azure/registry-content';
import { listRoleAssignments } from '../../src/azure/roles';
import { findBlob } from '../../src/azure/storage-account';
import { createTransport } from '../../src/azure/transport';
import { createLive } from '../../src/live';
import { loadScenario } from '../../src/practice/tenant/scenario';
import { startTenant } from '../../src/practice/tenant/server';
import { BOT, CONTOSO, CONTOSO_ID, disturbed, unreadable, withTenant, WORKER } from './simulated';

const EVIL = 'attacker.example';
const DIGEST = `sha256:${'a'.repeat(64)}`;

/** Hosts that were called, each with whether a token went along. */
const calledHosts = (calls: readonly { host: string }[]) => [...new Set(calls.map(({ host }) => host))];

describe('a registry that leads elsewhere', () => {
  test('a challenge that names a token service on a foreign host: it is told, and gets nothing', () =>
    withTenant(
      disturbed({
        match: 'GET *.azurecr.io/*',
        status: 401,
        headers: {
          'www-authenticate': `Bearer realm="https://${EVIL}/oauth2/token",service="${EVIL}",scope="repository:x:pull"`,
        },
        body: { errors: [{ code: 'UNAUTHORIZED', message: 'no' }] },
      }),
      async ({ azure, tenant }) => {
        expect(await getChallenge(azure, CONTOSO)).toMatchObject({
          value: { realm: `https://${EVIL}/oauth2/token` },
        });
        for (const reading of [
          await getManifest(azure, CONTOSO, WORKER, 'latest'),
          await getRepository(azure, CONTOSO, WORKER),
          await listRepositories(azure, CONTOSO),
        ])
          expect(unreadable(reading).reason).toBe('unauthorized');
        expect(calledHosts(tenant.calls).sort()).toEqual([CONTOSO, 'login.microsoftonline.com']);
      },
    ));

  test.each([
    'http://169.254.169.254/metadata/identity/oauth2/token',
    'https://169.254.169.254/',
    'http://contosoprod7.blob.core.windows.net/x',
    'https://contosoprod7.blob.core.windows.net:8443/x',
    'https://user@contosoprod7.blob.core.windows.net/x',
    `https://${EVIL}/x`,
    `//${EVIL}/x`,
    `https://contosoprod7.blob.core.windows.net.${EVIL}/x`,
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://localhost/x',
    'https://management.azure.com/subscriptions',
    'https://login.microsoftonline.com/x',
    'https://contosoprod7.blob.core.chinacloudapi.cn/x',
    'file:///etc/passwd',
  ])('a layer that is said to lie at %s is not fetched', (location) =>
    withTenant(
      disturbed({ match: 'GET *.azurecr.io/v2/*/blobs/*', status: 307, headers: { location } }),
      async ({ azure, tenant }) => {
        const found = unreadable(await readBlobStart(azure, CONTOSO, WORKER, DIGEST));
        expect(found.reason).toBe('bad-answer');
        const last = tenant.calls.at(-1);
        expect([last?.host, last?.path.includes('/blobs/')]).toEqual([CONTOSO, true]);
      },
    ),
  );

  test('storage is asked without the token, and its own redirect is not followed', () =>
    withTenant(
      disturbed(
        {
          match: 'GET *.azurecr.io/v2/*/blobs/*',
          status: 307,
          headers: { location: 'https://layers.blob.core.windows.net/x?sig=s' },
        },
        {
          match: 'GET *.blob.core.windows.net/*',
          status: 302,
          headers: { location: 'https://other.blob.core.windows.net/' },
        },
      ),
      async ({ azure, tenant }) => {
        expect(unreadable(await readBlobStart(azure, CONTOSO, WORKER, DIGEST)).reason).toBe('bad-answer');
        const stored = tenant.calls.filter(({ host }) => host.includes('.blob.'));
        expect(stored.map(({ host, isSigned }) => [host, isSigned])).toEqual([
          ['layers.blob.core.windows.net', false],
        ]);
      },
    ));

  test('redirects of every other answer are not followed', () => {
    const location = 'https://fabrikam.azurecr.io/';
    const rules = [
      { match: 'GET management.azure.com/*', status: 307, headers: { location } },
      { match: 'POST *.azurecr.io/oauth2/exchange', status: 307, headers: { location } },
    ];
    return withTenant(disturbed(...rules), async ({ azure, tenant }) => {
      expect((await getRegistry(azure, CONTOSO_ID)).ok).toBe(false);
      expect((await listRoleAssignments(azure, CONTOSO_ID)).ok).toBe(false);
      expect((await tryExchange(azure, CONTOSO)).ok).toBe(false);
      expect(calledHosts(tenant.calls)).not.toContain('fabrikam.azurecr.io');
    });
  });

  test('a redirect of the token service does not take the secret along', () => {
    const location = 'https://fabrikam.azurecr.io/';
    const rule = { match: 'POST login.microsoftonline.com/*', status: 307, headers: { location } };
    return withTenant(disturbed(rule), async ({ azure, tenant }) => {
      expect((await getRegistry(azure, CONTOSO_ID)).ok).toBe(false);
      expect(calledHosts(tenant.calls)).toEqual(['login.microsoftonline.com']);
    });
  });

  test.each([
    `https://${EVIL}/next`,
    'https://fabrikam.azurecr.io/next',
    'https://storage1.blob.core.windows.net/next',
  ])('a next page at %s gets no token', (nextLink) =>
    withTenant(
      disturbed(
        { match: 'GET management.azure.com/*/replications', body: { value: [], nextLink }, status: 200 },
        { match: 'GET management.azure.com/*/roleAssignments', body: { value: [], nextLink }, status: 200 },
        {
          match: 'GET *.azurecr.io/acr/v1/_catalog',
          status: 200,
          headers: { link: `<${nextLink}>; rel="next"` },
          body: { repositories: ['a'] },
        },
      ),
      async ({ azure, tenant }) => {
        const ask = [
          () => listReplications(azure, CONTOSO_ID),
          () => listRoleAssignments(azure, CONTOSO_ID),
          () => listRepositories(azure, CONTOSO),
          () => listReferrers(azure, CONTOSO, WORKER, DIGEST),
        ];
        for (const one of ask)
          await one().catch((error: unknown) => expect(String(error)).toMatch(/UnknownHostError/));
        const hosts = [CONTOSO, 'login.microsoftonline.com', 'management.azure.com'];
        expect(hosts).toEqual(expect.arrayContaining(calledHosts(tenant.calls)));
      },
    ),
  );
});

describe('names that lead to where no service of Azure can be', () => {
  const BAD = [
    '127.0.0.1',
    '127.8.8.8',
    '0.0.0.0',
    '169.254.169.254',
    '168.63.129.16',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
  ];
  const GOOD = [
    '20.61.99.68',
    '10.20.4.5',
    '172.16.0.4',
    '192.168.1.5',
    '100.64.0.1',
    '2603:1030::1',
    'fd00::5',
  ];

  test('are told from those that may be', () => {
    expect(BAD.filter((address) => findForbidden([address]) === undefined)).toEqual([]);
    expect(GOOD.filter((address) => findForbidden([address]) !== undefined)).toEqual([]);
    expect(findForbidden(['20.61.99.68', '127.0.0.1'])).toBe('127.0.0.1');
  });

  test.each(BAD)('a login server at %s gets no call, with or without a token', async (address) => {
    const scenario = structuredClone(loadScenario('healthy'));
    scenario.tenant.dns[CONTOSO] = { aliases: ['alias.example'], addresses: ['20.61.99.68', address] };
    const tenant = await startTenant(scenario);
    const transport = createTransport(tenant.address, { lookups: tenant.lookups });
    const { tenantId } = scenario.tenant;
    const credential = createCredential({ as: 'application', tenantId, ...BOT }, transport);
    const azure = createAzure({ credential, transport });
    for (const reading of [await getChallenge(azure, CONTOSO), await tryExchange(azure, CONTOSO)]) {
      const found = unreadable(reading);
      expect(found.reason).toBe('unreachable');
      expect(found.saw).toContain(`${CONTOSO} leads to ${address}, where no Azure service can be`);
    }
    expect(calledHosts(tenant.calls)).not.toContain(CONTOSO);
    await tenant.close();
  });

  test('a whole check says so, and nothing of our own fails', async () => {
    const scenario = structuredClone(loadScenario('healthy'));
    scenario.tenant.dns[CONTOSO] = { aliases: [], addresses: ['127.0.0.1'] };
    const tenant = await startTenant(scenario);
    const faults: unknown[] = [];
    const live = createLive({
      asker: { as: 'application', tenantId: scenario.tenant.tenantId, ...BOT },
      simulator: tenant.address,
      lookups: tenant.lookups,
      onFault: (_check, error) => faults.push(error),
    });
    const said: string[] = [];
    for await (const { judged } of live.run(['registry/endpoint', 'image/exists'], {
      registry: CONTOSO,
      repository: WORKER,
      tag: 'latest',
    }))
      said.push(...judged.map(({ saw }) => saw));
    await tenant.close();
    expect(faults).toEqual([]);
    expect(said.join('\n')).toContain('leads to 127.0.0.1');
    expect(calledHosts(tenant.calls)).not.toContain(CONTOSO);
  });

  test('over real sockets: nothing connects, whatever the name server says', async () => {
    let connected = 0;
    const listener = createServer((socket) => {
      connected++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as AddressInfo;
    const answers: LookupAddress[] = [{ address: '127.0.0.1', family: 4 }];
    const system: SystemLookup = (_host, _options, done) => done(null, answers);
    const guarded = new Agent({ lookup: createGuardedLookup(system) });
    const open = new Agent({
      lookup: (_host, options, done) => system('', options, (_error, all) => done(null, all)),
    });
    const codeOf = (agent: Agent) =>
      new Promise((resolve) => {
        get({ host: CONTOSO, port, agent }).once('error', (error: NodeJS.ErrnoException) =>
          resolve(error.code),
        );
      });
    expect([await codeOf(guarded), connected]).toEqual(['EADDRESSFORBIDDEN', 0]);
    // Without the guard the listener is reached.
    expect([await codeOf(open), connected]).toEqual(['ECONNRESET', 1]);
    const transport = createTransport(undefined, { agent: guarded });
    const sent = transport.sendRequest(createPipelineRequest({ url: `https://${CONTOSO}/v2/` }));
    await expect(sent).rejects.toThrow(`${CONTOSO} leads to 127.0.0.1, where no Azure service can be`);
    await new Promise((resolve) => listener.close(resolve));
  });

  test('the guarded look-up passes on what is fine, in both forms', async () => {
    const found: LookupAddress[] = [
      { address: '10.20.4.5', family: 4 },
      { address: 'fd00::5', family: 6 },
    ];
    const guarded = createGuardedLookup((_host, _options, done) => done(null, found));
    const ask = (all: boolean) =>
      new Promise((resolve) =>
        guarded('x.azurecr.io', { all }, (error, ...rest) => resolve([error, ...rest])),
      );
    expect(await ask(true)).toEqual([null, found]);
    expect(await ask(false)).toEqual([null, '10.20.4.5', 4]);
    const none = createGuardedLookup((_host, _options, done) => done(null, []));
    const told = await new Promise((resolve) =>
      none('x.azurecr.io', { all: true }, (error) => resolve(error?.code)),
    );
    expect(told).toBe('ENOTFOUND');
  });
});

describe('one cloud', () => {
  test('hosts of the configured cloud only', () => {
    const [publicCloud, usgov, china] = CLOUDS;
    expect(isAzureHost('contoso.azurecr.io', publicCloud)).toBe(true);
    for (const host of [
      'contoso.azurecr.cn',
      'contoso.azurecr.us',
      'management.chinacloudapi.cn',
      'x.vault.azure.cn',
    ])
      expect([host, isAzureHost(host, publicCloud)]).toEqual([host, false]);
    expect(isAzureHost('contoso.azurecr.us', usgov!)).toBe(true);
    expect(isAzureHost('contoso.azurecr.cn', china!)).toBe(true);
    expect(isAzureHost('contoso.azurecr.io', china!)).toBe(false);
  });

  test('a registry of another cloud is told, and gets no token', () =>
    withTenant('healthy', async ({ azure, tenant }) => {
      const found = unreadable(await tryExchange(azure, 'contoso.azurecr.cn'));
      expect(found.saw).toBe(
        "contoso.azurecr.cn belongs to the Azure cloud 'china', and the bot looks in 'public'",
      );
      expect(tenant.calls).toEqual([]);
    }));

  test('a token for storage goes to storage only', () =>
    withTenant('healthy', async ({ azure, tenant }) => {
      for (const host of ['fabrikam.azurecr.io', EVIL, '169.254.169.254', 'x.vault.azure.net'])
        expect(unreadable(await findBlob(azure, host, 'c', 'b')).reason).toBe('bad-answer');
      expect(tenant.calls).toEqual([]);
    }));

  test('a token that nobody bound goes nowhere', () =>
    withTenant('healthy', async ({ azure, tenant }) => {
      const headers = createHttpHeaders({ authorization: 'Bearer of-unknown-origin' });
      const sent = async () =>
        azure.http.sendRequest(createPipelineRequest({ url: `https://${CONTOSO}/v2/`, headers }));
      await expect(sent()).rejects.toThrow('no TokenBounds.bind knows');
      expect(tenant.calls).toEqual([]);
    }));
});
