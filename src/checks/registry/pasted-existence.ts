import { parseRegistryId } from '../../azure/arm';
import { mapRead } from '../../azure/reading';
import type { FoundRegistry } from '../../azure/resource-graph';
import type { Output } from '../../parse/output/output';
import { isRecord } from '../../parse/output/query';
import { askedIn, isOfRegistry } from '../../parse/output/subject';
import { notPasted, pasted, type Params } from '../check';
import type { Seen } from './exists';
import { shownOf } from './pasted-registry';
import { registryIn } from './visible';

/** Whether the registry is there, by what `az acr show`, `az acr list` or `az acr check-name` printed. */
export function readPastedExistence(outputs: readonly Output[], params: Params): Seen | undefined {
  const shown = registryIn(outputs, params);
  const registry = shown ?? notPasted;
  const place = registry.ok ? placeOf(registry.value) : undefined;
  const isFree = shownOf(outputs, params, 'az acr check-name', ({ json }) =>
    isRecord(json) && typeof json.nameAvailable === 'boolean' ? json.nameAvailable : undefined,
  );
  if (shown && place) return { visible: mapRead(shown, () => place), resolution: notPasted, registry };
  const missing = outputs.some((output) => isMissing(output, params));
  if (!missing && isFree === undefined) return undefined;
  return {
    visible: missing ? pasted(undefined) : notPasted,
    resolution: notPasted,
    registry: notPasted,
    ...(isFree === undefined ? {} : { isFree }),
  };
}

/** `az acr show` says in which subscription it looked; a registry of another one is as little there. */
function isMissing({ command, text, ...output }: Output, params: Params): boolean {
  const words =
    /The resource with name '[^']{1,80}' and type 'Microsoft\.ContainerRegistry\/registries' could not be found/i;
  return (
    command === 'az acr show' &&
    words.test(text) &&
    isOfRegistry(askedIn({ command, text, ...output }), params)
  );
}

function placeOf({
  id,
  name,
  loginServer,
  location,
}: Omit<FoundRegistry, 'subscriptionId' | 'resourceGroup'>) {
  const parsed = parseRegistryId(id);
  if (!parsed || name === '') return undefined;
  const { subscriptionId, resourceGroup } = parsed;
  return { id, name, loginServer, location, subscriptionId, resourceGroup };
}
