import { AuthorizationManagementClient, getContinuationToken } from '@azure/arm-authorization';
import { z } from 'zod';
import { collect, type Azure } from './azure';
import { Trouble, type Listed, type Read } from './reading';
import { parseValue } from './trouble';

/** Who holds which role where. Azure's ids; principals are OBJECT ids, never client ids. */
export interface RoleAssignment {
  id: string;
  roleDefinitionId: string;
  /** Last segment of `roleDefinitionId`, in lower case: the part that is the same everywhere. */
  roleId: string;
  principalId: string;
  principalType?: string;
  /** Where it was assigned. Shorter than the scope asked for when it is inherited. */
  scope: string;
  /** An attribute-based condition, as Azure writes it. */
  condition?: string;
  /** ISO 8601. */
  createdAt?: string;
}

const ASSIGNMENTS = 'Microsoft.Authorization/roleAssignments/read';

const assignmentSchema = z.object({
  id: z.string(),
  roleDefinitionId: z.string(),
  principalId: z.string(),
  principalType: z.string().optional(),
  scope: z.string(),
  condition: z.string().nullish(),
  createdOn: z.date().optional(),
});

/** Every role assignment that holds at a scope: made there or inherited from above. Source: role-assignments-list-rest. */
export function listRoleAssignments(azure: Azure, scope: string): Promise<Read<Listed<RoleAssignment>>> {
  return listAssignments(azure, scope, 'atScope()');
}

/**
 * The same for one principal, those held through groups included.
 * @param principalId object id of a user, a service principal or a managed identity; Azure refuses groups here
 */
export function listRoleAssignmentsOf(
  azure: Azure,
  scope: string,
  principalId: string,
): Promise<Read<Listed<RoleAssignment>>> {
  return listAssignments(azure, scope, `atScope() and assignedTo('${principalId}')`, principalId);
}

const OBJECT_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function listAssignments(
  azure: Azure,
  scope: string,
  filter: string,
  principalId?: string,
): Promise<Read<Listed<RoleAssignment>>> {
  return azure.once(`GET ${scope}/roleAssignments ${filter}`, ASSIGNMENTS, async (abortSignal) => {
    if (principalId !== undefined && !OBJECT_ID.test(principalId)) throw noObjectId(principalId);
    const pages = clientFor(azure).roleAssignments.listForScope(bare(scope), { filter, abortSignal });
    const list = await collect(pages, azure.limits, getContinuationToken);
    return {
      ...list,
      items: parseValue(list.items, z.array(assignmentSchema), azure.cloud.arm).map(assignmentOf),
    };
  });
}

function noObjectId(text: string): Trouble {
  return new Trouble({ reason: 'bad-answer', saw: `'${text.slice(0, 60)}' is no object id` });
}

function assignmentOf(found: z.infer<typeof assignmentSchema>): RoleAssignment {
  const { condition, createdOn, principalType, ...rest } = found;
  return {
    ...rest,
    roleId: rest.roleDefinitionId.slice(rest.roleDefinitionId.lastIndexOf('/') + 1).toLowerCase(),
    ...(principalType === undefined ? {} : { principalType }),
    ...(condition ? { condition } : {}),
    ...(createdOn ? { createdAt: createdOn.toISOString() } : {}),
  };
}

/** What one part of a role or of a deny assignment covers. Actions may hold `*`. */
export interface Permissions {
  actions: string[];
  notActions: string[];
  dataActions: string[];
  notDataActions: string[];
}

export interface RoleDefinition {
  id: string;
  name: string;
  /** BuiltInRole or CustomRole. */
  kind?: string;
  permissions: Permissions[];
}

const permissionsSchema = z.object({
  actions: z.array(z.string()).default([]),
  notActions: z.array(z.string()).default([]),
  dataActions: z.array(z.string()).default([]),
  notDataActions: z.array(z.string()).default([]),
});

/** @param roleDefinitionId as an assignment names it */
export function getRoleDefinition(azure: Azure, roleDefinitionId: string): Promise<Read<RoleDefinition>> {
  const schema = z.object({
    id: z.string(),
    roleName: z.string(),
    roleType: z.string().optional(),
    permissions: z.array(permissionsSchema),
  });
  const permission = 'Microsoft.Authorization/roleDefinitions/read';
  return azure.once(`GET ${roleDefinitionId.toLowerCase()}`, permission, async (abortSignal) => {
    const answer = await clientFor(azure).roleDefinitions.getById(bare(roleDefinitionId), { abortSignal });
    const { id, roleName, roleType, permissions } = parseValue(answer, schema, azure.cloud.arm);
    return { id, name: roleName, permissions, ...(roleType === undefined ? {} : { kind: roleType }) };
  });
}

/** Beats every role. `principals` and `excluded` are object ids; the all-zero one means everybody. */
export interface DenyAssignment {
  id: string;
  name: string;
  scope: string;
  permissions: Permissions[];
  principals: string[];
  excluded: string[];
  /** Those of both lists that are groups or may be: who belongs to them is not told. */
  groups: string[];
  /** An attribute-based condition, as Azure writes it. */
  condition?: string;
  appliesToChildScopes: boolean;
}

/** Kinds of principals that have no members. `SystemDefined` is everybody. */
const SINGLE = ['user', 'serviceprincipal', 'device', 'systemdefined'];

/** Deny assignments that hold at a scope: made there or inherited. */
export function listDenyAssignments(azure: Azure, scope: string): Promise<Read<Listed<DenyAssignment>>> {
  const principals = z.array(z.object({ id: z.string(), type: z.string().optional() })).default([]);
  const schema = z.array(
    z.object({
      id: z.string(),
      denyAssignmentName: z.string(),
      scope: z.string(),
      permissions: z.array(permissionsSchema).default([]),
      principals,
      excludePrincipals: principals,
      condition: z.string().nullish(),
      doNotApplyToChildScopes: z.boolean().optional(),
    }),
  );
  const permission = 'Microsoft.Authorization/denyAssignments/read';
  return azure.once(`GET ${scope}/denyAssignments`, permission, async (abortSignal) => {
    const options = { filter: 'atScope()', abortSignal };
    const pages = clientFor(azure).denyAssignments.listForScope(bare(scope), options);
    const list = await collect(pages, azure.limits, getContinuationToken);
    const items = parseValue(list.items, schema, azure.cloud.arm).map((found) => ({
      id: found.id,
      name: found.denyAssignmentName,
      scope: found.scope,
      permissions: found.permissions,
      principals: found.principals.map(({ id }) => id),
      excluded: found.excludePrincipals.map(({ id }) => id),
      groups: [...found.principals, ...found.excludePrincipals]
        .filter(({ type = '' }) => !SINGLE.includes(type.toLowerCase()))
        .map(({ id }) => id),
      ...(found.condition ? { condition: found.condition } : {}),
      appliesToChildScopes: found.doNotApplyToChildScopes !== true,
    }));
    return { ...list, items };
  });
}

/** This client puts the slash before a scope itself. */
function bare(scope: string): string {
  return scope.replace(/^\//, '');
}

function clientFor(azure: Azure): AuthorizationManagementClient {
  // The subscription is part of the scope in every call made here; the client only wants to have one.
  const none = '00000000-0000-0000-0000-000000000000';
  return new AuthorizationManagementClient(azure.credential, none, {
    ...azure.clientOptions,
    $host: `https://${azure.cloud.arm}`,
    endpoint: `https://${azure.cloud.arm}`,
  });
}
