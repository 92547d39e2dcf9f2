import { READ_SUBNET } from '../../azure/network';
import { READ_ADDRESS, READ_NAT, READ_PREFIX, type NatGateway } from '../../azure/public-addresses';
import { READ_ROUTE_TABLE } from '../../azure/route-tables';
import { defineCheck, judgeRead, no, unknown, yes, type Eyes, type Params, type Said } from '../check';
import type { Attached } from './attached';
import { ofConsumer } from './consumer';
import { readWay } from './outbound';
import { NO_PLACE, PLACE_PARAMS, READ_PLACE, type Place } from './place';

interface Seen {
  place: Place | undefined;
  nat: Attached<NatGateway>;
  subnetId: string | undefined;
}

const [NAT, NO_WAY] = ['nat-gateway', 'no-outbound'] as const;

/** Which way calls leave: it tells whose public address the registry sees. */
export const nat = defineCheck<Seen, never>({
  id: 'network/nat',
  title: 'Way by which calls of the cluster or app leave',
  statements: {
    [NAT]: { says: 'Calls leave the subnet by a NAT gateway', ...ofConsumer },
    [NO_WAY]: { says: 'The cluster was made without a way out to the internet', ...ofConsumer },
  },
  needs: [],
  uses: [...PLACE_PARAMS, 'subnetId'],
  onlyTold: {
    'nat-gateway': 'tells from which address calls come',
    'no-outbound': 'a cluster that is made so has another way to its images',
  },
  permissions: [...READ_PLACE, READ_SUBNET, READ_ROUTE_TABLE, READ_NAT, READ_ADDRESS, READ_PREFIX],
  unverified: ['The outbound types none and block are taken from the swagger of managed clusters.'],
  async collect(eyes: Eyes, params: Params) {
    const { place, nat: gateway } = await readWay(eyes, params);
    return { place, nat: gateway, subnetId: params.subnetId };
  },
  judge({ place, nat: gateway, subnetId }) {
    if (!place && subnetId === undefined) return [unknown(NAT, NO_PLACE), unknown(NO_WAY, NO_PLACE)];
    return [judgeNat(gateway, place), judgeWay(place)];
  },
});

function judgeNat(gateway: Attached<NatGateway>, place: Place | undefined): Said {
  const type = place?.outbound.ok ? ` (outbound type ${place.outbound.value.type})` : '';
  const [said] = judgeRead(gateway, [NAT], (found) => [
    found
      ? yes(NAT, `the subnet has NAT gateway ${found.name}${type}`)
      : no(NAT, `the subnet has no NAT gateway${type}`),
  ]);
  return said ?? unknown(NAT, 'it was not judged');
}

function judgeWay(place: Place | undefined): Said {
  if (!place) return unknown(NO_WAY, NO_PLACE);
  const [said] = judgeRead(place.outbound, [NO_WAY], ({ type }) => {
    const saw = `outbound type ${type}`;
    if (type === 'none' || type === 'block') return [yes(NO_WAY, saw)];
    return [type === 'not told' ? unknown(NO_WAY, saw) : no(NO_WAY, saw)];
  });
  return said ?? unknown(NO_WAY, 'it was not judged');
}
