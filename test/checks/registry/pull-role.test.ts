import type { Params } from '../../../src/checks/check';
import type { Tenant } from '../../../src/practice/tenant/model';
import { loadScenario, type Scenario } from '../../../src/practice/tenant/scenario';
import { CONTOSO_ID, INGEST_APP, KUBELET, PRODUCTION } from '../../azure/simulated';
import { heldIn, look, PULLED, sawIn } from '../look';

const ID = 'registry/pull-role';
const OF_KUBELET: Params = { ...PULLED, principalId: KUBELET };
const NAME = '@Request[Microsoft.ContainerRegistry/registries/repositories:name]';
const READER = 'Container Registry Repository Reader';

type Assignment = Tenant['roleAssignments'][string];

/** The healthy tenant in which the kubelet identity holds these roles and no other. */
function holding(...given: Partial<Assignment>[]): Scenario {
  const scenario = loadScenario('healthy');
  delete scenario.tenant.roleAssignments['kubelet-pulls'];
  given.forEach((one, index) => {
    const usual = { role: 'AcrPull', principal: 'kubelet-prod', scope: CONTOSO_ID, createdAt: '-240d' };
    scenario.tenant.roleAssignments[`given-${index}`] = { ...usual, ...one };
  });
  return scenario;
}

function abac(scenario: Scenario): Scenario {
  scenario.tenant.registries.contosoprod7!.roleAssignmentMode = 'AbacRepositoryPermissions';
  return scenario;
}

function customRole(scenario: Scenario, role: Partial<Tenant['roleDefinitions'][string]>): Scenario {
  const none = { actions: [], notActions: [], dataActions: [], notDataActions: [] };
  const id = '77777777-0f9e-4d8c-b7a6-958473625140';
  scenario.tenant.roleDefinitions['Own role'] = { id, kind: 'CustomRole', ...none, ...role };
  return scenario;
}

function denying(given: Partial<Tenant['denyAssignments'][string]>): Scenario {
  const scenario = holding({});
  const usual = {
    ...{ principals: ['kubelet-prod'], excluded: [], scope: PRODUCTION },
    ...{ actions: ['*'], notActions: [], dataActions: ['*'], notDataActions: [] },
  };
  scenario.tenant.denyAssignments['Locked by a managed application'] = { ...usual, ...given };
  return scenario;
}

describe('an identity that may pull', () => {
  test('by a role of its own on the registry', async () => {
    const report = await look(ID, 'healthy', OF_KUBELET);
    expect(heldIn(report)).toEqual({
      'no-pull-role': 'no',
      'acrpull-ignored': 'no',
      denied: 'no',
      'only-with-condition': 'no',
      'assigned-lately': 'no',
      'only-inherited-or-group': 'no',
    });
    expect(sawIn(report, 'no-pull-role')).toMatch(
      /^AcrPull on the registry, assigned \d{4}-\d\d-\d\d \d\d:\d\d UTC, grants pull to 8f1c4b2a\.\.\.$/,
    );
    expect(report.judged[0]).toMatchObject({ about: 'identity', subject: `identity ${KUBELET}` });
    expect(Date.parse(report.judged[0]!.since!)).toBeLessThan(Date.now() - 239 * 86_400_000);
    expect(report.learned).toMatchObject({ registryResourceGroup: 'rg-prod' });
  });

  test('through a group, from the resource group: told as such, its age left open', async () => {
    const report = await look(ID, 'healthy', { ...PULLED, principalId: INGEST_APP });
    expect(heldIn(report)).toMatchObject({
      'no-pull-role': 'no',
      'assigned-lately': 'unknown',
      'only-inherited-or-group': 'yes',
    });
    expect(sawIn(report, 'only-inherited-or-group')).toMatch(
      /^AcrPull on resource group rg-prod, through group e2f7d6c5\.\.\., assigned /,
    );
  });

  test.each([
    [PRODUCTION, 'on the subscription'],
    ['/providers/Microsoft.Management/managementGroups/contoso', 'on management group contoso'],
  ])('inherited from %s', async (scope, words) => {
    const report = await look(ID, holding({ scope }), OF_KUBELET);
    expect(heldIn(report)).toMatchObject({ 'no-pull-role': 'no', 'only-inherited-or-group': 'yes' });
    expect(sawIn(report, 'no-pull-role')).toContain(words);
  });

  test.each(['AcrPush', 'Contributor', 'Owner', 'Reader'])('as %s', async (role) => {
    expect(heldIn(await look(ID, holding({ role }), OF_KUBELET))['no-pull-role']).toBe('no');
  });

  test('by a role of our own with a wildcard', async () => {
    const role = { actions: ['Microsoft.ContainerRegistry/registries/*/read'] };
    const report = await look(ID, customRole(holding({ role: 'Own role' }), role), OF_KUBELET);
    expect(sawIn(report, 'no-pull-role')).toMatch(/^Own role on the registry/);
  });

  test('the object id in capitals is the same identity', async () => {
    const report = await look(ID, 'healthy', { ...PULLED, principalId: KUBELET.toUpperCase() });
    expect(heldIn(report)).toMatchObject({ 'no-pull-role': 'no', 'only-inherited-or-group': 'no' });
  });
});

