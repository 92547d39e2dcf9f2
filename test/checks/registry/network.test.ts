import { loadScenario } from '../../../src/practice/tenant/scenario';
import { heldIn, look, PULLED, sawIn } from '../look';

const ID = 'registry/network';

test('open to everybody', async () => {
  const report = await look(ID, 'healthy', { ...PULLED, clientIp: '203.0.113.9' });
  expect(heldIn(report)).toEqual({
    'public-access-off': 'no',
    'address-not-allowed': 'no',
    'denies-by-default': 'no',
    'not-open-to-all': 'no',
    'private-endpoint-not-approved': 'no',
    'no-private-endpoint': 'yes',
    'trusted-services-off': 'no',
    'data-endpoints-on': 'no',
  });
  expect(report.learned).toMatchObject({ registryResourceGroup: 'rg-prod' });
});

test('public access off: said, and address rules no longer count', async () => {
  const report = await look(ID, 'registry-public-access-off', { ...PULLED, clientIp: '203.0.113.9' });
  expect(heldIn(report)).toMatchObject({
    'public-access-off': 'yes',
    'address-not-allowed': 'not-applicable',
    'no-private-endpoint': 'yes',
    'not-open-to-all': 'yes',
  });
  expect(sawIn(report, 'public-access-off')).toBe('public network access is Disabled');
});

test.each([
  ['203.0.113.9', 'yes', /none of 1 address rule holds 203\.0\.113\.9/],
  ['198.51.100.77', 'no', /rule 198\.51\.100\.0\/24 lets 198\.51\.100\.77 in/],
  ['2001:db8::1', 'unknown', /no IPv4 address/],
])('the address rules against %s: %s', async (clientIp, holds, saw) => {
  const report = await look(ID, 'client-ip-not-allowed', { ...PULLED, clientIp });
  expect(heldIn(report)['address-not-allowed']).toBe(holds);
  expect(sawIn(report, 'address-not-allowed')).toMatch(saw);
});

test('an address that nobody named is not guessed', async () => {
  const report = await look(ID, 'client-ip-not-allowed');
  expect(heldIn(report)['address-not-allowed']).toBe('unknown');
});

test('a registry that cannot be seen is unknown, with the right that would help', async () => {
  const { judged } = await look(ID, 'registry-not-visible');
  expect(new Set(judged.map(({ holds }) => holds))).toEqual(new Set(['unknown']));
  expect(judged[0]).toMatchObject({
    permission: 'Microsoft.ContainerRegistry/registries/read',
    saw: expect.stringContaining('No subscription that was asked shows contosoprod7.azurecr.io') as string,
  });
});

const CONNECTION =
  '/subscriptions/6f1c2d34-0a1b-4c5d-8e9f-112233445566/resourceGroups/rg-net/providers/Microsoft.Network/privateEndpoints/';

test.each([
  ['one that waits', { a: 'Pending' }, 'yes', 'a is Pending'],
  ['all approved', { a: 'Approved' }, 'no', '1 approved private endpoint connection'],
  [
    'one given up beside an approved one',
    { a: 'Approved', b: 'Rejected' },
    'unknown',
    'b is Rejected; beside 1',
  ],
])('private endpoint connections: %s', async (_name, states, holds, saw) => {
  const scenario = loadScenario('healthy');
  scenario.tenant.registries.contosoprod7!.privateEndpoints = Object.fromEntries(
    Object.entries(states).map(([name, status]) => [
      name,
      { status: status as 'Approved', description: '', id: `${CONNECTION}${name}` },
    ]),
  );
  const report = await look(ID, scenario);
  expect(heldIn(report)['private-endpoint-not-approved']).toBe(holds);
  expect(sawIn(report, 'private-endpoint-not-approved')).toContain(saw);
});
