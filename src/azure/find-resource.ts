import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import { z } from 'zod';
import type { Azure } from './azure';
import { Trouble, type Read } from './reading';
import { parseValue } from './trouble';

/** Kinds of resources that are found by their name alone, which is unique in all of Azure, and what seeing one takes. */
const KINDS = {
  'microsoft.keyvault/vaults': 'Microsoft.KeyVault/vaults/read',
  'microsoft.storage/storageaccounts': 'Microsoft.Storage/storageAccounts/read',
} as const;

export type FindableKind = keyof typeof KINDS;

/** Kinds whose names are offered to choose from, and what seeing them takes. */
const LISTED = {
  ...KINDS,
  'microsoft.containerservice/managedclusters': 'Microsoft.ContainerService/managedClusters/read',
  'microsoft.app/containerapps': 'Microsoft.App/containerApps/read',
} as const;

/** Names of all visible resources of a kind, in order; at most one page of Resource Graph (1,000). */
export function listNames(azure: Azure, kind: keyof typeof LISTED): Promise<Read<string[]>> {
  return azure.once(`names of ${kind}`, LISTED[kind], async (abortSignal) => {
    const query = `resources | where type =~ '${kind}' | project id, name | order by name asc`;
    const rows = await askGraph(azure, query, abortSignal);
    return [...new Set(rows.map(({ name }) => name))];
  });
}

const rowsSchema = z.array(z.object({ id: z.string(), name: z.string() }));

/**
 * The id of a resource, over every subscription the asker can see. Resource Graph leaves out silently what may not be
 * read, so a resource that is not among its rows is unreadable, never missing.
 */
export function findResource(azure: Azure, kind: FindableKind, name: string): Promise<Read<string>> {
  return azure.once(`${kind} ${name}`, KINDS[kind], async (abortSignal) => {
    // Letters, digits and hyphens close no quote.
    if (!/^[a-z0-9-]{3,24}$/i.test(name))
      throw new Trouble({
        reason: 'bad-answer',
        saw: `'${name.slice(0, 60)}' is no name of such a resource`,
      });
    const query = `resources | where type =~ '${kind}' and name =~ '${name}' | project id, name`;
    const [row] = await askGraph(azure, query, abortSignal);
    if (row) return row.id;
    const saw = `No subscription that was asked shows ${name}: it is elsewhere, or may not be read`;
    throw new Trouble({ reason: 'not-found', saw, permission: KINDS[kind] });
  });
}

async function askGraph(azure: Azure, query: string, abortSignal: AbortSignal) {
  const client = new ResourceGraphClient(azure.credential, {
    ...azure.clientOptions,
    endpoint: `https://${azure.cloud.arm}`,
    credentials: { scopes: [`https://${azure.cloud.arm}/.default`] },
  });
  const answer = await client.resources({ query, options: { resultFormat: 'objectArray' } }, { abortSignal });
  return parseValue(answer.data, rowsSchema, 'Resource Graph');
}