describe('an identity without a pull role', () => {
  test('none at all', async () => {
    const report = await look(ID, 'kubelet-identity-without-role', OF_KUBELET);
    expect(heldIn(report)).toEqual({
      'no-pull-role': 'yes',
      'acrpull-ignored': 'no',
      denied: 'no',
      'only-with-condition': 'no',
      'assigned-lately': 'not-applicable',
      'only-inherited-or-group': 'not-applicable',
    });
    expect(sawIn(report, 'no-pull-role')).toBe(
      '3 role assignments at or above the registry, none grants pull to 8f1c4b2a...',
    );
  });

  test('roles that do not hold pull are counted', async () => {
    const report = await look(ID, holding({ role: 'AcrDelete' }), OF_KUBELET);
    expect(heldIn(report)['no-pull-role']).toBe('yes');
    expect(sawIn(report, 'no-pull-role')).toMatch(
      /none grants pull to 8f1c4b2a\.\.\., which holds 1 of them$/,
    );
  });

  test('a role of our own that takes pull out again', async () => {
    const role = { actions: ['*'], notActions: ['Microsoft.ContainerRegistry/registries/pull/*'] };
    const report = await look(ID, customRole(holding({ role: 'Own role' }), role), OF_KUBELET);
    expect(heldIn(report)['no-pull-role']).toBe('yes');
  });

  test('a role on another registry or a neighbouring resource group', async () => {
    const scope = `${PRODUCTION}/resourceGroups/rg-prod-2`;
    expect(heldIn(await look(ID, holding({ scope }), OF_KUBELET))['no-pull-role']).toBe('yes');
  });

  test('repository roles in a registry that takes none', async () => {
    const held = heldIn(await look(ID, holding({ role: READER }), OF_KUBELET));
    expect(held).toMatchObject({ 'no-pull-role': 'yes', 'acrpull-ignored': 'no' });
  });
});

describe('a registry that takes repository roles only', () => {
  test('AcrPull is ignored', async () => {
    const report = await look(ID, 'abac-registry-acrpull-ignored', OF_KUBELET);
    expect(heldIn(report)).toMatchObject({
      // Another fix, so not the same trouble.
      'no-pull-role': 'not-applicable',
      'acrpull-ignored': 'yes',
      'assigned-lately': 'not-applicable',
    });
    expect(sawIn(report, 'acrpull-ignored')).toBe(
      'roleAssignmentMode is AbacRepositoryPermissions, which ignores AcrPull',
    );
    expect(sawIn(report, 'no-pull-role')).toBe('it holds AcrPull, which this registry ignores');
  });

  test.each(['Owner', 'Contributor', 'Reader'])('%s is ignored too', async (role) => {
    const held = heldIn(await look(ID, abac(holding({ role })), OF_KUBELET));
    expect(held).toMatchObject({ 'no-pull-role': 'not-applicable', 'acrpull-ignored': 'yes' });
  });

  test('no role at all is not the same as an ignored one', async () => {
    const held = heldIn(await look(ID, abac(holding()), OF_KUBELET));
    expect(held).toMatchObject({ 'no-pull-role': 'yes', 'acrpull-ignored': 'no' });
  });

  test.each([
    ['without a condition', undefined],
    ['for this repository', `${NAME} StringEqualsIgnoreCase 'team-a/ingest-worker'`],
    ['for its prefix', `${NAME} StringStartsWithIgnoreCase 'team-a/'`],
  ])('the repository role %s', async (_name, condition) => {
    const given = { role: READER, ...(condition === undefined ? {} : { condition }) };
    const report = await look(ID, abac(holding({}, given)), OF_KUBELET);
    expect(heldIn(report)).toMatchObject({
      'no-pull-role': 'no',
      'acrpull-ignored': 'no',
      'only-with-condition': 'no',
    });
  });

  test('the repository role for another repository', async () => {
    const condition = `${NAME} StringEqualsIgnoreCase 'team-b/report-builder'`;
    const report = await look(ID, abac(holding({ role: READER, condition })), OF_KUBELET);
    expect(heldIn(report)).toMatchObject({
      'no-pull-role': 'yes',
      'acrpull-ignored': 'no',
      'only-with-condition': 'yes',
      'assigned-lately': 'not-applicable',
    });
    expect(sawIn(report, 'no-pull-role')).toBe(
      `only ${READER} grants pull, under the condition "${condition}", which leaves out team-a/ingest-worker`,
    );
  });

  test('a condition that cannot be evaluated is quoted, and no role is denied for it', async () => {
    const condition = `${NAME} StringMatches '^team-[ab]/' AND ${'@Environment[isPrivateLink] BoolEquals true AND '.repeat(4)}${NAME} StringMatches 'x'`;
    const report = await look(ID, abac(holding({ role: READER, condition })), OF_KUBELET);
    expect(heldIn(report)).toMatchObject({
      'no-pull-role': 'unknown',
      'only-with-condition': 'yes',
      'assigned-lately': 'unknown',
      'only-inherited-or-group': 'unknown',
    });
    expect(sawIn(report, 'only-with-condition')).toMatch(/under the condition "@Request.{100,180}\.\.\."$/);
  });

  test('without the repository a condition on names stays open', async () => {
    const condition = `${NAME} StringStartsWith 'team-a/'`;
    const rest = { registry: 'contosoprod7.azurecr.io', principalId: KUBELET };
    const held = heldIn(await look(ID, abac(holding({ role: READER, condition })), rest));
    expect(held).toMatchObject({ 'no-pull-role': 'unknown', 'only-with-condition': 'unknown' });
  });
});

