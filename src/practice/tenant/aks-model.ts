import { z } from 'zod';

const pool = z.strictObject({
  os: z.enum(['Linux', 'Windows']).default('Linux'),
  /** null: the answer leaves it out. */
  osSku: z.string().nullable().default('Ubuntu'),
  vmSize: z.string().default('Standard_D4ds_v5'),
  /** Absent: that of the cluster. */
  version: z.string().optional(),
  nodeImage: z.string().default('AKSUbuntu-2204gen2containerd-202610.15.0'),
  /** Absent: the answer does not show the profile, as where it was never set. */
  streaming: z.boolean().optional(),
  /** Whether its scale set has the kubelet identity. */
  hasIdentity: z.boolean().default(true),
  /** Id of the customer's subnet; absent: AKS keeps a network of its own. */
  subnet: z.string().optional(),
});

const cluster = z.strictObject({
  /** Absent: the key in the model. Two clusters of one name lie in different resource groups. */
  name: z.string().optional(),
  subscription: z.string(),
  resourceGroup: z.string(),
  location: z.string().default('westeurope'),
  version: z.string().default('1.33.4'),
  /** Name of the identity that pulls; absent: the answer names none. */
  kubelet: z.string().optional(),
  /** Application id, for a cluster without managed identity. */
  servicePrincipal: z.string().default('msi'),
  outboundType: z.string().default('loadBalancer'),
  /** Names of the public addresses that calls come from. */
  outboundAddresses: z.array(z.string()).default([]),
  pools: z.record(z.string(), pool),
});

/** AKS clusters with their node pools. */
export const aksKeys = { clusters: z.record(z.string(), cluster).default({}) };

export type SimulatedCluster = z.output<typeof cluster>;
export type SimulatedPool = z.output<typeof pool>;
