import type { Tenant } from './model';
import { dataEndpointOf } from './registries';

/** The three look-ups of src/azure/resolver.ts, answered from the model. */
export interface SimulatedLookups {
  resolve4: (host: string) => Promise<string[]>;
  resolve6: (host: string) => Promise<string[]>;
  resolveCname: (host: string) => Promise<string[]>;
}

interface Entry {
  aliases: string[];
  addresses: string[];
  fault?: 'not-found' | 'timeout' | 'servfail' | undefined;
}

const CODES = { 'not-found': 'ENOTFOUND', timeout: 'ETIMEOUT', servfail: 'ESERVFAIL' } as const;

/** Names of the tenant's registries, as a public resolver or, with an approved private endpoint, a private zone gives them. */
export function createLookups(tenant: Tenant): SimulatedLookups {
  const entryOf = (host: string) => tenant.dns[host] ?? usualEntry(tenant, host);
  const ask = (host: string, pick: (entry: Entry) => string[]): Promise<string[]> => {
    const entry = entryOf(host) ?? aliasEntry(tenant, host);
    const fault = entry ? entry.fault : 'not-found';
    if (!entry || fault) return Promise.reject(dnsError(CODES[fault ?? 'not-found'], host));
    const found = pick(entry);
    return found.length > 0 ? Promise.resolve(found) : Promise.reject(dnsError('ENODATA', host));
  };
  return {
    resolve4: (host) => ask(host, ({ addresses }) => addresses.filter((address) => !address.includes(':'))),
    resolve6: (host) => ask(host, ({ addresses }) => addresses.filter((address) => address.includes(':'))),
    resolveCname: (host) => ask(host, ({ aliases }) => aliases.slice(0, 1)),
  };
}

function dnsError(code: string, host: string): Error {
  return Object.assign(new Error(`query${code} ${host}`), { code });
}

function usualEntry(tenant: Tenant, host: string): Entry | undefined {
  const found = Object.entries(tenant.registries).find(
    ([name, registry]) =>
      registry.loginServer.toLowerCase() === host ||
      (registry.dataEndpointEnabled && dataEndpointOf({ name, registry }) === host),
  );
  if (!found) return undefined;
  const [name, registry] = found;
  const isPrivate = Object.values(registry.privateEndpoints).some(({ status }) => status === 'Approved');
  return isPrivate
    ? { aliases: [`${name}.privatelink.azurecr.io`], addresses: ['10.20.4.5'] }
    : { aliases: [`r0427-az.${registry.location}.cloudapp.azure.com`], addresses: ['20.61.99.68'] };
}

/** A name that another leads to; it leads on to the next, and to the same addresses. */
function aliasEntry(tenant: Tenant, host: string): Entry | undefined {
  const hosts = [
    ...Object.keys(tenant.dns),
    ...Object.values(tenant.registries).map(({ loginServer }) => loginServer.toLowerCase()),
  ];
  for (const known of hosts) {
    const entry = tenant.dns[known] ?? usualEntry(tenant, known);
    const at = entry?.aliases.indexOf(host) ?? -1;
    if (entry && at >= 0) return { ...entry, aliases: entry.aliases.slice(at + 1) };
  }
  return undefined;
}