describe('deny assignments', () => {
  test('one from above takes pull away; the role is still told', async () => {
    const report = await look(ID, denying({}), OF_KUBELET);
    expect(heldIn(report)).toMatchObject({ denied: 'yes', 'no-pull-role': 'no' });
    expect(sawIn(report, 'denied')).toBe(
      "deny assignment 'Locked by a managed application' on the subscription takes pull from 8f1c4b2a...",
    );
  });

  test.each([
    ['everybody but a group', { principals: ['*'], excluded: ['platform-workloads'] }, 'unknown'],
    ['a group that the identity may belong to', { principals: ['platform-workloads'] }, 'unknown'],
    ['everybody but somebody else', { principals: ['*'], excluded: ['anna', 'bot'] }, 'yes'],
    ['everybody but the identity', { principals: ['*'], excluded: ['kubelet-prod', 'bot'] }, 'no'],
    ['writes only', { actions: ['*/write', '*/delete'], dataActions: [] }, 'no'],
    ['all but reads', { notActions: ['*/read'] }, 'no'],
  ])('%s', async (_name, given, holds) => {
    const scenario = denying({
      ...given,
      ...('excluded' in given ? { excluded: [...given.excluded, 'bot'] } : {}),
    });
    expect(heldIn(await look(ID, scenario, OF_KUBELET)).denied).toBe(holds);
  });

  test('a group that it is known to belong to, because it holds a role through it', async () => {
    const scenario = denying({ principals: ['platform-workloads'] });
    const held = heldIn(await look(ID, scenario, { ...PULLED, principalId: INGEST_APP }));
    expect(held.denied).toBe('yes');
  });
});

describe('when the role was assigned', () => {
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

  test.each([
    ['5 minutes before now', '-5m', undefined, 'yes'],
    ['20 minutes before now', '-20m', undefined, 'no'],
    ['5 minutes before the failure', '-65m', ago(60), 'yes'],
    ['16 minutes before the failure', '-76m', ago(60), 'no'],
    ['after the failure', '-30m', ago(60), 'yes'],
  ])('%s', async (_name, createdAt, failedAt, holds) => {
    const params = { ...OF_KUBELET, ...(failedAt === undefined ? {} : { failedAt }) };
    const report = await look(ID, holding({ createdAt }), params);
    expect(heldIn(report)['assigned-lately']).toBe(holds);
    expect(sawIn(report, 'assigned-lately')).toMatch(
      /^AcrPull on the registry, assigned .* UTC, grants pull/,
    );
    expect(report.judged.find(({ statement }) => statement === 'assigned-lately')?.since).toBeDefined();
  });

  test('an older role beside a new one has settled', async () => {
    const scenario = holding({ createdAt: '-1m' }, { role: 'AcrPush', createdAt: '-9d' });
    const report = await look(ID, scenario, OF_KUBELET);
    expect(heldIn(report)['assigned-lately']).toBe('no');
    expect(sawIn(report, 'no-pull-role')).toMatch(/^AcrPush/);
  });

  test('a role that was never given is not late', async () => {
    expect(heldIn(await look(ID, holding(), OF_KUBELET))['assigned-lately']).toBe('not-applicable');
  });
});

