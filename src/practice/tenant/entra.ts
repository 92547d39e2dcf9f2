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

function giveToken(call: Call, world: World): Answer {
  const form = new URLSearchParams(call.body);
  const client = findIdentity(world, (identity) => identity.clientId === form.get('client_id'));
  if (!client)
    return refuse(400, 'unauthorized_client', 'AADSTS700016: Application was not found in the directory.');
  if (client.identity.secret !== form.get('client_secret'))
    return refuse(401, 'invalid_client', 'AADSTS7000215: Invalid client secret provided.');
  const assertion = form.get('assertion');
  const user = assertion === null ? client : findUser(world, assertion);
  if (!user) return refuse(400, 'invalid_grant', 'AADSTS50013: Assertion failed signature validation.');
  return grant(form, user, world);
}

function grant(form: URLSearchParams, who: Found, { tokens }: World): Answer {
  const scope = (form.get('scope') ?? '').split(' ').find((part) => part.includes('/')) ?? '';
  const aud = scope.slice(0, scope.lastIndexOf('/')).replace(/\/$/, '');
  const token = tokens.issue({ aud, who: who.name, oid: who.identity.objectId });
  const body = { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: token };
  return { status: 200, body, shape: SHAPE };
}

interface Found {
  name: string;
  identity: Identity;
}

function findIdentity({ tenant }: World, isMeant: (identity: Identity) => boolean): Found | undefined {
  const found = Object.entries(tenant.identities).find(([, identity]) => isMeant(identity));
  return found && { name: found[0], identity: found[1] };
}

/** Whoever the assertion names by object id; the simulated Entra believes any token of its own form. */
function findUser(world: World, assertion: string): Found | undefined {
  try {
    const payload = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
      oid?: unknown;
    };
    return findIdentity(world, ({ objectId }) => objectId === payload.oid);
  } catch {
    return undefined;
  }
}

function refuse(status: number, error: string, description: string): Answer {
  return { status, body: { error, error_description: description }, shape: SHAPE };
}
