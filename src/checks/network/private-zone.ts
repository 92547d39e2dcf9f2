import { nameOfId } from '../../azure/network-ids';
import { READ_VNET } from '../../azure/network';
import { READ_ZONE_GROUPS } from '../../azure/private-endpoints';
import {
  privateZoneOf,
  READ_RECORDS,
  READ_RULESET_LINKS,
  READ_RULESETS,
  READ_ZONE,
  READ_ZONE_LINKS,
} from '../../azure/private-zones';
import { defineCheck, judgeRead, no, notApplicable, unknown, yes, type Said } from '../check';
import { namesOf } from '../registry/visible';
import { ofConsumer } from './consumer';
import { READ_ENDPOINTS } from './endpoints';
import { judgeLinks } from './zone-links';
import { judgeRecords, RECORDS } from './zone-records';
import { lookUpZones, type ZonesSeen } from './zones';

const [MISSING, NOT_LINKED] = ['zone-missing', 'zone-not-linked'] as const;

export const privateZone = defineCheck<ZonesSeen, 'registry' | 'subnetId'>({
  id: 'network/private-zone',
  title: 'Private DNS zone of the registry, as the network of the pull sees it',
  statements: {
    [MISSING]: { says: 'The private DNS zone of the private endpoint is not there', ...ofConsumer },
    [NOT_LINKED]: {
      says: "No private DNS zone with the registry's records is linked to the network of the pull",
      ...ofConsumer,
    },
    'record-missing': {
      says: 'The private DNS zone has no record of the registry',
      ...ofConsumer,
      stops: 'dns',
    },
    'data-record-missing': {
      says: "The private DNS zone has no record of the registry's data endpoint",
      ...ofConsumer,
      stops: 'layers',
    },
    'record-differs': {
      says: 'A record of the private DNS zone is not an address of the private endpoint',
      ...ofConsumer,
    },
  },
  needs: ['registry', 'subnetId'],
  uses: [],
  permissions: [
    ...READ_ENDPOINTS,
    READ_ZONE_GROUPS,
    READ_VNET,
    READ_ZONE,
    READ_ZONE_LINKS,
    READ_RECORDS,
    READ_RULESETS,
    READ_RULESET_LINKS,
  ],
  unverified: [
    'A zone of the same name in a subscription that may not be read could be linked to the network instead.',
    'The names at the interface of a private endpoint are taken from the swagger; no published example shows them.',
    'Links of forwarding rule sets are read in the form of the links of zones.',
    'Since when a link or a record has been there is not known, so a change after the failure is not seen.',
  ],
  collect: lookUpZones,
  judge(seen, { registry, subnetId }) {
    const all = [MISSING, NOT_LINKED, ...RECORDS];
    const zone = privateZoneOf(registry);
    return judgeRead(seen.endpoints, all, (endpoints) => {
      if (endpoints.length === 0) {
        const saw = 'the registry has no approved private endpoint, so its name leads to its public address';
        return all.map((statement) => notApplicable(statement, saw));
      }
      return judgeRead(seen.zones, all, () => [
        judgeThere(seen, zone),
        judgeLinks(NOT_LINKED, seen, { registry, subnetId, zone }),
        ...judgeRecords(seen, { registry, subnetId, zone }),
      ]);
    });
  },
  learn: ({ registry }) => namesOf(registry),
});

function judgeThere({ zones, gone }: ZonesSeen, zone: string): Said {
  const [first] = zones.ok ? zones.value : [];
  if (first) {
    const group = first.id.split('/')[4] ?? '?';
    return no(MISSING, `zone ${zone} is in resource group ${group}`);
  }
  const [missing] = gone;
  if (missing !== undefined)
    return yes(
      MISSING,
      `the private endpoint keeps its records in ${nameOfId(missing)} of resource group ${missing.split('/')[4] ?? '?'}, which is not there`,
    );
  // What may not be read is left out silently.
  return unknown(MISSING, `no subscription that was asked shows a zone ${zone}`, READ_ZONE);
}
