import type { Tenant } from './model';
import { rolesOf } from './roles';

/** What somebody wants to do. */
export interface Wish {
  /** Name of an identity; undefined for nobody. */
  who: string | undefined;
  action: string;
  scope: string;
  /** For data actions on a repository, which conditions look at. */
  repository?: string;
  isData?: boolean;
}

/** Whether the tenant's role and deny assignments allow it. Inherited assignments, groups and conditions count. */
export function isAllowed(tenant: Tenant, wish: Wish): boolean {
  const { who, isData = false } = wish;
  if (who === undefined || isDenied(tenant, wish)) return false;
  const roles = rolesOf(tenant);
  return assignmentsFor(tenant, who, wish.scope).some(({ role, condition }) => {
    const definition = roles[role];
    if (!definition) return false;
    const granted = isData ? definition.dataActions : definition.actions;
    const except = isData ? definition.notDataActions : definition.notActions;
    return (
      covers(granted, wish.action) &&
      !covers(except, wish.action) &&
      (condition === undefined || meets(condition, wish.repository))
    );
  });
}

function isDenied(tenant: Tenant, { who, action, scope, isData = false }: Wish): boolean {
  const selves = who === undefined ? [] : selvesOf(tenant, who);
  return Object.values(tenant.denyAssignments).some(
    (deny) =>
      isWithin(scope, deny.scope) &&
      deny.principals.some((name) => name === '*' || selves.includes(name)) &&
      !deny.excluded.some((name) => selves.includes(name)) &&
      covers(isData ? deny.dataActions : deny.actions, action),
  );
}

/** Role assignments that hold for an identity at a scope, with the keys they have in the model. */
export function assignmentsFor(tenant: Tenant, who: string, scope: string) {
  const selves = selvesOf(tenant, who);
  return assignmentsAt(tenant, scope).filter(({ principal }) => selves.includes(principal));
}

/** Role assignments that hold at a scope, whoever has them. */
export function assignmentsAt(tenant: Tenant, scope: string) {
  return Object.entries(tenant.roleAssignments)
    .map(([key, assignment]) => ({ key, ...assignment }))
    .filter((assignment) => isWithin(scope, assignment.scope));
}

/** The identity and its groups, groups of groups included. */
function selvesOf(tenant: Tenant, who: string): string[] {
  const selves = new Set([who]);
  for (const self of selves) {
    for (const group of tenant.identities[self]?.memberOf ?? []) selves.add(group);
  }
  return [...selves];
}

/** Management groups hold everything: the simulated tenant has one, at the top. */
export function isWithin(scope: string, outer: string): boolean {
  const [inside, around] = [scope.toLowerCase(), outer.toLowerCase()];
  return around.startsWith('/providers/microsoft.management/') || `${inside}/`.startsWith(`${around}/`);
}

function covers(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => glob(pattern).test(action));
}

const GLOBS = new Map<string, RegExp>();

/** `*` stands for anything, slashes included, as in role definitions and in the rules of a scenario. */
export function glob(pattern: string): RegExp {
  const known = GLOBS.get(pattern);
  if (known) return known;
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
    .join('.*');
  const compiled = new RegExp(`^${source}$`, 'i');
  GLOBS.set(pattern, compiled);
  return compiled;
}

const COMPARISON =
  /registries\/repositories:name\]\s+(?<how>StringEqualsIgnoreCase|StringStartsWithIgnoreCase)\s+'(?<value>[^']*)'/g;

/** The two comparisons that the documentation of repository conditions shows; one of several must hold. */
function meets(condition: string, repository: string | undefined): boolean {
  if (repository === undefined) return true;
  const name = repository.toLowerCase();
  return [...condition.matchAll(COMPARISON)].some(({ groups }) => {
    const value = groups?.value?.toLowerCase() ?? '';
    return groups?.how === 'StringEqualsIgnoreCase' ? name === value : name.startsWith(value);
  });
}
