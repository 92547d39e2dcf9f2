import { z } from 'zod';
import { parseRegistryId } from '../../azure/arm';
import { mapRead, type Read } from '../../azure/reading';
import type { Registry } from '../../azure/registry';
import type { RoleAssignment, RoleDefinition } from '../../azure/roles';
import type { Output } from '../../parse/output/output';
import { hasFlag, optionOf, readAzTable } from '../../parse/output/query';
import { notPasted, pasted, type Params } from '../check';
import { findKnownRole } from './known-roles';
import type { Seen } from './pull-role';
import { registryIn } from './visible';

/**
 * What `az role assignment list` printed about the identity at the registry. A list without inherited assignments and
 * those of groups, filtered, cut off or of an unknown command line leaves out what may count, so it is not read.
 * @param params `principalId` is the object id of the identity that the list must be about
 */
export function readPastedRoles(outputs: readonly Output[], params: Params): Seen | undefined {
  for (const output of outputs) {
    const { commandLine = '', command } = output;
    if (command !== 'az role assignment list' || !isWhole(commandLine) || output.isPartial) continue;
    const registryId = optionOf(commandLine, '--scope') ?? '';
    if (!isAbout(registryId, commandLine, params)) continue;
    const items = assignmentsIn(output);
    if (items) return seenOf(items, registryOf(outputs, registryId, params));
  }
  return undefined;
}

function isWhole(commandLine: string): boolean {
  const filters = ['--role', '--query'];
  return (
    hasFlag(commandLine, '--include-inherited') &&
    hasFlag(commandLine, '--include-groups') &&
    !filters.some((name) => optionOf(commandLine, name) !== undefined)
  );
}

/** Whether scope and assignee are the registry and the identity in question. */
function isAbout(scope: string, commandLine: string, { registry, principalId, clientId }: Params): boolean {
  const name = parseRegistryId(scope)?.name.toLowerCase();
  const assignee = optionOf(commandLine, '--assignee', '--assignee-object-id')?.toLowerCase();
  const isOfIdentity = [principalId, clientId].some(
    (id) => id !== undefined && id.toLowerCase() === assignee,
  );
  return name !== undefined && name === registry?.split('.')[0]?.toLowerCase() && isOfIdentity;
}

const rowSchema = z.object({
  principalId: z.string(),
  principalType: z.string().nullish(),
  roleDefinitionName: z.string(),
  scope: z.string(),
  condition: z.string().nullish(),
  createdOn: z.string().nullish(),
});

type Item = RoleAssignment & { role: string };

/** Undefined when no list is there: an output without anything may not have been pasted. */
function assignmentsIn({ json, text, commandLine = '' }: Output): Item[] | undefined {
  if (Array.isArray(json)) {
    const rows = z.array(rowSchema).safeParse(json);
    return rows.success ? rows.data.map(itemOf) : undefined;
  }
  const rows = readAzTable(text);
  const assignee = optionOf(commandLine, '--assignee', '--assignee-object-id') ?? '';
  if (rows.length === 0) return undefined;
  return rows.map(({ role = '', scope = '' }) =>
    itemOf({
      principalId: assignee,
      roleDefinitionName: role,
      scope,
      // A table has no column for it; roles on repositories may carry one.
      ...(/Repository/.test(role) ? { condition: 'not shown in a table' } : {}),
    }),
  );
}

function itemOf(row: z.infer<typeof rowSchema>): Item {
  const { principalId, principalType, roleDefinitionName: role, scope, condition, createdOn } = row;
  const created = createdOn ? new Date(createdOn) : undefined;
  return {
    id: `${scope} ${role}`,
    roleDefinitionId: role,
    roleId: role,
    role,
    principalId,
    scope,
    ...(principalType ? { principalType } : {}),
    ...(condition ? { condition } : {}),
    ...(created && !Number.isNaN(created.getTime()) ? { createdAt: created.toISOString() } : {}),
  };
}

function registryOf(outputs: readonly Output[], id: string, params: Params): Seen['registry'] {
  const shown = registryIn(outputs, params);
  // The command line of the list has the id where what was shown of the registry leaves it out.
  if (shown) return mapRead(shown, (found) => (found.id === '' ? { ...found, id } : found));
  const [, , , , , , , , name = ''] = id.split('/');
  // Only the id is known: how the registry reads roles is not.
  const registry: Registry = { ...UNSHOWN, id, name, loginServer: params.registry ?? '' };
  return pasted(registry);
}

const UNSHOWN: Registry = {
  id: '',
  name: '',
  loginServer: '',
  location: '',
  sku: '',
  adminUser: 'unknown',
  anonymousPull: 'unknown',
  publicNetworkAccess: 'unknown',
  trustedServices: 'unknown',
  dataEndpoint: 'unknown',
  dataEndpointHosts: [],
  customerKey: 'unknown',
  quarantine: 'unknown',
  exportPolicy: 'unknown',
  armTokens: 'unknown',
  retention: 'unknown',
  zoneRedundancy: 'unknown',
};

function seenOf(items: Item[], registry: Seen['registry']): Seen {
  const roles = new Map(items.map(({ role }) => [role, roleOf(role)]));
  return { registry, held: pasted({ items, isComplete: true }), roles, denials: notPasted, now: '' };
}

function roleOf(name: string): Read<RoleDefinition> {
  const known = findKnownRole(name);
  if (known) return pasted(known);
  const saw = `what the role '${name.slice(0, 80)}' holds is not told by the list`;
  return { ok: false, unreadable: { reason: 'not-found', saw } };
}
