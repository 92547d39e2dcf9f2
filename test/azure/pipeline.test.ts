import { createPipelineRequest } from '@azure/core-rest-pipeline';
import { getRegistry, listReplications } from '../../src/azure/registry';
import { getRepository, listRepositories, listTags } from '../../src/azure/registry-attributes';
import { getChallenge } from '../../src/azure/registry-auth';
import { getManifest, listReferrers, readBlobStart } from '../../src/azure/registry-content';
import { listUsages } from '../../src/azure/registry-usage';
import { findRegistry, listRegistries } from '../../src/azure/resource-graph';
import { listRoleAssignments } from '../../src/azure/roles';
import { createTransport } from '../../src/azure/transport';
import { listEventsBefore } from '../../src/azure/activity-log';
import { loadScenario } from '../../src/practice/tenant/scenario';
import { CONTOSO, CONTOSO_ID, disturbed, read, unreadable, withTenant, WORKER } from './simulated';

const REGISTRY = 'GET management.azure.com/*/registries/contosoprod7';
const ARM_ERROR = { error: { code: 'Broken', message: 'the message' } };

describe('what a failed call becomes', () => {
  test.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [409, 'bad-answer'],
    [500, 'bad-answer'],
    [504, 'timed-out'],
  ] as const)('%i from Azure Resource Manager is %s', (status, reason) =>
    withTenant(
      disturbed({
        match: REGISTRY,
        status,
        body: ARM_ERROR,
        headers: { 'x-ms-correlation-request-id': 'c-1', 'retry-after': '0' },
      }),
      async ({ azure }) => {
        const found = unreadable(await getRegistry(azure, CONTOSO_ID));
        expect(found).toMatchObject({ reason, correlationId: 'c-1' });
        expect(found.saw).toBe(`management.azure.com answered ${status} Broken: the message`);
        const isRight = status === 401 || status === 403;
        expect(found.permission).toBe(isRight ? 'Microsoft.ContainerRegistry/registries/read' : undefined);
      },
    ),
  );

  test.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [405, 'bad-answer'],
    [429, 'throttled'],
    [503, 'bad-answer'],
  ] as const)('%i from a registry is %s, through the official client and without it', (status, reason) =>
    withTenant(
      disturbed({
        match: 'GET *.azurecr.io/acr/v1/*',
        status,
        headers: { 'retry-after': '0' },
        body: { errors: [{ code: 'BROKEN', message: 'the message' }] },
      }),
      async ({ azure }) => {
        const saw = `${CONTOSO} answered ${status} BROKEN: the message`;
        expect(unreadable(await getRepository(azure, CONTOSO, WORKER))).toMatchObject({ reason, saw });
        expect(unreadable(await listTags(azure, CONTOSO, WORKER))).toMatchObject({ reason, saw });
        expect(unreadable(await listRepositories(azure, CONTOSO))).toMatchObject({ reason, saw });
      },
    ),
  );

  test.each(['reset', 'half', 'bad-json'] as const)('%s', (fault) =>
    withTenant(
      disturbed({ match: REGISTRY, fault }, { match: '* *.azurecr.io/*/manifests/*', fault }),
      async ({ azure }) => {
        const reasons = {
          reset: ['unreachable'],
          half: ['bad-answer', 'unreachable'],
          'bad-json': ['bad-answer'],
        };
        expect(reasons[fault]).toContain(unreadable(await getRegistry(azure, CONTOSO_ID)).reason);
        expect(reasons[fault]).toContain(
          unreadable(await getManifest(azure, CONTOSO, WORKER, 'latest')).reason,
        );
      },
    ),
  );

  test('a body that is JSON of another form', () =>
    withTenant(disturbed({ match: REGISTRY, status: 200, body: { hello: 1 } }), async ({ azure }) => {
      expect(unreadable(await getRegistry(azure, CONTOSO_ID)).reason).toBe('bad-answer');
    }));

  test('a host that does not exist', () =>
    withTenant('healthy', async ({ azure, tenant }) => {
      const found = unreadable(await getChallenge(azure, 'contosoprod8.azurecr.io'));
      expect(found).toMatchObject({
        reason: 'unreachable',
        saw: expect.stringContaining('ENOTFOUND') as string,
      });
      expect(tenant.calls).toHaveLength(1);
    }));

  test('nobody listens', async () => {
    await withTenant('healthy', async ({ azure, tenant }) => {
      await tenant.close();
      expect(unreadable(await getChallenge(azure, CONTOSO)).reason).toBe('unreachable');
      expect(unreadable(await getRegistry(azure, CONTOSO_ID)).reason).not.toBe('not-found');
    });
  });

  test('Entra refuses: the code is told, the secret is not', () =>
    withTenant('healthy', async ({ tenant, again }) => {
      tenant.scenario.tenant.identities.bot!.secret = 'another';
      const found = unreadable(await getRegistry(again(), CONTOSO_ID));
      expect(found).toMatchObject({
        reason: 'unauthorized',
        saw: expect.stringContaining('AADSTS7000215') as string,
      });
      expect(found.saw).not.toContain('simulated-bot-secret');
      expect(found.saw.length).toBeLessThanOrEqual(300);
    }));

  test('secrets in an error text are masked', () => {
    const jwt = `eyJhbGciOiJIUzI1NiJ9.${Buffer.from('{"oid":"x","aud":"y"}').toString('base64url')}.c2lnbmF0dXJlLXNpZ25hdHVyZQ`;
    const body = { error: { code: 'Broken', message: `token ${jwt} was not accepted` } };
    return withTenant(disturbed({ match: REGISTRY, status: 400, body }), async ({ azure }) => {
      expect(unreadable(await getRegistry(azure, CONTOSO_ID)).saw).not.toContain(jwt);
    });
  });
});

