import { armError, armPage, type Answer, type World } from './answer';
import type { SimulatedApp } from './apps-model';
import type { ArmCall } from './arm';
import { isoTime } from './model';
import { isAllowed } from './rights';

const GROUP = String.raw`/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.App`;
const APP = `(?<scope>${GROUP}/containerApps/[^/]+)`;
const READ = 'Microsoft.App/containerApps/read';

/** What ARM tells of container apps, their revisions and environments. */
export const APP_ROUTES: readonly [
  method: string,
  path: string,
  action: string,
  answer: (asked: ArmCall) => Answer,
][] = [
  ['GET', APP, READ, ofApp(appAnswer)],
  ['GET', `${APP}/revisions`, 'Microsoft.App/containerApps/revisions/read', ofApp(revisionsAnswer)],
  ['POST', `${APP}/listSecrets`, 'Microsoft.App/containerApps/listSecrets/action', ofApp(secretsAnswer)],
  [
    'GET',
    `(?<scope>${GROUP}/managedEnvironments/[^/]+)`,
    'Microsoft.App/managedEnvironments/read',
    environmentAnswer,
  ],
];

interface Named {
  name: string;
  app: SimulatedApp;
}

function appsOf({ tenant }: World): Named[] {
  return Object.entries(tenant.apps).map(([key, app]) => ({ name: app.name ?? key, app }));
}

interface Place {
  subscription: string;
  resourceGroup: string;
}

function idIn({ subscription, resourceGroup }: Place, kind: string, name: string): string {
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.App/${kind}/${name}`;
}

const idOf = ({ name, app }: Named) => idIn(app, 'containerApps', name);

function ofApp(handler: (found: Named, asked: ArmCall) => Answer) {
  return (asked: ArmCall): Answer => {
    const found = appsOf(asked.world).find((one) => idOf(one).toLowerCase() === asked.scope.toLowerCase());
    return found ? handler(found, asked) : notFound(asked.scope);
  };
}

function notFound(id: string): Answer {
  return armError(404, 'ResourceNotFound', `The Resource '${id}' was not found.`);
}

/** Id of a user-assigned identity, as registry entries name it. */
function identityIdOf({ subscription, resourceGroup }: Place, name: string): string {
  if (name === '' || name.startsWith('system') || name.startsWith('/')) return name;
  return `/subscriptions/${subscription}/resourcegroups/${resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
}

function identityOf(app: SimulatedApp, { identities, tenantId }: World['tenant']) {
  const users = app.users.map((user) => {
    const { objectId, clientId } = identities[user] ?? {};
    return [identityIdOf(app, user), { principalId: objectId, clientId }] as const;
  });
  const kinds = [app.system ? 'SystemAssigned' : '', users.length > 0 ? 'UserAssigned' : ''];
  return {
    type: kinds.filter((kind) => kind !== '').join(',') || 'None',
    ...(app.system ? { principalId: identities[app.system]?.objectId, tenantId } : {}),
    ...(users.length > 0 ? { userAssignedIdentities: Object.fromEntries(users) } : {}),
  };
}

function appAnswer(found: Named, { world }: ArmCall): Answer {
  const { name, app } = found;
  const [newest = 'r1'] = Object.keys(app.revisions).slice(-1);
  const registries = app.registries.map((entry) => ({
    ...entry,
    identity: identityIdOf(app, entry.identity),
  }));
  const body = {
    id: idOf(found),
    name,
    type: 'Microsoft.App/containerApps',
    location: app.location,
    systemData: { lastModifiedAt: isoTime(app.changedAt, world.now()) },
    identity: identityOf(app, world.tenant),
    properties: {
      provisioningState: app.provisioningState,
      ...(app.provisioningError === undefined ? {} : { provisioningError: app.provisioningError }),
      runningStatus: 'Running',
      managedEnvironmentId: idIn(app, 'managedEnvironments', app.environment),
      ...(app.outboundAddresses.length > 0 ? { outboundIpAddresses: app.outboundAddresses } : {}),
      latestRevisionName: `${name}--${newest}`,
      configuration: {
        registries: registries.length > 0 ? registries : null,
        secrets: Object.keys(app.secrets).map((secret) => ({ name: secret })),
      },
      template: { containers: [{ image: app.image, name }] },
    },
  };
  return { status: 200, body, shape: { fixture: 'containerapp-get' } };
}

function revisionsAnswer(found: Named, { call, world }: ArmCall): Answer {
  const { name, app } = found;
  const items = Object.entries(app.revisions).map(([end, { createdAt, ...revision }]) => ({
    id: `${idOf(found)}/revisions/${name}--${end}`,
    name: `${name}--${end}`,
    type: 'Microsoft.App/containerApps/revisions',
    properties: {
      createdTime: isoTime(createdAt, world.now()),
      template: { containers: [{ image: app.image, name }] },
      ...revision,
    },
  }));
  return armPage(items, call, world.tenant.pageSize, { fixture: 'containerapp-revisions-list' });
}

function secretsAnswer({ app }: Named): Answer {
  const value = Object.entries(app.secrets).map(([name, secret]) =>
    secret.startsWith('https://') ? { name, keyVaultUrl: secret } : { name, value: secret },
  );
  return { status: 200, body: { value }, shape: { fixture: 'containerapp-list-secrets' } };
}

function environmentAnswer({ world, scope }: ArmCall): Answer {
  const found = Object.entries(world.tenant.environments).find(
    ([name, one]) => idIn(one, 'managedEnvironments', name).toLowerCase() === scope.toLowerCase(),
  );
  if (!found) return notFound(scope);
  const [name, { location, subnet, internal, profiles }] = found;
  const all = Object.entries(profiles).map(([key, type]) => ({ name: key, workloadProfileType: type }));
  const body = {
    id: scope,
    name,
    type: 'Microsoft.App/managedEnvironments',
    location,
    properties: {
      provisioningState: 'Succeeded',
      vnetConfiguration: subnet === undefined ? null : { infrastructureSubnetId: subnet, internal },
      workloadProfiles: all.length > 0 ? all : null,
    },
  };
  return { status: 200, body, shape: { fixture: 'managed-environment-get' } };
}

const QUERY =
  /^resources \| where type =~ 'microsoft\.app\/containerapps' and name =~ '(?<name>[a-z0-9-]+)' \|/i;

/** Rows of the one question that src/azure/container-apps.ts asks; undefined for any other. */
export function appRows(query: string, world: World, who: string): object[] | undefined {
  const wanted = QUERY.exec(query)?.groups?.name?.toLowerCase();
  if (wanted === undefined) return undefined;
  return appsOf(world)
    .filter(({ name }) => name.toLowerCase() === wanted)
    .filter((found) => isAllowed(world.tenant, { who, action: READ, scope: idOf(found) }))
    .map((found) => ({ id: idOf(found), name: found.name }));
}
