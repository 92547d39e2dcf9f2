import type { VirtualNetwork } from '../../azure/network';
import { isSameId } from '../../azure/network-ids';
import type { Read } from '../../azure/reading';
import type { Registry } from '../../azure/registry';
import { allOf, type Endpoint } from './endpoints';
import type { Target } from './rules';

/** Where the two kinds of calls of a pull may go; several where name resolution decides. */
export interface Targets {
  login: Target[];
  /** undefined where the answer does not say where layers come from. */
  layers: Target[] | undefined;
}

const EVERY = 'azurecloud';

/** Tags hold the registry's own names; layers without data endpoints come from storage accounts of the service. */
export function targetsOf(
  registry: Registry,
  endpoints: readonly Endpoint[],
  vnet: VirtualNetwork,
): Read<Targets> {
  const login: Target = { kind: 'public', called: 'the registry', tags: ['azurecontainerregistry', EVERY] };
  const layers = publicLayers(registry);
  const isPublic = registry.publicNetworkAccess !== 'off' || endpoints.length === 0;
  const own = privateTargets(registry, endpoints, vnet);
  if (!own.ok) return own;
  const [logins, data] = own.value;
  return {
    ok: true,
    at: own.at,
    value: {
      login: isPublic ? [login, ...logins] : logins,
      layers: isPublic ? layers && [layers, ...data] : data,
    },
  };
}

function publicLayers({ dataEndpoint }: Registry): Target | undefined {
  if (dataEndpoint === 'unknown') return undefined;
  return dataEndpoint === 'on'
    ? { kind: 'public', called: 'the data endpoints', tags: ['azurecontainerregistry', EVERY] }
    : { kind: 'public', called: 'the storage of the layers', tags: ['storage', EVERY] };
}

function privateTargets(
  { loginServer }: Registry,
  endpoints: readonly Endpoint[],
  vnet: VirtualNetwork,
): Read<[Target[], Target[]]> {
  const places = allOf(endpoints.map(({ endpoint }) => endpoint));
  if (!places.ok) return places;
  const names = allOf(endpoints.map((one) => one.names));
  if (!names.ok) return names;
  const found = names.value.flatMap((list, index) =>
    list.map(({ host, address }) => ({
      host,
      target: {
        kind: 'private' as const,
        called: `the private address ${address}`,
        address,
        isVirtualNetwork: isWithin(places.value[index]?.vnetId, vnet),
      },
    })),
  );
  const isLogin = (host: string) => host === loginServer.toLowerCase();
  return {
    ok: true,
    at: places.at,
    value: [
      found.filter(({ host }) => isLogin(host)).map(({ target }) => target),
      found.filter(({ host }) => !isLogin(host)).map(({ target }) => target),
    ],
  };
}

/** The tag VirtualNetwork holds the network itself and those peered with it. */
function isWithin(place: string | undefined, { id, peerings }: VirtualNetwork): boolean {
  if (place === undefined) return false;
  const peered = peerings.filter(({ state }) => state === 'Connected').map(({ remoteId }) => remoteId);
  return [id, ...peered].some((one) => isSameId(one, place));
}
