import { isSameId } from '../../azure/network-ids';
import type { AddressRecord } from '../../azure/private-zones';
import { judgeRead, no, unknown, yes, type Said } from '../check';
import { addressesByHost } from './endpoints';
import { findLinked, recordOf, type Asking } from './zone-links';
import type { Zone, ZonesSeen } from './zones';

export const RECORDS = ['record-missing', 'data-record-missing', 'record-differs'] as const;

/** Judges the records of the zone that the network asks, else of the one in which the endpoint keeps its records. */
export function judgeRecords(seen: ZonesSeen, asking: Asking): Said[] {
  const zones = seen.zones.ok ? seen.zones.value : [];
  const zone = findLinked(zones, asking.subnetId) ?? findGrouped(zones, seen);
  if (!zone) {
    const saw = `which zone ${asking.zone} the network asks is not known`;
    return RECORDS.map((statement) => unknown(statement, saw));
  }
  return judgeRead(zone.records, RECORDS, ({ items, isComplete }) => {
    if (!isComplete) return RECORDS.map((one) => unknown(one, 'not every record of the zone was listed'));
    return [judgeOwn(items, asking), judgeData(items, seen, asking), judgeAddresses(items, seen, asking)];
  });
}

function findGrouped(zones: readonly Zone[], { grouped }: ZonesSeen): Zone | undefined {
  const meant = grouped.ok ? grouped.value : [];
  return zones.find(({ id }) => meant.some((one) => isSameId(one, id)));
}

function judgeOwn(items: readonly AddressRecord[], { registry, zone }: Asking): Said {
  const [statement] = RECORDS;
  const name = recordOf(registry);
  const found = findRecord(items, name);
  if (found) return no(statement, `${name} in ${zone} leads to ${found.addresses.join(', ')}`);
  if (items.some((one) => one.name === '*'))
    return unknown(statement, `zone ${zone} answers every name, without a record ${name}`);
  return yes(statement, `zone ${zone} has no record ${name}`);
}

/** A record without an address is none. */
function findRecord(items: readonly AddressRecord[], name: string): AddressRecord | undefined {
  return items.find((one) => one.name === name && one.addresses.length > 0);
}

function judgeData(items: readonly AddressRecord[], seen: ZonesSeen, asking: Asking): Said {
  const statement = RECORDS[1];
  const wanted = dataNames(seen, asking);
  if (wanted.length === 0)
    return unknown(statement, 'which data endpoints the private endpoint answers for is not known');
  const missing = wanted.filter((name) => !findRecord(items, name));
  const { zone } = asking;
  if (missing.length === 0) return no(statement, `zone ${zone} has ${wanted.join(', ')}`);
  // A pull takes the data endpoint of one region, and which one is not known.
  return missing.length < wanted.length
    ? unknown(
        statement,
        `zone ${zone} lacks ${missing.join(', ')} and has the others; from which region layers came is not known`,
      )
    : yes(statement, `zone ${zone} has no record ${missing.join(', ')}`);
}

/** Names of the records of data endpoints: `contoso.westeurope.data`. */
function dataNames({ endpoints, registry }: ZonesSeen, { registry: host }: Asking): string[] {
  const suffix = host.slice(host.indexOf('.')).toLowerCase();
  const known = endpoints.ok ? addressesByHost(endpoints.value) : undefined;
  const told = known?.ok ? [...known.value.keys()] : [];
  const hosts = told.length > 0 ? told : registry.ok ? registry.value.dataEndpointHosts : [];
  const names = hosts.map((one) => one.toLowerCase()).filter((one) => one.endsWith(`.data${suffix}`));
  return [...new Set(names.map((one) => one.slice(0, -suffix.length)))];
}

function judgeAddresses(items: readonly AddressRecord[], seen: ZonesSeen, { registry, zone }: Asking): Said {
  const statement = RECORDS[2];
  if (!seen.endpoints.ok) return unknown(statement, 'the private endpoints are not known');
  const suffix = registry.slice(registry.indexOf('.')).toLowerCase();
  const [said] = judgeRead(addressesByHost(seen.endpoints.value), [statement], (known) => {
    const compared = [...known].flatMap(([host, addresses]) => {
      const name = host.slice(0, -suffix.length);
      const record = findRecord(items, name);
      return record
        ? [{ name, addresses, wrong: record.addresses.filter((one) => !addresses.includes(one)) }]
        : [];
    });
    if (compared.length === 0)
      return [unknown(statement, `zone ${zone} has no record of the private endpoint to compare`)];
    const different = compared.find(({ wrong }) => wrong.length > 0);
    return [
      different
        ? yes(
            statement,
            `${different.name} in ${zone} leads to ${different.wrong.join(', ')}, the private endpoint has ${different.addresses.join(', ')}`,
          )
        : no(
            statement,
            `${compared.map(({ name }) => name).join(', ')} in ${zone} lead to the private endpoint`,
          ),
    ];
  });
  return said ?? unknown(statement, 'the addresses were not judged');
}
