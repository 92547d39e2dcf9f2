import { getVirtualNetwork, type VirtualNetwork } from '../../azure/network';
import { isSameId, parseSubnetId } from '../../azure/network-ids';
import { listGroupedZones } from '../../azure/private-endpoints';
import {
  findForwardingRulesets,
  findPrivateZones,
  getPrivateZone,
  listAddressRecords,
  listRulesetLinks,
  listZoneLinks,
  privateZoneOf,
  type AddressRecord,
  type ZoneLink,
} from '../../azure/private-zones';
import { mapRead, type Listed, type Read } from '../../azure/reading';
import type { Registry } from '../../azure/registry';
import type { Eyes, Given } from '../check';
import { readRegistry } from '../registry/visible';
import { allOf, readEndpoints, type Endpoint } from './endpoints';

/** A private zone with what it holds and who asks it. */
export interface Zone {
  id: string;
  links: Read<Listed<ZoneLink>>;
  records: Read<Listed<AddressRecord>>;
}

/** What tells whether the consumer's network resolves the private endpoint. */
export interface ZonesSeen {
  registry: Read<Registry>;
  endpoints: Read<Endpoint[]>;
  vnet: Read<VirtualNetwork>;
  /** Zones of the right name that are visible. */
  zones: Read<Zone[]>;
  /** Ids of zones in which the endpoints keep their records by themselves. */
  grouped: Read<string[]>;
  /** Ids of those of them that are not there. */
  gone: string[];
  /** Ids of rule sets that forward names for the consumer's network. */
  rulesets: Read<string[]>;
}

export async function lookUpZones(eyes: Eyes, params: Given<'registry' | 'subnetId'>): Promise<ZonesSeen> {
  const registry = await readRegistry(eyes, params);
  const endpoints = await readEndpoints(eyes, registry);
  const vnet = await readVnetOf(eyes, params.subnetId);
  if (!endpoints.ok || endpoints.value.length === 0) {
    const nothing: Read<never[]> = { ok: true, value: [], at: '' };
    return { registry, endpoints, vnet, zones: nothing, grouped: nothing, gone: [], rulesets: nothing };
  }
  const [zones, grouped, rulesets] = await Promise.all([
    readZones(eyes, privateZoneOf(params.registry)),
    readGrouped(eyes, endpoints.value, privateZoneOf(params.registry)),
    readRulesets(eyes, params.subnetId),
  ]);
  return { registry, endpoints, vnet, zones, grouped, gone: await findGone(eyes, grouped), rulesets };
}

/** The virtual network of a subnet. */
export async function readVnetOf({ azure }: Eyes, subnetId: string): Promise<Read<VirtualNetwork>> {
  const parsed = parseSubnetId(subnetId);
  if (parsed) return getVirtualNetwork(azure, parsed.vnetId);
  const saw = `'${subnetId.slice(0, 160)}' is no id of a subnet`;
  return { ok: false, unreadable: { reason: 'bad-answer', saw } };
}

async function readZones({ azure }: Eyes, name: string): Promise<Read<Zone[]>> {
  const found = await findPrivateZones(azure, name);
  if (!found.ok) return found;
  const value = await Promise.all(
    found.value.map(async (id) => {
      const [links, records] = await Promise.all([listZoneLinks(azure, id), listAddressRecords(azure, id)]);
      return { id, links, records };
    }),
  );
  return { ok: true, value, at: found.at };
}

async function readGrouped({ azure }: Eyes, endpoints: Endpoint[], zone: string): Promise<Read<string[]>> {
  const known = endpoints.flatMap(({ id, endpoint }) => (id !== undefined && endpoint.ok ? [id] : []));
  const reads = await Promise.all(known.map((id) => listGroupedZones(azure, id)));
  return mapRead(allOf(reads), (lists) =>
    lists.flat().filter((id) => id.toLowerCase().endsWith(`/privatednszones/${zone}`)),
  );
}

/** Only a zone that something names can be seen to be gone. */
async function findGone({ azure }: Eyes, grouped: Read<string[]>): Promise<string[]> {
  if (!grouped.ok) return [];
  const reads = await Promise.all(
    grouped.value.map(async (id) => ({ id, read: await getPrivateZone(azure, id) })),
  );
  return reads.flatMap(({ id, read }) => (!read.ok && read.unreadable.reason === 'not-found' ? [id] : []));
}

async function readRulesets({ azure }: Eyes, subnetId: string): Promise<Read<string[]>> {
  const found = await findForwardingRulesets(azure);
  if (!found.ok) return found;
  const vnetId = parseSubnetId(subnetId)?.vnetId ?? '';
  const reads = await Promise.all(
    found.value.map(async (id) =>
      mapRead(await listRulesetLinks(azure, id), ({ items }) =>
        items.some((link) => isSameId(link.vnetId, vnetId)) ? [id] : [],
      ),
    ),
  );
  return mapRead(allOf(reads), (lists) => lists.flat());
}
