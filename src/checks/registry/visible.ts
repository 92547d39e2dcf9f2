import type { Output } from '../../parse/output/output';
import { pasted, type Eyes, type Given, type Params } from '../check';
import { getRegistry, readShownRegistry, type Registry } from '../../azure/registry';
import { findRegistry } from '../../azure/resource-graph';
import type { Read } from '../../azure/reading';

/** What finding and reading a registry takes. */
export const READ_REGISTRY = 'Microsoft.ContainerRegistry/registries/read';

/**
 * The configuration of the registry that the parameters name. Resource Graph leaves out what the asker may not see,
 * so a registry that is not among its rows is unreadable, never missing.
 */
export async function readRegistry(
  { azure }: Eyes,
  { registry }: Given<'registry'>,
): Promise<Read<Registry>> {
  const found = await findRegistry(azure, registry);
  if (!found.ok) return found;
  if (found.value) return getRegistry(azure, found.value.id);
  const saw = `No subscription that was asked shows ${registry}: it is elsewhere, or may not be read`;
  return { ok: false, unreadable: { reason: 'not-found', saw, permission: READ_REGISTRY } };
}

/** The same out of what `az acr show` printed; undefined when it was not pasted. */
export function registryIn(outputs: readonly Output[], { registry }: Params): Read<Registry> | undefined {
  for (const { command, json } of outputs) {
    const found = command === 'az acr show' ? readShownRegistry(json) : undefined;
    // Another registry's settings say nothing of this one.
    if (found && (registry === undefined || registry === found.loginServer)) return pasted(found);
  }
  return undefined;
}

/** Names that commands need, out of the registry's id. */
export function namesOf(read: Read<Registry>): Params {
  if (!read.ok) return {};
  const [, , subscription, , registryResourceGroup] = read.value.id.split('/');
  return {
    registryId: read.value.id,
    ...(subscription ? { subscription } : {}),
    ...(registryResourceGroup ? { registryResourceGroup } : {}),
  };
}
