import type { Listed } from '../../azure/reading';
import type { DenyAssignment, RoleAssignment } from '../../azure/roles';
import { sayable } from '../../azure/trouble';
import { minute } from '../../verdict/link';
import { either, no, notApplicable, unknown, yes, type Said } from '../check';
import { weighDenial, type Grant, type Right, type Weighed } from './granted';

/** What an identity holds at a registry and above it. */
export interface Holding {
  mode: 'legacy' | 'abac';
  /** Weighed by what this registry asks for. */
  right: Weighed;
  /** Weighed by what a registry without repository roles asks for. */
  legacy: Weighed;
  items: readonly RoleAssignment[];
  isComplete: boolean;
  /** ISO 8601. */
  failedAt: string;
  principalId: string;
  repository: string | undefined;
  registryId: string;
  /** Assignments of everybody; undefined when they were not counted. */
  inAll: number | undefined;
}

/** Everything but deny assignments, which are read apart. Pure. */
export function judgeRoles(holding: Holding): Said[] {
  const hasRole = judgeHasRole(holding);
  return [
    hasRole,
    judgeIgnored(holding),
    judgeCondition(holding, hasRole),
    judgeAge(holding, hasRole),
    judgeOrigin(holding, hasRole),
  ];
}

function judgeHasRole(holding: Holding): Said {
  const statement = 'no-pull-role';
  const { granting, unclear } = holding.right;
  const [best] = byAge(granting);
  if (best) {
    const since = granting.every(({ assignment }) => assignment.createdAt)
      ? best.assignment.createdAt
      : undefined;
    return no(statement, wordsOfGrant(best, holding), since);
  }
  const doubt = doubtOf(holding);
  if (doubt) return { ...doubt, statement };
  const [open] = unclear;
  if (open) {
    const why =
      holding.repository === undefined ? 'with the repository not known' : 'which cannot be evaluated here';
    return unknown(statement, `only ${wordsOfConditional(open)}, ${why}`);
  }
  const ignored =
    holding.mode === 'abac' && holding.right.excluding.length === 0 ? ignoredRoles(holding) : '';
  // Holding AcrPull where it counts for nothing is a trouble of its own, with another fix.
  if (ignored !== '') return notApplicable(statement, `it holds ${ignored}, which this registry ignores`);
  return yes(statement, wordsOfNone(holding));
}

/** Why a list of what is held proves no absence; undefined when it does. */
function doubtOf({ right, isComplete }: Holding): Said | undefined {
  const [unread] = right.unread;
  if (unread) {
    const { saw, permission } = unread.unreadable;
    return unknown('', `an assigned role could not be read: ${saw}`, permission);
  }
  return isComplete
    ? undefined
    : unknown('', 'not every role assignment was listed, and those listed do not tell');
}

/** Why what is known to grant pull may not be all that does. */
function doubtOfMore(holding: Holding): Said | undefined {
  const [open] = holding.right.unclear;
  return (
    doubtOf(holding) ??
    (open && unknown('', `whether this grants pull too is not known: ${wordsOfConditional(open)}`))
  );
}

function wordsOfNone(holding: Holding): string {
  const { right, items, inAll, repository } = holding;
  const [excluding] = right.excluding;
  if (excluding)
    return `only ${wordsOfConditional(excluding)}, which leaves out ${repository ?? 'the repository'}`;
  const who = short(holding.principalId);
  if (inAll === undefined) return `no role assignment at or above the registry grants pull to ${who}`;
  const held = items.length > 0 ? `, which holds ${items.length} of them` : '';
  const all = `${inAll} role assignment${inAll === 1 ? '' : 's'}`;
  return `${all} at or above the registry, none grants pull to ${who}${held}`;
}

/** Roles that would let pull in a registry without repository roles, by name; empty when there are none. */
function ignoredRoles({ legacy }: Holding): string {
  const names = [...legacy.granting, ...legacy.unclear, ...legacy.excluding].map(nameOf);
  return [...new Set(names)].slice(0, 4).join(', ');
}

