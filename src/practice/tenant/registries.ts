import type { Registry, Tenant } from './model';

export interface NamedRegistry {
  name: string;
  registry: Registry;
}

/** Id of a registry in Azure Resource Manager. */
export function registryIdOf({ name, registry }: NamedRegistry): string {
  return `/subscriptions/${registry.subscription}/resourceGroups/${registry.resourceGroup}/providers/Microsoft.ContainerRegistry/registries/${name}`;
}

/** The registry whose id this is; names compare without regard to case. */
export function findRegistryById(tenant: Tenant, id: string): NamedRegistry | undefined {
  return named(tenant).find((found) => registryIdOf(found).toLowerCase() === id.toLowerCase());
}

/** The registry that answers on a host: its login server or one of its data endpoints. */
export function findRegistryByHost(tenant: Tenant, host: string): NamedRegistry | undefined {
  return named(tenant).find(
    (found) => found.registry.loginServer.toLowerCase() === host || dataEndpointOf(found) === host,
  );
}

export function dataEndpointOf({ name, registry }: NamedRegistry): string {
  return `${name}.${registry.location}.data.azurecr.io`;
}

function named(tenant: Tenant): NamedRegistry[] {
  return Object.entries(tenant.registries).map(([name, registry]) => ({ name, registry }));
}
