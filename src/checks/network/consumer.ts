import { nameOfId, parseSubnetId } from '../../azure/network-ids';
import { defineCheck, judgeRead, no, unknown, yes } from '../check';
import { NO_PLACE, PLACE_PARAMS, READ_PLACE, readPlace, type Place } from './place';

/** Statements about the network of what pulls: the activity log of the registry tells nothing of it. */
export const ofConsumer = { vantage: 'configuration', about: 'host', changedBy: [] } as const;

const NO_SUBNET = 'no-own-subnet';

/** Brings the subnet for the other checks of the network. */
export const consumer = defineCheck<Place | undefined, never>({
  id: 'network/consumer',
  title: 'Subnet that the pull comes from',
  statements: {
    [NO_SUBNET]: {
      says: 'The cluster or app lies in no subnet of a virtual network of yours',
      ...ofConsumer,
    },
  },
  needs: [],
  uses: PLACE_PARAMS,
  onlyTold: {
    'no-own-subnet': 'tells that the other checks of the network do not apply',
  },
  permissions: READ_PLACE,
  unverified: [
    'That the one subnet in the resource group of the nodes is that of a cluster whose pools name none is seen, not documented.',
  ],
  collect: readPlace,
  judge(place) {
    if (!place) return [unknown(NO_SUBNET, NO_PLACE)];
    return judgeRead(place.subnetId, [NO_SUBNET], (id) =>
      id === null
        ? [yes(NO_SUBNET, `the environment of ${place.name} has no subnet of its own`)]
        : [no(NO_SUBNET, `${place.name} lies in ${wordsOf(id)}`)],
    );
  },
  teaches: ['subnetId'],
  learn: (place) =>
    place?.subnetId.ok && place.subnetId.value !== null ? { subnetId: place.subnetId.value } : {},
});

function wordsOf(subnetId: string): string {
  const { name, vnet } = parseSubnetId(subnetId) ?? { name: nameOfId(subnetId), vnet: '?' };
  return `subnet ${name} of virtual network ${vnet}`;
}
