import { isIPv4 } from 'node:net';
import type { Read } from '../../azure/reading';
import type { Registry } from '../../azure/registry';
import { listPrivateEndpointConnections, type PrivateEndpointConnection } from '../../azure/registry-usage';
import { mapRead, type Listed } from '../../azure/reading';
import { readShownConnections } from '../../azure/shown-registry';
import { unprojected } from '../../parse/output/query';
import {
  defineCheck,
  either,
  judgeRead,
  notPasted,
  notApplicable,
  pasted,
  unknown,
  type Params,
  type Said,
} from '../check';
import { shareOf } from '../network/cidr';
import { settingsIn, shownOf } from './pasted-registry';
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
  onlyTold: {
    'trusted-services-off': 'a setting that a report shows; no document names it as the reason of a failure',
  },
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
    const connections =
      shownOf(outputs, params, 'az acr private-endpoint-connection list', (output) =>
        readShownConnections(unprojected(output)),
      ) ?? readShownConnections(settingsIn(outputs, params)?.privateEndpointConnections);
    if (!registry && !connections) return undefined;
    return {
      registry: registry ?? notPasted,
      connections: connections ? pasted({ items: connections, isComplete: true }) : notPasted,
    };
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
  const { publicNetworkAccess, trustedServices } = found;
  // Below Premium there is no firewall; of a part that was pasted it may only have been left out.
  const action = found.firewall?.defaultAction ?? (found.isPart ? undefined : 'Allow');
  return [
    ...judgeAccess(publicNetworkAccess, action),
    judgeAddress(found, clientIp),
    judgeDefault(found, action),
    trustedServices === 'unknown'
      ? unknown('trusted-services-off', 'The answer does not say whether trusted services pass')
      : either(
          'trusted-services-off',
          trustedServices === 'off',
          `networkRuleBypassOptions is ${trustedServices === 'off' ? 'None' : 'AzureServices'}`,
        ),
    judgeDataEndpoints(found),
  ];
}

function judgeDefault({ firewall }: Registry, action: string | undefined): Said {
  const statement = 'denies-by-default';
  if (action === undefined) return unknown(statement, 'the default action of the firewall was not shown');
  const rules = firewall?.areRulesUnknown
    ? 'its address rules were not shown'
    : countOf(firewall?.allowed.length ?? 0, 'address rule');
  return either(statement, action !== 'Allow', `default action ${action}, ${rules}`);
}

function judgeDataEndpoints({ dataEndpoint, dataEndpointHosts }: Registry): Said {
  const statement = 'data-endpoints-on';
  if (dataEndpoint === 'unknown')
    return unknown(statement, 'The answer does not say whether there are dedicated data endpoints');
  const hosts = dataEndpointHosts.length > 0 ? dataEndpointHosts.join(', ') : 'switched on';
  return either(
    statement,
    dataEndpoint === 'on',
    dataEndpoint === 'on'
      ? `dedicated data endpoints: ${hosts}`
      : 'no dedicated data endpoint: layers come from *.blob.core.windows.net',
  );
}

function judgeAccess(access: Registry['publicNetworkAccess'], action: string | undefined): Said[] {
  const statements = ['public-access-off', 'not-open-to-all'] as const;
  if (access === 'unknown')
    return statements.map((statement) =>
      unknown(statement, 'The answer does not say whether public network access is on'),
    );
  const isOff = access === 'off';
  const saw = `public network access is ${isOff ? 'Disabled' : 'Enabled'}`;
  return [
    either('public-access-off', isOff, saw),
    !isOff && action === undefined
      ? unknown('not-open-to-all', `${saw}; the default action of the firewall was not shown`)
      : either(
          'not-open-to-all',
          isOff || action !== 'Allow',
          isOff ? saw : `${saw}, default action ${action ?? ''}`,
        ),
  ];
}

function judgeAddress(found: Registry, clientIp: string | undefined): Said {
  const statement = 'address-not-allowed';
  const { firewall, publicNetworkAccess, sku, isPart } = found;
  if (publicNetworkAccess === 'off')
    return notApplicable(statement, 'public network access is off, so address rules are not looked at');
  if (!firewall && isPart) return unknown(statement, 'the address rules were not shown');
  if (!firewall) return notApplicable(statement, `tier ${sku} has no address rules`);
  if (firewall.defaultAction === 'Allow')
    return either(statement, false, 'default action Allow: every address may come in');
  if (firewall.areRulesUnknown)
    return unknown(statement, 'default action Deny; the address rules were not shown');
  return judgeRule(firewall.allowed, clientIp);
}

function judgeRule(allowed: readonly string[], clientIp: string | undefined): Said {
  const statement = 'address-not-allowed';
  if (clientIp === undefined)
    return unknown(
      statement,
      'the address that the registry saw is not known; it stands in the message "client with IP ..."',
    );
  if (!isIPv4(clientIp))
    return unknown(statement, `${clientIp} is no IPv4 address, and the rules hold only those`);
  const rule = allowed.find((range) => shareOf(clientIp, range) === 'all');
  return either(
    statement,
    rule === undefined,
    rule === undefined
      ? `default action Deny; none of ${countOf(allowed.length, 'address rule')} holds ${clientIp}`
      : `rule ${rule} lets ${clientIp} in`,
  );
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
