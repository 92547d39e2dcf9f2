/** The addresses of one Azure cloud. Hosts, without scheme. */
export interface Cloud {
  name: 'public' | 'usgov' | 'china';
  /** Azure Resource Manager, Resource Graph, Monitor. */
  arm: string;
  /** Microsoft Entra ID, which issues tokens. */
  login: string;
  registrySuffix: string;
  /** Where layers, secrets and logs live. */
  blobSuffix: string;
  vaultSuffix: string;
  others: readonly string[];
}

export const CLOUDS: readonly [Cloud, ...Cloud[]] = [
  {
    name: 'public',
    arm: 'management.azure.com',
    login: 'login.microsoftonline.com',
    registrySuffix: '.azurecr.io',
    blobSuffix: '.blob.core.windows.net',
    vaultSuffix: '.vault.azure.net',
    others: ['graph.microsoft.com', 'login.microsoft.com', 'api.loganalytics.io'],
  },
  {
    name: 'usgov',
    arm: 'management.usgovcloudapi.net',
    login: 'login.microsoftonline.us',
    registrySuffix: '.azurecr.us',
    blobSuffix: '.blob.core.usgovcloudapi.net',
    vaultSuffix: '.vault.usgovcloudapi.net',
    others: ['graph.microsoft.us', 'api.loganalytics.us'],
  },
  {
    name: 'china',
    arm: 'management.chinacloudapi.cn',
    login: 'login.chinacloudapi.cn',
    registrySuffix: '.azurecr.cn',
    blobSuffix: '.blob.core.chinacloudapi.cn',
    vaultSuffix: '.vault.azure.cn',
    others: ['microsoftgraph.chinacloudapi.cn', 'api.loganalytics.azure.cn'],
  },
];

/** One or more labels of a host name: what a pasted name must be before it becomes part of an address. */
const LABELS = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

function endsWith(host: string, suffix: string): boolean {
  return host.endsWith(suffix) && LABELS.test(host.slice(0, -suffix.length));
}

/** Whether a host belongs to a cloud by its name. Calls go to the hosts of one cloud only, the configured one. */
export function isAzureHost(host: string, cloud: Cloud): boolean {
  return (
    host === cloud.arm ||
    host === cloud.login ||
    cloud.others.includes(host) ||
    [cloud.registrySuffix, cloud.blobSuffix, cloud.vaultSuffix].some((suffix) => endsWith(host, suffix))
  );
}

/** What a host is for, in a word that names nobody. */
export type ServiceKind = 'arm' | 'entra' | 'registry' | 'blob' | 'vault' | 'other';

export function serviceOf(host: string, cloud: Cloud): ServiceKind {
  if (host === cloud.arm) return 'arm';
  if (host === cloud.login) return 'entra';
  if (endsWith(host, cloud.registrySuffix)) return 'registry';
  if (endsWith(host, cloud.blobSuffix)) return 'blob';
  return endsWith(host, cloud.vaultSuffix) ? 'vault' : 'other';
}

/** Whether a token that was made for a resource may be sent to a host. @param audience `management.azure.com` */
export function mayCarry(host: string, audience: string, cloud: Cloud): boolean {
  if (audience === 'storage.azure.com') return endsWith(host, cloud.blobSuffix);
  if (cloud.vaultSuffix === `.${audience}`) return endsWith(host, cloud.vaultSuffix);
  return host === audience;
}

/** The cloud a registry's login server belongs to; undefined when the host is no Azure Container Registry. */
export function findCloudOfRegistry(loginServer: string): Cloud | undefined {
  return CLOUDS.find((cloud) => endsWith(loginServer, cloud.registrySuffix));
}
