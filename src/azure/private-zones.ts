import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import { z } from 'zod';
import { API_VERSIONS } from './api-versions';
import { getArm, listArm } from './arm';
import type { Azure } from './azure';
import { isNetworkId } from './network-ids';
import { Trouble, type Listed, type Read } from './reading';
import { parseValue } from './trouble';

export const READ_ZONE = 'Microsoft.Network/privateDnsZones/read';
export const READ_ZONE_LINKS = 'Microsoft.Network/privateDnsZones/virtualNetworkLinks/read';
export const READ_RECORDS = 'Microsoft.Network/privateDnsZones/A/read';
export const READ_RULESETS = 'Microsoft.Network/dnsForwardingRulesets/read';
export const READ_RULESET_LINKS = 'Microsoft.Network/dnsForwardingRulesets/virtualNetworkLinks/read';

/** The private zone in which private endpoints of a registry have their records: `privatelink.azurecr.io`. */
export function privateZoneOf(loginServer: string): string {
  return `privatelink${loginServer.slice(loginServer.indexOf('.'))}`.toLowerCase();
}

/**
 * Ids of the private zones of this name, over every subscription the asker can see. Resource Graph leaves out silently
 * what may not be read: none means "not visible", never "not there".
 */
export function findPrivateZones(azure: Azure, zone: string): Promise<Read<string[]>> {
  return azure.once(`private zones ${zone}`, READ_ZONE, (signal) => {
    // Letters, digits, hyphens and dots close no quote.
    if (!/^privatelink(?:\.[a-z0-9-]+)+$/.test(zone))
      throw new Trouble({ reason: 'bad-answer', saw: `'${zone.slice(0, 80)}' is no name of such a zone` });
    return ask(azure, `type =~ 'microsoft.network/privatednszones' and name =~ '${zone}'`, signal);
  });
}

/** Ids of the rule sets by which a private resolver forwards names, as far as they are visible. */
export function findForwardingRulesets(azure: Azure): Promise<Read<string[]>> {
  return azure.once('forwarding rule sets', READ_RULESETS, (signal) =>
    ask(azure, "type =~ 'microsoft.network/dnsforwardingrulesets'", signal),
  );
}

async function ask(azure: Azure, which: string, abortSignal: AbortSignal): Promise<string[]> {
  const client = new ResourceGraphClient(azure.credential, {
    ...azure.clientOptions,
    endpoint: `https://${azure.cloud.arm}`,
    credentials: { scopes: [`https://${azure.cloud.arm}/.default`] },
  });
  const query = `resources | where ${which} | project id, name`;
  const options = { resultFormat: 'objectArray' as const };
  const answer = await client.resources({ query, options }, { abortSignal });
  const rows = parseValue(answer.data, z.array(z.object({ id: z.string() })), 'Resource Graph');
  return rows.map(({ id }) => id);
}

/** Whether a zone that something names is there: a reading that ends in `not-found` says that it is not. */
export function getPrivateZone(azure: Azure, id: string): Promise<Read<string>> {
  return azure.once(`GET ${READ_ZONE} ${id.toLowerCase()}`, READ_ZONE, async () => {
    const query = { 'api-version': API_VERSIONS.privateDns };
    return (await getArm(azure, checked(id), query, z.object({ name: z.string() }), READ_ZONE)).name;
  });
}

/** A virtual network that asks a zone. */
export interface ZoneLink {
  name: string;
  vnetId: string;
  /** Completed, InProgress; empty where the answer does not tell. */
  state: string;
}

const linkSchema = z.object({
  name: z.string(),
  properties: z.object({
    virtualNetwork: z.object({ id: z.string() }).nullish(),
    virtualNetworkLinkState: z.string().nullish(),
  }),
});

/** Source: VirtualNetworkLinkList.json (2024-06-01). */
export function listZoneLinks(azure: Azure, zoneId: string): Promise<Read<Listed<ZoneLink>>> {
  return readLinks(azure, zoneId, API_VERSIONS.privateDns, READ_ZONE_LINKS);
}

/** Networks whose names a rule set forwards. No example of it is stored; the form is that of the zones' links. */
export function listRulesetLinks(azure: Azure, rulesetId: string): Promise<Read<Listed<ZoneLink>>> {
  return readLinks(azure, rulesetId, API_VERSIONS.dnsResolver, READ_RULESET_LINKS);
}

function readLinks(
  azure: Azure,
  id: string,
  version: string,
  permission: string,
): Promise<Read<Listed<ZoneLink>>> {
  const page = z.object({ value: z.array(linkSchema), nextLink: z.string().nullish() });
  return azure.once(`GET ${permission} ${id.toLowerCase()}`, permission, async () => {
    const path = `${checked(id)}/virtualNetworkLinks`;
    const list = await listArm(azure, path, { 'api-version': version }, page, permission);
    const items = list.items.flatMap(({ name, properties }) => {
      const vnetId = properties.virtualNetwork?.id;
      return vnetId === undefined ? [] : [{ name, vnetId, state: properties.virtualNetworkLinkState ?? '' }];
    });
    return { ...list, items };
  });
}

/** An A record of a zone, by its name within it. */
export interface AddressRecord {
  name: string;
  addresses: string[];
}

/** Source: RecordSetAList.json (2026-06-01-preview, whose form is that of 2024-06-01). */
export function listAddressRecords(azure: Azure, zoneId: string): Promise<Read<Listed<AddressRecord>>> {
  const record = z.object({
    name: z.string(),
    properties: z.object({ aRecords: z.array(z.object({ ipv4Address: z.string() })).nullish() }),
  });
  const page = z.object({ value: z.array(record), nextLink: z.string().nullish() });
  return azure.once(`GET ${READ_RECORDS} ${zoneId.toLowerCase()}`, READ_RECORDS, async () => {
    const query = { 'api-version': API_VERSIONS.privateDns };
    const list = await listArm(azure, `${checked(zoneId)}/A`, query, page, READ_RECORDS);
    const items = list.items.map(({ name, properties }) => ({
      name: name.toLowerCase(),
      addresses: (properties.aRecords ?? []).map((one) => one.ipv4Address),
    }));
    return { ...list, items };
  });
}

/** @throws Trouble when it is no id of a network resource */
function checked(id: string): string {
  if (isNetworkId(id)) return id;
  throw new Trouble({ reason: 'bad-answer', saw: `'${id.slice(0, 160)}' is no id of a network resource` });
}
