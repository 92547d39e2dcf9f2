import type { Stage } from '../knowledge/schema';

/** What a text names, by the parameter names of knowledge/parameters.yaml where there is one. */
export interface Facts {
  /** The registry's login server, lower case: `contoso.azurecr.io`. */
  registry?: string;
  /** Set where the login server is visibly mistyped or doubled: the host as it stands in the text. */
  badHost?: string;
  repository?: string;
  tag?: string;
  /** `sha256:` and 64 hex digits. */
  digest?: string;
  /** HTTP status of the failing answer, 400 to 599. */
  status?: number;
  /** The registry's, conversion's, CLI's or Entra's error code: `MANIFEST_UNKNOWN`, `AADSTS700016`. */
  code?: string;
  /** Which address was called: the registry's token service, manifests, blobs, or the node's streaming mirror. */
  endpoint?: 'mirror' | 'token' | 'blob' | 'referrers' | 'manifest';
  /** HTTP method of the failing call. */
  method?: string;
  /** The right that was asked for: `repository:team/app:pull`. */
  scope?: string;
  /** The address the registry says it saw. */
  clientIp?: string;
  /** The DNS server that was asked, with its port if named. */
  dnsServer?: string;
  /** How far the pull, conversion or transfer got: the stage that failed. */
  stage?: Stage;
  correlationId?: string;
  subscription?: string;
  resourceGroup?: string;
  cluster?: string;
  /** The resource group of the cluster, and the managed one that holds its nodes. */
  clusterResourceGroup?: string;
  nodeResourceGroup?: string;
  /** Resource id of the subnet that the pull comes from. */
  subnetId?: string;
  pod?: string;
  namespace?: string;
  app?: string;
  /** The resource group of the container app, its environment, and its secret with the registry's password (by name). */
  appResourceGroup?: string;
  environment?: string;
  appSecret?: string;
  /** Resource id of the managed identity at the app's registry entry. */
  identityId?: string;
  revision?: string;
  replica?: string;
  operationId?: string;
  /** The node's name. */
  node?: string;
  /** Object id of the identity that the text says was refused. */
  principalId?: string;
  /** Client (application) id of an identity. */
  clientId?: string;
  /** The Kubernetes secret that was used to pull, in place of an identity. */
  pullSecret?: string;
  /** `linux/arm64`: the platform that was asked for. */
  platform?: string;
  /** ISO 8601, UTC: when it failed, as the text says. */
  failedAt?: string;
  /** The unsigned part of a SAS token, field by field. */
  sas?: SasFields;
  /** ACR Transfer: which way, and the resources that take part in it, by name. */
  direction?: 'export' | 'import';
  exportPipeline?: string;
  importPipeline?: string;
  pipelineRun?: string;
  deployment?: string;
  /** Object id of whoever was refused while setting up a transfer: never the identity of a pipeline. */
  callerId?: string;
  storageAccount?: string;
  storageAccountId?: string;
  storageResourceGroup?: string;
  storageContainer?: string;
  blob?: string;
  keyVault?: string;
  keyVaultId?: string;
  secret?: string;
  secretUri?: string;
  /** The registry's Azure resource id, and the resource group in it. */
  registryId?: string;
  registryResourceGroup?: string;
}

/** Fields of a SAS token by their names in its query (`sp`, `se`, `spr`, ...); never its signature. */
export type SasFields = Partial<Record<string, string>>;

export type FactName = keyof Facts;

/** One mention of a fact: its value and where it stands in `view.text`. */
export interface Mention<T extends string | number = string> {
  value: T;
  start: number;
  end: number;
}

/** The value mentioned most often; of equals the first. A mistyped host is thus outvoted by the right ones. */
export function majority<T extends string | number>(mentions: readonly Mention<T>[]): T | undefined {
  const votes = new Map<T, number>();
  for (const { value } of mentions) votes.set(value, (votes.get(value) ?? 0) + 1);
  let best: T | undefined;
  for (const [value, count] of votes) if (best === undefined || count > (votes.get(best) ?? 0)) best = value;
  return best;
}

/** Every match of a global pattern as a mention of its group `value` (or of the whole match). */
export function mentionsOf(text: string, pattern: RegExp): Mention[] {
  return [...text.matchAll(pattern)].map((match) => {
    const value = match.groups?.value ?? match[0];
    const start = match.index + match[0].indexOf(value);
    return { value, start, end: start + value.length };
  });
}
