import type { Eyes, Given, Params } from '../check';
import { getRegistry, type Registry } from '../../azure/registry';
import { findRegistry } from '../../azure/resource-graph';
import type { Read } from '../../azure/reading';

/** What finding and reading a registry takes. */
export const READ_REGISTRY = 'Microsoft.ContainerRegistry/registries/read';

export { registryIn } from './pasted-registry';

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

/** Names that commands need, out of the registry's id. */
export function namesOf(read: Read<Registry>): Params {
  if (!read.ok || read.value.id === '') return {};
  const [, , subscription, , registryResourceGroup] = read.value.id.split('/');
  return {
    registryId: read.value.id,
    ...(subscription ? { subscription } : {}),
    ...(registryResourceGroup ? { registryResourceGroup } : {}),
  };
}
