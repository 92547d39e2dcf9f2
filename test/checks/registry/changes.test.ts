import { disturbed } from '../../azure/simulated';
import { heldIn, look, PULLED, sawIn } from '../look';
import { withEvents } from './patched';

const ID = 'registry/changes';
const LOG = 'GET management.azure.com/*/eventtypes/management/values';
const REGENERATE = 'Microsoft.ContainerRegistry/registries/regenerateCredential/action';
const UNASSIGN = 'Microsoft.Authorization/roleAssignments/delete';
const WRITE = 'Microsoft.ContainerRegistry/registries/write';
const ENDPOINT = 'Microsoft.ContainerRegistry/registries/privateEndpointConnections/write';

const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const failed = (days: number) => ({ ...PULLED, failedAt: ago(days) });
const TIME = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d UTC`;

test('nothing that matters: the days are named, another event is still handed on', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({
    'credentials-changed': 'no',
    'role-removed': 'no',
    'network-or-settings-changed': 'no',
  });
  expect(sawIn(report, 'credentials-changed')).toMatch(
    new RegExp(`^no change of credentials in the 7 days before ${TIME}$`),
  );
  expect(sawIn(report, 'role-removed')).toMatch(/^no removal of a role assignment at the registry itself in/);
  expect(report.events.map(({ change }) => change)).toEqual(['other']);
});

test.each([
  ['admin-enabled', 'credentials-changed', /^registries\/regeneratecredential\/action by release-/],
  [
    'kubelet-identity-without-role',
    'role-removed',
    /^roleassignments\/delete by .*; whose role it was is not told$/,
  ],
  ['registry-public-access-off', 'network-or-settings-changed', /^registries\/write by .*; which setting/],
])('%s: %s, by whom and when', async (scenario, statement, saw) => {
  const report = await look(ID, scenario);
  const held = heldIn(report);
  expect(Object.keys(held).filter((name) => held[name] === 'yes')).toEqual([statement]);
  expect(sawIn(report, statement)).toMatch(saw);
  expect(sawIn(report, statement)).toMatch(new RegExp(` by release-pipeline@contoso\\.example, ${TIME}`));
});

test('of several the newest is told, with its time as the begin of what is so', async () => {
  const at = ago(2);
  const scenario = withEvents(
    ['-3d', WRITE],
    [at, ENDPOINT, 'Succeeded', 'ben@contoso.example'],
    ['-6d', WRITE],
  );
  const report = await look(ID, scenario);
  expect(sawIn(report, 'network-or-settings-changed')).toMatch(
    /^registries\/privateendpointconnections\/write by ben@contoso\.example, .* UTC, the newest of 3; which/,
  );
  expect(report.judged.find(({ holds }) => holds === 'yes')?.since).toBe(at);
});

describe('the failure divides the log', () => {
  const scenario = withEvents(['-20d', REGENERATE], ['-9d', UNASSIGN], ['-1d', WRITE]);

  test('what came before is judged, what came after is handed on', async () => {
    const report = await look(ID, scenario, failed(4));
    expect(heldIn(report)).toEqual({
      'credentials-changed': 'no',
      'role-removed': 'yes',
      'network-or-settings-changed': 'no',
    });
    expect(report.events.map(({ change }) => change)).toEqual(['registry', 'role-removed']);
  });

  test('a failure that is not dated counts as now', async () => {
    const report = await look(ID, scenario);
    expect(heldIn(report)).toMatchObject({ 'role-removed': 'no', 'network-or-settings-changed': 'yes' });
    expect(report.events.map(({ change }) => change)).toEqual(['registry']);
  });

  test('so does one that lies ahead, by a clock that is fast', async () => {
    const report = await look(ID, scenario, failed(-1));
    expect(heldIn(report)).toMatchObject({ 'network-or-settings-changed': 'yes' });
    expect(report.events).toHaveLength(1);
  });

  test('one that is older than the log is unknown; what came after is still handed on', async () => {
    const report = await look(ID, scenario, failed(85));
    expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['unknown']));
    expect(sawIn(report, 'role-removed')).toMatch(/^Azure keeps events 90 days, so the 7 days before /);
    expect(report.events).toHaveLength(3);
  });

  test('one whose time is no time is unknown', async () => {
    const report = await look(ID, scenario, { ...PULLED, failedAt: 'last Monday-ish' });
    expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['unknown']));
    expect(sawIn(report, 'role-removed')).toBe("'last Monday-ish' is no time at which it can have failed");
  });
});

test('what was tried and failed changed nothing', async () => {
  const report = await look(ID, withEvents(['-2d', REGENERATE, 'Failed'], ['-1d', WRITE, 'Failed']));
  expect(heldIn(report)).toMatchObject({ 'credentials-changed': 'no', 'network-or-settings-changed': 'no' });
  expect(report.events).toEqual([]);
});

test('a replica that was changed is no change of the registry, and is handed on as such', async () => {
  const report = await look(
    ID,
    withEvents(['-1d', 'Microsoft.ContainerRegistry/registries/replications/write']),
  );
  expect(heldIn(report)).toMatchObject({ 'network-or-settings-changed': 'no' });
  expect(report.events.map(({ change }) => change)).toEqual(['replica']);
});

test('a beginning whose end is not told is unknown, not no', async () => {
  const report = await look(ID, withEvents(['-2d', REGENERATE, 'Started'], ['-1d', WRITE, 'Accepted']));
  expect(heldIn(report)).toMatchObject({
    'credentials-changed': 'unknown',
    'network-or-settings-changed': 'unknown',
  });
  expect(sawIn(report, 'credentials-changed')).toMatch(/: how it ended is not told$/);
  expect(report.events).toHaveLength(2);
});

describe('events of one operation belong together', () => {
  const event = (status: string, correlationId: string) => ({
    eventTimestamp: ago(1),
    operationName: { value: REGENERATE },
    status: { value: status },
    correlationId,
  });
  const logged = (value: unknown[], more = {}) => disturbed({ match: LOG, body: { value, ...more } });

  test('begun and failed is failed; nobody is named', async () => {
    const report = await look(ID, logged([event('Failed', 'a'), event('Started', 'a')]));
    expect(heldIn(report)).toMatchObject({ 'credentials-changed': 'no' });
  });

  test('one that failed takes nothing away from another that did not', async () => {
    const report = await look(
      ID,
      logged([event('Failed', 'a'), event('Started', 'a'), event('Succeeded', 'b')]),
    );
    expect(heldIn(report)).toMatchObject({ 'credentials-changed': 'yes' });
    expect(sawIn(report, 'credentials-changed')).toMatch(/ by somebody not named, /);
  });

  test('a log with more pages than are read holds no "no"', async () => {
    const nextLink = 'https://management.azure.com/x/eventtypes/management/values?page=2';
    const options = { limits: { pages: 1 } };
    const report = await look(ID, logged([event('Succeeded', 'b')], { nextLink }), PULLED, options);
    expect(heldIn(report)).toEqual({
      'credentials-changed': 'yes',
      'role-removed': 'unknown',
      'network-or-settings-changed': 'unknown',
    });
    expect(sawIn(report, 'role-removed')).toMatch(
      /^No removal .* among the events read, but there are more in the 7 days .* than were read$/,
    );
  });
});

test('not allowed to read the log: the right is named, and no event is made up', async () => {
  const report = await look(ID, disturbed({ match: LOG, status: 403, body: {} }), failed(2));
  expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['unknown']));
  expect(report.judged[0]?.permission).toBe('Microsoft.Insights/eventtypes/values/read');
  expect(report.events).toEqual([]);
});

test('what came before is judged even where the time after cannot be read', async () => {
  const params = failed(4);
  const after = `ge+%27${encodeURIComponent(params.failedAt)}`;
  const scenario = withEvents(['-5d', REGENERATE], ['-1d', WRITE]);
  scenario.rules.push({ match: `${LOG}?*${after}*`, status: 403, body: {} });
  const report = await look(ID, scenario, params);
  expect(heldIn(report)).toMatchObject({ 'credentials-changed': 'yes', 'network-or-settings-changed': 'no' });
  expect(report.events.map(({ change }) => change)).toEqual(['credentials']);
});