function judgeIgnored(holding: Holding): Said {
  const statement = 'acrpull-ignored';
  const { mode, right } = holding;
  if (mode === 'legacy')
    return no(statement, 'roleAssignmentMode is LegacyRegistryPermissions, which takes AcrPull');
  const [counting] = [...right.granting, ...right.unclear, ...right.excluding];
  const counts = 'roleAssignmentMode is AbacRepositoryPermissions';
  if (counting) return no(statement, `${counts}, and ${nameOf(counting)} is a role that it takes`);
  const doubt = doubtOf(holding);
  if (doubt) return { ...doubt, statement };
  const ignored = ignoredRoles(holding);
  return either(
    statement,
    ignored !== '',
    ignored === ''
      ? `${counts}, and ${short(holding.principalId)} holds no role that it would ignore`
      : `${counts}, which ignores ${ignored}`,
  );
}

function judgeCondition(holding: Holding, hasRole: Said): Said {
  const { right, repository } = holding;
  const statement = 'only-with-condition';
  const [free] = right.granting;
  if (free) return no(statement, wordsOfFree(free));
  const [open] = right.unclear;
  const [bound] = [...right.excluding, ...right.unclear];
  if (hasRole.holds === 'unknown' && !bound) return { ...hasRole, statement };
  if (!bound) return no(statement, 'no role assignment grants pull, with or without a condition');
  const doubt = doubtOf(holding) ?? (open && repository === undefined ? hasRole : undefined);
  if (doubt) return { ...doubt, statement };
  return yes(statement, `only ${wordsOfConditional(bound)}`);
}

function wordsOfFree(grant: Grant): string {
  const { condition } = grant.assignment;
  if (condition === undefined) return `${nameOf(grant)} is held without a condition`;
  return `${nameOf(grant)} is held under a condition that lets this pull through`;
}

/** How long a role assignment may take to be known everywhere, with a margin. Source: kb-facts (10 minutes), FAQ. */
const SETTLING_MS = 15 * 60_000;

function judgeAge(holding: Holding, hasRole: Said): Said {
  const statement = 'assigned-lately';
  const [best] = byAge(holding.right.granting);
  if (!best) return withoutGrant(statement, hasRole);
  const failed = Date.parse(holding.failedAt);
  if (Number.isNaN(failed)) return unknown(statement, 'when it failed is not a time that can be read');
  const isOld = ({ assignment: { createdAt } }: Grant) =>
    createdAt !== undefined && failed - Date.parse(createdAt) >= SETTLING_MS;
  const settled = holding.right.granting.filter(isOld);
  const direct = settled.find(({ assignment }) => !isThroughGroup(assignment, holding));
  if (direct) return no(statement, wordsOfGrant(direct, holding), direct.assignment.createdAt);
  const [group] = settled;
  if (group)
    return unknown(
      statement,
      `${wordsOfGrant(group, holding)}; since when the identity belongs to it is not told`,
    );
  const doubt = doubtOfMore(holding);
  if (doubt) return { ...doubt, statement };
  const undated = holding.right.granting.find(({ assignment }) => assignment.createdAt === undefined);
  if (undated) return unknown(statement, `when ${nameOf(undated)} was assigned is not told`);
  return yes(statement, wordsOfGrant(best, holding), best.assignment.createdAt);
}

function judgeOrigin(holding: Holding, hasRole: Said): Said {
  const statement = 'only-inherited-or-group';
  const { granting } = holding.right;
  const [best] = byAge(granting);
  if (!best) return withoutGrant(statement, hasRole);
  const isHere = ({ scope }: RoleAssignment) => scope.toLowerCase() === holding.registryId.toLowerCase();
  const direct = granting.find(
    ({ assignment }) => isHere(assignment) && !isThroughGroup(assignment, holding),
  );
  if (direct) return no(statement, wordsOfGrant(direct, holding));
  const doubt = doubtOfMore(holding);
  return doubt ? { ...doubt, statement } : yes(statement, wordsOfGrant(best, holding));
}

