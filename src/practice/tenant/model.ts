import { z } from 'zod';
import { appKeys } from './apps-model';
import { aksKeys } from './aks-model';
import { networkKeys } from './network-model';
import { transferKeys } from './transfer-model';

/** The plain data a simulated tenant is made of. Every part has a default, so a scenario names only what matters. */

/** A time: ISO 8601, or relative to the tenant's clock like `-2h`, `-30d`, `-5m`. */
const time = z
  .string()
  .regex(/^(?:-\d+[mhd]|\d{4}-\d\d-\d\dT.*Z)$/, 'write a time like -2h, -30d or 2026-11-20T10:00:00Z');
const guid = z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'write a GUID in lower case');
const onOff = z.enum(['enabled', 'disabled']);
const EnabledDisabled = z.enum(['Enabled', 'Disabled']);

const identity = z.strictObject({
  kind: z.enum(['user', 'application', 'managedIdentity', 'group']),
  objectId: guid,
  clientId: guid.optional(),
  secret: z.string().optional(),
  /** Names of groups, themselves identities. */
  memberOf: z.array(z.string()).default([]),
  /** Of users: resources (https://management.azure.com) for which Entra gives no token on their behalf, and its code (AADSTS65001). */
  refuses: z
    .record(z.string(), z.string().regex(/^AADSTS\d{4,7}$/, 'write a code such as AADSTS65001'))
    .default({}),
});

const permissions = {
  actions: z.array(z.string()).default([]),
  notActions: z.array(z.string()).default([]),
  dataActions: z.array(z.string()).default([]),
  notDataActions: z.array(z.string()).default([]),
};

const roleDefinition = z.strictObject({
  id: guid,
  kind: z.enum(['BuiltInRole', 'CustomRole']).default('CustomRole'),
  ...permissions,
});

const roleAssignment = z.strictObject({
  /** Name of a role definition. */
  role: z.string(),
  /** Name of an identity. */
  principal: z.string(),
  /** Id of a subscription, a resource group, a registry or a management group. */
  scope: z.string(),
  condition: z.string().optional(),
  createdAt: time.default('-300d'),
});

const denyAssignment = z.strictObject({
  principals: z.array(z.string()),
  excluded: z.array(z.string()).default([]),
  scope: z.string(),
  ...permissions,
});

const locks = z
  .strictObject({
    readEnabled: z.boolean().default(true),
    writeEnabled: z.boolean().default(true),
    deleteEnabled: z.boolean().default(true),
    listEnabled: z.boolean().default(true),
    teleportEnabled: z.boolean().optional(),
  })
  .prefault({});

const conversion = z.strictObject({
  id: guid,
  status: z.enum(['NotStarted', 'Running', 'Succeeded', 'Failed', 'Canceled']),
  startedAt: time.default('-3h'),
  progress: z.string().default('100%'),
  details: z.string().default('Conversion started'),
});

const image = z.strictObject({
  /** One platform makes a manifest, several an index. */
  platforms: z
    .array(z.string().regex(/^[a-z]+\/[a-z0-9]+$/, 'write os/architecture'))
    .min(1)
    .default(['linux/amd64']),
  format: z.enum(['oci', 'docker']).default('oci'),
  /** Bytes of each layer. */
  layers: z.array(z.number().int().positive()).default([29_126_484, 3_411_208]),
  /** Adds a layer that lies outside the registry. */
  foreignLayer: z.boolean().default(false),
  entrypoint: z.array(z.string()).default(['/app/run']),
  artifactType: z.string().optional(),
  createdAt: time.default('-9d'),
  /** Platforms (or `index`) that have a streaming artifact. */
  streaming: z.array(z.string()).default([]),
  conversion: conversion.optional(),
  locks,
});

const tag = z.strictObject({
  /** Name of an image of the repository. */
  image: z.string(),
  createdAt: time.default('-9d'),
  movedAt: time.optional(),
  quarantineState: z.string().default('Passed'),
  locks,
});

const repository = z.strictObject({
  createdAt: time.default('-400d'),
  convertPushedImages: z.boolean().default(false),
  images: z.record(z.string(), image).default({}),
  tags: z.record(z.string(), tag).default({}),
  /** Deleted tags that soft delete still keeps, with the name of their image. */
  deletedTags: z.record(z.string(), z.strictObject({ image: z.string(), deletedAt: time })).default({}),
  locks,
});

