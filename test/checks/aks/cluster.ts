import { readPasted } from '../../../src/checks/pasted';
import type { Params } from '../../../src/checks/check';
import { readOutputs } from '../../../src/parse/output/read-outputs';
import { tenantSchema } from '../../../src/practice/tenant/model';
import { patched } from '../../../src/practice/tenant/patch';
import { loadScenario, type Scenario } from '../../../src/practice/tenant/scenario';
import { PULLED } from '../look';

/** The healthy cluster, and the image that its pods pull. */
export const IN_CLUSTER: Params = { ...PULLED, cluster: 'aks-prod' };
export const KUBELET_ID = '8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718';
const PRODUCTION = '6f1c2d34-0a1b-4c5d-8e9f-112233445566';
const CLUSTER_ID = `/subscriptions/${PRODUCTION}/resourcegroups/rg-prod/providers/Microsoft.ContainerService/managedClusters/aks-prod`;
export const REGISTRY_ID = `/subscriptions/${PRODUCTION}/resourceGroups/rg-prod/providers/Microsoft.ContainerRegistry/registries/contosoprod7`;
export const IDENTITY_ID = `/subscriptions/${PRODUCTION}/resourcegroups/MC_rg-prod_aks-prod_westeurope/providers/Microsoft.ManagedIdentity/userAssignedIdentities/aks-prod-agentpool`;

/** The healthy tenant with other values of its cluster, and of the rest of the model. */
export function clusterWith(changes: object, others: object = {}): Scenario {
  const healthy = loadScenario('healthy');
  const model = patched(patched(healthy.tenant, others), { clusters: { 'aks-prod': changes } });
  return { ...healthy, tenant: tenantSchema.parse(model) };
}

interface ShownPool {
  streaming?: boolean | null;
  os?: string;
  osSku?: string | null;
  version?: string;
  nodeImage?: string;
}

/** A pool as `az aks nodepool show` prints it; `streaming: undefined` is a command line that does not know it. */
export function shownPool(name: string, pool: ShownPool = {}): object {
  const { streaming = true, os = 'Linux', osSku = 'Ubuntu', version = '1.33.4' } = pool;
  const profile = streaming === null ? null : { enabled: streaming };
  return {
    ...('streaming' in pool && pool.streaming === undefined ? {} : { artifactStreamingProfile: profile }),
    count: 3,
    currentOrchestratorVersion: version,
    name,
    nodeImageVersion: pool.nodeImage ?? 'AKSUbuntu-2204gen2containerd-202610.15.0',
    osSku,
    osType: os,
    vmSize: 'Standard_D4ds_v5',
  };
}

/** The healthy cluster as `az aks show` prints it. */
export function shownCluster(changes: object = {}): object {
  return {
    agentPoolProfiles: [shownPool('system'), shownPool('work')],
    currentKubernetesVersion: '1.33.4',
    id: CLUSTER_ID,
    identity: { principalId: 'bbbbbbbb-0000-4000-8000-000000000001', type: 'SystemAssigned' },
    identityProfile: {
      kubeletidentity: {
        clientId: '2c9d8e7f-1a0b-4c3d-8e4f-5a6b7c8d9e0f',
        objectId: KUBELET_ID,
        resourceId: IDENTITY_ID,
      },
    },
    location: 'westeurope',
    name: 'aks-prod',
    nodeResourceGroup: 'MC_rg-prod_aks-prod_westeurope',
    servicePrincipalProfile: { clientId: 'msi' },
    ...changes,
  };
}

/** A command line with what it printed. */
export function ran(command: string, output: unknown): string {
  return `$ ${command}\n${typeof output === 'string' ? output : JSON.stringify(output, null, 2)}\n`;
}

/** `statement: holds` of what one check reads in a paste; empty when it reads nothing. */
export function heldInPaste(
  check: string,
  text: string,
  params: Params = IN_CLUSTER,
): Record<string, string> {
  const { judged } = readPasted(readOutputs(text), params);
  const own = judged.filter((one) => one.check === check);
  return Object.fromEntries(own.map(({ statement, holds }) => [statement, holds]));
}

/** What the outputs of a paste teach. */
export function learnt(text: string, params: Params = IN_CLUSTER): Params {
  return readPasted(readOutputs(text), params).learned;
}
