import { createPipelineRequest, isRestError, type PipelineResponse } from '@azure/core-rest-pipeline';
import type { SasFields } from '../parse/facts';
import type { Azure } from './azure';
import { isAzureHost } from './clouds';
import { Trouble, type Read, type Unreadable } from './reading';
import { parseStoredToken } from './stored-token';
import { partsOfContainer } from './transfer';
import { UnknownHostError } from './transport';
import { refusalOf, WriteRefusedError } from './trouble';
import { GET_SECRET, revealSecret } from './vault-secret';

/** What storage said to a token. */
export interface StorageSays {
  host: string;
  status: number;
  /** Storage's own code; absent on 200. */
  code?: string;
  /** Whether the token itself was not accepted, before what it allows was looked at. */
  isUnauthenticated: boolean;
  /** What the error's detail names. */
  detail?: 'signature' | 'time' | 'policy';
}

/** The SAS token of a pipeline as far as it may be told: never the token, its signature, or an address with it. */
export interface StoredSas {
  is: 'token' | 'no-token' | 'missing' | 'disabled';
  /** What of it is wrong, or stands around it; see stored-token.ts. */
  flaw?: string;
  around?: string;
  fields?: SasFields;
  /** ISO 8601. */
  storedAt?: string;
  changedAt?: string;
  /** What came of trying it. */
  tried?: { ok: true; says: StorageSays } | { ok: false; unreadable: Unreadable };
}

/**
 * Reads the SAS token that a pipeline takes out of its key vault, and lists at most one blob of the container with it.
 * Both happen within this call, so that the token is neither among the readings of the diagnosis nor handed to anybody.
 * @param container address of the pipeline's container; or why the token is not to be tried
 * @throws WriteRefusedError when the Azure object was created without `mayRevealSecrets`
 */
export function tryStoredSas(
  azure: Azure,
  secretUri: string,
  container: string | Unreadable,
): Promise<Read<StoredSas>> {
  const place = typeof container === 'string' ? container : 'nowhere';
  return azure.once(`token of ${secretUri} at ${place}`, GET_SECRET, async () => {
    const secret = await revealSecret(azure, secretUri);
    if (typeof secret === 'string') return { is: secret };
    const { value, ...times } = secret;
    const { query, ...told } = parseStoredToken(value);
    if (!told.fields) return { is: 'no-token', ...times };
    return { is: 'token', ...told, ...times, tried: await tryToken(azure, container, query) };
  });
}

async function tryToken(
  azure: Azure,
  container: string | Unreadable,
  query: string | undefined,
): Promise<StoredSas['tried']> {
  if (typeof container !== 'string') return { ok: false, unreadable: container };
  const at = partsOfContainer(container);
  if (!at || !isAzureHost(at.host, azure.cloud) || !at.host.endsWith(azure.cloud.blobSuffix))
    return untried('its container is at no host of Azure Storage of this cloud');
  if (query === undefined) return untried('it has not the form in which a token can be sent');
  const path = `/${encodeURIComponent(at.container)}?restype=container&comp=list&maxresults=1`;
  try {
    const request = createPipelineRequest({ url: `https://${at.host}${path}&${query}` });
    return { ok: true, says: saysOf(at.host, await azure.http.sendRequest(request)) };
  } catch (error) {
    if (error instanceof WriteRefusedError || error instanceof UnknownHostError) throw error;
    if (error instanceof Trouble) return { ok: false, unreadable: error.unreadable };
    // Any other error may hold the address, and so the token: only its code goes on.
    return unreachable(at.host, isRestError(error) ? error.code : undefined);
  }
}

function untried(why: string): StoredSas['tried'] {
  return { ok: false, unreadable: { reason: 'bad-answer', saw: `the token was not tried: ${why}` } };
}

function unreachable(host: string, code = ''): StoredSas['tried'] {
  const saw = `${host} could not be reached${/^[\w-]{1,40}$/.test(code) ? `: ${code}` : ''}`;
  return { ok: false, unreadable: { reason: 'unreachable', saw } };
}

/** The message of AuthenticationFailed, which Azurite gives with another code. Source: Common REST API error codes. */
const NOT_AUTHENTICATED = 'Server failed to authenticate the request';
/** Beginnings of the detail of AuthenticationFailed, as recorded in issues of Azure's own repositories. */
const DETAILS = [
  ['signature', 'Signature did not match'],
  ['time', 'Signature not valid in the specified time frame'],
  ['time', 'Signed expiry time'],
  ['policy', 'SAS identifier cannot be found'],
] as const;

/** Statuses of which storage's code tells more. */
const REFUSALS = [400, 401, 403, 404, 409];

/** Of the answer's text only whether known words stand in it: the rest quotes what was signed, and names blobs. */
function saysOf(host: string, { status, headers, bodyAsText }: PipelineResponse): StorageSays {
  const text = bodyAsText ?? '';
  if (status === 200 && text.includes('<EnumerationResults'))
    return { host, status, isUnauthenticated: false };
  const code = headers.get('x-ms-error-code') ?? '';
  if (status === 200)
    throw new Trouble({ reason: 'bad-answer', saw: `The answer of ${host} is no list of blobs` });
  if (!REFUSALS.includes(status) || !/^\w{3,60}$/.test(code))
    throw new Trouble(refusalOf({ status, host, headers }));
  const detail = DETAILS.find(([, words]) => text.includes(words))?.[0];
  return {
    ...{ host, status, code },
    isUnauthenticated: code === 'AuthenticationFailed' || text.includes(NOT_AUTHENTICATED),
    ...(detail === undefined ? {} : { detail }),
  };
}
