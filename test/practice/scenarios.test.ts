import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRegistry } from '../../src/azure/registry';
import { getTag, listRepositories, listTags } from '../../src/azure/registry-attributes';
import { getChallenge, getGranted, tryExchange } from '../../src/azure/registry-auth';
import { findManifest, getManifest } from '../../src/azure/registry-content';
import { listDeletedTags } from '../../src/azure/registry-deleted';
import { findConversionId, getConversion } from '../../src/azure/registry-streaming';
import { listPrivateEndpointConnections, listUsages } from '../../src/azure/registry-usage';
import { createResolver } from '../../src/azure/resolver';
import { findRegistry } from '../../src/azure/resource-graph';
import { listRoleAssignments, listRoleAssignmentsOf } from '../../src/azure/roles';
import { listScenarios, loadScenario, ScenarioError } from '../../src/practice/tenant/scenario';
import { startTenant } from '../../src/practice/tenant/server';
import { CONTOSO, CONTOSO_ID, KUBELET, read, unreadable, withTenant, WORKER } from '../azure/simulated';

describe('built-in scenarios', () => {
  test('each loads, has a line that says what is broken, and no key too many', () => {
    const names = listScenarios();
    expect(names[0]).toBe('healthy');
    expect(names).toHaveLength(26);
    for (const name of names) {
      const { description, tenant } = loadScenario(name);
      expect(description).toMatch(/^[A-Z].{20,120}\.$/);
      expect(Object.keys(tenant.registries)).toContain('contosoprod7');
    }
  });

  test('network: access off, address not allowed', async () => {
    for (const name of ['registry-public-access-off', 'client-ip-not-allowed']) {
      await withTenant(name, async ({ azure }) => {
        expect(read(await getChallenge(azure, CONTOSO))).toMatchObject({
          status: 403,
          code: 'DENIED',
          message: expect.stringContaining("client with IP '20.61.4.17' is not allowed access") as string,
        });
        expect(unreadable(await getManifest(azure, CONTOSO, WORKER, 'latest')).reason).toBe('forbidden');
        expect((await getRegistry(azure, CONTOSO_ID)).ok).toBe(true);
      });
    }
    await withTenant('client-ip-not-allowed', async ({ azure }) => {
      expect(read(await getRegistry(azure, CONTOSO_ID)).firewall).toEqual({
        defaultAction: 'Deny',
        allowed: ['198.51.100.0/24'],
      });
    });
  });

  test('rights: no role, AcrPull ignored, nothing readable', async () => {
    await withTenant('kubelet-identity-without-role', async ({ azure }) => {
      expect(read(await listRoleAssignmentsOf(azure, CONTOSO_ID, KUBELET)).items).toEqual([]);
    });
    await withTenant('abac-registry-acrpull-ignored', async ({ azure }) => {
      expect(read(await getRegistry(azure, CONTOSO_ID)).roleAssignmentMode).toBe('AbacRepositoryPermissions');
      expect((await getManifest(azure, CONTOSO, WORKER, 'latest')).ok).toBe(true);
    });
    await withTenant('forbidden-reader', async ({ azure }) => {
      expect(unreadable(await getRegistry(azure, CONTOSO_ID))).toMatchObject({ reason: 'forbidden' });
      expect(unreadable(await listRoleAssignments(azure, CONTOSO_ID))).toMatchObject({
        reason: 'forbidden',
        permission: 'Microsoft.Authorization/roleAssignments/read',
        saw: expect.stringContaining('AuthorizationFailed') as string,
      });
      expect(read(await findRegistry(azure, CONTOSO))).toBeUndefined();
      expect(read(await getGranted(azure, CONTOSO, `repository:${WORKER}:pull`))).toEqual([]);
      expect(unreadable(await listRepositories(azure, CONTOSO))).toMatchObject({
        reason: 'unauthorized',
        permission: 'registry:catalog:*',
      });
    });
  });

  test('images: tag, repository, lock, deleted, conversion', async () => {
    await withTenant('tag-missing', async ({ azure }) => {
      expect(read(await findManifest(azure, CONTOSO, WORKER, '2026.11.3'))).toBeUndefined();
      expect(read(await listTags(azure, CONTOSO, WORKER)).items.map(({ name }) => name)).toContain(
        '2026.11.2',
      );
    });
    await withTenant('repository-missing', async ({ azure }) => {
      const missing = unreadable(await getTag(azure, CONTOSO, WORKER, '2026.11.3'));
      expect(missing.saw).toContain('NAME_UNKNOWN');
      expect(read(await listRepositories(azure, CONTOSO)).items).toContain(`${WORKER}s`);
    });
    await withTenant('image-locked', async ({ azure }) => {
      expect(read(await getTag(azure, CONTOSO, WORKER, '2026.11.3')).locks.canRead).toBe(false);
      expect(unreadable(await getManifest(azure, CONTOSO, WORKER, '2026.11.3')).reason).toBe('bad-answer');
    });
    await withTenant('image-deleted-recently', async ({ azure }) => {
      expect(read(await listDeletedTags(azure, CONTOSO, WORKER)).items).toMatchObject([{ tag: '2026.11.3' }]);
    });
    await withTenant('streaming-conversion-failed', async ({ azure }) => {
      const { digest } = read(await getManifest(azure, CONTOSO, WORKER, '2026.11.3'));
      const id = read(await findConversionId(azure, CONTOSO, WORKER, digest));
      expect(read(await getConversion(azure, CONTOSO, WORKER, id!))).toMatchObject({
        status: 'Failed',
        code: 'NO_SUPPORTED_PLATFORM_FOUND',
      });
    });
  });

  test('configuration: tier, key, ARM tokens, export policy', async () => {
    await withTenant('basic-tier', async ({ azure }) => {
      const registry = read(await getRegistry(azure, CONTOSO_ID));
      expect(registry.sku).toBe('Basic');
      expect(registry).not.toHaveProperty('firewall');
      const [size] = read(await listUsages(azure, CONTOSO_ID));
      expect(size!.used / size!.limit).toBeGreaterThan(0.9);
    });
    await withTenant('cmk-registry', async ({ azure }) => {
      expect(read(await getRegistry(azure, CONTOSO_ID))).toMatchObject({
        customerKey: 'on',
        customerKeyId: expect.stringContaining('contoso-keys') as string,
      });
    });
    await withTenant('arm-tokens-disabled', async ({ azure }) => {
      expect((await tryExchange(azure, CONTOSO, 'registry')).ok).toBe(true);
      expect(unreadable(await tryExchange(azure, CONTOSO, 'arm')).reason).toBe('unauthorized');
    });
    await withTenant('export-policy-off', async ({ azure }) => {
      expect(read(await getRegistry(azure, CONTOSO_ID)).exportPolicy).toBe('off');
    });
  });

  test('a private endpoint whose zone is missing leads to the public address', () =>
    withTenant('dns-private-endpoint-missing', async ({ azure, tenant }) => {
      const { items } = read(await listPrivateEndpointConnections(azure, CONTOSO_ID));
      expect(items).toMatchObject([{ name: 'pe-prod', status: 'Approved' }]);
      expect(read(await createResolver({ lookups: tenant.lookups }).resolve(CONTOSO))).toEqual({
        exists: true,
        aliases: ['contosoprod7.privatelink.azurecr.io', 'r0427-az.westeurope.cloudapp.azure.com'],
        addresses: ['20.61.99.68'],
      });
    }));

  test('services: token service down, every third call hangs', async () => {
    await withTenant('token-service-down', async ({ azure }) => {
      expect(read(await getChallenge(azure, CONTOSO)).status).toBe(401);
      expect(unreadable(await getManifest(azure, CONTOSO, WORKER, 'latest')).saw).toContain(
        '503 UNAVAILABLE',
      );
    });
    await withTenant(
      'every-third-call-hangs',
      async ({ azure, tenant }) => {
        const reads = [
          await getRegistry(azure, CONTOSO_ID),
          await listUsages(azure, CONTOSO_ID),
          await listRoleAssignments(azure, CONTOSO_ID),
          await getChallenge(azure, CONTOSO),
        ];
        const failed = reads.flatMap((reading) => (reading.ok ? [] : [reading.unreadable.reason]));
        expect(new Set(failed)).toEqual(new Set(['timed-out']));
        expect(tenant.calls.filter(({ status }) => status === undefined).length).toBeGreaterThan(0);
      },
      { limits: { callMs: 200 } },
    );
  });
});

