import { z } from 'zod';
import { tokenFor, type Azure } from './azure';
import { Trouble, type Read } from './reading';

/** Whom Azure takes us for. */
export interface Caller {
  /** Object id, which role assignments name. */
  objectId: string;
  tenantId?: string;
}

const claimsSchema = z.object({ oid: z.string(), tid: z.string().optional() });

/**
 * Signs in and reads from the token who that was. The token is Entra's word to Azure Resource Manager; it is read
 * here to name ourselves, and nothing is decided by it.
 */
export function readCaller(azure: Azure): Promise<Read<Caller>> {
  return azure.once('who am I', undefined, async () => {
    const token = await tokenFor(azure, `https://${azure.cloud.arm}`);
    const claims = claimsSchema.safeParse(payloadOf(token));
    if (!claims.success)
      throw new Trouble({ reason: 'bad-answer', saw: 'Entra gave a token that names no object id' });
    const { oid, tid } = claims.data;
    return { objectId: oid, ...(tid === undefined ? {} : { tenantId: tid }) };
  });
}

/** Whether Entra gives us the token with which answers go to Teams. */
export function readConnectorToken(azure: Azure): Promise<Read<true>> {
  return azure.once('connector token', undefined, async () => {
    await tokenFor(azure, 'https://api.botframework.com');
    return true as const;
  });
}

function payloadOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
