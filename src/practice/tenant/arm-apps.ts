import { armError, type Answer, type World } from './answer';
import type { SimulatedApp } from './apps-model';
import type { ArmCall } from './arm';
import { isAllowed } from './rights';

const APP = String.raw`(?<scope>/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.App/containerApps/[^/]+)`;
const READ = 'Microsoft.App/containerApps/read';

/** What ARM tells of container apps. */
export const APP_ROUTES: readonly [
  method: string,
  path: string,
  action: string,
  answer: (asked: ArmCall) => Answer,
][] = [
  ['GET', APP, READ, ofApp(appAnswer)],
  ['POST', `${APP}/listSecrets`, 'Microsoft.App/containerApps/listSecrets/action', ofApp(secretsAnswer)],
];

function idOf(name: string, { subscription, resourceGroup }: SimulatedApp): string {
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.App/containerApps/${name}`;
}

function ofApp(handler: (name: string, app: SimulatedApp, asked: ArmCall) => Answer) {
  return (asked: ArmCall): Answer => {
    const found = Object.entries(asked.world.tenant.apps).find(
      ([name, app]) => idOf(name, app).toLowerCase() === asked.scope.toLowerCase(),
    );
    return found
      ? handler(...found, asked)
      : armError(404, 'ResourceNotFound', `The Resource '${asked.scope}' was not found.`);
  };
}

function identityIdOf(app: SimulatedApp, name: string): string {
  return `/subscriptions/${app.subscription}/resourcegroups/${app.resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
}

function appAnswer(name: string, app: SimulatedApp, { world }: ArmCall): Answer {
  const { identities, tenantId } = world.tenant;
  const users = app.users.map((user) => {
    const { objectId, clientId } = identities[user] ?? {};
    return [identityIdOf(app, user), { principalId: objectId, clientId }] as const;
  });
  const kinds = [app.system ? 'SystemAssigned' : '', users.length > 0 ? 'UserAssigned' : ''];
  const body = {
    id: idOf(name, app),
    name,
    type: 'Microsoft.App/containerApps',
    location: app.location,
    identity: {
      type: kinds.filter((kind) => kind !== '').join(',') || 'None',
      ...(app.system ? { principalId: identities[app.system]?.objectId, tenantId } : {}),
      ...(users.length > 0 ? { userAssignedIdentities: Object.fromEntries(users) } : {}),
    },
    properties: {
      provisioningState: 'Succeeded',
      runningStatus: 'Running',
      managedEnvironmentId: `/subscriptions/${app.subscription}/resourceGroups/${app.resourceGroup}/providers/Microsoft.App/managedEnvironments/${app.environment}`,
      latestReadyRevisionName: `${name}--r1`,
      configuration: {
        registries: app.registries.map((entry) => ({
          ...entry,
          identity:
            entry.identity === '' || entry.identity === 'system'
              ? entry.identity
              : identityIdOf(app, entry.identity),
        })),
        secrets: Object.keys(app.secrets).map((secret) => ({ name: secret })),
      },
      template: { containers: [{ image: app.image, name }] },
    },
  };
  return {
    status: 200,
    body,
    shape: {
      unverified:
        'registries of an app: azure-rest-api-specs knows their schema, its example leaves them out',
    },
  };
}

function secretsAnswer(_name: string, app: SimulatedApp): Answer {
  const value = Object.entries(app.secrets).map(([name, secret]) => ({ name, value: secret }));
  return {
    status: 200,
    body: { value },
    shape: { unverified: 'values of secrets: the published example shows names only' },
  };
}

const QUERY =
  /^resources \| where type =~ 'microsoft\.app\/containerapps' and name =~ '(?<name>[a-z0-9-]+)' \|/i;

/** Rows of the one question that src/azure/container-apps.ts asks; undefined for any other. */
export function appRows(query: string, world: World, who: string): object[] | undefined {
  const wanted = QUERY.exec(query)?.groups?.name?.toLowerCase();
  if (wanted === undefined) return undefined;
  return Object.entries(world.tenant.apps)
    .filter(([name]) => name.toLowerCase() === wanted)
    .map(([name, app]) => ({ id: idOf(name, app), name }))
    .filter(({ id }) => isAllowed(world.tenant, { who, action: READ, scope: id }));
}
