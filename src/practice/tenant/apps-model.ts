import { z } from 'zod';

/** Times are those of model.ts. */
const time = z
  .string()
  .regex(/^(?:-\d+[mhd]|\d{4}-\d\d-\d\dT.*Z)$/, 'write a time like -2h, -30d or 2026-11-20T10:00:00Z');

const entry = z.strictObject({
  server: z.string(),
  username: z.string().default(''),
  passwordSecretRef: z.string().default(''),
  /** `system`, the name of an identity of the model, or a whole id. */
  identity: z.string().default(''),
});

const revision = z.strictObject({
  createdAt: time.default('-20d'),
  active: z.boolean().default(true),
  replicas: z.number().default(1),
  provisioningState: z.string().default('Provisioned'),
  provisioningError: z.string().optional(),
  healthState: z.string().default('Healthy'),
});

const app = z.strictObject({
  /** Absent: the key in the model. Two apps of one name lie in different resource groups. */
  name: z.string().optional(),
  subscription: z.string(),
  resourceGroup: z.string(),
  location: z.string().default('West Europe'),
  /** Name of an environment of the model. */
  environment: z.string().default('env-prod'),
  /** Name of the identity of the model that is its system-assigned one. */
  system: z.string().optional(),
  /** Names of user-assigned identities. */
  users: z.array(z.string()).default([]),
  registries: z.array(entry).default([]),
  /** Secrets with their values, which only listSecrets tells; an address is a reference to a key vault. */
  secrets: z.record(z.string(), z.string()).default({}),
  /** What its calls come from, as the service shows it. */
  outboundAddresses: z.array(z.string()).default([]),
  image: z.string(),
  provisioningState: z.string().default('Succeeded'),
  provisioningError: z.string().optional(),
  changedAt: time.default('-20d'),
  /** By the end of their names, behind the app's. */
  revisions: z.record(z.string(), revision).prefault({ r1: {} }),
});

const environment = z.strictObject({
  subscription: z.string(),
  resourceGroup: z.string(),
  location: z.string().default('West Europe'),
  /** Id of the customer's subnet. */
  subnet: z.string().optional(),
  internal: z.boolean().default(false),
  /** Types of workload profiles by name; none: Consumption-only. */
  profiles: z.record(z.string(), z.string()).default({}),
});

/** Container Apps. */
export const appKeys = {
  apps: z.record(z.string(), app).default({}),
  environments: z.record(z.string(), environment).default({}),
};

export type SimulatedApp = z.output<typeof app>;
export type SimulatedEnvironment = z.output<typeof environment>;
