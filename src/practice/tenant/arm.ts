import { armError, type Answer, type Call, type World } from './answer';
import { APP_ROUTES } from './arm-apps';
import { AKS_ROUTES } from './arm-aks';
import { activityLog, metrics } from './arm-monitor';
import { credentials, privateEndpoints, registryAnswer, replications, usages } from './arm-registry';
import { NETWORK_ROUTES } from './arm-network';
import { denyAssignments, roleAssignments, roleDefinition } from './arm-roles';
import { TRANSFER_ROUTES } from './arm-transfer-routes';
import { answerGraph } from './graph';
import { findRegistryById, type NamedRegistry } from './registries';
import { isAllowed } from './rights';
import { bearerOf } from './tokens';

/** What a handler of the routes below gets. */
export interface ArmCall {
  call: Call;
  world: World;
  /** Scope part of the address: a registry's id, or where role assignments are asked for. */
  scope: string;
  /** What the path names behind the scope, if the route has that. */
  rest: string;
}

interface Route {
  method: string;
  path: RegExp;
  /** The right it takes, at the scope. */
  action: string;
  answer: (asked: ArmCall) => Answer;
}

const REGISTRY = String.raw`(?<scope>/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.ContainerRegistry/registries/[^/]+)`;
const ACR = 'Microsoft.ContainerRegistry/registries';

const ofRegistry =
  (handler: (found: NamedRegistry, asked: ArmCall) => Answer) =>
  (asked: ArmCall): Answer => {
    const found = findRegistryById(asked.world.tenant, asked.scope);
    return found ? handler(found, asked) : notFound(asked.scope);
  };

const route = (method: string, path: string, action: string, answer: Route['answer']): Route => ({
  method,
  path: new RegExp(`^${path}$`, 'i'),
  action,
  answer,
});

const ROUTES: readonly Route[] = [
  ...APP_ROUTES.map((row) => route(...row)),
  ...NETWORK_ROUTES.map((row) => route(...row)),
  ...AKS_ROUTES.map((row) => route(...row)),
  ...TRANSFER_ROUTES.map((row) => route(...row)),
  route('GET', REGISTRY, `${ACR}/read`, ofRegistry(registryAnswer)),
  route('GET', `${REGISTRY}/listUsages`, `${ACR}/listUsages/read`, ofRegistry(usages)),
  route('GET', `${REGISTRY}/replications`, `${ACR}/replications/read`, ofRegistry(replications)),
  route(
    'GET',
    `${REGISTRY}/privateEndpointConnections`,
    `${ACR}/privateEndpointConnections/read`,
    ofRegistry(privateEndpoints),
  ),
  route('POST', `${REGISTRY}/listCredentials`, `${ACR}/listCredentials/action`, ofRegistry(credentials)),
  route(
    'GET',
    `${REGISTRY}/providers/Microsoft.Insights/metrics`,
    'Microsoft.Insights/metrics/read',
    ofRegistry(metrics),
  ),
  route(
    'GET',
    '(?<scope>/subscriptions/[^/]+)/providers/Microsoft.Insights/eventtypes/management/values',
    'Microsoft.Insights/eventtypes/values/read',
    activityLog,
  ),
  route(
    'GET',
    '(?<scope>/.*?)/providers/Microsoft.Authorization/roleAssignments',
    'Microsoft.Authorization/roleAssignments/read',
    roleAssignments,
  ),
  route(
    'GET',
    '(?<scope>/.*?)/providers/Microsoft.Authorization/denyAssignments',
    'Microsoft.Authorization/denyAssignments/read',
    denyAssignments,
  ),
  route(
    'GET',
    '(?<scope>(?:/.*?)?)/providers/Microsoft.Authorization/roleDefinitions/(?<rest>[^/]+)',
    'Microsoft.Authorization/roleDefinitions/read',
    roleDefinition,
  ),
];

/** Azure Resource Manager: who asks, may they, and then the thing asked for. */
export function answerArm(call: Call, world: World): Answer {
  const claims = world.tokens.read(bearerOf(call.headers.authorization) ?? '');
  if (claims?.who === undefined || !claims.aud.startsWith('https://management.'))
    return armError(
      401,
      'AuthenticationFailed',
      'Authentication failed. The access token is missing or not for this service.',
    );
  if (/^\/providers\/Microsoft\.ResourceGraph\/resources$/i.test(call.path))
    return answerGraph(call, world, claims.who);
  return answerRoute(call, world, claims.who);
}

function answerRoute(call: Call, world: World, who: string): Answer {
  const found = ROUTES.map((known) => ({ known, groups: known.path.exec(call.path)?.groups })).find(
    ({ known, groups }) => groups !== undefined && known.method === call.method,
  );
  if (!found)
    return armError(404, 'InvalidResourceType', `The simulated tenant has no ${call.method} ${call.path}.`);
  const { scope = '', rest = '' } = found.groups ?? {};
  const { action, answer } = found.known;
  const isFine = isAllowed(world.tenant, { who, action, scope: scope || anySubscription(world) });
  return isFine ? answer({ call, world, scope, rest }) : forbidden(world, who, action, scope);
}

/** Role definitions are asked for without a scope. Whoever may read them somewhere may read the built-in ones. */
function anySubscription({ tenant }: World): string {
  return `/subscriptions/${Object.keys(tenant.subscriptions)[0] ?? ''}`;
}

function notFound(id: string): Answer {
  const name = id.slice(id.lastIndexOf('/') + 1);
  return armError(
    404,
    'ResourceNotFound',
    `The Resource 'Microsoft.ContainerRegistry/registries/${name}' was not found.`,
  );
}

function forbidden({ tenant }: World, who: string, action: string, scope: string): Answer {
  const { clientId, objectId } = tenant.identities[who] ?? {};
  return armError(
    403,
    'AuthorizationFailed',
    `The client '${clientId ?? objectId ?? who}' with object id '${objectId ?? who}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}
