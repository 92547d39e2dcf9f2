import { getSubnet, READ_SUBNET, READ_VNET, type Subnet, type VirtualNetwork } from '../../azure/network';
import { getSecurityGroup, READ_SECURITY_GROUP, type SecurityGroup } from '../../azure/security-groups';
import type { Read } from '../../azure/reading';
import type { Registry } from '../../azure/registry';
import { defineCheck, judgeRead, no, unknown, yes, type Said } from '../check';
import { namesOf, readRegistry } from '../registry/visible';
import { readAttached, type Attached } from './attached';
import { ofConsumer } from './consumer';
import { READ_ENDPOINTS, readEndpoints, type Endpoint } from './endpoints';
import { decide, type Decision, type Target } from './rules';
import { targetsOf } from './targets';
import { readVnetOf } from './zones';

interface Seen {
  subnet: Read<Subnet>;
  group: Attached<SecurityGroup>;
  registry: Read<Registry>;
  endpoints: Read<Endpoint[]>;
  vnet: Read<VirtualNetwork>;
}

const THERE = 'has-security-group';
const [DENIED, LAYERS] = ['outbound-denied', 'layers-denied'] as const;
const RULED = [DENIED, LAYERS] as const;

export const securityGroup = defineCheck<Seen, 'registry' | 'subnetId'>({
  id: 'network/security-group',
  title: 'Outbound rules of the security group of the subnet',
  statements: {
    [THERE]: { says: 'The subnet has a network security group', ...ofConsumer },
    [DENIED]: { says: 'The security group denies TCP 443 to the registry', ...ofConsumer, stops: 'connect' },
    [LAYERS]: {
      says: 'The security group allows TCP 443 to the registry, but denies it to where the layers come from',
      ...ofConsumer,
      stops: 'layers',
    },
  },
  needs: ['registry', 'subnetId'],
  uses: [],
  permissions: [...READ_ENDPOINTS, READ_SUBNET, READ_VNET, READ_SECURITY_GROUP],
  unverified: [
    'Security groups of single network interfaces, and admin rules of Virtual Network Manager, are not read.',
    'That the tags AzureCloud and Internet hold every address of the registry, and Storage those of its layers, is told by the documentation of service tags only.',
  ],
  collect: lookUp,
  judge: (seen) =>
    judgeRead(seen.subnet, [THERE, ...RULED], (subnet) =>
      judgeRead(seen.group, [THERE, ...RULED], (group) => {
        if (!group) {
          const saw = `subnet ${subnet.name} has no network security group`;
          return [THERE, ...RULED].map((statement) => no(statement, saw));
        }
        return [yes(THERE, `subnet ${subnet.name} has ${group.name}`), ...judgeRules(seen, group, subnet)];
      }),
    ),
  learn: ({ registry }) => namesOf(registry),
});

async function lookUp(
  eyes: Parameters<typeof readRegistry>[0],
  params: { registry: string; subnetId: string },
): Promise<Seen> {
  const [registry, subnet, vnet] = await Promise.all([
    readRegistry(eyes, params),
    getSubnet(eyes.azure, params.subnetId),
    readVnetOf(eyes, params.subnetId),
  ]);
  const group = await readAttached(
    subnet,
    ({ securityGroupId }) => securityGroupId,
    (id) => getSecurityGroup(eyes.azure, id),
  );
  return { registry, subnet, vnet, group, endpoints: await readEndpoints(eyes, registry) };
}

function judgeRules({ registry, endpoints, vnet }: Seen, group: SecurityGroup, subnet: Subnet): Said[] {
  return judgeRead(registry, RULED, (found) =>
    judgeRead(endpoints, RULED, (places) =>
      judgeRead(vnet, RULED, (network) =>
        judgeRead(targetsOf(found, places, network), RULED, ({ login, layers }) => {
          const denied = judgeTargets(DENIED, login, group, subnet);
          if (layers === undefined)
            return [denied, unknown(LAYERS, 'where the layers come from is not told by the registry')];
          return [denied, judgeLayers(denied, judgeTargets(LAYERS, layers, group, subnet))];
        }),
      ),
    ),
  );
}

/** Where the registry itself is denied, or may be, nobody gets as far as the layers. */
function judgeLayers(denied: Said, layers: Said): Said {
  if (layers.holds !== 'yes' || denied.holds === 'no') return layers;
  return denied.holds === 'yes' ? no(LAYERS, denied.saw) : unknown(LAYERS, `${layers.saw}; ${denied.saw}`);
}

/** Which of several addresses is used depends on name resolution, so all must have the same outcome. */
function judgeTargets(
  statement: string,
  targets: readonly Target[],
  { name, rules }: SecurityGroup,
  { prefixes }: Subnet,
): Said {
  const each = targets.map((target) => ({ target, ...decide(rules, prefixes, target) }));
  const [first] = each;
  if (!first) return unknown(statement, 'the addresses of the private endpoint are not known');
  const words = each.map((one) => wordsOf(name, one)).join('; ');
  if (each.some(({ outcome }) => outcome !== first.outcome) || first.outcome === 'unknown')
    return unknown(statement, words);
  return first.outcome === 'Deny' ? yes(statement, words) : no(statement, words);
}

function wordsOf(group: string, { target, outcome, by }: Decision & { target: Target }): string {
  if (outcome === 'unknown')
    return `what ${group} says to TCP 443 to ${target.called} cannot be told (${by})`;
  return `${group} ${outcome === 'Deny' ? 'denies' : 'allows'} TCP 443 to ${target.called} by ${by}`;
}
