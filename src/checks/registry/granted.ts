import type { Read, Unreadable } from '../../azure/reading';
import type { DenyAssignment, Permissions, RoleAssignment, RoleDefinition } from '../../azure/roles';
import { weighCondition, type Asked } from './condition';
import { matchesWildcard } from './wildcard';

/** A right that somebody may hold: an action of the control plane, or one on data. */
export interface Right {
  action: string;
  isData: boolean;
}

/** What pulling takes, by the way the registry reads roles. Source: container-registry-rbac-abac-repository-permissions. */
export const PULL = {
  legacy: { action: 'Microsoft.ContainerRegistry/registries/pull/read', isData: false },
  abac: { action: 'Microsoft.ContainerRegistry/registries/repositories/content/read', isData: true },
} as const satisfies Record<string, Right>;

/**
 * Whether permissions hold a right. What one part takes out with notActions another part may still give: each
 * part stands for itself.
 */
export function holdsRight(permissions: readonly Permissions[], { action, isData }: Right): boolean {
  const fits = (patterns: readonly string[]) => patterns.some((pattern) => matchesWildcard(pattern, action));
  return permissions.some((part) =>
    isData
      ? fits(part.dataActions) && !fits(part.notDataActions)
      : fits(part.actions) && !fits(part.notActions),
  );
}

/** An assignment with the role that it gives. */
export interface Grant {
  assignment: RoleAssignment;
  role: RoleDefinition;
}

/** Role assignments by what they say of one right. Those whose role does not hold it are in none of the lists. */
export interface Weighed {
  granting: Grant[];
  /** The role holds the right, but a condition leaves this call out. */
  excluding: Grant[];
  /** The role holds the right under a condition that cannot be told from here. */
  unclear: Grant[];
  /** The role could not be read, so it may be any of these. */
  unread: { assignment: RoleAssignment; unreadable: Unreadable }[];
}

/** Weighs what somebody holds. Pure. @param roleOf the role of an assignment */
export function weighRoles(
  assignments: readonly RoleAssignment[],
  roleOf: (assignment: RoleAssignment) => Read<RoleDefinition>,
  right: Right,
  repository: Asked['repository'],
): Weighed {
  const weighed: Weighed = { granting: [], excluding: [], unclear: [], unread: [] };
  const lists = { met: weighed.granting, 'not-met': weighed.excluding, unclear: weighed.unclear };
  for (const assignment of assignments) {
    const role = roleOf(assignment);
    if (!role.ok) weighed.unread.push({ assignment, unreadable: role.unreadable });
    else if (holdsRight(role.value.permissions, right)) {
      const { condition } = assignment;
      const asked = { action: right.action, repository };
      const met = condition === undefined ? 'met' : weighCondition(condition, asked);
      lists[met].push({ assignment, role: role.value });
    }
  }
  return weighed;
}

/** In a deny assignment it stands for everybody. Source: azure-docs deny-assignments.md. */
const EVERYBODY = '00000000-0000-0000-0000-000000000000';

/** `may-deny`: it depends on a condition, or on who belongs to a group, which cannot be told from here. */
export type Denial = 'denies' | 'may-deny' | 'leaves';

/**
 * What a deny assignment does to a right of somebody at a scope. Pure.
 * @param selves object ids of the identity and of the groups it is known to belong to
 */
export function weighDenial(
  deny: DenyAssignment,
  right: Right,
  scope: string,
  selves: readonly string[],
): Denial {
  const isHere = deny.scope.toLowerCase() === scope.toLowerCase();
  if (!(isHere || deny.appliesToChildScopes) || !holdsRight(deny.permissions, right)) return 'leaves';
  const isSelf = (id: string) => selves.some((self) => self.toLowerCase() === id.toLowerCase());
  const mayHold = (ids: readonly string[]) => ids.some((id) => deny.groups.includes(id));
  if (deny.excluded.some(isSelf)) return 'leaves';
  const isMeant = deny.principals.some((id) => id === EVERYBODY || isSelf(id));
  if (!isMeant) return mayHold(deny.principals) ? 'may-deny' : 'leaves';
  return deny.condition !== undefined || mayHold(deny.excluded) ? 'may-deny' : 'denies';
}
