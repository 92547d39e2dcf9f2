import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { z } from 'zod';
import { getArm, registryIdOf } from './arm';
import { API_VERSIONS } from './api-versions';
import { collect, type Azure } from './azure';
import { Trouble, type Listed, type Read } from './reading';
import { parseValue, WriteRefusedError } from './trouble';

const READ = 'Microsoft.ContainerRegistry/registries/read';

const status = z.object({ status: z.string().optional() }).optional();

export const registrySchema = z.object({
  id: z.string(),
  name: z.string(),
  location: z.string(),
  loginServer: z.string(),
  sku: z.object({ name: z.string() }),
  creationDate: z.date().optional(),
  provisioningState: z.string().optional(),
  adminUserEnabled: z.boolean().optional(),
  anonymousPullEnabled: z.boolean().optional(),
  publicNetworkAccess: z.string().optional(),
  networkRuleBypassOptions: z.string().optional(),
  networkRuleSet: z
    .object({
      defaultAction: z.string(),
      ipRules: z.array(z.object({ iPAddressOrRange: z.string() })).optional(),
    })
    .nullish(),
  dataEndpointEnabled: z.boolean().optional(),
  dataEndpointHostNames: z.array(z.string()).optional(),
  encryption: z
    .object({
      status: z.string().optional(),
      keyVaultProperties: z
        .object({ keyIdentifier: z.string().optional(), identity: z.string().optional() })
        .nullish(),
    })
    .nullish(),
  policies: z
    .object({
      quarantinePolicy: status,
      exportPolicy: status,
      azureADAuthenticationAsArmPolicy: status,
      retentionPolicy: z
        .object({
          status: z.string().optional(),
          days: z.number().optional(),
          lastUpdatedTime: z.date().optional().catch(undefined),
        })
        .optional(),
    })
    .nullish(),
  roleAssignmentMode: z.string().optional(),
  zoneRedundancy: z.string().optional(),
});

/** `on` and `off` as the service says them; `unknown` when the answer does not hold the setting. */
export type Switch = 'on' | 'off' | 'unknown';

/** A registry's configuration. Values that the service spells as words (Enabled, Premium, ...) stay as it spells them. */
export interface Registry {
  id: string;
  name: string;
  loginServer: string;
  location: string;
  /** Classic, Basic, Standard or Premium. */
  sku: string;
  /** ISO 8601. */
  createdAt?: string;
  provisioningState?: string;
  adminUser: Switch;
  anonymousPull: Switch;
  publicNetworkAccess: Switch;
  /** The registry's own firewall; absent below Premium. `allowed` are IPv4 addresses and CIDR ranges. */
  firewall?: { defaultAction: string; allowed: string[]; areRulesUnknown?: boolean };
  /** Whether Azure's trusted services pass the firewall. */
  trustedServices: Switch;
  dataEndpoint: Switch;
  dataEndpointHosts: string[];
  /** Encryption with a key of the customer's own. */
  customerKey: Switch;
  customerKeyId?: string;
  quarantine: Switch;
  /** Whether artifacts may leave the registry other than by pull: export pipelines and import elsewhere. */
  exportPolicy: Switch;
  /** Whether a token made for Azure Resource Manager is accepted. */
  armTokens: Switch;
  /** Whether manifests that lost their tags are deleted after `retentionDays`. */
  retention: Switch;
  retentionDays?: number;
  /** ISO 8601: when the retention policy was last changed. */
  retentionSince?: string;
  /** LegacyRegistryPermissions or AbacRepositoryPermissions; absent when the answer does not say. */
  roleAssignmentMode?: string;
  zoneRedundancy: Switch;
  /** Set where only some of its settings were pasted: what is absent is not known. */
  isPart?: boolean;
}

/** A word that is none of these is not guessed at. */
const WORDS: Partial<Record<string, Switch>> = {
  enabled: 'on',
  azureservices: 'on',
  disabled: 'off',
  none: 'off',
};

export function switchOf(value: string | boolean | undefined): Switch {
  if (value === undefined) return 'unknown';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return WORDS[value.toLowerCase()] ?? 'unknown';
}

/** A registry's configuration. Source: registries get, azure-rest-api-specs RegistryGet.json (2025-11-01). */
export function getRegistry(azure: Azure, id: string): Promise<Read<Registry>> {
  return azure.once(`GET ${id}`, READ, async (abortSignal) => {
    const { client, resourceGroup, name } = clientFor(azure, id);
    const answer = await client.registries.get(resourceGroup, name, { abortSignal });
    const found = registryOf(parseValue(answer, registrySchema, azure.cloud.arm));
    // Whatever stands in between may answer with what it kept of another call.
    if (found.id.toLowerCase() === id.toLowerCase()) return found;
    const saw = `${azure.cloud.arm} answered with another registry, ${found.name.slice(0, 60)}, for ${name}`;
    throw new Trouble({ reason: 'bad-answer', saw });
  });
}

type RegistryAnswer = z.infer<typeof registrySchema>;

