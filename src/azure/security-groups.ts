import { z } from 'zod';
import type { Azure } from './azure';
import { listOf, readNetwork } from './network';
import type { Read } from './reading';

export const READ_SECURITY_GROUP = 'Microsoft.Network/networkSecurityGroups/read';

const word = z.string().nullish();
const words = z.array(z.string()).nullish();

/** One rule of a security group. Prefixes are addresses, ranges, service tags or `*`. */
export interface SecurityRule {
  name: string;
  priority: number;
  direction: string;
  access: string;
  protocol: string;
  sources: string[];
  sourcePorts: string[];
  destinations: string[];
  ports: string[];
  /** Whether application security groups say to whom it applies, which are not looked up. */
  hasSourceGroups: boolean;
  hasDestinationGroups: boolean;
}

export interface SecurityGroup {
  id: string;
  name: string;
  /** Azure's own rules included, lowest priority number first. */
  rules: SecurityRule[];
}

const ruleSchema = z.object({
  name: z.string(),
  properties: z.object({
    priority: z.number(),
    direction: z.string(),
    access: z.string(),
    protocol: z.string(),
    sourceAddressPrefix: word,
    sourceAddressPrefixes: words,
    sourcePortRange: word,
    sourcePortRanges: words,
    destinationAddressPrefix: word,
    destinationAddressPrefixes: words,
    destinationPortRange: word,
    destinationPortRanges: words,
    sourceApplicationSecurityGroups: z.array(z.unknown()).nullish(),
    destinationApplicationSecurityGroups: z.array(z.unknown()).nullish(),
  }),
});

const securityGroupSchema = z.object({
  id: z.string(),
  name: z.string(),
  properties: z.object({
    securityRules: z.array(ruleSchema).nullish(),
    defaultSecurityRules: z.array(ruleSchema).nullish(),
  }),
});

/** Source: NetworkSecurityGroupGet.json (2024-05-01). */
export function getSecurityGroup(azure: Azure, id: string): Promise<Read<SecurityGroup>> {
  return readNetwork(azure, id, READ_SECURITY_GROUP, securityGroupSchema, (found) => {
    const { securityRules, defaultSecurityRules } = found.properties;
    const rules = [...(securityRules ?? []), ...(defaultSecurityRules ?? [])].map(ruleOf);
    return { id: found.id, name: found.name, rules: rules.sort((a, b) => a.priority - b.priority) };
  });
}

function ruleOf({ name, properties: found }: z.infer<typeof ruleSchema>): SecurityRule {
  const { priority, direction, access, protocol } = found;
  return {
    ...{ name, priority, direction, access, protocol },
    sources: listOf(found.sourceAddressPrefix, found.sourceAddressPrefixes),
    sourcePorts: listOf(found.sourcePortRange, found.sourcePortRanges),
    destinations: listOf(found.destinationAddressPrefix, found.destinationAddressPrefixes),
    ports: listOf(found.destinationPortRange, found.destinationPortRanges),
    hasSourceGroups: (found.sourceApplicationSecurityGroups ?? []).length > 0,
    hasDestinationGroups: (found.destinationApplicationSecurityGroups ?? []).length > 0,
  };
}
