import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import { z } from 'zod';
import { API_VERSIONS } from './api-versions';
import { getArm } from './arm';
import type { Azure } from './azure';
import { Trouble, type Read } from './reading';
import type { Switch } from './registry';
import { parseValue } from './trouble';

/** What reading a cluster, its pools included, takes. */
export const READ_CLUSTER = 'Microsoft.ContainerService/managedClusters/read';

/** One node pool. Versions, sizes and system names as the service spells them. */
export interface Pool {
  name: string;
  /** Linux or Windows. */
  os?: string;
  /** Ubuntu, Ubuntu2204, AzureLinux, Windows2022, ... */
  osSku?: string;
  vmSize?: string;
  /** The version its nodes run, not the one wanted: `1.31.8`. */
  version?: string;
  /** `AKSUbuntu-2204gen2arm64containerd-202506.02.0`. */
  nodeImage?: string;
  /** What the node says of its system, where that was pasted: `Ubuntu 22.04.5 LTS`. */
  osImage?: string;
  streaming: Switch;
  /** amd64 or arm64, where a node's label was pasted. */
  arch?: string;
}

/** An AKS cluster. */
export interface Cluster {
  /** Absent where a paste leaves it out. */
  id?: string;
  name: string;
  location?: string;
  /** The managed resource group that holds the nodes. */
  nodeResourceGroup?: string;
  /** The version the control plane runs. */
  version?: string;
  /** The identity that pulls. */
  kubelet?: { objectId?: string; clientId?: string; resourceId?: string };
  /** Application id of the service principal of a cluster without managed identity. */
  servicePrincipal?: string;
  /** Whether the answer holds a service principal profile, without which nothing is told about one. */
  tellsServicePrincipal: boolean;
  /** Whether all of it was shown: only then what is missing is not there. */
  isWhole: boolean;
  /** undefined where the answer lists no pools at all. */
  pools?: Pool[];
  /** Whether there are no others. */
  arePoolsAll: boolean;
}

export interface ClusterId {
  id: string;
  subscriptionId: string;
  resourceGroup: string;
  name: string;
}

const CLUSTER_ID =
  /^\/subscriptions\/(?<subscriptionId>[0-9a-f-]{36})\/resource[gG]roups\/(?<resourceGroup>[^/]{1,90})\/providers\/Microsoft\.ContainerService\/managedClusters\/(?<name>[\w-]{1,63})$/i;

/** Takes a cluster's id apart; undefined when it is none. */
export function parseClusterId(id: string): ClusterId | undefined {
  const { subscriptionId, resourceGroup, name } = CLUSTER_ID.exec(id)?.groups ?? {};
  if (subscriptionId === undefined || resourceGroup === undefined || name === undefined) return undefined;
  return { id, subscriptionId, resourceGroup, name };
}

/**
 * Ids of the clusters of this name, over every subscription the asker can see: names are unique in a resource group
 * only. Resource Graph leaves out silently what may not be read, so none means "not visible", never "not there".
 */
export function findClusters(azure: Azure, name: string): Promise<Read<ClusterId[]>> {
  return azure.once(`clusters called ${name.toLowerCase()}`, READ_CLUSTER, async (abortSignal) => {
    // Letters, digits, hyphens and underscores close no quote. Source: naming rules of managed clusters.
    if (!/^[\w-]{1,63}$/.test(name))
      throw new Trouble({ reason: 'bad-answer', saw: `'${name.slice(0, 60)}' is no name of a cluster` });
    const client = new ResourceGraphClient(azure.credential, {
      ...azure.clientOptions,
      endpoint: `https://${azure.cloud.arm}`,
      credentials: { scopes: [`https://${azure.cloud.arm}/.default`] },
    });
    const query = `resources | where type =~ 'microsoft.containerservice/managedclusters' and name =~ '${name}' | project id, name`;
    const options = { resultFormat: 'objectArray' as const };
    const answer = await client.resources({ query, options }, { abortSignal });
    const rows = parseValue(answer.data, z.array(z.object({ id: z.string() })), 'Resource Graph');
    return rows.flatMap(({ id }) => parseClusterId(id) ?? []);
  });
}

const word = z.string().nullish();

const poolShape = {
  osType: word,
  osSKU: word,
  vmSize: word,
  currentOrchestratorVersion: word,
  nodeImageVersion: word,
  artifactStreamingProfile: z.object({ enabled: z.boolean().nullish() }).nullish(),
};

const poolSchema = z.object({ name: z.string(), ...poolShape });

