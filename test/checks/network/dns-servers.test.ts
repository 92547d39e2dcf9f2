import { heldIn, look, sawIn } from '../look';
import { FROM_NODES, network } from './net';

const ID = 'network/dns-servers';
const asking = (...dnsServers: string[]) =>
  look(ID, network({ networks: { 'vnet-prod': { dnsServers } } }), FROM_NODES);

test.each([
  ["Azure's", [], 'no'],
  ["Azure's, named", ['168.63.129.16'], 'no'],
  ['its own', ['10.20.0.4', '10.20.0.5'], 'yes'],
])('%s', async (_name, servers, holds) => {
  expect(heldIn(await asking(...servers))).toEqual({ 'custom-dns': holds });
});

test('it names the servers', async () => {
  expect(sawIn(await asking('10.20.0.4', '10.20.0.5'), 'custom-dns')).toBe(
    'virtual network vnet-prod uses 10.20.0.4, 10.20.0.5',
  );
});

test('a subnet id that is none, and a network that may not be read, stay unknown', async () => {
  const wrong = await look(ID, 'healthy', { ...FROM_NODES, subnetId: 'snet-nodes' });
  expect(heldIn(wrong)).toEqual({ 'custom-dns': 'unknown' });
  const rule = {
    match: 'GET *virtualNetworks*',
    status: 403,
    body: { error: { code: 'AuthorizationFailed' } },
  };
  const { judged } = await look(ID, network({}, rule), FROM_NODES);
  expect(judged[0]?.permission).toBe('Microsoft.Network/virtualNetworks/read');
});

test.each([
  ['10.20.0.4:53', 'unknown'],
  ['168.63.129.16:53', 'no'],
  ['127.0.0.53:53', 'no'],
])('the message shows that %s was asked, and the network names none: %s', async (dnsServer, holds) => {
  expect(heldIn(await look(ID, 'healthy', { ...FROM_NODES, dnsServer }))).toEqual({ 'custom-dns': holds });
});
