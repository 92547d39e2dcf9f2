import type { Azure } from '../azure/azure';
import type { Unreadable } from '../azure/reading';
import { listDenyAssignments, type DenyAssignment } from '../azure/roles';
import { listRegistries, type FoundRegistry } from '../azure/resource-graph';
import { CHECKS } from '../checks';
import { FINDING, isDataAction } from '../checks/data-actions';
import { weighDenial, weighRoles, type Right } from '../checks/registry/granted';
import { readRights, type HeldRights } from '../checks/transfer/held-rights';
import { ok, problem, unchecked, type Line } from './line';

const GIVE_ROLE =
  'Give the identity the role of docs/bot-role.json on the subscription: az role assignment create --assignee-object-id <object id> --role "ACR Doctor Reader" --scope /subscriptions/<id>';

/** Checks named on a line. */
const MOST_NAMED = 4;

/** What the identity sees, and which checks lack which right. One reading of registries, then roles of each subscription. */
export async function examineRights(azure: Azure, objectId: string, withSecrets: boolean): Promise<Line[]> {
  const seen = await listRegistries(azure);
  if (!seen.ok) return [unread('registries', seen.unreadable)];
  const { items, isComplete } = seen.value;
  if (items.length === 0)
    return [problem('registries', `The identity ${objectId} sees no registry`, GIVE_ROLE)];
  const names = items.map(({ loginServer }) => loginServer);
  const more = isComplete ? '' : ', and more than one answer lists';
  const subscriptions = [...new Set(items.map(({ subscriptionId }) => subscriptionId.toLowerCase()))];
  const lines = await Promise.all(
    subscriptions.map((id) => ofSubscription(azure, objectId, id, items, withSecrets)),
  );
  return [ok('registries', `The identity sees ${few(names)}${more}`), ...lines.flat()];
}

/** At the subscription; where roles may not be listed there, at the first registry seen in it. */
async function ofSubscription(
  azure: Azure,
  objectId: string,
  id: string,
  registries: readonly FoundRegistry[],
  withSecrets: boolean,
): Promise<Line[]> {
  const lineId = `rights/${id}`;
  const first = registries.find(({ subscriptionId }) => subscriptionId.toLowerCase() === id);
  let scope = `/subscriptions/${id}`;
  let held = await readRights(azure, scope, objectId);
  if (!held.held.ok && held.held.unreadable.reason === 'forbidden' && first) {
    scope = first.id;
    held = await readRights(azure, scope, objectId);
  }
  if (!held.held.ok) return [unread(lineId, held.held.unreadable)];
  const denied = await listDenyAssignments(azure, scope);
  if (!denied.ok) return [unread(lineId, denied.unreadable)];
  const lacking = lackingRights(held, denied.value.items, scope, objectId, withSecrets);
  if (lacking.length > 0) return lackingLines(lineId, scope, lacking);
  return [
    ok(lineId, `Every right that the ${checksMeant(withSecrets).length} checks take is held at ${scope}`),
  ];
}

interface Lacking {
  action: string;
  /** Checks that take it. */
  checks: string[];
  /** Set where it may be held: under a condition, by a role that was not readable, or against a deny of a group. */
  isUnclear: boolean;
}

/** Rights that a role does not give, or that a deny assignment takes away. Pure. */
export function lackingRights(
  { held, roles }: HeldRights,
  denials: readonly DenyAssignment[],
  scope: string,
  objectId: string,
  withSecrets: boolean,
): Lacking[] {
  const items = held.ok ? held.value.items : [];
  const checks = checksMeant(withSecrets);
  const actions = [...new Set([...FINDING, ...checks.flatMap(({ permissions }) => permissions)])].sort();
  return actions.flatMap((action) => {
    const right: Right = { action, isData: isDataAction(action) };
    const {
      granting,
      unclear,
      unread: unreadRoles,
    } = weighRoles(
      items,
      ({ roleDefinitionId }) =>
        roles.get(roleDefinitionId) ?? {
          ok: false,
          unreadable: { reason: 'bad-answer', saw: 'The role was not read' },
        },
      right,
      undefined,
    );
    const denial = denials.map((deny) => weighDenial(deny, right, scope, [objectId]));
    if (granting.length > 0 && denial.every((one) => one === 'leaves')) return [];
    const isUnclear = denial.includes('denies')
      ? false
      : granting.length > 0 || unclear.length + unreadRoles.length > 0;
    const takers = checks.filter(({ permissions }) => permissions.includes(action)).map(({ id }) => id);
    return [{ action, checks: takers, isUnclear }];
  });
}

function checksMeant(withSecrets: boolean) {
  return CHECKS.filter(({ reveals, permissions }) => permissions.length > 0 && (withSecrets || !reveals));
}

/** A line for each right that is missing, and one for all of which that is not known. */
function lackingLines(id: string, scope: string, lacking: readonly Lacking[]): Line[] {
  const missing = lacking.filter(({ isUnclear }) => !isUnclear);
  const unclear = lacking.filter(({ isUnclear }) => isUnclear).map(({ action }) => action);
  const lines = missing.map(({ action, checks }) => {
    const by = checks.length > 0 ? few(checks) : 'every check, to find what it looks at';
    return problem(id, `${action} is missing at ${scope}, taken by ${by}`, GIVE_ROLE);
  });
  if (unclear.length === 0) return lines;
  const why = 'a role could not be read there or has a condition, or a deny assignment names a group';
  return [...lines, unchecked(id, `Rights at ${scope} are not certain, for ${why}: ${few(unclear)}`)];
}

function few(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED;
  return rest > 0 ? `${names.slice(0, MOST_NAMED).join(', ')} and ${rest} more` : names.join(', ');
}

/** A refusal is something to mend; what may pass by itself is not. */
function unread(id: string, { reason, saw, permission }: Unreadable): Line {
  const needs = permission === undefined ? '' : ` (takes ${permission})`;
  if (reason === 'unauthorized')
    return problem(
      id,
      saw,
      'Mend the sign-in of the identity: its secret, or its assignment to this machine.',
    );
  if (reason === 'forbidden') return problem(id, `${saw}${needs}`, GIVE_ROLE);
  return unchecked(id, `${saw}${needs}`, 'Try again; look at the network if it stays so.');
}
