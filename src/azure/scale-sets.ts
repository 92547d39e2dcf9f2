import { z } from 'zod';
import { API_VERSIONS } from './api-versions';
import { listArm } from './arm';
import type { Azure } from './azure';
import type { Listed, Read } from './reading';

/** What reading scale sets takes. */
export const READ_SCALE_SETS = 'Microsoft.Compute/virtualMachineScaleSets/read';

/** A virtual machine scale set of an AKS cluster. */
export interface ScaleSet {
  name: string;
  /** The node pool it belongs to, by the tag that AKS gives it; absent when it has none. */
  pool?: string;
  /** Resource ids of its user-assigned identities, in lower case. */
  identities: string[];
}

const scaleSetSchema = z.object({
  name: z.string(),
  tags: z.record(z.string(), z.string()).nullish(),
  identity: z.object({ userAssignedIdentities: z.record(z.string(), z.unknown()).nullish() }).nullish(),
});

const pageSchema = z.object({ value: z.array(scaleSetSchema), nextLink: z.string().nullish() });

/**
 * Scale sets of a resource group.
 * Source: azure-rest-api-specs VirtualMachineScaleSet_List_MaximumSet_Gen.json (2024-07-01).
 */
export function listScaleSets(
  azure: Azure,
  subscriptionId: string,
  resourceGroup: string,
): Promise<Read<Listed<ScaleSet>>> {
  const path = `/subscriptions/${subscriptionId}/resourceGroups/${encodeURIComponent(resourceGroup)}/providers/Microsoft.Compute/virtualMachineScaleSets`;
  return azure.once(`GET ${path.toLowerCase()}`, READ_SCALE_SETS, async () => {
    const query = { 'api-version': API_VERSIONS.compute };
    const list = await listArm(azure, path, query, pageSchema, READ_SCALE_SETS);
    return { ...list, items: list.items.map(scaleSetOf) };
  });
}

const POOL_TAG = 'aks-managed-poolname';

function scaleSetOf({ name, tags, identity }: z.infer<typeof scaleSetSchema>): ScaleSet {
  const pool = Object.entries(tags ?? {}).find(([tag]) => tag.toLowerCase() === POOL_TAG)?.[1];
  return {
    name,
    ...(pool === undefined ? {} : { pool }),
    identities: Object.keys(identity?.userAssignedIdentities ?? {}).map((id) => id.toLowerCase()),
  };
}

/** The identities in what `az vmss identity show` prints; undefined when the value is none of that. */
export function readShownScaleSet(json: unknown): Pick<ScaleSet, 'identities'> | undefined {
  const schema = z.object({
    type: z.string(),
    userAssignedIdentities: z.record(z.string(), z.unknown()).nullable(),
  });
  const shown = schema.safeParse(json);
  if (!shown.success) return undefined;
  return { identities: Object.keys(shown.data.userAssignedIdentities ?? {}).map((id) => id.toLowerCase()) };
}
