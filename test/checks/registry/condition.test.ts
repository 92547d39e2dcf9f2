import { weighCondition } from '../../../src/checks/registry/condition';
import { matchesWildcard } from '../../../src/checks/registry/wildcard';

const READ = 'Microsoft.ContainerRegistry/registries/repositories/content/read';
const WORKER = { action: READ, repository: 'team-a/ingest-worker' };
const NAME = '@Request[Microsoft.ContainerRegistry/registries/repositories:name]';

/** As the portal and the documentation write it. */
const portal = (expression: string) => `(
 (
  !(ActionMatches{'${READ}'})
  AND
  !(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/metadata/read'})
 )
 OR
 (
  ${expression}
 )
)`;

test.each([
  ["StringEqualsIgnoreCase 'team-a/ingest-worker'", 'met'],
  ["StringEqualsIgnoreCase 'TEAM-A/Ingest-Worker'", 'met'],
  ["StringEquals 'TEAM-A/Ingest-Worker'", 'not-met'],
  ["StringEqualsIgnoreCase 'team-a'", 'not-met'],
  ["StringStartsWithIgnoreCase 'team-a/'", 'met'],
  ["StringStartsWithIgnoreCase 'team-b/'", 'not-met'],
  ["StringNotEqualsIgnoreCase 'team-b/report-builder'", 'met'],
  ["StringNotStartsWithIgnoreCase 'team-a/'", 'not-met'],
  ["ForAnyOfAnyValues:StringEqualsIgnoreCase {'team-b/x', 'team-a/ingest-worker'}", 'met'],
  ["ForAnyOfAnyValues:StringEqualsIgnoreCase {'team-b/x', 'team-b/y'}", 'not-met'],
  ["ForAnyOfAllValues:StringStartsWith {'team-a/', 'team-a/ingest'}", 'met'],
  ["ForAnyOfAllValues:StringStartsWith {'team-a/', 'team-b/'}", 'not-met'],
  ["StringEquals {'team-a/ingest-worker', 'team-b/y'}", 'unclear'],
  ["StringLike 'team-?/*'", 'unclear'],
  ["StringMatches '^team'", 'unclear'],
])('the name %s: %s', (comparison, met) => {
  expect(weighCondition(portal(`${NAME} ${comparison}`), WORKER)).toBe(met);
});

test.each([
  ['one of two names', `${NAME} StringEquals 'a' OR ${NAME} StringStartsWith 'team-a/'`, 'met'],
  ['one of two names, in brackets', `(${NAME} StringEquals 'a') OR (${NAME} StringEquals 'b')`, 'not-met'],
  [
    'a name and a date',
    `${NAME} StringStartsWith 'team-a/' AND @Environment[UtcNow] DateTimeLessThan '2027-01-01'`,
    'unclear',
  ],
  [
    'another name and a date',
    `${NAME} StringEquals 'a' AND @Environment[UtcNow] DateTimeLessThan '2027-01-01'`,
    'not-met',
  ],
  [
    'the name or a private link',
    `${NAME} StringStartsWith 'team-a/' OR @Environment[isPrivateLink] BoolEquals true`,
    'met',
  ],
  [
    'a resource instead of a request',
    "@Resource[Microsoft.ContainerRegistry/registries/repositories:name] StringEquals 'x'",
    'unclear',
  ],
  ['existence', `Exists ${NAME}`, 'unclear'],
])('%s', (_name, expression, met) => {
  expect(weighCondition(portal(expression), WORKER)).toBe(met);
});

test('a condition on other actions lets a pull through', () => {
  const onWrites = `((!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/content/write'})) OR (${NAME} StringEquals 'x'))`;
  expect(weighCondition(onWrites, WORKER)).toBe('met');
  const delegation =
    "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {7f951dda-4ed3-4680-a7ca-43fe172d538d}))";
  expect(weighCondition(delegation, { action: 'Microsoft.ContainerRegistry/registries/pull/read' })).toBe(
    'met',
  );
});

test('an action may be a pattern, and the signs stand for the words', () => {
  const starred = `(!(ActionMatches{'Microsoft.ContainerRegistry/*/read'}) || (${NAME} StringEquals 'x'))`;
  expect(weighCondition(starred, WORKER)).toBe('not-met');
  expect(weighCondition(`${NAME} StringStartsWith 'team' && NOT ${NAME} StringEquals 'x'`, WORKER)).toBe(
    'met',
  );
});

test('two conditions joined must both hold', () => {
  const one = portal(`${NAME} StringStartsWith 'team-a/'`);
  const other = portal(`${NAME} StringEquals 'team-b/x'`);
  expect(weighCondition(`${one} AND ${other}`, WORKER)).toBe('not-met');
  expect(weighCondition(`${one} AND ${one}`, WORKER)).toBe('met');
});

test('AND and OR without brackets are told only when every reading agrees', () => {
  const [yes, no] = [`${NAME} StringStartsWith 'team'`, `${NAME} StringEquals 'x'`];
  expect(weighCondition(`${yes} OR ${no} AND ${no}`, WORKER)).toBe('unclear');
  expect(weighCondition(`${yes} OR ${yes} AND ${yes}`, WORKER)).toBe('met');
});

test('without a repository a name cannot be compared', () => {
  expect(weighCondition(portal(`${NAME} StringEquals 'x'`), { action: READ })).toBe('unclear');
});

test.each([
  '',
  '   ',
  '(',
  ')',
  '()',
  `(${NAME} StringEquals 'team-a/ingest-worker'`,
  `${NAME} StringEquals 'team-a/ingest-worker')`,
  `${NAME} StringEquals`,
  "ActionMatches{''}{",
  "SubOperationMatches{'Blob.List'}",
  'AND',
  '!',
  '#',
  '('.repeat(9000),
  `${'!'.repeat(9000)}(${NAME} StringEquals 'x')`,
  "'a' ".repeat(9000),
])('broken or unknown text is unclear: %#', (text) => {
  expect(weighCondition(text, WORKER)).toBe('unclear');
});

test.each([
  ['*', true],
  ['*/read', true],
  ['Microsoft.ContainerRegistry/*', true],
  ['microsoft.containerregistry/registries/*/READ', true],
  [READ, true],
  ['Microsoft.ContainerRegistry/registries/*', true],
  ['Microsoft.ContainerRegistry/*/repositories/*/read', true],
  ['Microsoft.ContainerRegistry/registries/read', false],
  ['*/write', false],
  ['*.ContainerRegistry/registries', false],
  ['Microsoft.ContainerRegistry/registries/repositories/content/read/*', false],
  ['*read*read', false],
  ['', false],
])('the pattern %s against content/read: %p', (pattern, holds) => {
  expect(matchesWildcard(pattern, READ)).toBe(holds);
});
