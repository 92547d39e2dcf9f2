/** The addresses of one Azure cloud. Hosts, without scheme. */
export interface Cloud {
  name: 'public' | 'usgov' | 'china';
  /** Azure Resource Manager, Resource Graph, Monitor. */
  arm: string;
  /** Microsoft Entra ID, which issues tokens. */
  login: string;
  registrySuffix: string;
}

export const CLOUDS: readonly [Cloud, ...Cloud[]] = [
  {
    name: 'public',
    arm: 'management.azure.com',
    login: 'login.microsoftonline.com',
    registrySuffix: '.azurecr.io',
  },
  {
    name: 'usgov',
    arm: 'management.usgovcloudapi.net',
    login: 'login.microsoftonline.us',
    registrySuffix: '.azurecr.us',
  },
  {
    name: 'china',
    arm: 'management.chinacloudapi.cn',
    login: 'login.chinacloudapi.cn',
    registrySuffix: '.azurecr.cn',
  },
];

/** Where layers, secrets and logs live, beside the hosts of `CLOUDS`. */
const OTHER_SUFFIXES = [
  '.blob.core.windows.net',
  '.blob.core.usgovcloudapi.net',
  '.blob.core.chinacloudapi.cn',
  '.vault.azure.net',
  '.vault.usgovcloudapi.net',
  '.vault.azure.cn',
];
const OTHER_HOSTS = [
  'graph.microsoft.com',
  'graph.microsoft.us',
  'microsoftgraph.chinacloudapi.cn',
  'login.microsoft.com',
  'api.loganalytics.io',
  'api.loganalytics.us',
  'api.loganalytics.azure.cn',
];

/** One or more labels of a host name: what a pasted name must be before it becomes part of an address. */
const LABELS = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

function endsWith(host: string, suffix: string): boolean {
  return host.endsWith(suffix) && LABELS.test(host.slice(0, -suffix.length));
}

/** Whether a host is Azure's by its name. A token may go to such hosts only. */
export function isAzureHost(host: string): boolean {
  return (
    OTHER_HOSTS.includes(host) ||
    OTHER_SUFFIXES.some((suffix) => endsWith(host, suffix)) ||
    CLOUDS.some((cloud) => host === cloud.arm || host === cloud.login || endsWith(host, cloud.registrySuffix))
  );
}

/** The cloud a registry's login server belongs to; undefined when the host is no Azure Container Registry. */
export function findCloudOfRegistry(loginServer: string): Cloud | undefined {
  return CLOUDS.find((cloud) => endsWith(loginServer, cloud.registrySuffix));
}
