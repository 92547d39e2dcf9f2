import type { SecurityRule } from '../../azure/security-groups';
import { isPrivate, isRange, shareOf } from './cidr';

/** Where a call goes, as the rules of a security group see it. */
export type Target =
  /** A public service, by the tags (lower case) that hold all of its addresses. */
  | { kind: 'public'; called: string; tags: readonly string[] }
  /** A private endpoint. `isVirtualNetwork`: in the same or a peered network, so within the tag VirtualNetwork. */
  | { kind: 'private'; called: string; address: string; isVirtualNetwork: boolean };

/** Whether a rule is met; `perhaps` where that cannot be told from the configuration. */
type Met = 'yes' | 'no' | 'perhaps';

export interface Decision {
  outcome: 'Allow' | 'Deny' | 'unknown';
  /** The rules that decide, in words. */
  by: string;
}

const PORT = 443;

/**
 * What the outbound rules say to TCP 443, from the lowest priority number on: the first rule that is met decides. A
 * rule that is met perhaps leaves its own outcome possible beside the later one.
 * @param prefixes address ranges of the subnet that calls
 */
export function decide(
  rules: readonly SecurityRule[],
  prefixes: readonly string[],
  target: Target,
): Decision {
  const possible: SecurityRule[] = [];
  for (const rule of rules.filter(({ direction }) => direction === 'Outbound')) {
    const met = isMet(rule, prefixes, target);
    if (met !== 'no') possible.push(rule);
    if (met === 'yes') break;
  }
  const outcomes = new Set(possible.map(({ access }) => access));
  const [only] = outcomes;
  const by = possible.map(wordsOf).join(', ');
  const last = possible.at(-1);
  const isDecided = last !== undefined && isMet(last, prefixes, target) === 'yes';
  if (outcomes.size === 1 && isDecided && (only === 'Allow' || only === 'Deny'))
    return { outcome: only, by: wordsOf(possible[0] ?? last) };
  return { outcome: 'unknown', by: by === '' ? 'no rule that is met was shown' : by };
}

function wordsOf({ name, priority, access }: SecurityRule): string {
  return `rule ${name} (${priority}, ${access})`;
}

function isMet(rule: SecurityRule, prefixes: readonly string[], target: Target): Met {
  if (!['*', 'tcp'].includes(rule.protocol.toLowerCase()) || !rule.ports.some(holdsPort)) return 'no';
  const parts = [isSource(rule, prefixes), isDestination(rule, target)];
  if (rule.sourcePorts.length > 0 && !rule.sourcePorts.includes('*')) parts.push('perhaps');
  if (parts.includes('no')) return 'no';
  return parts.includes('perhaps') ? 'perhaps' : 'yes';
}

function holdsPort(range: string): boolean {
  if (range === '*') return true;
  const [from = Number.NaN, to = from] = range.split('-').map(Number);
  return from <= PORT && PORT <= to;
}

const ALL = ['*', '0.0.0.0/0'];

function isSource({ sources, hasSourceGroups }: SecurityRule, prefixes: readonly string[]): Met {
  if (hasSourceGroups) return 'perhaps';
  if (sources.some((one) => [...ALL, 'virtualnetwork'].includes(one.toLowerCase()))) return 'yes';
  const ranges = sources.filter(isRange);
  if (ranges.length === 0) return 'no';
  if (prefixes.length === 0) return 'perhaps';
  const shares = prefixes.map((prefix) => best(ranges.map((range) => shareOf(prefix, range))));
  if (shares.every((share) => share === 'all')) return 'yes';
  return shares.every((share) => share === 'none') ? 'no' : 'perhaps';
}

function best(shares: readonly ('all' | 'some' | 'none')[]): 'all' | 'some' | 'none' {
  if (shares.includes('all')) return 'all';
  return shares.includes('some') ? 'some' : 'none';
}

function isDestination({ destinations, hasDestinationGroups }: SecurityRule, target: Target): Met {
  // Application security groups hold machines of the network, never a public service.
  if (hasDestinationGroups) return target.kind === 'public' ? 'no' : 'perhaps';
  const each = destinations.map((one) => meets(one.toLowerCase(), target));
  if (each.includes('yes')) return 'yes';
  return each.includes('perhaps') ? 'perhaps' : 'no';
}

function meets(destination: string, target: Target): Met {
  if (ALL.includes(destination)) return 'yes';
  return target.kind === 'public' ? meetsPublic(destination, target.tags) : meetsPrivate(destination, target);
}

function meetsPublic(destination: string, tags: readonly string[]): Met {
  if (isRange(destination)) return isPrivate(destination) ? 'no' : 'perhaps';
  if (destination === 'internet' || tags.includes(destination)) return 'yes';
  // The tag of one region holds the registry only if it answers from there.
  return tags.some((tag) => destination.startsWith(`${tag}.`)) ? 'perhaps' : 'no';
}

function meetsPrivate(destination: string, target: Target & { kind: 'private' }): Met {
  if (isRange(destination)) return shareOf(target.address, destination) === 'all' ? 'yes' : 'no';
  if (destination === 'virtualnetwork') return target.isVirtualNetwork ? 'yes' : 'perhaps';
  if (destination === 'internet') return target.isVirtualNetwork ? 'no' : 'perhaps';
  return 'no';
}
