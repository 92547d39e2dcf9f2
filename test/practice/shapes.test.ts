import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKS } from '../../src/checks';
import { createLive } from '../../src/live';
import { loadScenario } from '../../src/practice/tenant/scenario';
import { startTenant, type LoggedCall } from '../../src/practice/tenant/server';
import { patched } from '../../src/practice/tenant/patch';
import { PRIVATE } from '../checks/network/net';
import { tenantSchema } from '../../src/practice/tenant/model';

/**
 * Every answer of the simulated tenant that names a fixture has the keys of that published or recorded answer: none
 * made up. Keys that the fixture has and the simulation leaves out are allowed; azure-facts says which matter.
 */
const KNOWN = {
  registry: 'contosoprod7.azurecr.io',
  repository: 'team-a/ingest-worker',
  tag: '2026.10.1',
  principalId: '8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718',
  clientIp: '203.0.113.9',
  direction: 'import' as const,
  importPipeline: 'fromlab',
  pipelineRun: 'inweek47',
  deployment: 'outweek47-template',
  cluster: 'aks-prod',
  app: 'ingest',
  callerId: '19c8b7a6-5d4e-4f3a-92b1-0a9b8c7d6e5f',
};

/** What a tenant answers while every check looks at it. */
async function callsOf(changes: object): Promise<LoggedCall[]> {
  const healthy = loadScenario('healthy');
  const scenario = { ...healthy, tenant: tenantSchema.parse(patched(healthy.tenant, changes)) };
  const tenant = await startTenant(scenario);
  const { tenantId, identities } = scenario.tenant;
  const { clientId = '', secret: clientSecret = '' } = identities.bot ?? {};
  const live = createLive({
    asker: { as: 'application', tenantId, clientId, clientSecret },
    simulator: tenant.address,
    lookups: tenant.lookups,
    mayRevealSecrets: true,
    onFault: (check, error) => {
      throw new Error(`${check}: ${String(error)}`);
    },
  });
  try {
    for await (const report of live.run(
      CHECKS.map(({ id }) => id),
      KNOWN,
    ))
      expect(report.judged.length).toBeGreaterThan(0);
    return tenant.calls;
  } finally {
    await tenant.close();
  }
}

/** Paths of all keys: `properties.policies.exportPolicy.status`; items of lists share one path. */
function keysOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => keysOf(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    `${path}.${key}`,
    // Names that users choose are no keys of the form.
    ...(key === 'tags' && path === '' ? [] : keysOf(inner, `${path}.${key}`)),
  ]);
}

function fixtureBody(name: string): unknown {
  const file = JSON.parse(readFileSync(join('test', 'fixtures', 'rest', `${name}.json`), 'utf8')) as {
    responses?: Record<string, { body: unknown }>;
    response?: { body: unknown };
  };
  return file.response?.body ?? Object.values(file.responses ?? {})[0]?.body;
}

