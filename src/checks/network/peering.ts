import { READ_VNET, type VirtualNetwork } from '../../azure/network';
import { isSameId, nameOfId, parseSubnetId } from '../../azure/network-ids';
import type { Read } from '../../azure/reading';
import { defineCheck, judgeRead, no, notApplicable, unknown, yes, type Said } from '../check';
import { readRegistry } from '../registry/visible';
import { ofConsumer } from './consumer';
import { allOf, READ_ENDPOINTS, readEndpoints, type Endpoint } from './endpoints';
import { readVnetOf } from './zones';

interface Seen {
  endpoints: Read<Endpoint[]>;
  vnet: Read<VirtualNetwork>;
}

const NOT_CONNECTED = 'peering-not-connected';

export const peering = defineCheck<Seen, 'registry' | 'subnetId'>({
  id: 'network/peering',
  title: 'Peering between the network of the pull and that of the private endpoint',
  statements: {
    [NOT_CONNECTED]: {
      says: 'The network of the pull has no connected peering with that of the private endpoint',
      ...ofConsumer,
    },
  },
  needs: ['registry', 'subnetId'],
  uses: [],
  permissions: [...READ_ENDPOINTS, READ_VNET],
  unverified: ['Ways over a hub, a gateway or a virtual WAN are not followed: then it stays unknown.'],
  async collect(eyes, params) {
    const endpoints = await readEndpoints(eyes, await readRegistry(eyes, params));
    return { endpoints, vnet: await readVnetOf(eyes, params.subnetId) };
  },
  judge: ({ endpoints, vnet }, { subnetId }) =>
    judgeRead(endpoints, [NOT_CONNECTED], (found) => {
      if (found.length === 0)
        return [notApplicable(NOT_CONNECTED, 'the registry has no approved private endpoint')];
      return judgePlaces(found, vnet, parseSubnetId(subnetId)?.vnetId ?? '');
    }),
});

function judgePlaces(found: readonly Endpoint[], vnet: Read<VirtualNetwork>, own: string): Said[] {
  const places = found.flatMap(({ endpoint }) => (endpoint.ok ? (endpoint.value.vnetId ?? []) : []));
  if (places.some((place) => isSameId(place, own)))
    return [
      notApplicable(NOT_CONNECTED, `the private endpoint lies in the same virtual network ${nameOfId(own)}`),
    ];
  return judgeRead(vnet, [NOT_CONNECTED], (network) => {
    const peered = network.peerings.filter(({ remoteId }) => places.some((one) => isSameId(one, remoteId)));
    const connected = peered.find(({ state, allowsAccess }) => state === 'Connected' && allowsAccess);
    if (connected) return [no(NOT_CONNECTED, `peering ${connected.name} is Connected`)];
    // Another endpoint, which may not be read, could lie in this network.
    return judgeRead(allOf(found.map(({ endpoint }) => endpoint)), [NOT_CONNECTED], () =>
      places.length < found.length
        ? [unknown(NOT_CONNECTED, 'a private endpoint does not name its subnet')]
        : [judgeWays(network, peered, places)],
    );
  });
}

function judgeWays(
  { name, peerings, hasGateway }: VirtualNetwork,
  peered: VirtualNetwork['peerings'],
  places: readonly string[],
): Said {
  const [broken] = peered;
  const target = nameOfId(places[0] ?? '?');
  if (broken) {
    const words = broken.state === 'Connected' ? 'Connected, but does not allow access' : broken.state;
    return yes(
      NOT_CONNECTED,
      `peering ${broken.name} of ${name} with ${nameOfId(broken.remoteId)} is ${words}`,
    );
  }
  const others = peerings
    .filter(({ state }) => state === 'Connected')
    .map(({ remoteId }) => nameOfId(remoteId));
  if (others.length > 0)
    return unknown(
      NOT_CONNECTED,
      `${name} is not peered with ${target}, but with ${others.join(', ')}, which may lead on`,
    );
  if (hasGateway)
    return unknown(
      NOT_CONNECTED,
      `${name} is not peered with ${target}, but has a gateway, which may lead there`,
    );
  return yes(NOT_CONNECTED, `${name} has no connected peering; the private endpoint lies in ${target}`);
}