test('of its calls a tenant remembers the last ones only', async () => {
  const tenant = await startTenant(loadScenario('healthy'), { mostCalls: 3 });
  const headers = { 'x-simulated-host': 'management.azure.com' };
  for (let n = 0; n < 5; n++) await (await fetch(`${tenant.address}/n${n}`, { headers })).text();
  expect(tenant.calls.map(({ path }) => path)).toEqual(['/n2', '/n3', '/n4']);
  await tenant.close();
});

describe('scenario files from outside', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'scenario-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const faultsOf = (path: string): string => {
    try {
      loadScenario(path);
    } catch (error) {
      if (error instanceof ScenarioError) return error.message;
      throw error;
    }
    throw new Error('loaded');
  };

  test('a file on another, with a body beside it', () => {
    file(
      'mine.yaml',
      'description: Mine.\nbase: healthy\ntenant: {registries: {contosoprod7: {sku: Standard}}}\n',
    );
    file('answer.json', '{"error":{"code":"FromFile"}}');
    const path = file(
      'yours.yaml',
      "base: ./mine.yaml\nrules:\n  - match: 'GET management.azure.com/subscriptions/*/.../roleAssignments*'\n    status: 403\n    bodyFile: answer.json\n",
    );
    return withTenant(loadScenario(path), async ({ azure }) => {
      expect(read(await getRegistry(azure, CONTOSO_ID)).sku).toBe('Standard');
      expect(unreadable(await listRoleAssignments(azure, CONTOSO_ID)).saw).toContain('FromFile');
    });
  });

  test('every fault of a file, with its line and what to do', () => {
    const path = file(
      'bad.yaml',
      [
        'base: healthy',
        'color: red',
        'rules:',
        '  - match: no method here',
        '    stattus: 403',
        '  - match: GET x/*',
        '  - match: GET x/*',
        '    fault: explode',
      ].join('\n'),
    );
    const message = faultsOf(path);
    expect(message).toMatch(/bad\.yaml:\d+ .*color/);
    expect(message).toMatch(/bad\.yaml:4 rules\.0\.match: write METHOD host\/path/);
    expect(message).toMatch(/stattus/);
    expect(message).toMatch(/bad\.yaml:8 rules\.2\.fault/);
    expect(
      message
        .split('\n')
        .slice(1)
        .every((line) => /(?:Remove|Correct) the/.test(line)),
    ).toBe(true);
  });

  test('a wrong model: unknown key, wrong value, names that lead nowhere', () => {
    const wrong = file(
      'wrong.yaml',
      'base: healthy\ntenant:\n  registries:\n    contosoprod7:\n      skuu: Basic\n      sku: Cheap\n',
    );
    expect(faultsOf(wrong)).toMatch(/wrong\.yaml:\d+ tenant\.registries\.contosoprod7.*skuu/);
    expect(faultsOf(wrong)).toMatch(/wrong\.yaml:6 tenant\.registries\.contosoprod7\.sku: /);
    const dangling = file(
      'dangling.yaml',
      'base: healthy\ntenant:\n  roleAssignments:\n    x: {role: AcrPul, principal: nobody, scope: /subscriptions/x}\n',
    );
    expect(faultsOf(dangling)).toMatch(/x\.role: 'AcrPul' is not in the model\. Use one of: .*AcrPull/);
    expect(faultsOf(dangling)).toMatch(/x\.principal: 'nobody'/);
  });

  test('no such file, no such name, a circle, broken YAML, a body that is missing', () => {
    expect(faultsOf(join(folder, 'none.yaml'))).toMatch(/no scenario at .*Use a path or one of: healthy/s);
    expect(faultsOf('helthy')).toMatch(/no scenario at/);
    file('a.yaml', 'base: ./b.yaml\n');
    expect(faultsOf(file('b.yaml', 'base: ./a.yaml\n'))).toMatch(/a\.yaml:1 base: leads back/);
    expect(faultsOf(file('c.yaml', 'base: [\n'))).toMatch(/c\.yaml:\d+ /);
    expect(
      faultsOf(file('d.yaml', 'base: healthy\nrules: [{match: GET x/y, bodyFile: gone.json}]\n')),
    ).toMatch(/gone\.json is not there/);
    mkdirSync(join(folder, 'sub'));
    expect(faultsOf(file('e.yaml', 'base: ./sub/none.yaml\n'))).toMatch(/e\.yaml:1 base: no scenario at/);
  });
});