/** Keys that the example leaves out and the schema of the same call has; each with where that stands. */
const BEYOND: Record<string, [source: string, keys: RegExp]> = {
  'resourcegraph-basic-query': ['the columns are those that our query projects', /^\.data\[\]\.\w+$/],
  'activity-log-list': ['EventData of the same swagger', /^\.value\[\]\.resourceId$/],
  'metrics-list': ['MetricValue of the same swagger: one of several aggregations', /\.data\[\]\.total$/],
  'registry-get': [
    'PrivateEndpointConnection of the same swagger, as in private-endpoint-connection-list',
    /^\.properties\.privateEndpointConnections\[\]/,
  ],
  'registry-get-preview': [
    'Policies and PrivateEndpointConnection of the same swagger',
    /^\.properties\.(?:policies\.(?:azureADAuthenticationAsArmPolicy|softDeletePolicy)(?:\.\w+)?|privateEndpointConnections\[\].*)$/,
  ],
  'role-assignments-list-for-scope': [
    'RoleAssignmentProperties of the same swagger',
    /\.properties\.createdOn$/,
  ],
  'subnet-get': [
    'SubnetPropertiesFormat of the same swagger',
    /^\.properties\.(?:networkSecurityGroup|routeTable|natGateway|serviceEndpoints)/,
  ],
  'vnet-get': [
    'VirtualNetworkPropertiesFormat and VirtualNetworkPeeringPropertiesFormat of the same swagger',
    /^\.properties\.(?:dhcpOptions|virtualNetworkPeerings\[\])/,
  ],
  'security-group-get': [
    'SecurityRulePropertiesFormat of the same swagger: several values',
    /(?:AddressPrefixes|destinationPortRanges)$/,
  ],
  'route-table-get': ['RoutePropertiesFormat of the same swagger', /\.nextHopIpAddress$/],
  'public-address-get': ['PublicIPAddressPropertiesFormat of the same swagger', /\.properties\.ipAddress$/],
  'network-interface-get': [
    'NetworkInterfaceIPConfigurationPrivateLinkConnectionProperties of the same swagger',
    /\.privateLinkConnectionProperties(?:\.\w+)?$/,
  ],
  'acr-manifest-attributes': ['ManifestAttributesBase of the same swagger', /^\.manifest\.mediaType$/],
  'pipeline-run-list': [
    'PipelineRunProperties of the same swagger',
    /\.(?:request\.(?:source|target)(?:\.\w+)?|response\.finishTime)$/,
  ],
  'pipeline-run-get': [
    'PipelineRunProperties of the same swagger',
    /\.(?:re(?:quest|sponse)\.(?:source|target)(?:\.\w+)?|response\.finishTime)$/,
  ],
  'import-pipeline-get': ['the keys are ids of identities', /^\.identity\.userAssignedIdentities\./],
  'keyvault-get': [
    'VaultProperties of the same swagger',
    /^\.properties\.(?:enableRbacAuthorization|networkAcls(?:\.\w+)?)$/,
  ],
  'storage-account-get': [
    'StorageAccountProperties of the same swagger',
    /^\.properties\.(?:publicNetworkAccess|allowSharedKeyAccess)$/,
  ],
  'managed-cluster-get': [
    'ManagedClusterProperties and ManagedClusterAgentPoolProfile of the same swagger',
    /^\.properties\.(?:kubernetesVersion|networkProfile\.outboundType|agentPoolProfiles\[\]\.vnetSubnetID|identityProfile(?:\.\w+){0,2}|agentPoolProfiles\[\]\.(?:osSKU|artifactStreamingProfile(?:\.enabled)?))$/,
  ],
  'containerapp-get': [
    'ContainerApp of the same swagger, whose example names no registry; the keys are ids of identities',
    /^\.(?:systemData(?:\.lastModifiedAt)?|identity\.userAssignedIdentities\..*|properties\.(?:latestRevisionName|outboundIpAddresses|configuration\.(?:registries|secrets)(?:\[\]\.\w+)?))$/,
  ],
  'containerapp-revisions-list': [
    'RevisionProperties of the same swagger',
    /\.properties\.(?:provisioningState|provisioningError|healthState)$/,
  ],
  'containerapp-list-secrets': [
    'ContainerAppSecret of the same swagger',
    /^\.value\[\]\.(?:value|keyVaultUrl)$/,
  ],
  'managed-environment-get': [
    'VnetConfiguration of the same swagger',
    /^\.properties\.vnetConfiguration\.internal$/,
  ],
  'scale-set-list': [
    'tags are free, and the keys are ids of identities',
    /^\.value\[\]\.(?:tags\.aks-managed-poolName|identity\.userAssignedIdentities\.)/,
  ],
  'acr-referrers-empty': ['descriptors of the OCI distribution specification', /^\.manifests\[\]\./],
};

const READABLE = { keyVaults: { 'contoso-transfer': { policies: { bot: ['get'] } } } };
const WRONG = { registries: { contosoprod7: { replications: { eastus: {} }, retentionDays: 7 } } };

test('no answer has a key that its example has not', async () => {
  const scenes = await Promise.all([{}, WRONG, PRIVATE, READABLE].map(callsOf));
  const calls = scenes.flat();
  const shaped = calls.filter(({ status = 0, shape }) => status < 300 && shape && 'fixture' in shape);
  const names = new Set(shaped.map(({ shape }) => (shape as { fixture: string }).fixture));
  expect(names.size).toBeGreaterThan(12);
  expect([...names]).toContain('keyvault-secret-get');
  const madeUp = shaped.flatMap(({ shape, body, path }) => {
    const { fixture } = shape as { fixture: string };
    const known = new Set(keysOf(fixtureBody(fixture)));
    return keysOf(body)
      .filter((key) => !known.has(key) && !BEYOND[fixture]?.[1].test(key))
      .map((key) => `${fixture}: ${key} (${path})`);
  });
  expect([...new Set(madeUp)]).toEqual([]);
});

test('every other answer says why it has no example', async () => {
  const calls = await callsOf(READABLE);
  const silent = calls.filter(
    ({ shape }) => !shape || ('unverified' in shape && shape.unverified.length < 8),
  );
  expect(silent.map(({ method, host, path }) => `${method} ${host}${path}`)).toEqual([]);
});