describe('time', () => {
  test('a call that hangs is given up, and others are not held up', () =>
    withTenant(
      disturbed({ match: REGISTRY, fault: 'hang' }),
      async ({ azure }) => {
        const start = Date.now();
        const [registry, usages] = await Promise.all([
          getRegistry(azure, CONTOSO_ID),
          listUsages(azure, CONTOSO_ID),
        ]);
        expect(unreadable(registry)).toMatchObject({
          reason: 'timed-out',
          saw: 'management.azure.com gave no answer within 0.3 s',
        });
        expect(read(usages)).toHaveLength(2);
        expect(Date.now() - start).toBeLessThan(1500);
      },
      { limits: { callMs: 300 } },
    ));

  test('a token service of Entra that hangs is given up', () =>
    withTenant(
      disturbed({ match: '* login.microsoftonline.com/*', fault: 'hang' }),
      async ({ azure }) => {
        expect(unreadable(await getRegistry(azure, CONTOSO_ID)).reason).toBe('timed-out');
      },
      { limits: { callMs: 200 } },
    ));

  test('the time for everything', () =>
    withTenant(
      disturbed({ match: '* *', delayMs: 400 }),
      async ({ azure }) => {
        expect(unreadable(await getManifest(azure, CONTOSO, WORKER, 'latest'))).toEqual({
          reason: 'timed-out',
          saw: 'The time for all checks, 0.6 s, was up',
        });
      },
      { limits: { totalMs: 600 } },
    ));

  test('cancellation ends everything at once and leaves no call open', () =>
    withTenant(disturbed({ match: REGISTRY, fault: 'hang' }), async ({ again }) => {
      const stop = new AbortController();
      const azure = again({ signal: stop.signal });
      const reading = getRegistry(azure, CONTOSO_ID);
      setTimeout(() => stop.abort(), 100);
      const start = Date.now();
      expect(unreadable(await reading)).toMatchObject({ reason: 'cancelled' });
      expect(Date.now() - start).toBeLessThan(1000);
      expect(unreadable(await listUsages(azure, CONTOSO_ID)).reason).toBe('cancelled');
      expect(unreadable(await getRegistry(again({ signal: AbortSignal.abort() }), CONTOSO_ID)).reason).toBe(
        'cancelled',
      );
    }));
});

