import { heldIn, look, sawIn } from '../look';
import { behindEndpoint, FROM_NODES, IN_NET } from './net';

const ID = 'network/private-zone';
const FINE = {
  'zone-missing': 'no',
  'zone-not-linked': 'no',
  'record-missing': 'no',
  'data-record-missing': 'no',
  'record-differs': 'no',
};
const seen = async (changes: object, ...rules: Parameters<typeof behindEndpoint>[1][]) =>
  look(ID, behindEndpoint(changes, ...rules), FROM_NODES);
const hub = (changes: object) => ({ privateZones: { hub: changes } });

test('without a private endpoint nothing of it applies', async () => {
  const report = await look(ID, 'healthy', FROM_NODES);
  expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['not-applicable']));
});

test('a linked zone with right records', async () => {
  const report = await seen({});
  expect(heldIn(report)).toEqual(FINE);
  expect(sawIn(report, 'zone-not-linked')).toBe(
    'zone privatelink.azurecr.io is linked to virtual network vnet-prod by prod',
  );
});

test.each([
  ['not linked', hub({ links: { prod: null } }), { 'zone-not-linked': 'yes' }],
  ['no record', hub({ records: { contosoprod7: null } }), { 'record-missing': 'yes' }],
  [
    'no record of the data endpoint',
    hub({ records: { 'contosoprod7.westeurope.data': null } }),
    { 'data-record-missing': 'yes' },
  ],
  ['an old address', hub({ records: { contosoprod7: ['10.20.4.99'] } }), { 'record-differs': 'yes' }],
  [
    'one still being linked',
    hub({ links: { prod: { state: 'InProgress' } } }),
    { 'zone-not-linked': 'unknown' },
  ],
])('%s', async (_name, changes, held) => {
  expect(heldIn(await seen(changes))).toEqual({ ...FINE, ...held });
});

test('what it says names the networks that are linked, and the addresses', async () => {
  const unlinked = await seen(hub({ links: { prod: null } }));
  expect(sawIn(unlinked, 'zone-not-linked')).toBe(
    'zone privatelink.azurecr.io, which holds contosoprod7.azurecr.io, is linked to vnet-hub, not to virtual network vnet-prod',
  );
  const stale = await seen(hub({ records: { contosoprod7: ['10.20.4.99'] } }));
  expect(sawIn(stale, 'record-differs')).toContain('10.20.4.99, the private endpoint has 10.20.4.5');
});

test('with DNS servers of its own, the link of the network proves nothing', async () => {
  const dns = { networks: { 'vnet-prod': { dnsServers: ['10.20.0.4'] } } };
  const report = await seen({ ...dns, ...hub({ links: { prod: null } }) });
  expect(heldIn(report)['zone-not-linked']).toBe('unknown');
  expect(sawIn(report, 'zone-not-linked')).toContain('10.20.0.4');
});

test('a rule set that forwards for the network may answer instead of a link', async () => {
  const rulesets = { forwardingRulesets: { hub: { ...IN_NET, networks: ['vnet-prod'] } } };
  const report = await seen({ ...rulesets, ...hub({ links: { prod: null } }) });
  expect(heldIn(report)['zone-not-linked']).toBe('unknown');
  const other = { forwardingRulesets: { hub: { ...IN_NET, networks: ['vnet-hub'] } } };
  expect(heldIn(await seen({ ...other, ...hub({ links: { prod: null } }) }))['zone-not-linked']).toBe('yes');
});

test('a zone of another registry is not accused: the one that is meant may not be visible', async () => {
  const other = hub({
    links: { prod: null },
    records: { contosoprod7: null, 'contosoprod7.westeurope.data': null, fabrikamedge: ['10.9.9.9'] },
  });
  const report = await seen({ ...other, privateEndpoints: { 'pe-acr': { zones: [] } } });
  expect(heldIn(report)).toMatchObject({ 'zone-not-linked': 'unknown', 'record-missing': 'unknown' });
});

test('no visible zone is unknown, with the right to see it; one that is named and gone is missing', async () => {
  const hidden = await seen({ privateZones: { hub: null }, privateEndpoints: { 'pe-acr': { zones: [] } } });
  expect(new Set(Object.values(heldIn(hidden)))).toEqual(new Set(['unknown']));
  expect(hidden.judged[0]?.permission).toBe('Microsoft.Network/privateDnsZones/read');
  const gone = await seen({
    privateZones: { hub: null },
    privateEndpoints: { 'pe-acr': { zones: ['gone'] } },
  });
  expect(heldIn(gone)).toMatchObject({ 'zone-missing': 'yes', 'zone-not-linked': 'unknown' });
});

test.each([
  ['links', '*virtualNetworkLinks*', 'zone-not-linked', 'privateDnsZones/virtualNetworkLinks/read'],
  ['records', '*/A*', 'record-missing', 'privateDnsZones/A/read'],
  ['addresses of the endpoint', '*networkInterfaces*', 'record-differs', 'networkInterfaces/read'],
  ['the network', '*/virtualNetworks/vnet-prod?*', 'zone-not-linked', 'virtualNetworks/read'],
])('%s that may not be read stay unknown', async (_name, match, statement, permission) => {
  const rule = { match: `GET ${match}`, status: 403, body: { error: { code: 'AuthorizationFailed' } } };
  const report = await seen(statement === 'zone-not-linked' ? hub({ links: { prod: null } }) : {}, rule);
  const said = report.judged.find((one) => one.statement === statement);
  expect(said).toMatchObject({ holds: 'unknown', permission: `Microsoft.Network/${permission}` });
});