function withoutGrant(statement: string, hasRole: Said): Said {
  return hasRole.holds === 'unknown' ? { ...hasRole, statement } : notApplicable(statement, hasRole.saw);
}

/** Oldest first; those without a time last. */
function byAge(grants: readonly Grant[]): Grant[] {
  const timeOf = ({ assignment }: Grant) => assignment.createdAt ?? '9999';
  return [...grants].sort((a, b) => timeOf(a).localeCompare(timeOf(b)));
}

function isThroughGroup(
  { principalId: holder }: RoleAssignment,
  { principalId }: Pick<Holding, 'principalId'>,
): boolean {
  return holder.toLowerCase() !== principalId.toLowerCase();
}

function wordsOfGrant(grant: Grant, holding: Pick<Holding, 'principalId' | 'registryId'>): string {
  const { assignment } = grant;
  const group = isThroughGroup(assignment, holding) ? `, through group ${short(assignment.principalId)}` : '';
  const when = assignment.createdAt === undefined ? '' : `, assigned ${minute(assignment.createdAt)}`;
  const where = placeOf(assignment.scope, holding.registryId);
  return `${nameOf(grant)} ${where}${group}${when}, grants pull to ${short(holding.principalId)}`;
}

function wordsOfConditional(grant: Grant): string {
  const text = sayable(grant.assignment.condition ?? '');
  const quoted = text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE)}...` : text;
  return `${nameOf(grant)} grants pull, under the condition "${quoted}"`;
}

const MAX_QUOTE = 180;

function nameOf({ role }: Grant): string {
  return sayable(role.name).slice(0, 80);
}

function placeOf(scope: string, registryId: string): string {
  if (scope.toLowerCase() === registryId.toLowerCase()) return 'on the registry';
  const name = scope.slice(scope.lastIndexOf('/') + 1);
  if (/\/resourceGroups\/[^/]+$/i.test(scope)) return `on resource group ${name}`;
  if (/\/managementGroups\/[^/]+$/i.test(scope)) return `on management group ${name}`;
  return /^\/subscriptions\/[^/]+$/i.test(scope) ? 'on the subscription' : 'above the registry';
}

/** The beginning of an object id, by which people tell it. */
function short(objectId: string): string {
  return `${objectId.slice(0, 8)}...`;
}

interface Denied {
  right: Right;
  registryId: string;
  principalId: string;
  /** Object ids of the identity and of the groups it is known to belong to. */
  selves: readonly string[];
}

/** Whether deny assignments take pull away. Pure. */
export function judgeDenials({ items, isComplete }: Listed<DenyAssignment>, denied: Denied): Said {
  const statement = 'denied';
  const { right, registryId, principalId, selves } = denied;
  const weighed = items.map((deny) => ({ deny, denial: weighDenial(deny, right, registryId, selves) }));
  const find = (wanted: string) => weighed.find(({ denial }) => denial === wanted)?.deny;
  const [certain, possible] = [find('denies'), find('may-deny')];
  const words = (deny: DenyAssignment) =>
    `deny assignment '${sayable(deny.name).slice(0, 80)}' ${placeOf(deny.scope, registryId)}`;
  if (certain) return yes(statement, `${words(certain)} takes pull from ${short(principalId)}`);
  if (possible)
    return unknown(
      statement,
      `${words(possible)} may take pull away: it speaks of groups or has a condition, which cannot be told here`,
    );
  if (!isComplete) return unknown(statement, 'not every deny assignment was listed');
  return no(
    statement,
    items.length === 0
      ? 'no deny assignment at or above the registry'
      : `${items.length} at or above the registry, none takes pull from ${short(principalId)}`,
  );
}