describe('another try', () => {
  test('429 with Retry-After within the time: waits as told', () =>
    withTenant(
      disturbed({ match: REGISTRY, times: 1, status: 429, headers: { 'retry-after': '1' } }),
      async ({ azure, tenant }) => {
        const start = Date.now();
        expect(read(await getRegistry(azure, CONTOSO_ID)).name).toBe('contosoprod7');
        expect(Date.now() - start).toBeGreaterThanOrEqual(990);
        expect(statuses(tenant.calls, 'contosoprod7')).toEqual([429, 200]);
      },
    ));

  test('429 that asks to wait longer than there is time: told at once', () =>
    withTenant('throttled', async ({ azure }) => {
      const start = Date.now();
      expect(unreadable(await getManifest(azure, CONTOSO, WORKER, 'latest')).reason).toBe('throttled');
      expect(Date.now() - start).toBeLessThan(1500);
    }));

  test('a 503 and a lost connection pass', () =>
    withTenant(
      disturbed(
        { match: REGISTRY, times: 1, status: 503 },
        { match: 'GET *.azurecr.io/v2/', times: 1, fault: 'reset' },
      ),
      async ({ azure, tenant }) => {
        expect(read(await getRegistry(azure, CONTOSO_ID)).name).toBe('contosoprod7');
        expect(read(await getChallenge(azure, CONTOSO)).status).toBe(401);
        expect(tenant.calls.filter(({ path }) => path === '/v2/')).toHaveLength(2);
      },
    ));

  test('a 403 is not asked again', () =>
    withTenant(disturbed({ match: REGISTRY, status: 403, body: ARM_ERROR }), async ({ azure, tenant }) => {
      await getRegistry(azure, CONTOSO_ID);
      expect(statuses(tenant.calls, 'contosoprod7')).toEqual([403]);
    }));

  function statuses(calls: readonly { path: string; status?: number }[], name: string) {
    return calls.filter(({ path }) => path.endsWith(name)).map(({ status }) => status);
  }
});

describe('pages', () => {
  const narrow = (pageSize: number) => {
    const scenario = loadScenario('healthy');
    return { ...scenario, tenant: { ...scenario.tenant, pageSize } };
  };

  test('every list is read to its end', () =>
    withTenant(narrow(1), async ({ azure, tenant }) => {
      expect(read(await listRoleAssignments(azure, CONTOSO_ID))).toMatchObject({
        items: { length: 4 },
        isComplete: true,
      });
      expect(read(await listReplications(azure, CONTOSO_ID)).items).toHaveLength(2);
      expect(read(await listRepositories(azure, CONTOSO)).items).toHaveLength(4);
      expect(read(await listTags(azure, CONTOSO, WORKER)).items).toHaveLength(3);
      expect(read(await listRegistries(azure)).items).toHaveLength(2);
      const { roleAssignments } = {
        roleAssignments: tenant.calls.filter(({ path }) => path.endsWith('roleAssignments')),
      };
      expect(roleAssignments).toHaveLength(4);
    }));

  test('three pages of events and of referrers', () => {
    const scenario = narrow(1);
    const contoso = scenario.tenant.registries.contosoprod7!;
    for (const hour of ['1', '2']) {
      contoso.events[hour] = { at: `-${hour}h`, operation: 'x/write', caller: 'a', status: 'Succeeded' };
    }
    contoso.repositories[WORKER]!.images.november!.streaming = ['linux/amd64'];
    return withTenant(scenario, async ({ azure, tenant }) => {
      const { items } = read(await listEventsBefore(azure, CONTOSO_ID, new Date()));
      expect(items.map(({ operation }) => operation)).toEqual([
        'x/write',
        'x/write',
        expect.stringContaining('webhooks'),
      ]);
      expect(tenant.calls.filter(({ path }) => path.endsWith('/management/values'))).toHaveLength(3);
      const { manifests } = read(await getManifest(azure, CONTOSO, WORKER, 'latest'));
      expect(read(await listReferrers(azure, CONTOSO, WORKER, manifests![0]!.digest)).items).toHaveLength(1);
    });
  });

  test('the page limit is told', () =>
    withTenant(
      narrow(1),
      async ({ azure }) => {
        expect(read(await listRoleAssignments(azure, CONTOSO_ID))).toMatchObject({
          items: { length: 2 },
          isComplete: false,
        });
        expect(read(await listRepositories(azure, CONTOSO))).toMatchObject({
          items: { length: 2 },
          isComplete: false,
        });
        expect(read(await listRegistries(azure)).isComplete).toBe(true);
      },
      { limits: { pages: 2 } },
    ));
});

