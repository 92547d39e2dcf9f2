import type { SecurityRule } from '../../../src/azure/security-groups';
import { decide, type Target } from '../../../src/checks/network/rules';
import { heldIn, look, sawIn } from '../look';
import { behindEndpoint, FROM_NODES, network, registry } from './net';

const ID = 'network/security-group';
const group = (rules: object) => ({ securityGroups: { 'nsg-prod': { rules } } });
const seen = async (rules: object, more: object = {}) =>
  look(ID, network({ ...group(rules), ...more }), FROM_NODES);
const ALLOWED = { 'has-security-group': 'yes', 'outbound-denied': 'no', 'layers-denied': 'no' };
const DENY = { priority: 400, access: 'Deny', to: ['Internet'], ports: ['*'], protocol: '*' };

test('the healthy rules let the registry and its layers through', async () => {
  const report = await look(ID, 'healthy', FROM_NODES);
  expect(heldIn(report)).toEqual(ALLOWED);
  expect(sawIn(report, 'outbound-denied')).toBe(
    'nsg-prod allows TCP 443 to the registry by rule allow-registry (200, Allow)',
  );
});

test('a subnet without security group', async () => {
  const none = { networks: { 'vnet-prod': { subnets: { 'snet-nodes': { securityGroup: null } } } } };
  expect(new Set(Object.values(heldIn(await look(ID, network(none), FROM_NODES))))).toEqual(new Set(['no']));
});

test.each([
  ['all of the internet denied, the registry allowed', { deny: DENY }, 'no', 'yes'],
  ['the same, denied first', { deny: { ...DENY, priority: 150 } }, 'yes', 'no'],
  [
    'the storage of layers allowed too',
    { deny: DENY, layers: { priority: 210, access: 'Allow', to: ['Storage'] } },
    'no',
    'no',
  ],
  ['another port', { deny: { ...DENY, priority: 150, ports: ['80', '8000-9000'] } }, 'no', 'no'],
  ['UDP only', { deny: { ...DENY, priority: 150, protocol: 'Udp' } }, 'no', 'no'],
  ['inbound', { deny: { ...DENY, priority: 150, direction: 'Inbound' } }, 'no', 'no'],
  ['from another subnet', { deny: { ...DENY, priority: 150, from: ['10.99.0.0/24'] } }, 'no', 'no'],
  [
    'from a part of the subnet',
    { deny: { ...DENY, priority: 150, from: ['10.30.0.0/24'] } },
    'unknown',
    'unknown',
  ],
  [
    'a public range that may hold it',
    { deny: { ...DENY, priority: 150, to: ['20.0.0.0/8'] } },
    'unknown',
    'unknown',
  ],
  ['private ranges', { deny: { ...DENY, priority: 150, to: ['10.0.0.0/8', '192.168.0.0/16'] } }, 'no', 'no'],
  [
    'the tag of one region',
    { 'allow-registry': { to: ['AzureContainerRegistry.WestEurope'] }, deny: DENY },
    'unknown',
    'unknown',
  ],
])('%s', async (_name, rules, login, layers) => {
  expect(heldIn(await seen(rules))).toEqual({
    ...ALLOWED,
    'outbound-denied': login,
    'layers-denied': layers,
  });
});

test('with dedicated data endpoints the tag of the registry holds the layers too', async () => {
  const report = await seen({ deny: DENY }, registry({ dataEndpointEnabled: true }));
  expect(heldIn(report)).toEqual(ALLOWED);
});

test('behind a private endpoint it is the private address that counts', async () => {
  const look2 = async (rules: object, more: object = {}) =>
    heldIn(await look(ID, behindEndpoint({ ...group(rules), ...more }), FROM_NODES));
  expect(await look2({ deny: DENY })).toEqual(ALLOWED);
  const own = { ...DENY, priority: 150, to: ['10.20.4.0/24'] };
  expect(await look2({ deny: own })).toEqual({
    'has-security-group': 'yes',
    'outbound-denied': 'yes',
    'layers-denied': 'no',
  });
  // With public access too, name resolution decides which address is called.
  const both = registry({ publicNetworkAccess: 'Enabled' });
  expect(await look2({ deny: own }, both)).toMatchObject({ 'outbound-denied': 'unknown' });
});

test('a group that may not be read stays unknown, with the right', async () => {
  const rule = {
    match: 'GET *networkSecurityGroups*',
    status: 403,
    body: { error: { code: 'AuthorizationFailed' } },
  };
  const { judged } = await look(ID, network({}, rule), FROM_NODES);
  for (const said of judged)
    expect(said).toMatchObject({
      holds: 'unknown',
      permission: 'Microsoft.Network/networkSecurityGroups/read',
    });
});

const PUBLIC: Target = { kind: 'public', called: 'it', tags: ['azurecontainerregistry'] };
const RULE: SecurityRule = {
  name: 'r',
  priority: 100,
  direction: 'Outbound',
  access: 'Deny',
  protocol: 'Tcp',
  sources: ['*'],
  sourcePorts: ['*'],
  destinations: ['*'],
  ports: ['443'],
  hasSourceGroups: false,
  hasDestinationGroups: false,
};

test('no rule that is met is unknown, never allowed or denied', () => {
  expect(decide([], ['10.0.0.0/24'], PUBLIC).outcome).toBe('unknown');
  expect(decide([{ ...RULE, hasSourceGroups: true }], ['10.0.0.0/24'], PUBLIC).outcome).toBe('unknown');
  expect(decide([RULE], ['10.0.0.0/24'], PUBLIC).outcome).toBe('Deny');
  expect(decide([{ ...RULE, hasDestinationGroups: true, destinations: [] }], [], PUBLIC).outcome).toBe(
    'unknown',
  );
});
