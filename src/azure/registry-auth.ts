import { createHttpHeaders, createPipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline';
import { z } from 'zod';
import { tokenFor, type Azure } from './azure';
import { findCloudOfRegistry } from './clouds';
import { mapRead, Trouble, valueOf, type Read } from './reading';
import { expectStatus, parseBody, readErrorBody } from './trouble';

/** What a registry says to a caller without credentials. Seen from the bot's place. */
export interface Challenge {
  /** 401 is the healthy answer; 403 comes from the registry's firewall. */
  status: number;
  /** Where a token is to be had, as the registry says it; absent without a challenge. */
  realm?: string;
  service?: string;
  /** Error code and text of the body, such as DENIED and the firewall's sentence with the caller's address. */
  code?: string;
  message?: string;
}

/** The first step of every pull: GET /v2/ without credentials. Every answer is a reading; only no answer is not. */
export function getChallenge(azure: Azure, loginServer: string): Promise<Read<Challenge>> {
  return azure.once(`GET https://${loginServer}/v2/`, undefined, async () => {
    const response = await send(azure, loginServer, { path: '/v2/' });
    const { code, message } = readErrorBody(response.bodyAsText);
    const challenge = response.headers.get('www-authenticate') ?? '';
    const realm = /realm="(?<it>[^"]*)"/i.exec(challenge)?.groups?.it;
    const service = /service="(?<it>[^"]*)"/i.exec(challenge)?.groups?.it;
    return {
      status: response.status,
      ...(realm === undefined ? {} : { realm }),
      ...(service === undefined ? {} : { service }),
      ...(code === undefined ? {} : { code }),
      ...(message === undefined ? {} : { message }),
    };
  });
}

/** For whom an Entra token was made: the registry's own service, or Azure Resource Manager (accepted by policy only). */
export type Audience = 'registry' | 'arm';

/** Whether the registry takes an Entra token of this audience and gives its own for it. The token is not told. */
export async function tryExchange(
  azure: Azure,
  loginServer: string,
  audience: Audience = 'registry',
): Promise<Read<{ audience: Audience }>> {
  return mapRead(await exchange(azure, loginServer, audience), () => ({ audience }));
}

/** Entra token against the registry's refresh token. Source: ACR's AAD-OAuth.md. */
function exchange(azure: Azure, loginServer: string, audience: Audience): Promise<Read<string>> {
  return azure.once(`POST https://${loginServer}/oauth2/exchange ${audience}`, undefined, async () => {
    assertRegistry(azure, loginServer);
    const aad =
      audience === 'registry' ? 'https://containerregistry.azure.net' : `https://${azure.cloud.arm}`;
    const form = {
      grant_type: 'access_token',
      service: loginServer,
      access_token: await tokenFor(azure, aad),
    };
    const response = await send(azure, loginServer, { path: '/oauth2/exchange', form });
    expectStatus(response);
    return parseBody(response, z.object({ refresh_token: z.string() })).refresh_token;
  });
}

/** What a registry's token allows: `repository:team-a/app:pull` becomes one entry. */
export interface Granted {
  type: string;
  name: string;
  actions: string[];
}

/** Which of the rights asked for the registry grants this caller, without using them. */
export async function getGranted(azure: Azure, loginServer: string, scope: string): Promise<Read<Granted[]>> {
  return mapRead(await accessToken(azure, loginServer, scope), ({ granted }) => granted);
}

/** The same for a caller without credentials; only a registry with anonymous pull grants something. */
export function getGrantedAnonymously(
  azure: Azure,
  loginServer: string,
  repository: string,
): Promise<Read<Granted[]>> {
  const query = { service: loginServer, scope: `repository:${repository}:pull` };
  return azure.once(
    `GET https://${loginServer}/oauth2/token ${query.scope} anonymously`,
    undefined,
    async () => {
      const response = await send(azure, loginServer, { path: '/oauth2/token', query });
      if (response.status === 401) return [];
      expectStatus(response);
      return grantedBy(parseBody(response, tokenSchema).access_token);
    },
  );
}

const tokenSchema = z.object({ access_token: z.string() });

/** A token of the registry for one scope, such as `repository:team-a/app:pull`. A secret; used inside src/azure only. */
export function accessToken(
  azure: Azure,
  loginServer: string,
  scope: string,
): Promise<Read<{ token: string; granted: Granted[] }>> {
  return azure.once(`POST https://${loginServer}/oauth2/token ${scope}`, undefined, async () => {
    const refreshToken = valueOf(await exchange(azure, loginServer, 'registry'));
    const form = { grant_type: 'refresh_token', service: loginServer, scope, refresh_token: refreshToken };
    const response = await send(azure, loginServer, { path: '/oauth2/token', form });
    expectStatus(response, scope);
    const token = parseBody(response, tokenSchema).access_token;
    azure.bindToken(token, loginServer);
    return { token, granted: grantedBy(token) };
  });
}

const claimsSchema = z.object({
  access: z.array(z.object({ type: z.string(), name: z.string(), actions: z.array(z.string()) })).nullish(),
});

/** Reads, does not verify: the claims are used as what the service said, never as a proof. */
function grantedBy(token: string): Granted[] {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    return claimsSchema.parse(JSON.parse(payload)).access ?? [];
  } catch {
    throw new Trouble({ reason: 'bad-answer', saw: 'The registry gave a token that cannot be read' });
  }
}

export interface RegistryRequest {
  path: string;
  method?: 'GET' | 'HEAD';
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** Makes it a POST. */
  form?: Record<string, string>;
}

/** Sends to a registry as it is. Redirects are not followed. @throws Trouble */
export async function send(
  azure: Azure,
  loginServer: string,
  request: RegistryRequest,
): Promise<PipelineResponse> {
  assertRegistry(azure, loginServer);
  const query = request.query ? `?${new URLSearchParams(request.query).toString()}` : '';
  const form = request.form && new URLSearchParams(request.form).toString();
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  return azure.http.sendRequest(
    createPipelineRequest({
      url: `https://${loginServer}${request.path}${query}`,
      method: form === undefined ? (request.method ?? 'GET') : 'POST',
      headers: createHttpHeaders({ ...request.headers, ...(form === undefined ? {} : type) }),
      ...(form === undefined ? {} : { body: form }),
    }),
  );
}

/** A name out of a paste must be a registry's, of the cloud we look in, before a token goes there. @throws Trouble */
function assertRegistry({ cloud }: Azure, loginServer: string): void {
  const found = findCloudOfRegistry(loginServer);
  if (found?.name === cloud.name) return;
  const host = loginServer.slice(0, 80);
  const saw = found
    ? `${host} belongs to the Azure cloud '${found.name}', and the bot looks in '${cloud.name}'`
    : `'${host}' is no Azure Container Registry host`;
  throw new Trouble({ reason: 'not-found', saw });
}

/** Sends with a token for `scope`. @throws Trouble for every status that is not 2xx or in `also`. */
export async function sendSigned(
  azure: Azure,
  loginServer: string,
  scope: string,
  request: RegistryRequest,
  ...also: number[]
): Promise<PipelineResponse> {
  const { token } = valueOf(await accessToken(azure, loginServer, scope));
  const headers = { ...request.headers, authorization: `Bearer ${token}` };
  const response = await send(azure, loginServer, { ...request, headers });
  if (!also.includes(response.status)) expectStatus(response, scope);
  return response;
}