describe('bounds', () => {
  test('at most six calls at once', () =>
    withTenant(disturbed({ match: '* *.azurecr.io/v2/', delayMs: 60 }), async ({ azure, tenant }) => {
      // Every host is its own thing to read, so nothing is shared.
      const hosts = Array.from({ length: 20 }, (_, index) => `registry${index}.azurecr.io`);
      await Promise.all(hosts.map((host) => getChallenge(azure, host)));
      expect(tenant.calls).toHaveLength(20);
      expect(tenant.mostAtOnce()).toBe(6);
    }));

  test('each thing is read once, also at the same time, and a failure is not asked again', () =>
    withTenant('healthy', async ({ azure, tenant }) => {
      await Promise.all([1, 2, 3].map(() => getRegistry(azure, CONTOSO_ID)));
      await getRegistry(azure, CONTOSO_ID);
      await Promise.all([
        getManifest(azure, CONTOSO, WORKER, 'none'),
        getManifest(azure, CONTOSO, WORKER, 'none'),
      ]);
      await listReferrers(azure, CONTOSO, WORKER, `sha256:${'0'.repeat(64)}`);
      const count = (part: string) => tenant.calls.filter(({ path }) => path.includes(part)).length;
      expect([count('/registries/contosoprod7'), count('/manifests/none')]).toEqual([1, 1]);
      expect([count('/oauth2/exchange'), count('/oauth2/token')]).toEqual([1, 1]);
      expect(count('/oauth2/v2.0/token')).toBe(2);
    }));

  test('an unknown host throws, with a simulator and without, and over plain http', async () => {
    for (const transport of [createTransport('http://127.0.0.1:9'), createTransport()]) {
      for (const url of [
        'https://example.com/',
        'https://azurecr.io.example.com/',
        'http://management.azure.com/',
      ]) {
        await expect(transport.sendRequest(createPipelineRequest({ url }))).rejects.toThrow(
          /no known Azure host/,
        );
      }
    }
    expect(() => createTransport('http://192.0.2.1:80')).toThrow(/loopback/);
  });

  test('writing is refused', () =>
    withTenant('healthy', async ({ azure, again, tenant }) => {
      const base = `https://management.azure.com${CONTOSO_ID}`;
      const writes = [
        ['DELETE', base],
        ['PUT', base],
        ['PATCH', base],
        ['POST', `${base}/regenerateCredential`],
        ['POST', `https://${CONTOSO}/acr/v1/${WORKER}/_streaming`],
      ] as const;
      for (const [method, url] of writes) {
        for (const view of [azure, again({ mayRevealSecrets: true })]) {
          const sent = async () => view.http.sendRequest(createPipelineRequest({ url, method }));
          await expect(sent()).rejects.toThrow(/was refused/);
        }
      }
      const sent = async () =>
        azure.http.sendRequest(createPipelineRequest({ url: `${base}/listCredentials`, method: 'POST' }));
      await expect(sent()).rejects.toThrow(/was refused/);
      expect(tenant.calls).toEqual([]);
    }));

  test('a write out of an official client is our fault, so it is thrown', () =>
    withTenant('healthy', async ({ azure }) => {
      const asked = azure.once('test', undefined, async () => {
        await azure.http.sendRequest(createPipelineRequest({ url: `https://${CONTOSO}/v2/`, method: 'PUT' }));
      });
      await expect(asked).rejects.toThrow(/was refused/);
    }));

  test('a redirect to a foreign host is not followed, and carries no token anywhere', () =>
    withTenant(
      disturbed({
        match: 'GET *.azurecr.io/v2/*/blobs/*',
        status: 307,
        headers: { location: 'https://example.com/x' },
      }),
      async ({ azure, tenant }) => {
        const digest = `sha256:${'a'.repeat(64)}`;
        expect(unreadable(await readBlobStart(azure, CONTOSO, WORKER, digest))).toEqual({
          reason: 'bad-answer',
          saw: "The registry leads to 'example.com' for a layer",
        });
        expect(tenant.calls.some(({ host }) => host === 'example.com')).toBe(false);
      },
    ));

  test('a registry that is asked about through Resource Graph without rights is not visible, which is no error', () =>
    withTenant('registry-not-visible', async ({ azure }) => {
      expect(read(await findRegistry(azure, CONTOSO))).toBeUndefined();
      expect(unreadable(await getRegistry(azure, CONTOSO_ID)).reason).toBe('forbidden');
    }));
});
