import { listEventsBefore } from '../../src/azure/activity-log';
import { getPulls, getStorageUsed } from '../../src/azure/metrics';
import { rankNearNames } from '../../src/azure/near-names';
import { getRegistry, getSoftDelete, listCredentials, listReplications } from '../../src/azure/registry';
import {
  getManifestAttributes,
  getRepository,
  getTag,
  listRepositories,
  listTags,
} from '../../src/azure/registry-attributes';
import { getChallenge, getGranted, getGrantedAnonymously, tryExchange } from '../../src/azure/registry-auth';
import {
  findManifest,
  getImageConfig,
  getManifest,
  listReferrers,
  readBlobStart,
} from '../../src/azure/registry-content';
import { listDeletedManifests, listDeletedTags } from '../../src/azure/registry-deleted';
import {
  findConversionId,
  getConversion,
  getRepositoryStreaming,
  STREAMING_ARTIFACT,
} from '../../src/azure/registry-streaming';
import { listPrivateEndpointConnections, listUsages } from '../../src/azure/registry-usage';
import { createResolver } from '../../src/azure/resolver';
import { findRegistry, listRegistries } from '../../src/azure/resource-graph';
import {
  getRoleDefinition,
  listDenyAssignments,
  listRoleAssignments,
  listRoleAssignmentsOf,
} from '../../src/azure/roles';
import { CONTOSO, CONTOSO_ID, INGEST_APP, KUBELET, read, unreadable, withTenant, WORKER } from './simulated';

const ACR_PULL = '7f951dda-4ed3-4680-a7ca-43fe172d538d';

describe('Azure Resource Manager', () => {
  test('a registry is found by its login server over all subscriptions, in any case', () =>
    withTenant('healthy', async ({ azure }) => {
      expect(read(await findRegistry(azure, 'FabrikamEdge.azurecr.io'))).toMatchObject({
        name: 'fabrikamedge',
        subscriptionId: 'a0b1c2d3-4e5f-4a6b-9c8d-665544332211',
        resourceGroup: 'rg-edge',
      });
      expect(read(await findRegistry(azure, 'contosoprod8.azurecr.io'))).toBeUndefined();
      const { items } = read(await listRegistries(azure));
      expect(
        rankNearNames(
          'contosoprod8',
          items.map(({ name }) => name),
        ),
      ).toEqual(['contosoprod7']);
    }));

  test('a foreign host is never asked for', () =>
    withTenant('healthy', async ({ azure, tenant }) => {
      expect(unreadable(await findRegistry(azure, "evil' or '1'=='1.example"))).toMatchObject({
        reason: 'not-found',
      });
      expect(unreadable(await getManifest(azure, 'registry.example.com', 'a', 'b')).reason).toBe('not-found');
      expect(unreadable(await getChallenge(azure, 'azurecr.io.example.com')).reason).toBe('not-found');
      expect(tenant.calls).toEqual([]);
    }));

  test("a registry's configuration", () =>
    withTenant('healthy', async ({ azure }) => {
      expect(read(await getRegistry(azure, CONTOSO_ID))).toMatchObject({
        name: 'contosoprod7',
        loginServer: CONTOSO,
        sku: 'Premium',
        adminUser: 'off',
        anonymousPull: 'off',
        publicNetworkAccess: 'on',
        firewall: { defaultAction: 'Allow', allowed: [] },
        trustedServices: 'on',
        customerKey: 'off',
        quarantine: 'off',
        exportPolicy: 'on',
        armTokens: 'on',
        retention: 'off',
        roleAssignmentMode: 'LegacyRegistryPermissions',
        zoneRedundancy: 'on',
      });
      expect(read(await getSoftDelete(azure, CONTOSO_ID))).toEqual({
        state: 'on',
        days: 7,
        since: expect.stringMatching(/^20\d\d-/) as string,
      });
      expect(read(await listReplications(azure, CONTOSO_ID)).items.map(({ location }) => location)).toEqual([
        'westeurope',
        'northeurope',
      ]);
      expect(read(await listUsages(azure, CONTOSO_ID))[0]).toEqual({
        name: 'Size',
        limit: 536_870_912_000,
        used: 48_318_382_080,
        unit: 'Bytes',
      });
      expect(read(await listPrivateEndpointConnections(azure, CONTOSO_ID))).toEqual({
        items: [],
        isComplete: true,
      });
    }));

  test('roles of an identity: direct, and through a group from the resource group', () =>
    withTenant('healthy', async ({ azure }) => {
      const [direct] = read(await listRoleAssignmentsOf(azure, CONTOSO_ID, KUBELET)).items;
      expect(direct).toMatchObject({ roleId: ACR_PULL, principalId: KUBELET, scope: CONTOSO_ID });
      const [inherited] = read(await listRoleAssignmentsOf(azure, CONTOSO_ID, INGEST_APP)).items;
      expect(inherited).toMatchObject({ roleId: ACR_PULL, principalType: 'Group' });
      expect(inherited!.scope).toMatch(/resourceGroups\/rg-prod$/);
      expect(read(await getRoleDefinition(azure, direct!.roleDefinitionId))).toMatchObject({
        name: 'AcrPull',
        kind: 'BuiltInRole',
        permissions: [{ actions: ['Microsoft.ContainerRegistry/registries/pull/read'] }],
      });
      expect(read(await listRoleAssignments(azure, CONTOSO_ID)).items).toHaveLength(4);
      expect(read(await listDenyAssignments(azure, CONTOSO_ID)).items).toEqual([]);
      expect(unreadable(await listRoleAssignmentsOf(azure, CONTOSO_ID, "x') or (1 eq 1")).reason).toBe(
        'bad-answer',
      );
    }));

  test('what happened before, and how much is pulled', () =>
    withTenant('healthy', async ({ azure }) => {
      const { items } = read(await listEventsBefore(azure, CONTOSO_ID, new Date()));
      expect(items).toMatchObject([{ change: 'other', status: 'Succeeded' }]);
      expect(
        read(await listEventsBefore(azure, CONTOSO_ID, new Date(Date.now() - 4 * 86_400_000), 1)).items,
      ).toEqual([]);
      expect(read(await getPulls(azure, CONTOSO_ID))).toEqual({ total: 23 * 120, successful: 23 * 120 });
      expect(read(await getStorageUsed(azure, CONTOSO_ID))).toBe(48_318_382_080);
    }));

  test('passwords are told only with leave', () =>
    withTenant('admin-enabled', async ({ azure, again, tenant }) => {
      await expect(listCredentials(azure, CONTOSO_ID)).rejects.toThrow(/refused/);
      const refused = unreadable(await listCredentials(again({ mayRevealSecrets: true }), CONTOSO_ID));
      expect(refused).toMatchObject({
        reason: 'forbidden',
        permission: 'Microsoft.ContainerRegistry/registries/listCredentials/action',
      });
      tenant.scenario.tenant.roleAssignments['bot-owns'] = {
        role: 'Contributor',
        principal: 'bot',
        scope: CONTOSO_ID,
        createdAt: '-1d',
      };
      const told = read(await listCredentials(again({ mayRevealSecrets: true }), CONTOSO_ID));
      expect(told.passwords.map(({ name }) => name)).toEqual(['password', 'password2']);
    }));
});

