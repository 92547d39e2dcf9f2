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
    const client = new ResourceGraphClient(azure.credential, {
      ...azure.clientOptions,
      endpoint: `https://${azure.cloud.arm}`,
      credentials: { scopes: [`https://${azure.cloud.arm}/.default`] },
    });
    const query = `resources | where type =~ '${kind}' and name =~ '${name}' | project id, name`;
    const answer = await client.resources(
      { query, options: { resultFormat: 'objectArray' } },
      { abortSignal },
    );
    const [row] = parseValue(answer.data, rowsSchema, 'Resource Graph');
    if (row) return row.id;
    const saw = `No subscription that was asked shows ${name}: it is elsewhere, or may not be read`;
    throw new Trouble({ reason: 'not-found', saw, permission: KINDS[kind] });
  });
}
