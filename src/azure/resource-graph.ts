import { ResourceGraphClient, type QueryRequestOptions } from '@azure/arm-resourcegraph';
import { z } from 'zod';
import type { Azure } from './azure';
import { findCloudOfRegistry } from './clouds';
import { mapRead, Trouble, type Listed, type Read } from './reading';
import { parseValue } from './trouble';

/** A registry as Resource Graph lists it. */
export interface FoundRegistry {
  id: string;
  name: string;
  loginServer: string;
  subscriptionId: string;
  resourceGroup: string;
  location: string;
}

const PERMISSION = 'Microsoft.ContainerRegistry/registries/read';
const PROJECTION =
  'project id, name, loginServer = tostring(properties.loginServer), subscriptionId, resourceGroup, location';
const REGISTRIES = "resources | where type =~ 'microsoft.containerregistry/registries'";

/**
 * The registry of a login server, over every subscription the asker can see; undefined when none of them holds it.
 * Resource Graph leaves out silently what the asker may not read, so undefined means "not visible", not "not there".
 */
export async function findRegistry(
  azure: Azure,
  loginServer: string,
): Promise<Read<FoundRegistry | undefined>> {
  const host = loginServer.toLowerCase();
  const found = await azure.once(`registry of ${host}`, PERMISSION, (signal) => {
    if (findCloudOfRegistry(host) === undefined)
      throw new Trouble({
        reason: 'not-found',
        saw: `${host.slice(0, 80)} is no Azure Container Registry host`,
      });
    // The host consists of letters, digits, hyphens and dots only (clouds.ts), so it can close no quote.
    const kql = `${REGISTRIES} | where tolower(tostring(properties.loginServer)) == '${host}' | ${PROJECTION}`;
    return ask(azure, kql, signal);
  });
  // Only one that has that login server: an answer to another question says nothing.
  return mapRead(found, ({ items }) => items.find((one) => one.loginServer.toLowerCase() === host));
}

/** Every registry the asker can see, by name: for did-you-mean. */
export function listRegistries(azure: Azure): Promise<Read<Listed<FoundRegistry>>> {
  return azure.once('all visible registries', PERMISSION, (signal) =>
    ask(azure, `${REGISTRIES} | ${PROJECTION} | order by name asc`, signal),
  );
}

const rowsSchema = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    loginServer: z.string(),
    subscriptionId: z.string(),
    resourceGroup: z.string(),
    location: z.string(),
  }),
);

async function ask(azure: Azure, query: string, abortSignal: AbortSignal): Promise<Listed<FoundRegistry>> {
  const client = new ResourceGraphClient(azure.credential, {
    ...azure.clientOptions,
    endpoint: `https://${azure.cloud.arm}`,
    credentials: { scopes: [`https://${azure.cloud.arm}/.default`] },
  });
  const items: FoundRegistry[] = [];
  let skipToken: string | undefined;
  for (let pages = 0; pages < azure.limits.pages; pages++) {
    const options: QueryRequestOptions = {
      resultFormat: 'objectArray',
      ...(skipToken === undefined ? {} : { skipToken }),
    };
    const answer = await client.resources({ query, options }, { abortSignal });
    items.push(...parseValue(answer.data, rowsSchema, 'Resource Graph'));
    skipToken = answer.skipToken;
    if (skipToken === undefined) return { items, isComplete: true };
  }
  return { items, isComplete: false };
}