describe('a registry itself', () => {
  test('challenge, exchange with both audiences, and what is granted', () =>
    withTenant('healthy', async ({ azure }) => {
      expect(read(await getChallenge(azure, CONTOSO))).toMatchObject({
        status: 401,
        realm: `https://${CONTOSO}/oauth2/token`,
        service: CONTOSO,
        code: 'UNAUTHORIZED',
      });
      expect((await tryExchange(azure, CONTOSO, 'registry')).ok).toBe(true);
      expect((await tryExchange(azure, CONTOSO, 'arm')).ok).toBe(true);
      expect(read(await getGranted(azure, CONTOSO, `repository:${WORKER}:pull`))).toEqual([
        { type: 'repository', name: WORKER, actions: ['pull'] },
      ]);
      expect(read(await getGrantedAnonymously(azure, CONTOSO, WORKER))).toEqual([]);
    }));

  test('repositories, tags, manifests and their attributes', () =>
    withTenant('healthy', async ({ azure }) => {
      expect(read(await listRepositories(azure, CONTOSO)).items).toContain(WORKER);
      const tags = read(await listTags(azure, CONTOSO, WORKER)).items;
      expect(tags.map(({ name }) => name)).toEqual(['2026.11.3', 'latest', '2026.10.1']);
      expect(read(await getRepository(azure, CONTOSO, WORKER))).toMatchObject({ name: WORKER, tagCount: 3 });
      const tag = read(await getTag(azure, CONTOSO, WORKER, '2026.11.3'));
      expect(tag).toMatchObject({
        digest: tags[0]!.digest,
        quarantineState: 'Passed',
        locks: { canRead: true },
      });
      expect(read(await getManifestAttributes(azure, CONTOSO, WORKER, tag.digest)).tags).toContain('latest');
      expect(unreadable(await getTag(azure, CONTOSO, WORKER, 'nowhere'))).toMatchObject({
        reason: 'not-found',
        saw: expect.stringContaining('TAG_UNKNOWN') as string,
      });
      expect(read(await listDeletedTags(azure, CONTOSO, WORKER)).items).toEqual([]);
      expect(read(await listDeletedManifests(azure, CONTOSO, WORKER)).items).toEqual([]);
    }));

  test('an index, its platforms, its configuration and the first bytes of a layer', () =>
    withTenant('healthy', async ({ azure, tenant }) => {
      const index = read(await getManifest(azure, CONTOSO, WORKER, '2026.11.3'));
      expect(index.manifests?.map(({ platform }) => platform?.architecture)).toEqual(['amd64', 'arm64']);
      const image = read(await getManifest(azure, CONTOSO, WORKER, index.manifests![0]!.digest));
      expect(image.layers).toHaveLength(3);
      expect(read(await getImageConfig(azure, CONTOSO, WORKER, image.config!.digest))).toEqual({
        os: 'linux',
        architecture: 'amd64',
        hasCommand: true,
      });
      const start = read(await readBlobStart(azure, CONTOSO, WORKER, image.layers![0]!.digest));
      expect(start).toEqual({
        servedBy: expect.stringMatching(/\.blob\.core\.windows\.net$/) as string,
        bytes: 1024,
      });
      const toStorage = tenant.calls.filter(({ host }) => host === start.servedBy);
      expect(toStorage.map(({ isSigned }) => isSigned)).toEqual([false, false]);
      expect(read(await findManifest(azure, CONTOSO, WORKER, 'nowhere'))).toBeUndefined();
    }));

  test('streaming: repository setting, referrer, conversion', () =>
    withTenant('healthy', async ({ azure }) => {
      expect(read(await getRepositoryStreaming(azure, CONTOSO, WORKER))).toEqual({
        convertsPushedImages: true,
      });
      const { digest } = read(await getManifest(azure, CONTOSO, WORKER, '2026.10.1'));
      const referrers = read(await listReferrers(azure, CONTOSO, WORKER, digest));
      expect(referrers.via).toBe('referrers');
      expect(referrers.items).toMatchObject([
        { artifactType: STREAMING_ARTIFACT, annotations: { 'streaming.format': 'overlaybd' } },
      ]);
      const id = read(await findConversionId(azure, CONTOSO, WORKER, digest));
      expect(read(await getConversion(azure, CONTOSO, WORKER, id!))).toMatchObject({ status: 'Succeeded' });
      const other = read(await getManifest(azure, CONTOSO, WORKER, '2026.11.3')).digest;
      expect(read(await findConversionId(azure, CONTOSO, WORKER, other))).toBeUndefined();
      expect(read(await listReferrers(azure, CONTOSO, WORKER, other)).items).toEqual([]);
    }));

  test('names out of a paste never become another address', () =>
    withTenant('healthy', async ({ azure, tenant }) => {
      for (const bad of ['../../acr/v1', 'a/../b', 'a?x=1', 'A', 'a//b', '']) {
        expect(unreadable(await getManifest(azure, CONTOSO, bad, 'latest')).reason).toBe('not-found');
        expect(unreadable(await getRepository(azure, CONTOSO, bad)).reason).toBe('not-found');
      }
      expect(unreadable(await getManifest(azure, CONTOSO, WORKER, '../x')).reason).toBe('not-found');
      expect(tenant.calls).toEqual([]);
    }));
});

