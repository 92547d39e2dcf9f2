import { loadScenario, type Scenario } from '../../../src/practice/tenant/scenario';
import type { Rule } from '../../../src/practice/tenant/rule';
import { disturbed } from '../../azure/simulated';
import { heldIn, look, sawIn } from '../look';

const ID = 'registry/endpoint';
const PING = 'GET contosoprod7.azurecr.io/v2/';

function withDns(entry: Partial<Scenario['tenant']['dns'][string]>): Scenario {
  const scenario = loadScenario('healthy');
  scenario.tenant.dns['contosoprod7.azurecr.io'] = { aliases: [], addresses: [], ...entry };
  return scenario;
}

test('a registry that answers from a public address, as it should', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({
    'name-not-found': 'no',
    'private-address-only': 'no',
    'public-address-only': 'not-applicable',
    'not-reachable': 'no',
    'refused-by-firewall': 'no',
    'server-error': 'no',
    throttled: 'no',
    'no-challenge': 'no',
  });
  expect(new Set(report.judged.map(({ vantage }) => vantage))).toEqual(new Set(['bot']));
  expect(sawIn(report, 'no-challenge')).toBe(
    '/v2/ answered 401 UNAUTHORIZED, with a token service at https://contosoprod7.azurecr.io/oauth2/token',
  );
});

test('a name that DNS does not know', async () => {
  const report = await look(ID, withDns({ fault: 'not-found' }));
  expect(heldIn(report)).toMatchObject({
    'name-not-found': 'yes',
    'private-address-only': 'not-applicable',
    'public-address-only': 'not-applicable',
  });
  expect(sawIn(report, 'name-not-found')).toBe('DNS does not know contosoprod7.azurecr.io');
});

test('an alias that leads nowhere: a private zone without the record', async () => {
  const report = await look(ID, withDns({ aliases: ['contosoprod7.privatelink.azurecr.io'] }));
  expect(heldIn(report)['name-not-found']).toBe('yes');
  expect(sawIn(report, 'name-not-found')).toBe(
    'contosoprod7.azurecr.io > contosoprod7.privatelink.azurecr.io leads to no address',
  );
});

test.each(['timeout', 'servfail'] as const)(
  'a name server with %s is unknown, not a missing name',
  async (fault) => {
    const held = heldIn(await look(ID, withDns({ fault })));
    expect(held).toMatchObject({
      'name-not-found': 'unknown',
      'private-address-only': 'unknown',
      'public-address-only': 'unknown',
      'not-reachable': 'no',
    });
  },
);

test.each([
  [['10.20.4.5'], 'yes'],
  [['172.31.0.1', 'fd00::5'], 'yes'],
  [['100.64.1.1'], 'yes'],
  [['10.20.4.5', '20.61.99.68'], 'no'],
  [['172.32.0.1'], 'no'],
  [['2603:1020:206::5'], 'no'],
])('%p: private addresses only is %s', async (addresses, holds) => {
  const report = await look(ID, withDns({ addresses }));
  expect(heldIn(report)['private-address-only']).toBe(holds);
});

test('a public address although public access is off', async () => {
  const report = await look(ID, 'dns-private-endpoint-missing');
  expect(heldIn(report)).toMatchObject({ 'public-address-only': 'yes', 'private-address-only': 'no' });
  expect(sawIn(report, 'public-address-only')).toBe(
    'contosoprod7.azurecr.io > contosoprod7.privatelink.azurecr.io > r0427-az.westeurope.cloudapp.azure.com' +
      ' leads to 20.61.99.68, although public network access is Disabled',
  );
});

test('public access off, and the private endpoint is found: no trouble', async () => {
  const scenario = loadScenario('dns-private-endpoint-missing');
  scenario.tenant.dns = {};
  expect(heldIn(await look(ID, scenario))).toMatchObject({
    'public-address-only': 'no',
    'private-address-only': 'yes',
  });
});

test('a public address of a registry that cannot be read is no accusation', async () => {
  const report = await look(ID, 'registry-not-visible');
  expect(heldIn(report)['public-address-only']).toBe('unknown');
  expect(sawIn(report, 'public-address-only')).toMatch(/whether public network access is on is not known/);
});

test('the firewall names the address it saw', async () => {
  const report = await look(ID, 'client-ip-not-allowed');
  expect(heldIn(report)).toMatchObject({
    'refused-by-firewall': 'yes',
    'not-reachable': 'no',
    'no-challenge': 'not-applicable',
  });
  expect(sawIn(report, 'refused-by-firewall')).toMatch(
    /^\/v2\/ answered 403 DENIED: client with IP '20\.61\.4\.17'/,
  );
});

const answering = (rule: Partial<Rule>) => disturbed({ match: PING, body: '', ...rule });

test.each([
  ['a 403 of a proxy', { status: 403, body: '<html>Forbidden</html>' }, 'refused-by-firewall', 'unknown'],
  ['502', { status: 502 }, 'server-error', 'yes'],
  ['429', { status: 429, headers: { 'retry-after': '60' } }, 'throttled', 'yes'],
  ['401 without a challenge', { status: 401 }, 'no-challenge', 'yes'],
  ['200 of something else', { status: 200, body: '<html>Welcome</html>' }, 'no-challenge', 'yes'],
])('%s', async (_name, rule, statement, holds) => {
  const held = heldIn(await look(ID, answering(rule)));
  expect(held[statement]).toBe(holds);
  expect(held['not-reachable']).toBe('no');
});

test.each([
  ['hang', 'yes'],
  ['reset', 'yes'],
  ['half', 'unknown'],
] as const)('%s: not reachable is %s, and nothing is said of answers', async (fault, holds) => {
  const limits = { callMs: 500, totalMs: 3000 };
  const report = await look(ID, disturbed({ match: PING, fault }), undefined, { limits });
  expect(heldIn(report)['not-reachable']).toBe(holds);
  expect(heldIn(report)['server-error']).toBe('unknown');
});

test('our own time limit is not held against the registry', async () => {
  const limits = { callMs: 2000, totalMs: 300 };
  const report = await look(ID, disturbed({ match: PING, fault: 'hang' }), undefined, { limits });
  expect(heldIn(report)['not-reachable']).toBe('unknown');
});
