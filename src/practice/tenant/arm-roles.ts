import { armError, armPage, guidOf, type Answer } from './answer';
import type { ArmCall } from './arm';
import { isoTime, type Identity, type Tenant } from './model';
import { assignmentsAt, assignmentsFor, isWithin } from './rights';
import { rolesOf } from './roles';

const PRINCIPAL_TYPES: Record<Identity['kind'], string> = {
  user: 'User',
  application: 'ServicePrincipal',
  managedIdentity: 'ServicePrincipal',
  group: 'Group',
};

/** `atScope()`, alone or with `assignedTo('oid')`: the two filters that src/azure/roles.ts uses. */
export function roleAssignments({ call, world, scope }: ArmCall): Answer {
  const { tenant } = world;
  const filter = call.query.get('$filter') ?? '';
  if (!filter.startsWith('atScope()'))
    return armError(400, 'UnsupportedFilter', `The simulated tenant does not know the filter '${filter}'.`);
  const objectId = /assignedTo\('(?<it>[^']+)'\)/.exec(filter)?.groups?.it;
  const who = objectId === undefined ? undefined : nameOf(tenant, objectId);
  if (objectId !== undefined && who === undefined) return armPage([], call, tenant.pageSize, SHAPE);
  const found = who === undefined ? assignmentsAt(tenant, scope) : assignmentsFor(tenant, who, scope);
  const roles = rolesOf(tenant);
  const items = found.flatMap(({ key, ...assignment }) => {
    const role = roles[assignment.role];
    const principal = tenant.identities[assignment.principal];
    if (!role || !principal) return [];
    const condition = assignment.condition;
    return {
      properties: {
        roleDefinitionId: roleDefinitionId(assignment.scope, role.id),
        principalId: principal.objectId,
        principalType: PRINCIPAL_TYPES[principal.kind],
        scope: assignment.scope,
        ...(condition === undefined ? {} : { condition, conditionVersion: '2.0' }),
        createdOn: isoTime(assignment.createdAt, world.now()),
      },
      id: `${assignment.scope}/providers/Microsoft.Authorization/roleAssignments/${guidOf(key)}`,
      type: 'Microsoft.Authorization/roleAssignments',
      name: guidOf(key),
    };
  });
  return armPage(items, call, tenant.pageSize, SHAPE);
}

const SHAPE = { fixture: 'role-assignments-list-for-scope' };

function nameOf(tenant: Tenant, objectId: string): string | undefined {
  return Object.entries(tenant.identities).find(([, identity]) => identity.objectId === objectId)?.[0];
}

function roleDefinitionId(scope: string, id: string): string {
  const subscription = /^\/subscriptions\/[^/]+/.exec(scope)?.[0] ?? '';
  return `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${id}`;
}

export function roleDefinition({ world, scope, rest }: ArmCall): Answer {
  const found = Object.entries(rolesOf(world.tenant)).find(([, role]) => role.id === rest.toLowerCase());
  if (!found)
    return armError(404, 'RoleDefinitionDoesNotExist', `The role definition '${rest}' does not exist.`);
  const [roleName, { id, kind, actions, notActions, dataActions, notDataActions }] = found;
  const body = {
    properties: {
      roleName,
      type: kind,
      description: '',
      assignableScopes: ['/'],
      permissions: [{ actions, notActions, dataActions, notDataActions }],
    },
    id: `${scope}/providers/Microsoft.Authorization/roleDefinitions/${id}`,
    type: 'Microsoft.Authorization/roleDefinitions',
    name: id,
  };
  return { status: 200, body, shape: { fixture: 'role-definition-get' } };
}

const EVERYBODY = { id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' };

export function denyAssignments({ call, world, scope }: ArmCall): Answer {
  const { tenant } = world;
  const principal = (name: string) => {
    const identity = tenant.identities[name];
    if (name === '*' || !identity) return EVERYBODY;
    return { id: identity.objectId, type: PRINCIPAL_TYPES[identity.kind] };
  };
  const items = Object.entries(tenant.denyAssignments)
    .filter(([, deny]) => isWithin(scope, deny.scope))
    .map(([name, deny]) => ({
      properties: {
        denyAssignmentName: name,
        description: '',
        permissions: [
          {
            actions: deny.actions,
            notActions: deny.notActions,
            dataActions: deny.dataActions,
            notDataActions: deny.notDataActions,
          },
        ],
        scope: deny.scope,
        doNotApplyToChildScopes: false,
        principals: deny.principals.map(principal),
        excludePrincipals: deny.excluded.map(principal),
        isSystemProtected: true,
      },
      id: `${deny.scope}/providers/Microsoft.Authorization/denyAssignments/${guidOf(name)}`,
      type: 'Microsoft.Authorization/denyAssignments',
      name: guidOf(name),
    }));
  return armPage(items, call, tenant.pageSize, { fixture: 'deny-assignments-list' });
}
