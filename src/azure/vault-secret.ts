import { createHttpHeaders, createPipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline';
import { z } from 'zod';
import { API_VERSIONS } from './api-versions';
import { tokenFor, type Azure } from './azure';
import { Trouble } from './reading';
import { partsOfSecret } from './transfer';
import { parseBody, readErrorBody, refusalOf, WriteRefusedError } from './trouble';

export const GET_SECRET = 'Microsoft.KeyVault/vaults/secrets/getSecret/action';

/** A secret with its value, which must not leave src/azure. Times are ISO 8601. */
export interface RevealedSecret {
  value: string;
  /** When this version was made: the value of a version never changes. Source: Key Vault REST, Update Secret. */
  storedAt?: string;
  /** When its attributes were changed last: enabled, for example. */
  changedAt?: string;
}

const seconds = z.number().nullish();
const secretSchema = z.object({
  value: z.string(),
  attributes: z.object({ created: seconds, updated: seconds }).nullish(),
});
const innerCode = z.object({ code: z.string() }).nullish();
const innerSchema = z.object({ error: z.object({ innererror: innerCode, innerError: innerCode }) });

/**
 * The value of a secret, by the address that a pipeline names. Sent without an official client: those quote the whole
 * answer in the error for one that they cannot read. Source: GetSecret-example.json (7.4).
 * @returns `missing` or `disabled` where the vault says so
 * @throws WriteRefusedError when the Azure object was created without `mayRevealSecrets`
 * @throws Trouble
 */
export async function revealSecret(
  azure: Azure,
  secretUri: string,
): Promise<RevealedSecret | 'missing' | 'disabled'> {
  const { host, path } = addressOf(azure, secretUri);
  if (!azure.mayRevealSecrets) throw new WriteRefusedError('GET', path);
  const token = await tokenFor(azure, `https://${azure.cloud.vaultSuffix.slice(1)}`);
  const headers = createHttpHeaders({ accept: 'application/json', authorization: `Bearer ${token}` });
  const url = `https://${host}${path}?api-version=${API_VERSIONS.secrets}`;
  const response = await azure.http.sendRequest(createPipelineRequest({ url, headers }));
  if (response.status !== 200) return refusedOr(host, response);
  const { value, attributes } = parseBody(response, secretSchema);
  return {
    value,
    ...timeOf('storedAt', attributes?.created),
    ...timeOf('changedAt', attributes?.updated),
  };
}

function addressOf(azure: Azure, secretUri: string): { host: string; path: string } {
  const { vault = '', secret = '', version } = partsOfSecret(secretUri) ?? {};
  const host = `${vault}${azure.cloud.vaultSuffix}`;
  const isOurs = URL.canParse(secretUri) && new URL(secretUri).hostname.toLowerCase() === host;
  if (!isOurs || !/^[\da-z-]{1,127}$/i.test(secret) || !/^[\da-z]{0,60}$/i.test(version ?? ''))
    throw new Trouble({
      reason: 'bad-answer',
      saw: `'${secretUri.slice(0, 120)}' is no secret of a key vault of this cloud`,
    });
  return { host, path: `/secrets/${secret}${version === undefined ? '' : `/${version}`}` };
}

function timeOf<K extends string>(key: K, at: number | null | undefined): Partial<Record<K, string>> {
  return typeof at === 'number' && Number.isFinite(at) && Math.abs(at) < 8e12
    ? ({ [key]: new Date(at * 1000).toISOString() } as Record<K, string>)
    : {};
}

/** Refusals of the vault's network are of the caller's place; another place may be let in. */
const BY_PLACE = ['ForbiddenByFirewall', 'ForbiddenByConnection'];

/** @throws Trouble for every answer that does not tell of the secret itself */
function refusedOr(host: string, { status, headers, bodyAsText }: PipelineResponse): 'missing' | 'disabled' {
  const { code, message } = readErrorBody(bodyAsText);
  const inner = innerCodeOf(bodyAsText ?? '');
  if (status === 404 && code === 'SecretNotFound') return 'missing';
  if (status === 403 && inner === 'SecretDisabled') return 'disabled';
  if (status === 403 && inner !== undefined && BY_PLACE.includes(inner))
    throw new Trouble({
      reason: 'forbidden',
      saw: `${host} answered 403 ${inner}: it does not let the bot's own place in, which says nothing of the pipeline`,
    });
  const said = [code, inner].filter((one) => one !== undefined).join(' ');
  const refusal = { status, host, headers, ...(message === undefined ? {} : { message }) };
  throw new Trouble(refusalOf(said === '' ? refusal : { ...refusal, code: said }, GET_SECRET));
}

function innerCodeOf(text: string): string | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { error } = innerSchema.safeParse(body).data ?? {};
  return error?.innererror?.code ?? error?.innerError?.code;
}
