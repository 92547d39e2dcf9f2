import { z } from 'zod';
import { collect, type Azure } from './azure';
import type { Listed, Read } from './reading';
import { clientFor } from './registry';
import { parseValue } from './trouble';

/** One quota: `Size` in bytes, `Webhooks` and others as counts. `limit` is what the tier includes. */
export interface Usage {
  name: string;
  limit: number;
  used: number;
  unit: string;
}

export function listUsages(azure: Azure, id: string): Promise<Read<Usage[]>> {
  const schema = z.object({
    value: z.array(
      z.object({ name: z.string(), limit: z.number(), currentValue: z.number(), unit: z.string() }),
    ),
  });
  const permission = 'Microsoft.ContainerRegistry/registries/listUsages/read';
  return azure.once(`GET ${id}/listUsages`, permission, async (abortSignal) => {
    const { client, resourceGroup, name } = clientFor(azure, id);
    const answer = await client.registries.listUsages(resourceGroup, name, { abortSignal });
    const { value } = parseValue(answer, schema, azure.cloud.arm);
    return value.map(({ currentValue, ...rest }) => ({ ...rest, used: currentValue }));
  });
}

/** A private endpoint's connection to the registry. `status`: Approved, Pending, Rejected or Disconnected. */
export interface PrivateEndpointConnection {
  name: string;
  status: string;
  description?: string;
  /** Id of the private endpoint, which may lie in a subscription that the asker cannot see. */
  privateEndpointId?: string;
  provisioningState?: string;
}

export function listPrivateEndpointConnections(
  azure: Azure,
  id: string,
): Promise<Read<Listed<PrivateEndpointConnection>>> {
  const schema = z.array(
    z.object({
      name: z.string(),
      privateEndpoint: z.object({ id: z.string().optional() }).nullish(),
      privateLinkServiceConnectionState: z.object({
        status: z.string(),
        description: z.string().optional(),
      }),
      provisioningState: z.string().optional(),
    }),
  );
  const permission = 'Microsoft.ContainerRegistry/registries/privateEndpointConnections/read';
  return azure.once(`GET ${id}/privateEndpointConnections`, permission, async (abortSignal) => {
    const { client, resourceGroup, name } = clientFor(azure, id);
    const pages = client.privateEndpointConnections.list(resourceGroup, name, { abortSignal });
    const list = await collect(pages, azure.limits);
    const items = parseValue(list.items, schema, azure.cloud.arm).map((found) => ({
      name: found.name,
      ...found.privateLinkServiceConnectionState,
      ...(found.privateEndpoint?.id === undefined ? {} : { privateEndpointId: found.privateEndpoint.id }),
      ...(found.provisioningState === undefined ? {} : { provisioningState: found.provisioningState }),
    }));
    return { ...list, items };
  });
}