export function registryOf(found: RegistryAnswer): Registry {
  const { id, name, loginServer, location, networkRuleSet } = found;
  return {
    id,
    name,
    loginServer: loginServer.toLowerCase(),
    location,
    sku: found.sku.name,
    ...optional('createdAt', found.creationDate?.toISOString()),
    ...optional('provisioningState', found.provisioningState),
    adminUser: switchOf(found.adminUserEnabled),
    anonymousPull: switchOf(found.anonymousPullEnabled),
    publicNetworkAccess: switchOf(found.publicNetworkAccess),
    ...(networkRuleSet
      ? {
          firewall: {
            defaultAction: networkRuleSet.defaultAction,
            allowed: (networkRuleSet.ipRules ?? []).map((rule) => rule.iPAddressOrRange),
          },
        }
      : {}),
    trustedServices: switchOf(found.networkRuleBypassOptions),
    dataEndpoint: switchOf(found.dataEndpointEnabled),
    dataEndpointHosts: found.dataEndpointHostNames ?? [],
    ...securityOf(found),
    zoneRedundancy: switchOf(found.zoneRedundancy),
  };
}

function securityOf({ policies: found, encryption, roleAssignmentMode }: RegistryAnswer) {
  const policies = found ?? {};
  return {
    customerKey: switchOf(encryption?.status),
    ...optional('customerKeyId', encryption?.keyVaultProperties?.keyIdentifier),
    quarantine: switchOf(policies.quarantinePolicy?.status),
    exportPolicy: switchOf(policies.exportPolicy?.status),
    armTokens: switchOf(policies.azureADAuthenticationAsArmPolicy?.status),
    retention: switchOf(policies.retentionPolicy?.status),
    ...optional('retentionDays', policies.retentionPolicy?.days),
    ...optional('retentionSince', policies.retentionPolicy?.lastUpdatedTime?.toISOString()),
    ...optional('roleAssignmentMode', roleAssignmentMode),
  };
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

/** Soft delete. `days` is how long deleted artifacts are kept, `since` (ISO 8601) when the policy was last changed. */
export interface SoftDelete {
  state: Switch;
  days?: number;
  since?: string;
}

/** Soft delete, which only preview versions tell. */
export function getSoftDelete(azure: Azure, id: string): Promise<Read<SoftDelete>> {
  const policy = z
    .object({
      status: z.string().optional(),
      retentionDays: z.number().optional(),
      lastUpdatedTime: z.iso.datetime({ offset: true }).optional().catch(undefined),
    })
    .nullish();
  const schema = z.object({
    properties: z.object({ policies: z.object({ softDeletePolicy: policy }).nullish() }),
  });
  return azure.once(`GET ${id} soft delete`, READ, async () => {
    const query = { 'api-version': API_VERSIONS.registryPreview };
    const { properties } = await getArm(azure, registryIdOf(id).id, query, schema, READ);
    const found = properties.policies?.softDeletePolicy;
    return {
      state: switchOf(found?.status),
      ...optional('days', found?.retentionDays),
      ...optional('since', found?.lastUpdatedTime && new Date(found.lastUpdatedTime).toISOString()),
    };
  });
}

/** The registry's client and what its calls are addressed with. @throws Trouble when the id is no registry's. */
export function clientFor(azure: Azure, id: string) {
  const parsed = registryIdOf(id);
  const client = new ContainerRegistryManagementClient(azure.credential, parsed.subscriptionId, {
    ...azure.clientOptions,
    endpoint: `https://${azure.cloud.arm}`,
  });
  return { client, ...parsed };
}

/** The admin user's name and passwords. Secrets: compare them, never show or keep them. */
export interface AdminCredentials {
  username: string;
  passwords: { name: string; value: string }[];
}

/**
 * Reveals a secret, so the Azure object must have been created with `mayRevealSecrets`.
 * @throws WriteRefusedError without it. Fails (409, INFERRED) while the admin user is off.
 */
export function listCredentials(azure: Azure, id: string): Promise<Read<AdminCredentials>> {
  const schema = z.object({
    username: z.string(),
    passwords: z.array(z.object({ name: z.string(), value: z.string() })),
  });
  const permission = 'Microsoft.ContainerRegistry/registries/listCredentials/action';
  return azure.once(`POST ${id}/listCredentials`, permission, async (abortSignal) => {
    if (!azure.mayRevealSecrets) throw new WriteRefusedError('POST', `${id}/listCredentials`);
    const { client, resourceGroup, name } = clientFor(azure, id);
    const answer = await client.registries.listCredentials(resourceGroup, name, { abortSignal });
    return parseValue(answer, schema, azure.cloud.arm);
  });
}

/** A copy of the registry in another region. */
export interface Replication {
  location: string;
  provisioningState?: string;
  /** Ready, or what is wrong. */
  displayStatus?: string;
  regionEndpoint: Switch;
}

export function listReplications(azure: Azure, id: string): Promise<Read<Listed<Replication>>> {
  const schema = z.array(
    z.object({
      location: z.string(),
      provisioningState: z.string().optional(),
      status: z.object({ displayStatus: z.string().optional() }).nullish(),
      regionEndpointEnabled: z.boolean().optional(),
    }),
  );
  const permission = 'Microsoft.ContainerRegistry/registries/replications/read';
  return azure.once(`GET ${id}/replications`, permission, async (abortSignal) => {
    const { client, resourceGroup, name } = clientFor(azure, id);
    const list = await collect(client.replications.list(resourceGroup, name, { abortSignal }), azure.limits);
    const items = parseValue(list.items, schema, azure.cloud.arm).map((found) => ({
      location: found.location,
      ...optional('provisioningState', found.provisioningState),
      ...optional('displayStatus', found.status?.displayStatus),
      regionEndpoint: switchOf(found.regionEndpointEnabled),
    }));
    return { ...list, items };
  });
}
