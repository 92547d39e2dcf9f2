import type { Tenant } from './model';
import type { SimulatedRule } from './network-model';

/** Keys of the model whose resources ARM names by a type of Microsoft.Network. */
export const NETWORK_TYPES = {
  networks: 'virtualNetworks',
  securityGroups: 'networkSecurityGroups',
  routeTables: 'routeTables',
  natGateways: 'natGateways',
  publicAddresses: 'publicIPAddresses',
  privateEndpoints: 'privateEndpoints',
  privateZones: 'privateDnsZones',
  forwardingRulesets: 'dnsForwardingRulesets',
} as const;

export type Kind = keyof typeof NETWORK_TYPES;

/** Where a resource lies. */
export interface Place {
  subscription: string;
  resourceGroup: string;
  /** Of a public address. */
  address?: string | undefined;
  /** Of a zone, whose key in the model is not its name. */
  name?: string | undefined;
}

/** The id of a network resource. */
export function idIn(place: Place, kind: Kind, key: string): string {
  const type = place.address?.includes('/') ? 'publicIPPrefixes' : NETWORK_TYPES[kind];
  const name = kind === 'privateZones' ? (place.name ?? key) : key;
  return `/subscriptions/${place.subscription}/resourceGroups/${place.resourceGroup}/providers/Microsoft.Network/${type}/${name}`;
}

/** The id of a network by its name in the model. */
export function idOfNetwork({ networks }: Tenant, name: string): string {
  const network = networks[name];
  return network ? idIn(network, 'networks', name) : name;
}

/** The service writes one value in one key, several in another. */
function few(singular: string, values: readonly string[]): object {
  return values.length === 1 ? { [singular]: values[0] } : { [`${singular}es`]: values };
}

export function ruleOf(groupId: string, name: string, rule: SimulatedRule, folder = 'securityRules') {
  const { priority, access, direction, protocol } = rule;
  return {
    id: `${groupId}/${folder}/${name}`,
    name,
    properties: {
      provisioningState: 'Succeeded',
      ...{ protocol, access, priority, direction },
      sourcePortRange: '*',
      ...few('sourceAddressPrefix', rule.from),
      ...few('destinationAddressPrefix', rule.to),
      ...(rule.ports.length === 1
        ? { destinationPortRange: rule.ports[0] }
        : { destinationPortRanges: rule.ports }),
    },
  };
}

/** Azure's own outbound rules. Source: NetworkSecurityGroupGet.json. */
export function defaultRules(groupId: string) {
  const base = { direction: 'Outbound', protocol: '*', ports: ['*'] } as const;
  const rules: [string, number, 'Allow' | 'Deny', string, string][] = [
    ['AllowVnetOutBound', 65000, 'Allow', 'VirtualNetwork', 'VirtualNetwork'],
    ['AllowInternetOutBound', 65001, 'Allow', '*', 'Internet'],
    ['DenyAllOutBound', 65500, 'Deny', '*', '*'],
  ];
  return rules.map(([name, priority, access, from, to]) => {
    const rule = { ...base, priority, access, from: [from], to: [to], ports: ['*'] };
    return ruleOf(groupId, name, rule, 'defaultSecurityRules');
  });
}
