import { acrError, type Answer, type Call, type Shape, type World } from './answer';
import type { Registry } from './model';
import { registryIdOf, type NamedRegistry } from './registries';
import { isAllowed } from './rights';
import { bearerOf, type Access } from './tokens';

/** One call to a registry's login server. */
export interface RegistryCall {
  call: Call;
  world: World;
  found: NamedRegistry;
}

/** The firewall's answer when the bot's address may not come in. Text: docker/build-push-action#1214. */
export function findBlock({ world, found }: RegistryCall): Answer | undefined {
  const { registry } = found;
  const ip = world.tenant.botIp;
  const isOpen =
    registry.publicNetworkAccess === 'Enabled' &&
    (registry.defaultAction === 'Allow' || registry.allowedIps.some((range) => isInRange(ip, range)));
  if (isOpen) return undefined;
  const message = `client with IP '${ip}' is not allowed access. Refer https://aka.ms/acr/firewall to grant access.`;
  return acrError(403, 'DENIED', message);
}

/** Whether an IPv4 address is the one given, or lies in the CIDR range given. */
function isInRange(ip: string, range: string): boolean {
  const [base = '', bits = '32'] = range.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(numberOf(ip) / size) === Math.floor(numberOf(base) / size);
}

function numberOf(ip: string): number {
  return ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

const OAUTH: Shape = {
  unverified: 'answers of the token service, as AAD-OAuth.md of Azure/acr describes them',
};

/** POST /oauth2/exchange and the two forms of /oauth2/token. */
export function answerTokenService(asked: RegistryCall): Answer {
  if (asked.call.path === '/oauth2/exchange') return exchange(asked);
  return asked.call.method === 'POST' ? tokenByForm(asked) : tokenByQuery(asked);
}

function exchange({ call, world, found }: RegistryCall): Answer {
  const { loginServer, armTokens } = found.registry;
  const claims = world.tokens.read(new URLSearchParams(call.body).get('access_token') ?? '');
  const isForRegistry = claims?.aud === 'https://containerregistry.azure.net';
  const isForArm = claims?.aud.startsWith('https://management.') ?? false;
  if (!claims || !(isForRegistry || (isForArm && armTokens === 'enabled')))
    return acrError(
      401,
      'UNAUTHORIZED',
      'authentication required, visit https://aka.ms/acr/authorization for more information.',
    );
  const { who, oid } = claims;
  const token = world.tokens.issue({
    aud: `${loginServer}/refresh`,
    ...(who === undefined ? {} : { who }),
    ...(oid === undefined ? {} : { oid }),
  });
  return { status: 200, body: { refresh_token: token }, shape: OAUTH };
}

function tokenByForm(asked: RegistryCall): Answer {
  const form = new URLSearchParams(asked.call.body);
  const scopes = form.getAll('scope').flatMap((scope) => scope.split(' '));
  if (form.get('grant_type') === 'password') {
    const { name, registry } = asked.found;
    const isAdmin = form.get('username') === name && isPassword(registry, form.get('password'));
    return isAdmin ? giveAccess(asked, scopes.map(allOf)) : refused();
  }
  const claims = asked.world.tokens.read(form.get('refresh_token') ?? '');
  if (claims?.aud !== `${asked.found.registry.loginServer}/refresh`) return refused();
  return giveAccess(
    asked,
    scopes.map((scope) => grantedOf(asked, scope, claims.who)),
  );
}

/** Anonymous, or with the admin user's name and password. */
function tokenByQuery(asked: RegistryCall): Answer {
  const { call, found } = asked;
  const scopes = call.query.getAll('scope');
  const basic = /^Basic (?<pair>\S+)$/.exec(call.headers.authorization ?? '')?.groups?.pair;
  if (basic !== undefined) {
    const [user, password] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    const isAdmin = user === found.name && isPassword(found.registry, password ?? null);
    return isAdmin ? giveAccess(asked, scopes.map(allOf)) : refused();
  }
  return found.registry.anonymousPullEnabled
    ? giveAccess(
        asked,
        scopes.map((scope) => onlyPull(allOf(scope))),
      )
    : refused();
}

function isPassword({ adminUserEnabled, passwords }: Registry, given: string | null): boolean {
  return adminUserEnabled && given !== null && passwords.includes(given);
}

function refused(): Answer {
  return acrError(
    401,
    'UNAUTHORIZED',
    'authentication required, visit https://aka.ms/acr/authorization for more information.',
  );
}

function giveAccess({ world, found }: RegistryCall, access: Access): Answer {
  const token = world.tokens.issue({
    aud: found.registry.loginServer,
    access: access.filter(({ actions }) => actions.length > 0),
  });
  return { status: 200, body: { access_token: token }, shape: OAUTH };
}

/** `repository:team-a/app:pull,push` taken apart, everything granted. */
function allOf(scope: string): Access[number] {
  const [type = '', ...rest] = scope.split(':');
  const actions = (rest.pop() ?? '').split(',');
  return { type, name: rest.join(':'), actions };
}

function onlyPull(entry: Access[number]): Access[number] {
  return { ...entry, actions: entry.actions.filter((action) => action === 'pull') };
}

function grantedOf(asked: RegistryCall, scope: string, who: string | undefined): Access[number] {
  const wanted = allOf(scope);
  return {
    ...wanted,
    actions: wanted.actions.filter((action) => isGranted(asked, wanted.name, action, who)),
  };
}

const ACR = 'Microsoft.ContainerRegistry/registries';

/**
 * Which right a token action takes. In legacy mode AcrPull also reads metadata and the catalog (documented for the
 * catalog, INFERRED for metadata); with repository permissions only data actions count.
 */
function isGranted(
  { world, found }: RegistryCall,
  repository: string,
  action: string,
  who: string | undefined,
) {
  const scope = registryIdOf(found);
  if (action === 'deleted_read')
    return isAllowed(world.tenant, { who, action: `${ACR}/deleted/read`, scope });
  if (found.registry.roleAssignmentMode === 'LegacyRegistryPermissions') {
    const legacy =
      action === 'metadata_read' ? [`${ACR}/metadata/read`, `${ACR}/pull/read`] : [`${ACR}/pull/read`];
    return legacy.some((right) => isAllowed(world.tenant, { who, action: right, scope }));
  }
  const right = { metadata_read: 'repositories/metadata/read', '*': 'catalog/read' }[action];
  const wish = { who, action: `${ACR}/${right ?? 'repositories/content/read'}`, scope, isData: true };
  return isAllowed(world.tenant, right === 'catalog/read' ? wish : { ...wish, repository });
}

/** The 401 of a call whose token does not allow it, with the challenge that names the scope; undefined when it does. */
export function findRefusal(
  asked: RegistryCall,
  type: string,
  name: string,
  action: string,
): Answer | undefined {
  const { call, world, found } = asked;
  const token = bearerOf(call.headers.authorization);
  const claims = token === undefined ? undefined : world.tokens.read(token);
  const { loginServer } = found.registry;
  const isFine =
    claims?.aud === loginServer &&
    claims.access?.some((held) => held.type === type && held.name === name && held.actions.includes(action));
  if (isFine) return undefined;
  const error = claims ? ',error="insufficient_scope"' : '';
  const detail = [{ Type: type, Name: name, Action: action }];
  const message = 'authentication required, visit https://aka.ms/acr/authorization for more information.';
  return {
    ...acrError(401, 'UNAUTHORIZED', message, detail),
    headers: {
      'www-authenticate': `Bearer realm="https://${loginServer}/oauth2/token",service="${loginServer}",scope="${type}:${name}:${action}"${error}`,
    },
  };
}

/** GET /v2/: the challenge, as recorded. */
export function answerPing({ call, world, found }: RegistryCall): Answer {
  const { loginServer } = found.registry;
  const claims = world.tokens.read(bearerOf(call.headers.authorization) ?? '');
  if (claims?.aud === loginServer) return { status: 200, body: {}, shape: { unverified: 'signed /v2/' } };
  const headers = {
    'www-authenticate': `Bearer realm="https://${loginServer}/oauth2/token",service="${loginServer}"`,
  };
  return { ...refused(), headers };
}