const clusterShape = {
  currentKubernetesVersion: word,
  nodeResourceGroup: word,
  servicePrincipalProfile: z.object({ clientId: word }).nullish(),
  identityProfile: z
    .object({
      kubeletidentity: z.object({ objectId: word, clientId: word, resourceId: word }).nullish(),
    })
    .nullish(),
  agentPoolProfiles: z.array(poolSchema).nullish(),
};

const answerSchema = z.object({
  id: z.string(),
  name: z.string(),
  location: z.string(),
  properties: z.object(clusterShape),
});

type PoolAnswer = z.infer<typeof poolSchema>;
type ClusterAnswer = z.infer<z.ZodObject<typeof clusterShape>>;

/** A cluster with its pools. Source: managedClusters get, azure-rest-api-specs ManagedClustersGet.json (2026-04-01). */
export function getCluster(azure: Azure, id: string): Promise<Read<Cluster>> {
  return azure.once(`GET ${id.toLowerCase()}`, READ_CLUSTER, async () => {
    const query = { 'api-version': API_VERSIONS.aks };
    const answer = await getArm(azure, id, query, answerSchema, READ_CLUSTER);
    const { name, location, properties } = answer;
    // This version knows the setting, so a pool that does not show it has it off (azure-facts, section 8).
    return { id: answer.id, name, location, isWhole: true, ...clusterOf(properties, 'off') };
  });
}

/** @param silent what it means that a pool does not show the streaming profile at all */
function clusterOf(
  found: ClusterAnswer,
  silent: Switch,
): Omit<Cluster, 'id' | 'name' | 'location' | 'isWhole'> {
  const { identityProfile, servicePrincipalProfile: principal, agentPoolProfiles: pools } = found;
  const { objectId, clientId, resourceId } = identityProfile?.kubeletidentity ?? {};
  const kubelet = {
    ...optional('objectId', objectId),
    ...optional('clientId', clientId),
    ...optional('resourceId', resourceId),
  };
  const application = principal?.clientId ?? undefined;
  return {
    ...optional('nodeResourceGroup', found.nodeResourceGroup),
    ...optional('version', found.currentKubernetesVersion),
    ...(Object.keys(kubelet).length > 0 ? { kubelet } : {}),
    ...(application !== undefined && application !== 'msi' ? { servicePrincipal: application } : {}),
    tellsServicePrincipal: application !== undefined,
    ...(pools ? { pools: pools.map((pool) => poolOf(pool, silent)) } : {}),
    arePoolsAll: pools !== null && pools !== undefined,
  };
}

function poolOf(found: PoolAnswer, silent: Switch): Pool {
  return {
    name: found.name,
    ...optional('os', found.osType),
    ...optional('osSku', found.osSKU),
    ...optional('vmSize', found.vmSize),
    ...optional('version', found.currentOrchestratorVersion),
    ...optional('nodeImage', found.nodeImageVersion),
    streaming: streamingOf(found.artifactStreamingProfile, silent),
  };
}

function streamingOf(profile: PoolAnswer['artifactStreamingProfile'], silent: Switch): Switch {
  if (profile === undefined) return silent;
  return profile?.enabled === true ? 'on' : 'off';
}

function optional<K extends string, V>(key: K, value: V | null | undefined): Partial<Record<K, V>> {
  return value === null || value === undefined || value === '' ? {} : ({ [key]: value } as Record<K, V>);
}

/** The command line writes osSku where the service writes osSKU. */
function asService(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || !('osSku' in json)) return json;
  const { osSku, ...rest } = json;
  return { osSKU: osSku, ...rest };
}

/**
 * The cluster in what `az aks show` prints; undefined when the value is none. An older command line does not know the
 * streaming profile, so a pool that does not show it tells nothing. Source: the SDK's flat model.
 * @param isWhole whether nothing was left out by a query or cut off
 */
export function readShownCluster(json: unknown, isWhole: boolean): Cluster | undefined {
  const agentPoolProfiles = z.array(z.unknown().transform(asService).pipe(poolSchema)).nullish();
  const schema = z.object({ id: word, name: word, location: word, ...clusterShape, agentPoolProfiles });
  const shown = schema.safeParse(json);
  if (!shown.success) return undefined;
  const { id, name, location, ...rest } = shown.data;
  return {
    name: name ?? '',
    isWhole,
    ...optional('id', id),
    ...optional('location', location),
    ...clusterOf(rest, 'unknown'),
  };
}

/** The pool in what `az aks nodepool show` prints, by the same rules. */
export function readShownPool(json: unknown): Pool | undefined {
  const shown = z.unknown().transform(asService).pipe(poolSchema).safeParse(json);
  return shown.success ? poolOf(shown.data, 'unknown') : undefined;
}
