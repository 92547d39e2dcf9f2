import type { Answer, Call, Shape, World } from './answer';
import type { Identity } from './model';

const SHAPE: Shape = { unverified: 'OAuth 2.0 answers of Entra, as @azure/identity takes them' };

/** Microsoft Entra ID as far as @azure/identity asks it: metadata, client secret, on behalf of a user. */
export function answerEntra(call: Call, world: World): Answer {
  if (call.path.endsWith('/.well-known/openid-configuration')) return metadata(call, world);
  if (call.method === 'POST' && call.path.endsWith('/oauth2/v2.0/token')) return giveToken(call, world);
  return refuse(404, 'invalid_request', `AADSTS900144: the simulated Entra has no ${call.path}`);
}

function metadata({ host }: Call, { tenant }: World): Answer {
  const base = `https://${host}/${tenant.tenantId}`;
  const body = {
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
  };
  return { status: 200, body, shape: SHAPE };
}

const ON_BEHALF = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

function giveToken(call: Call, world: World): Answer {
  const form = new URLSearchParams(call.body);
  const client = findIdentity(world, (identity) => identity.clientId === form.get('client_id'));
  if (!client)
    return refuse(400, 'unauthorized_client', 'AADSTS700016: Application was not found in the directory.');
  if (!isProved(client, form, world))
    return refuse(401, 'invalid_client', 'AADSTS7000215: Invalid client secret provided.');
  return form.get('grant_type') === ON_BEHALF ? onBehalf(form, client, world) : grant(form, client, world);
}

/** By its secret, or by a token of a managed identity that it trusts. */
function isProved({ identity }: Found, form: URLSearchParams, { tokens }: World): boolean {
  const assertion = form.get('client_assertion');
  if (assertion !== null) return tokens.read(assertion)?.aud === 'api://AzureADTokenExchange';
  return identity.secret !== undefined && identity.secret === form.get('client_secret');
}

/** A token for a resource as the user who signed in to the client. */
function onBehalf(form: URLSearchParams, client: Found, world: World): Answer {
  if (form.get('requested_token_use') !== 'on_behalf_of')
    return refuse(400, 'invalid_request', 'AADSTS900144: The request body must contain requested_token_use.');
  const claims = world.tokens.read(form.get('assertion') ?? '');
  const user = findIdentity(world, ({ kind, objectId }) => kind === 'user' && objectId === claims?.oid);
  if (!claims || !user)
    return refuse(400, 'invalid_grant', 'AADSTS50013: Assertion failed signature validation.');
  if (!claims.aud.endsWith(client.identity.clientId ?? '?'))
    return refuse(400, 'invalid_grant', 'AADSTS500131: Assertion audience does not match the Client app.');
  const code = user.identity.refuses[audienceOf(form)];
  if (code === undefined) return grant(form, user, world);
  const needsMore = code === 'AADSTS65001' ? 'consent_required' : 'basic_action';
  const error = code === 'AADSTS65001' ? 'invalid_grant' : 'interaction_required';
  return refuse(400, error, `${code}: The simulated Entra refuses ${audienceOf(form)}.`, {
    suberror: needsMore,
    error_codes: [Number(code.slice('AADSTS'.length))],
    ...(needsMore === 'basic_action'
      ? { claims: '{"access_token":{"capolids":{"essential":true,"values":["simulated-policy"]}}}' }
      : {}),
  });
}

/** The resource of the scope that is asked for: `https://management.azure.com`. */
function audienceOf(form: URLSearchParams): string {
  const scope = (form.get('scope') ?? '').split(' ').find((part) => part.includes('/')) ?? '';
  return scope.slice(0, scope.lastIndexOf('/')).replace(/\/$/, '');
}

function grant(form: URLSearchParams, who: Found, { tokens, tenant }: World): Answer {
  const { objectId: oid } = who.identity;
  const token = tokens.issue({ aud: audienceOf(form), who: who.name, oid, tid: tenant.tenantId });
  const body = { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: token };
  return { status: 200, body, shape: SHAPE };
}

/** The token that a user's client sends to the bot after single sign-on. @throws Error for a name that is no user */
export function signIn(name: string, audience: string, { tenant, tokens }: World): string {
  const identity = tenant.identities[name];
  if (identity?.kind !== 'user') throw new Error(`Simulated Entra: '${name}' is no user of the scenario.`);
  return tokens.issue({ aud: audience, who: name, oid: identity.objectId, tid: tenant.tenantId });
}

interface Found {
  name: string;
  identity: Identity;
}

function findIdentity({ tenant }: World, isMeant: (identity: Identity) => boolean): Found | undefined {
  const found = Object.entries(tenant.identities).find(([, identity]) => isMeant(identity));
  return found && { name: found[0], identity: found[1] };
}

function refuse(status: number, error: string, description: string, more: object = {}): Answer {
  return { status, body: { error, error_description: description, ...more }, shape: SHAPE };
}
