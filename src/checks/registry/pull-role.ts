import { mapRead, type Listed, type Read } from '../../azure/reading';
import type { Registry } from '../../azure/registry';
import {
  getRoleDefinition,
  listDenyAssignments,
  listRoleAssignments,
  listRoleAssignmentsOf,
  type DenyAssignment,
  type RoleAssignment,
  type RoleDefinition,
} from '../../azure/roles';
import { defineCheck, judgeRead, unknown, type Eyes, type Given, type Said } from '../check';
import { PULL, weighRoles } from './granted';
import { judgeDenials, judgeRoles, type Holding } from './pull-role-judge';
import { readPastedRoles } from './pasted-roles';
import { modeOf, wordsOfUnknownMode } from './role-mode';
import { namesOf, READ_REGISTRY, readRegistry } from './visible';

/** What an identity holds, and the registry it would pull from. */
export interface Seen {
  registry: Read<Registry>;
  /** What the identity holds at the registry and above it, through groups too. */
  held: Read<Listed<RoleAssignment>>;
  /** How many assignments there are in all; undefined when that could not be read. */
  inAll?: number;
  /** By `roleDefinitionId`. */
  roles: Map<string, Read<RoleDefinition>>;
  denials: Read<Listed<DenyAssignment>>;
  /** ISO 8601. */
  now: string;
}

type Needed = 'registry' | 'principalId';

const ofIdentity = {
  vantage: 'configuration',
  about: 'identity',
  changedBy: ['role-added', 'role-removed', 'registry'],
} as const;

export const pullRole = defineCheck<Seen, Needed>({
  id: 'registry/pull-role',
  title: 'Pull role of the identity',
  statements: {
    'no-pull-role': { says: 'No role assignment lets the identity pull', ...ofIdentity },
    'acrpull-ignored': {
      says: 'The identity holds only roles that the registry ignores (ABAC)',
      ...ofIdentity,
    },
    denied: { says: 'A deny assignment takes the right to pull away', ...ofIdentity },
    'only-with-condition': {
      says: 'The identity may pull only under a condition that leaves the repository out or cannot be evaluated',
      ...ofIdentity,
    },
    'assigned-lately': {
      says: 'The role that lets the identity pull was assigned less than 15 minutes before the failure, or after it',
      ...ofIdentity,
    },
    'only-inherited-or-group': {
      says: 'The right to pull comes from above the registry or through a group',
      ...ofIdentity,
    },
  },
  needs: ['registry', 'principalId'],
  uses: ['repository', 'failedAt'],
  onlyTold: {
    denied:
      'deny assignments come from managed applications and blueprints; no document names them for pulls',
    'only-inherited-or-group': 'such a right counts like any other; it is told because lists leave it out',
  },
  permissions: [
    READ_REGISTRY,
    'Microsoft.Authorization/roleAssignments/read',
    'Microsoft.Authorization/roleDefinitions/read',
    'Microsoft.Authorization/denyAssignments/read',
  ],
  unverified: [
    'That a role with */read, such as Reader, lets pull in a registry without repository roles is deduced from its actions.',
    'An object id that Entra does not know, or the client id of an identity, is answered like an identity without roles.',
    'Assignments that come through Azure Lighthouse may not be listed.',
    'Several parts of one role, and AND beside OR without brackets, are read so that a doubt stays a doubt.',
  ],
  collect: lookUpRoles,
  read: readPastedRoles,
  judge: judgePullRole,
  learn: ({ registry }) => namesOf(registry),
});

const ROLES = [
  'no-pull-role',
  'acrpull-ignored',
  'only-with-condition',
  'assigned-lately',
  'only-inherited-or-group',
];
const ALL = [...ROLES, 'denied'];

/** Reads what an identity holds at a registry and above it. */
export async function lookUpRoles(eyes: Eyes, params: Given<Needed>): Promise<Seen> {
  const { azure } = eyes;
  const now = azure.now().toISOString();
  const registry = await readRegistry(eyes, params);
  if (!registry.ok) return { registry, held: registry, denials: registry, roles: new Map(), now };
  const { id } = registry.value;
  const [own, all, denials] = await Promise.all([
    listRoleAssignmentsOf(azure, id, params.principalId.toLowerCase()),
    listRoleAssignments(azure, id),
    listDenyAssignments(azure, id),
  ]);
  const held = own.ok ? own : directOnly(own, all, params.principalId);
  const ids = new Set(held.ok ? held.value.items.map(({ roleDefinitionId }) => roleDefinitionId) : []);
  const roles = await Promise.all(
    [...ids].map(async (role) => [role, await getRoleDefinition(azure, role)] as const),
  );
  const inAll = all.ok && all.value.isComplete ? { inAll: all.value.items.length } : {};
  return { registry, held, ...inAll, roles: new Map(roles), denials, now };
}

/** Where Azure does not say who belongs to which group, what the identity holds itself is still a part of it. */
function directOnly(
  refused: Read<Listed<RoleAssignment>>,
  all: Read<Listed<RoleAssignment>>,
  principalId: string,
): Read<Listed<RoleAssignment>> {
  const isOwn = (one: RoleAssignment) => one.principalId.toLowerCase() === principalId.toLowerCase();
  const direct = mapRead(all, ({ items }) => ({ items: items.filter(isOwn), isComplete: false }));
  return direct.ok && direct.value.items.length > 0 ? direct : refused;
}

/** Whether that lets the identity pull. Pure. */
export function judgePullRole({ registry, ...seen }: Seen, params: Given<Needed>): Said[] {
  return judgeRead(registry, ALL, (found) => judgeFound(found, seen, params));
}

function judgeFound(found: Registry, seen: Omit<Seen, 'registry'>, params: Given<Needed>): Said[] {
  const mode = modeOf(found);
  if (mode !== 'unknown') return judgeIn(mode, found, seen, params);
  const either = (['legacy', 'abac'] as const).map((one) => judgeIn(one, found, seen, params)[0]);
  return ALL.map((statement, at) => {
    // Who may pull in neither mode may not pull, whichever it is.
    const isNone = at === 0 && either.every((said) => said?.holds === 'yes');
    return (isNone && either[0]) || unknown(statement, wordsOfUnknownMode(found));
  });
}

function judgeIn(
  mode: keyof typeof PULL,
  found: Registry,
  seen: Omit<Seen, 'registry'>,
  params: Given<Needed>,
): Said[] {
  const { held, roles, inAll, denials, now } = seen;
  const { principalId, repository } = params;
  const failedAt = params.failedAt ?? now;
  const right = PULL[mode];
  const listed = held.ok ? held.value.items : [];
  const selves = [principalId, ...listed.map((one) => one.principalId)];
  return [
    ...judgeRead(held, ROLES, ({ items, isComplete }) => {
      const weigh = (wanted: keyof typeof PULL) =>
        weighRoles(items, (one) => roleOf(roles, one), PULL[wanted], repository);
      const holding: Holding = {
        ...{ mode, right: weigh(mode), legacy: weigh('legacy'), items, isComplete, failedAt },
        ...{ principalId, repository, registryId: found.id, inAll },
      };
      return judgeRoles(holding);
    }),
    ...judgeRead(denials, ['denied'], (list) => [
      judgeDenials(list, { right, registryId: found.id, principalId, selves }),
    ]),
  ];
}

function roleOf(roles: Seen['roles'], { roleDefinitionId }: RoleAssignment): Read<RoleDefinition> {
  const saw = `The role ${roleDefinitionId} was not read`;
  return roles.get(roleDefinitionId) ?? { ok: false, unreadable: { reason: 'bad-answer', saw } };
}
