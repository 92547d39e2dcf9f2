import { z } from 'zod';

const entry = z.strictObject({
  server: z.string(),
  username: z.string().default(''),
  passwordSecretRef: z.string().default(''),
  /** `system`, or the name of an identity of the model. */
  identity: z.string().default(''),
});

const app = z.strictObject({
  subscription: z.string(),
  resourceGroup: z.string(),
  location: z.string().default('West Europe'),
  environment: z.string().default('env-prod'),
  /** Name of the identity of the model that is its system-assigned one. */
  system: z.string().optional(),
  /** Names of user-assigned identities. */
  users: z.array(z.string()).default([]),
  registries: z.array(entry).default([]),
  /** Secrets with their values, which only listSecrets tells. */
  secrets: z.record(z.string(), z.string()).default({}),
  image: z.string(),
});

/** Container Apps. */
export const appKeys = { apps: z.record(z.string(), app).default({}) };

export type SimulatedApp = z.output<typeof app>;
