import type { Repository, Tenant } from './model';
import { rolesOf } from './roles';

/** A name in the model that leads nowhere. */
export interface TenantFault {
  path: string[];
  message: string;
  remedy: string;
}

/** Everything the form alone cannot tell: names of roles, identities, images and subscriptions must exist. */
export function findTenantFaults(tenant: Tenant): TenantFault[] {
  return [...assignmentFaults(tenant), ...groupFaults(tenant), ...registryFaults(tenant)];
}

function fault(path: string[], value: string, known: readonly string[]): TenantFault[] {
  if (known.includes(value)) return [];
  const message = `tenant.${path.join('.')}: '${value}' is not in the model`;
  return [{ path, message, remedy: `Use one of: ${known.join(', ')}` }];
}

function assignmentFaults(tenant: Tenant): TenantFault[] {
  const identities = Object.keys(tenant.identities);
  const roles = Object.keys(rolesOf(tenant));
  return [
    ...Object.entries(tenant.roleAssignments).flatMap(([key, { role, principal }]) => [
      ...fault(['roleAssignments', key, 'role'], role, roles),
      ...fault(['roleAssignments', key, 'principal'], principal, identities),
    ]),
    ...Object.entries(tenant.denyAssignments).flatMap(([key, { principals, excluded }]) =>
      [...principals, ...excluded].flatMap((name) =>
        fault(['denyAssignments', key, 'principals'], name, [...identities, '*']),
      ),
    ),
  ];
}

function groupFaults({ identities }: Tenant): TenantFault[] {
  return Object.entries(identities).flatMap(([key, { memberOf }]) =>
    memberOf.flatMap((group) => fault(['identities', key, 'memberOf'], group, Object.keys(identities))),
  );
}

function registryFaults(tenant: Tenant): TenantFault[] {
  const subscriptions = Object.keys(tenant.subscriptions);
  return Object.entries(tenant.registries).flatMap(([name, registry]) => [
    ...fault(['registries', name, 'subscription'], registry.subscription, subscriptions),
    ...Object.entries(registry.repositories).flatMap(([repository, content]) =>
      imageFaults(['registries', name, 'repositories', repository], content),
    ),
  ]);
}

function imageFaults(path: string[], { images, tags, deletedTags }: Repository): TenantFault[] {
  const named = (part: string, entries: Record<string, { image: string }>) =>
    Object.entries(entries).flatMap(([tag, { image }]) =>
      fault([...path, part, tag, 'image'], image, Object.keys(images)),
    );
  return [...named('tags', tags), ...named('deletedTags', deletedTags)];
}
