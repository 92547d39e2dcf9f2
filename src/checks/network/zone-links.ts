import { isSameId, parseSubnetId } from '../../azure/network-ids';
import { READ_ZONE } from '../../azure/private-zones';
import { judgeRead, no, unknown, yes, type Said } from '../check';
import type { Zone, ZonesSeen } from './zones';

/** Whose zone it is about, and who asks. */
export interface Asking {
  registry: string;
  subnetId: string;
  /** `privatelink.azurecr.io`. */
  zone: string;
}

/** The name of the registry's record within its zone. */
export function recordOf(registry: string): string {
  return registry.slice(0, registry.indexOf('.')).toLowerCase();
}

/** The visible zone that is linked to the network of the subnet; undefined when none is, or none may be read. */
export function findLinked(zones: readonly Zone[], subnetId: string): Zone | undefined {
  const vnetId = parseSubnetId(subnetId)?.vnetId ?? '';
  return zones.find(
    ({ links }) => links.ok && links.value.items.some((link) => isSameId(link.vnetId, vnetId)),
  );
}

/** Whether the network of the subnet asks a private zone; with DNS servers of its own that is theirs to do. */
export function judgeLinks(statement: string, seen: ZonesSeen, asking: Asking): Said {
  const { vnet: name = '?' } = parseSubnetId(asking.subnetId) ?? {};
  const [said] = judgeRead(seen.vnet, [statement], ({ dnsServers }) => {
    const own = dnsServers.filter((server) => server !== '168.63.129.16');
    if (own.length > 0)
      return [
        unknown(
          statement,
          `virtual network ${name} asks DNS servers of its own (${own.join(', ')}); whether their network is linked to the zone is not known`,
        ),
      ];
    return [judgeOwnLink(statement, seen, asking, name)];
  });
  return said ?? unknown(statement, 'its virtual network was not judged');
}

function judgeOwnLink(statement: string, seen: ZonesSeen, asking: Asking, vnet: string): Said {
  const zones = seen.zones.ok ? seen.zones.value : [];
  const linked = findLinked(zones, asking.subnetId);
  if (linked) return judgeState(statement, linked, asking, vnet);
  if (zones.length === 0)
    return unknown(
      statement,
      `no subscription that was asked shows a zone ${asking.zone}; it is elsewhere, or may not be read`,
      READ_ZONE,
    );
  for (const { links } of zones) {
    if (!links.ok) return unknown(statement, links.unreadable.saw, links.unreadable.permission);
    if (!links.value.isComplete) return unknown(statement, 'not every link of the zone was listed');
  }
  if (!seen.rulesets.ok)
    return unknown(statement, seen.rulesets.unreadable.saw, seen.rulesets.unreadable.permission);
  const [ruleset] = seen.rulesets.value;
  if (ruleset !== undefined)
    return unknown(
      statement,
      `virtual network ${vnet} is not linked, but a forwarding rule set answers names for it`,
    );
  return judgeMeant(statement, zones, seen, asking, vnet);
}

function judgeState(statement: string, { links }: Zone, { zone, subnetId }: Asking, vnet: string): Said {
  const vnetId = parseSubnetId(subnetId)?.vnetId ?? '';
  const own = links.ok ? links.value.items.find((link) => isSameId(link.vnetId, vnetId)) : undefined;
  if (own && own.state !== '' && own.state !== 'Completed')
    return unknown(statement, `link ${own.name} of zone ${zone} to virtual network ${vnet} is ${own.state}`);
  return no(statement, `zone ${zone} is linked to virtual network ${vnet} by ${own?.name ?? 'a link'}`);
}

/** Another registry's zone that is not linked says nothing: the one that is meant may not be visible. */
function judgeMeant(
  statement: string,
  zones: readonly Zone[],
  { grouped }: ZonesSeen,
  { zone, registry }: Asking,
  vnet: string,
): Said {
  const record = recordOf(registry);
  const meant = zones.find(
    ({ id, records }) =>
      (grouped.ok && grouped.value.some((one) => isSameId(one, id))) ||
      (records.ok && records.value.items.some(({ name }) => name === record)),
  );
  if (!meant)
    return unknown(
      statement,
      `no zone ${zone} that was shown holds a record of ${registry}, so the one that is meant may not be visible`,
      READ_ZONE,
    );
  const others = meant.links.ok ? meant.links.value.items.map(({ vnetId }) => vnetId) : [];
  const names = others.map((id) => id.slice(id.lastIndexOf('/') + 1)).join(', ');
  const words = names === '' ? 'has no link' : `is linked to ${names}`;
  return yes(statement, `zone ${zone}, which holds ${registry}, ${words}, not to virtual network ${vnet}`);
}
