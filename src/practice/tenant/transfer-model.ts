import { z } from 'zod';

/** The parts of a simulated tenant that ACR Transfer touches. Times are those of model.ts. */
const time = z
  .string()
  .regex(/^(?:-\d+[mhd]|\d{4}-\d\d-\d\dT.*Z)$/, 'write a time like -2h, -30d or 2026-11-20T10:00:00Z');
const subscription = z.string();
const resourceGroup = z.string();
const EnabledDisabled = z.enum(['Enabled', 'Disabled']);

const pipeline = z.strictObject({
  /** Name of a registry. */
  registry: z.string(),
  direction: z.enum(['export', 'import']),
  storageAccount: z.string(),
  container: z.string(),
  mode: z.enum(['SasToken', 'ManagedIdentity']).default('SasToken'),
  keyVault: z.string().optional(),
  secret: z.string().optional(),
  options: z.array(z.string()).default([]),
  trigger: EnabledDisabled.default('Enabled'),
  /** Name of an identity. */
  identity: z.string(),
  userAssigned: z.boolean().default(false),
});

const pipelineRun = z.strictObject({
  /** Name of a pipeline. */
  pipeline: z.string(),
  artifacts: z.array(z.string()).default([]),
  blob: z.string(),
  status: z.string().default('Succeeded'),
  provisioningState: z.string().default('Succeeded'),
  percent: z.string().default('100'),
  startedAt: time.default('-6h'),
  finishedAt: time.optional(),
  error: z.string().optional(),
});

/** A SAS token as somebody made it: simulated, and signed with a key of the account as it was then. */
const madeToken = z.strictObject({
  kind: z.enum(['container', 'account', 'delegation']).default('container'),
  account: z.string(),
  container: z.string(),
  /** Which making of the account key signed it; the account knows the present one. */
  key: z.number().default(1),
  /** Days from now. */
  start: z.number().default(-30),
  end: z.number().default(30),
  /** Fields that differ from those of a healthy token; an empty one is left out. */
  fields: z.record(z.string(), z.string()).default({}),
});

const secret = z.strictObject({
  /** As it stands in the vault; `<token>` is the token that is made. */
  value: z.string().default('?<token>'),
  token: madeToken.optional(),
  enabled: z.boolean().default(true),
  storedAt: time.default('-30d'),
});

const keyVault = z.strictObject({
  subscription,
  resourceGroup,
  rbac: z.boolean().default(false),
  /** Permissions on secrets, by name of an identity. */
  policies: z.record(z.string(), z.array(z.string())).default({}),
  defaultAction: z.enum(['Allow', 'Deny']).default('Allow'),
  bypass: z.enum(['AzureServices', 'None']).default('AzureServices'),
  publicNetworkAccess: EnabledDisabled.default('Enabled'),
  secrets: z.record(z.string(), secret).default({}),
});

const blob = z.strictObject({
  modifiedAt: time.default('-6h'),
  md5: z.string().optional(),
  category: z.string().optional(),
});

const storageAccount = z.strictObject({
  subscription,
  resourceGroup,
  defaultAction: z.enum(['Allow', 'Deny']).default('Allow'),
  publicNetworkAccess: EnabledDisabled.default('Enabled'),
  allowSharedKeyAccess: z.boolean().default(true),
  /** How often the key that signs was made anew, and when last. */
  key: z.number().default(1),
  keyMadeAt: time.default('-400d'),
  /** Stored access policies: what they allow, and for how many more days. */
  policies: z.record(z.string(), z.strictObject({ sp: z.string(), end: z.number() })).default({}),
  /** Blobs, by container and name. */
  containers: z.record(z.string(), z.record(z.string(), blob)).default({}),
});

const operation = z.strictObject({
  target: z.string(),
  state: z.string().default('Failed'),
  code: z.string().optional(),
  message: z.string().default('(as the service says)'),
});

const deployment = z.strictObject({
  subscription,
  resourceGroup,
  state: z.string().default('Failed'),
  correlationId: z.string(),
  at: time.default('-2h'),
  code: z.string().optional(),
  message: z.string().default('At least one resource deployment operation failed.'),
  operations: z.record(z.string(), operation).default({}),
});

/** Top-level keys of a tenant. */
export const transferKeys = {
  pipelines: z.record(z.string(), pipeline).default({}),
  pipelineRuns: z.record(z.string(), pipelineRun).default({}),
  keyVaults: z.record(z.string(), keyVault).default({}),
  storageAccounts: z.record(z.string(), storageAccount).default({}),
  deployments: z.record(z.string(), deployment).default({}),
};