const event = z.strictObject({
  at: time,
  operation: z.string(),
  caller: z.string().default('release-pipeline@contoso.example'),
  status: z.string().default('Succeeded'),
});

const privateEndpoint = z.strictObject({
  status: z.enum(['Approved', 'Pending', 'Rejected', 'Disconnected']).default('Approved'),
  description: z.string().default('Auto-Approved'),
  id: z.string(),
});

const registry = z.strictObject({
  subscription: z.string(),
  resourceGroup: z.string(),
  location: z.string().default('westeurope'),
  sku: z.enum(['Basic', 'Standard', 'Premium']).default('Premium'),
  loginServer: z.string(),
  createdAt: time.default('-900d'),
  provisioningState: z.string().default('Succeeded'),
  adminUserEnabled: z.boolean().default(false),
  anonymousPullEnabled: z.boolean().default(false),
  publicNetworkAccess: EnabledDisabled.default('Enabled'),
  networkRuleBypassOptions: z.enum(['AzureServices', 'None']).default('AzureServices'),
  defaultAction: z.enum(['Allow', 'Deny']).default('Allow'),
  allowedIps: z.array(z.string()).default([]),
  dataEndpointEnabled: z.boolean().default(false),
  /** Key Vault key of the customer's own; absent means Microsoft's key. */
  customerKey: z.string().optional(),
  zoneRedundancy: EnabledDisabled.default('Disabled'),
  roleAssignmentMode: z
    .enum(['LegacyRegistryPermissions', 'AbacRepositoryPermissions'])
    .default('LegacyRegistryPermissions'),
  quarantinePolicy: onOff.default('disabled'),
  exportPolicy: onOff.default('enabled'),
  armTokens: onOff.default('enabled'),
  retentionDays: z.number().optional(),
  softDeleteDays: z.number().optional(),
  passwords: z.array(z.string()).default([]),
  replications: z
    .record(
      z.string(),
      z.strictObject({ state: z.string().default('Succeeded'), displayStatus: z.string().default('Ready') }),
    )
    .default({}),
  privateEndpoints: z.record(z.string(), privateEndpoint).default({}),
  storageUsed: z.number().default(48_318_382_080),
  pullsPerHour: z.number().default(120),
  failedPullsPerHour: z.number().default(0),
  events: z.record(z.string(), event).default({}),
  repositories: z.record(z.string(), repository).default({}),
});

const dnsEntry = z.strictObject({
  aliases: z.array(z.string()).default([]),
  addresses: z.array(z.string()).default([]),
  fault: z.enum(['not-found', 'timeout', 'servfail']).optional(),
});

export const tenantSchema = z.strictObject({
  tenantId: guid,
  /** Names, by id. */
  subscriptions: z.record(guid, z.string()),
  identities: z.record(z.string(), identity).default({}),
  /** Added to the built-in roles. */
  roleDefinitions: z.record(z.string(), roleDefinition).default({}),
  roleAssignments: z.record(z.string(), roleAssignment).default({}),
  denyAssignments: z.record(z.string(), denyAssignment).default({}),
  registries: z.record(z.string(), registry).default({}),
  ...aksKeys,
  ...appKeys,
  ...networkKeys,
  ...transferKeys,
  /** Address that the bot's calls come from, as registries see it. */
  botIp: z.string().default('20.61.4.17'),
  /** Names that lead elsewhere than usual. */
  dns: z.record(z.string(), dnsEntry).default({}),
  /** Items on one page of a list. */
  pageSize: z.number().int().positive().default(100),
});

export type Tenant = z.output<typeof tenantSchema>;
export type Identity = Tenant['identities'][string];
export type Registry = Tenant['registries'][string];
export type Repository = Registry['repositories'][string];
export type Image = Repository['images'][string];
export type Locks = Image['locks'];

/** Turns a time of the model into ISO 8601. */
export function isoTime(text: string, now: Date): string {
  const relative = /^-(?<count>\d+)(?<unit>[mhd])$/.exec(text)?.groups;
  if (!relative) return new Date(text).toISOString();
  const minutes = { m: 1, h: 60, d: 1440 }[relative.unit ?? 'm'] ?? 1;
  return new Date(now.getTime() - Number(relative.count) * minutes * 60_000).toISOString();
}