describe('what cannot be read stays open', () => {
  const refused = { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'not allowed' } } };
  const disturb = (scenario: Scenario, match: string, times?: number): Scenario => ({
    ...scenario,
    rules: [{ match, ...refused, ...(times === undefined ? {} : { times }) }],
  });

  test('role assignments', async () => {
    const scenario = disturb(holding({}), 'GET */roleAssignments');
    const report = await look(ID, scenario, OF_KUBELET);
    expect(heldIn(report)).toMatchObject({
      'no-pull-role': 'unknown',
      'acrpull-ignored': 'unknown',
      denied: 'no',
    });
    expect(report.judged[0]).toMatchObject({ permission: 'Microsoft.Authorization/roleAssignments/read' });
  });

  test('a role definition: no absence is claimed', async () => {
    const report = await look(ID, disturb(holding({}), 'GET */roleDefinitions/*'), OF_KUBELET);
    expect(heldIn(report)).toMatchObject({ 'no-pull-role': 'unknown', 'only-with-condition': 'unknown' });
    expect(report.judged[0]).toMatchObject({ permission: 'Microsoft.Authorization/roleDefinitions/read' });
  });

  test('one of two role definitions: the other one is enough to pull', async () => {
    const scenario = holding({}, { role: 'AcrDelete', scope: PRODUCTION });
    const report = await look(ID, disturb(scenario, 'GET */roleDefinitions/c2f4ef07*'), OF_KUBELET);
    expect(heldIn(report)).toMatchObject({ 'no-pull-role': 'no', 'only-inherited-or-group': 'no' });
  });

  test('deny assignments', async () => {
    const report = await look(ID, disturb(holding({}), 'GET */denyAssignments'), OF_KUBELET);
    expect(heldIn(report)).toMatchObject({ 'no-pull-role': 'no', denied: 'unknown' });
  });

  test('groups: what the identity holds itself still counts, its absence does not', async () => {
    const match = 'GET */roleAssignments?*assignedTo*';
    expect(heldIn(await look(ID, disturb(holding({}), match), OF_KUBELET))['no-pull-role']).toBe('no');
    expect(heldIn(await look(ID, disturb(holding(), match), OF_KUBELET))['no-pull-role']).toBe('unknown');
    const other = disturb(holding({ role: 'AcrDelete' }), match);
    expect(heldIn(await look(ID, other, OF_KUBELET))['no-pull-role']).toBe('unknown');
  });

  test('a list with more pages than are read proves no absence', async () => {
    const scenario = holding({ role: 'AcrDelete' }, { role: 'AcrDelete', scope: PRODUCTION });
    scenario.tenant.pageSize = 1;
    const report = await look(ID, scenario, OF_KUBELET, { limits: { pages: 1 } });
    expect(heldIn(report)['no-pull-role']).toBe('unknown');
  });

  test('a registry that does not say which roles it takes', async () => {
    const body = {
      ...{ id: CONTOSO_ID, name: 'contosoprod7', location: 'westeurope', sku: { name: 'Premium' } },
      properties: { loginServer: 'contosoprod7.azurecr.io' },
    };
    const rules = [{ match: 'GET management.azure.com/*/registries/contosoprod7', status: 200, body }];
    const report = await look(ID, { ...holding({}), rules }, OF_KUBELET);
    expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['unknown']));
    expect(sawIn(report, 'no-pull-role')).toMatch(/roleAssignmentMode is missing/);
  });

  test('an undated assignment: whether it is late is not told', async () => {
    const roleDefinitionId = `${PRODUCTION}/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d`;
    const value = [
      { id: '/undated', properties: { roleDefinitionId, principalId: KUBELET, scope: CONTOSO_ID } },
    ];
    const rules = [{ match: 'GET */roleAssignments', status: 200, body: { value } }];
    const report = await look(ID, { ...holding({}), rules }, OF_KUBELET);
    expect(heldIn(report)).toMatchObject({ 'no-pull-role': 'no', 'assigned-lately': 'unknown' });
    expect(report.judged[0]).not.toHaveProperty('since');
  });

  test('something that is no object id', async () => {
    const report = await look(ID, 'healthy', { ...PULLED, principalId: 'kubelet-prod' });
    expect(heldIn(report)['no-pull-role']).toBe('unknown');
    expect(sawIn(report, 'no-pull-role')).toBe("'kubelet-prod' is no object id");
  });
});
