import type { Azure } from '../../azure/azure';
import type { Listed, Read } from '../../azure/reading';
import {
  getRoleDefinition,
  listRoleAssignmentsOf,
  type RoleAssignment,
  type RoleDefinition,
} from '../../azure/roles';
import { no, unknown, yes, type Said } from '../check';
import { weighRoles, type Right } from '../registry/granted';

export const READ_ROLES = [
  'Microsoft.Authorization/roleAssignments/read',
  'Microsoft.Authorization/roleDefinitions/read',
] as const;

/** What somebody holds at a scope and above it, with the roles. */
export interface HeldRights {
  held: Read<Listed<RoleAssignment>>;
  /** By `roleDefinitionId`. */
  roles: Map<string, Read<RoleDefinition>>;
}

export async function readRights(azure: Azure, scope: string, principalId: string): Promise<HeldRights> {
  const held = await listRoleAssignmentsOf(azure, scope, principalId.toLowerCase());
  const ids = new Set(held.ok ? held.value.items.map(({ roleDefinitionId }) => roleDefinitionId) : []);
  const roles = await Promise.all(
    [...ids].map(async (id) => [id, await getRoleDefinition(azure, id)] as const),
  );
  return { held, roles: new Map(roles) };
}

interface Words {
  /** Who: "the identity 5e0a9d41... of pipeline tolab". */
  who: string;
  /** What the right allows: "read the secret". */
  may: string;
  where: string;
}

/** Whether every right is held; yes is that one is missing. Pure. */
export function judgeRights(
  statement: string,
  { held, roles }: HeldRights,
  rights: readonly Right[],
  { who, may, where }: Words,
): Said {
  if (!held.ok) return unknown(statement, held.unreadable.saw, held.unreadable.permission);
  const { items, isComplete } = held.value;
  const roleOf = ({ roleDefinitionId }: RoleAssignment): Read<RoleDefinition> =>
    roles.get(roleDefinitionId) ?? {
      ok: false,
      unreadable: { reason: 'bad-answer', saw: `The role ${roleDefinitionId} was not read` },
    };
  const weighed = rights.map((right) => ({ right, found: weighRoles(items, roleOf, right, undefined) }));
  const lacking = weighed.find(({ found }) => found.granting.length === 0);
  if (!lacking) {
    const names = weighed.flatMap(({ found }) => found.granting.slice(0, 1).map(({ role }) => role.name));
    // The youngest of the grants that are needed: before it, the right was not there.
    const since = weighed
      .map(({ found }) => oldestOf(found.granting.map(({ assignment }) => assignment.createdAt)))
      .sort()
      .at(-1);
    return no(
      statement,
      `${who} may ${may} ${where}, by ${[...new Set(names)].join(', ')}`,
      since || undefined,
    );
  }
  const { found, right } = lacking;
  const [unread] = found.unread;
  if (unread) {
    const { saw, permission } = unread.unreadable;
    return unknown(statement, `an assigned role could not be read: ${saw}`, permission);
  }
  const [bound] = [...found.unclear, ...found.excluding];
  if (bound)
    return unknown(statement, `${bound.role.name} is held under a condition that cannot be evaluated here`);
  if (!isComplete)
    return unknown(statement, 'not every role assignment was listed, and those listed do not tell');
  const names = [...new Set([...roles.values()].flatMap((role) => (role.ok ? [role.value.name] : [])))];
  const holds = names.length > 0 ? `holds only ${names.slice(0, 4).join(', ')}` : 'holds no role';
  return yes(statement, `${who} ${holds} ${where}: none allows ${right.action}`);
}

/** Empty when one of them has no time, so that nothing is claimed of it. */
function oldestOf(times: readonly (string | undefined)[]): string {
  const known = times.flatMap((one) => one ?? []);
  return known.length === times.length ? ([...known].sort()[0] ?? '') : '';
}
