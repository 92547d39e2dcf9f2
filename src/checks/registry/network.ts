import { isIPv4 } from 'node:net';
import type { Read } from '../../azure/reading';
import type { Registry } from '../../azure/registry';
import { listPrivateEndpointConnections, type PrivateEndpointConnection } from '../../azure/registry-usage';
import { mapRead, type Listed } from '../../azure/reading';
import {
  defineCheck,
  either,
  judgeRead,
  notPasted,
  notApplicable,
  unknown,
  type Params,
  type Said,
} from '../check';
import { namesOf, READ_REGISTRY, readRegistry, registryIn } from './visible';

interface Seen {
  registry: Read<Registry>;
  connections: Read<Listed<PrivateEndpointConnection>>;
}

const written = { vantage: 'configuration', about: 'registry', changedBy: ['registry', 'network'] } as const;

export const network = defineCheck<Seen, 'registry'>({
  id: 'registry/network',
  title: 'Network rules of the registry',
  statements: {
    'public-access-off': { says: 'Public network access is off', ...written },
    'address-not-allowed': { says: 'No firewall rule lets in the address that the registry saw', ...written },
    'denies-by-default': { says: 'The firewall lets in only the addresses of its rules', ...written },
    'not-open-to-all': { says: 'Public access is off, or limited to some addresses', ...written },
    'private-endpoint-not-approved': { says: 'A private endpoint connection is not approved', ...written },
    'no-private-endpoint': { says: 'No private endpoint connection is approved', ...written },
    'trusted-services-off': { says: "Azure's trusted services may not pass the firewall", ...written },
    'data-endpoints-on': { says: 'Layers come from dedicated data endpoints', ...written },
  },
  needs: ['registry'],
  uses: ['clientIp'],
  permissions: [READ_REGISTRY, 'Microsoft.ContainerRegistry/registries/privateEndpointConnections/read'],
  async collect(eyes, params) {
    const registry = await readRegistry(eyes, params);
    const connections = registry.ok
      ? await listPrivateEndpointConnections(eyes.azure, registry.value.id)
      : mapRead(registry as Read<never>, () => ({ items: [], isComplete: true }));
    return { registry, connections };
  },
  judge: ({ registry, connections }, params) => [
    ...judgeRead(registry, CONFIGURED, (found) => judgeRules(found, params)),
    ...judgeRead(connections, CONNECTED, ({ items }) => judgeConnections(items)),
  ],
  read(outputs, params) {
    const registry = registryIn(outputs, params);
    return registry && { registry, connections: notPasted };
  },
  learn: ({ registry }) => namesOf(registry),
});

const CONFIGURED = [
  'public-access-off',
  'address-not-allowed',
  'denies-by-default',
  'not-open-to-all',
  'trusted-services-off',
  'data-endpoints-on',
];
const CONNECTED = ['private-endpoint-not-approved', 'no-private-endpoint'];

function judgeRules(found: Registry, { clientIp }: Params): Said[] {
  const { publicNetworkAccess, firewall, trustedServices, dataEndpoint } = found;
  const action = firewall?.defaultAction ?? 'Allow';
  return [
    ...judgeAccess(publicNetworkAccess, action),
    judgeAddress(found, clientIp),
    either(
      'denies-by-default',
      action !== 'Allow',
      `default action ${action}, ${countOf(firewall?.allowed.length ?? 0, 'address rule')}`,
    ),
    trustedServices === 'unknown'
      ? unknown('trusted-services-off', 'The answer does not say whether trusted services pass')
      : either(
          'trusted-services-off',
          trustedServices === 'off',
          `networkRuleBypassOptions is ${trustedServices === 'off' ? 'None' : 'AzureServices'}`,
        ),
    either(
      'data-endpoints-on',
      dataEndpoint === 'on',
      dataEndpoint === 'on'
        ? `dedicated data endpoints: ${found.dataEndpointHosts.join(', ')}`
        : 'no dedicated data endpoint: layers come from *.blob.core.windows.net',
    ),
  ];
}

function judgeAccess(access: Registry['publicNetworkAccess'], action: string): Said[] {
  const statements = ['public-access-off', 'not-open-to-all'] as const;
  if (access === 'unknown')
    return statements.map((statement) =>
      unknown(statement, 'The answer does not say whether public network access is on'),
    );
  const isOff = access === 'off';
  const saw = `public network access is ${isOff ? 'Disabled' : 'Enabled'}`;
  return [
    either('public-access-off', isOff, saw),
    either('not-open-to-all', isOff || action !== 'Allow', isOff ? saw : `${saw}, default action ${action}`),
  ];
}

function judgeAddress({ firewall, publicNetworkAccess, sku }: Registry, clientIp: string | undefined): Said {
  const statement = 'address-not-allowed';
  if (publicNetworkAccess === 'off')
    return notApplicable(statement, 'public network access is off, so address rules are not looked at');
  if (!firewall) return notApplicable(statement, `tier ${sku} has no address rules`);
  if (firewall.defaultAction === 'Allow')
    return either(statement, false, 'default action Allow: every address may come in');
  if (clientIp === undefined)
    return unknown(
      statement,
      'the address that the registry saw is not known; it stands in the message "client with IP ..."',
    );
  if (!isIPv4(clientIp))
    return unknown(statement, `${clientIp} is no IPv4 address, and the rules hold only those`);
  const rule = firewall.allowed.find((range) => isInRange(clientIp, range));
  return either(
    statement,
    rule === undefined,
    rule === undefined
      ? `default action Deny; none of ${countOf(firewall.allowed.length, 'address rule')} holds ${clientIp}`
      : `rule ${rule} lets ${clientIp} in`,
  );
}

/** Whether an IPv4 address is the one of a rule, or lies in its CIDR range. */
function isInRange(address: string, range: string): boolean {
  const [base = '', bits = '32'] = range.split('/');
  if (!isIPv4(base)) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(numberOf(address) / size) === Math.floor(numberOf(base) / size);
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function judgeConnections(items: readonly PrivateEndpointConnection[]): Said[] {
  const open = items.filter(({ status }) => status !== 'Approved');
  const approved = items.length - open.length;
  const states = open.map(({ name, status }) => `${name} is ${status}`).join(', ');
  const statement = 'private-endpoint-not-approved';
  const approvedWords = countOf(approved, 'approved private endpoint connection');
  return [
    // One that was given up stays in the list: beside an approved one it need not be the one that matters.
    open.length > 0 && approved > 0
      ? unknown(statement, `${states}; beside ${approvedWords}`)
      : either(statement, open.length > 0, open.length > 0 ? states : approvedWords),
    either('no-private-endpoint', approved === 0, approvedWords),
  ];
}

function countOf(count: number, noun: string): string {
  return `${count === 0 ? 'no' : count} ${noun}${count === 1 ? '' : 's'}`;
}