describe('names', () => {
  test('a registry resolves, another does not, and a silent name server is no answer', () =>
    withTenant('healthy', async ({ tenant }) => {
      const resolver = createResolver({ lookups: tenant.lookups });
      expect(read(await resolver.resolve(CONTOSO))).toEqual({
        exists: true,
        aliases: ['r0427-az.westeurope.cloudapp.azure.com'],
        addresses: ['20.61.99.68'],
      });
      expect(read(await resolver.resolve('contosoprod8.azurecr.io'))).toEqual({
        exists: false,
        aliases: [],
        addresses: [],
      });
      tenant.scenario.tenant.dns['slow.azurecr.io'] = { aliases: [], addresses: [], fault: 'timeout' };
      expect(unreadable(await resolver.resolve('slow.azurecr.io')).reason).toBe('timed-out');
    }));

  test('a resolver that never answers is given up, and cancelled at once when asked to', async () => {
    const never = () => new Promise<string[]>(() => undefined);
    const lookups = { resolve4: never, resolve6: never, resolveCname: never };
    const resolver = createResolver({ lookups, limitMs: 50 });
    expect(unreadable(await resolver.resolve('a.azurecr.io')).reason).toBe('timed-out');
    expect(unreadable(await resolver.resolve('b.azurecr.io', AbortSignal.abort())).reason).toBe('cancelled');
  });
});
