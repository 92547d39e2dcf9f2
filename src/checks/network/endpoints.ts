import {
  getPrivateEndpoint,
  getPrivateNames,
  READ_ENDPOINT,
  READ_INTERFACE,
  type PrivateEndpoint,
  type PrivateName,
} from '../../azure/private-endpoints';
import { nameOfId } from '../../azure/network-ids';
import { mapRead, type Read } from '../../azure/reading';
import type { Registry } from '../../azure/registry';
import { listPrivateEndpointConnections } from '../../azure/registry-usage';
import type { Eyes } from '../check';
import { READ_REGISTRY } from '../registry/visible';

/** One approved private endpoint of the registry. */
export interface Endpoint {
  name: string;
  id?: string;
  endpoint: Read<PrivateEndpoint>;
  /** The names it answers for. */
  names: Read<PrivateName[]>;
}

/** What finding the registry's private endpoints takes. */
export const READ_ENDPOINTS = [
  READ_REGISTRY,
  'Microsoft.ContainerRegistry/registries/privateEndpointConnections/read',
  READ_ENDPOINT,
  READ_INTERFACE,
] as const;

/** The approved private endpoints of a registry; one that may not be read is there, without its parts. */
export async function readEndpoints(eyes: Eyes, registry: Read<Registry>): Promise<Read<Endpoint[]>> {
  if (!registry.ok) return registry;
  const list = await listPrivateEndpointConnections(eyes.azure, registry.value.id);
  if (!list.ok) return list;
  if (!list.value.isComplete)
    return {
      ok: false,
      unreadable: { reason: 'bad-answer', saw: 'Not every private endpoint connection was listed' },
    };
  const approved = list.value.items.filter(({ status }) => status === 'Approved');
  const value = await Promise.all(
    approved.map(({ name, privateEndpointId }) => readEndpoint(eyes, name, privateEndpointId)),
  );
  return { ok: true, value, at: list.at };
}

async function readEndpoint({ azure }: Eyes, connection: string, id: string | undefined): Promise<Endpoint> {
  if (id === undefined) {
    const untold = notTold(`connection ${connection} does not name its private endpoint`);
    return { name: connection, endpoint: untold, names: untold };
  }
  const endpoint = await getPrivateEndpoint(azure, id);
  return { name: nameOfId(id), id, endpoint, names: await namesOf(azure, endpoint) };
}

async function namesOf(azure: Eyes['azure'], endpoint: Read<PrivateEndpoint>): Promise<Read<PrivateName[]>> {
  if (!endpoint.ok) return endpoint;
  const reads = await Promise.all(endpoint.value.interfaceIds.map((id) => getPrivateNames(azure, id)));
  const all = allOf(reads);
  const named = mapRead(all, (lists) => lists.flat());
  return named.ok && named.value.length === 0
    ? notTold(`the interface of ${endpoint.value.name} names no address`)
    : named;
}

/** All values, or the first reading that failed. */
export function allOf<T>(reads: readonly Read<T>[]): Read<T[]> {
  const values: T[] = [];
  for (const read of reads) {
    if (!read.ok) return read;
    values.push(read.value);
  }
  return { ok: true, value: values, at: reads[0]?.ok ? reads[0].at : '' };
}

/** Every name of every approved private endpoint with its addresses; one that is unreadable makes all of it so. */
export function addressesByHost(endpoints: readonly Endpoint[]): Read<Map<string, string[]>> {
  return mapRead(allOf(endpoints.map(({ names }) => names)), (lists) => {
    const found = new Map<string, string[]>();
    for (const { host, address } of lists.flat()) found.set(host, [...(found.get(host) ?? []), address]);
    return found;
  });
}

function notTold(saw: string): Read<never> {
  return { ok: false, unreadable: { reason: 'not-found', saw } };
}
