import type { DenyAssignment, Permissions, RoleAssignment, RoleDefinition } from '../../../src/azure/roles';
import { holdsRight, PULL, weighDenial, weighRoles } from '../../../src/checks/registry/granted';
import { BUILT_IN_ROLES } from '../../../src/practice/tenant/roles';
import { CONTOSO_ID, INGEST_APP, KUBELET, PRODUCTION, WORKER } from '../../azure/simulated';

function part(given: Partial<Permissions>): Permissions {
  return { actions: [], notActions: [], dataActions: [], notDataActions: [], ...given };
}

describe('which roles grant pull', () => {
  test.each([
    ['AcrPull', true, false],
    ['AcrPush', true, false],
    ['AcrDelete', false, false],
    ['Owner', true, false],
    ['Contributor', true, false],
    ['Reader', true, false],
    ['Container Registry Repository Reader', false, true],
    ['Container Registry Repository Writer', false, true],
    ['Container Registry Repository Catalog Lister', false, false],
  ])('%s: without repository roles %p, with them %p', (name, legacy, abac) => {
    const permissions = [part(BUILT_IN_ROLES[name]!)];
    expect(holdsRight(permissions, PULL.legacy)).toBe(legacy);
    expect(holdsRight(permissions, PULL.abac)).toBe(abac);
  });

  test.each([
    ['a wildcard over the registry', { actions: ['Microsoft.ContainerRegistry/registries/*'] }, true],
    ['a wildcard in the middle', { actions: ['Microsoft.ContainerRegistry/*/pull/read'] }, true],
    ['another case', { actions: ['microsoft.containerregistry/registries/PULL/read'] }, true],
    ['all, but pull', { actions: ['*'], notActions: [PULL.legacy.action] }, false],
    ['all, but all reads', { actions: ['*'], notActions: ['*/read'] }, false],
    ['all, but writes', { actions: ['*'], notActions: ['*/write'] }, true],
    ['reading the registry itself only', { actions: ['Microsoft.ContainerRegistry/registries/read'] }, false],
    ['pull as a data action, which it is not', { dataActions: [PULL.legacy.action] }, false],
    ['no actions at all', {}, false],
  ])('a role of our own with %s: %p', (_name, given, holds) => {
    expect(holdsRight([part(given)], PULL.legacy)).toBe(holds);
  });

  test('data actions have their own exceptions', () => {
    const all = { dataActions: ['Microsoft.ContainerRegistry/registries/repositories/*'] };
    expect(holdsRight([part(all)], PULL.abac)).toBe(true);
    expect(holdsRight([part({ ...all, notActions: ['*'] })], PULL.abac)).toBe(true);
    expect(holdsRight([part({ ...all, notDataActions: ['*/content/read'] })], PULL.abac)).toBe(false);
    expect(holdsRight([part({ actions: ['*'] })], PULL.abac)).toBe(false);
  });

  test('what one part takes out another may give', () => {
    const without = part({ actions: ['*'], notActions: ['*/pull/read'] });
    expect(holdsRight([without, part({ actions: [PULL.legacy.action] })], PULL.legacy)).toBe(true);
    expect(holdsRight([], PULL.legacy)).toBe(false);
  });
});

describe('role assignments', () => {
  const NAME = '@Request[Microsoft.ContainerRegistry/registries/repositories:name]';
  const assignment = (roleId: string, condition?: string): RoleAssignment => ({
    id: roleId,
    roleDefinitionId: roleId,
    roleId,
    principalId: KUBELET,
    scope: CONTOSO_ID,
    ...(condition === undefined ? {} : { condition }),
  });
  const roles: Record<string, RoleDefinition> = {
    reader: { id: 'reader', name: 'R', permissions: [part({ dataActions: [PULL.abac.action] })] },
    other: { id: 'other', name: 'O', permissions: [part({ actions: ['*'] })] },
  };
  const roleOf = ({ roleId }: RoleAssignment) => {
    const value = roles[roleId];
    return value
      ? ({ ok: true, value, at: '' } as const)
      : ({ ok: false, unreadable: { reason: 'forbidden', saw: 'refused' } } as const);
  };

  test('each goes where it belongs', () => {
    const found = weighRoles(
      [
        assignment('reader'),
        assignment('reader', `${NAME} StringStartsWith 'team-a/'`),
        assignment('reader', `${NAME} StringStartsWith 'team-b/'`),
        assignment('reader', '@Environment[UtcNow] DateTimeLessThan 1'),
        assignment('other'),
        assignment('other', 'nonsense'),
        assignment('lost'),
      ],
      roleOf,
      PULL.abac,
      WORKER,
    );
    expect(found.granting.map(({ assignment: { condition } }) => condition)).toEqual([
      undefined,
      `${NAME} StringStartsWith 'team-a/'`,
    ]);
    expect(found.excluding).toHaveLength(1);
    expect(found.unclear).toHaveLength(1);
    expect(found.unread.map(({ unreadable }) => unreadable.saw)).toEqual(['refused']);
  });
});

describe('deny assignments', () => {
  const GROUP = 'e2f7d6c5-b4a3-4291-8076-f5e4d3c2b1a0';
  const EVERYBODY = '00000000-0000-0000-0000-000000000000';
  const deny = (given: Partial<DenyAssignment>): DenyAssignment => ({
    id: 'd',
    name: 'd',
    scope: CONTOSO_ID,
    permissions: [part({ actions: ['*'], dataActions: ['*'] })],
    principals: [KUBELET],
    excluded: [],
    groups: [],
    appliesToChildScopes: true,
    ...given,
  });
  const weigh = (given: Partial<DenyAssignment>, selves = [KUBELET]) =>
    weighDenial(deny(given), PULL.legacy, CONTOSO_ID, selves);

  test.each<[string, Partial<DenyAssignment>, string]>([
    ['the identity itself', {}, 'denies'],
    ['in another case', { principals: [KUBELET.toUpperCase()] }, 'denies'],
    ['somebody else', { principals: [INGEST_APP] }, 'leaves'],
    ['everybody', { principals: [EVERYBODY] }, 'denies'],
    ['everybody but the identity', { principals: [EVERYBODY], excluded: [KUBELET] }, 'leaves'],
    ['everybody but somebody else', { principals: [EVERYBODY], excluded: [INGEST_APP] }, 'denies'],
    ['everybody but a group', { principals: [EVERYBODY], excluded: [GROUP], groups: [GROUP] }, 'may-deny'],
    ['a group', { principals: [GROUP], groups: [GROUP] }, 'may-deny'],
    ['under a condition', { condition: 'x' }, 'may-deny'],
    ['reads are left', { permissions: [part({ actions: ['*'], notActions: ['*/read'] })] }, 'leaves'],
    ['data only', { permissions: [part({ dataActions: ['*'] })] }, 'leaves'],
    ['writes only', { permissions: [part({ actions: ['*/write', '*/delete'] })] }, 'leaves'],
    ['from above', { scope: PRODUCTION }, 'denies'],
    ['from above, not below', { scope: PRODUCTION, appliesToChildScopes: false }, 'leaves'],
    ['here, not below', { appliesToChildScopes: false, scope: CONTOSO_ID.toUpperCase() }, 'denies'],
  ])('%s', (_name, given, denial) => {
    expect(weigh(given)).toBe(denial);
  });

  test('a group that the identity is known to belong to', () => {
    const known = [KUBELET, GROUP];
    expect(weigh({ principals: [GROUP], groups: [GROUP] }, known)).toBe('denies');
    expect(weigh({ principals: [EVERYBODY], excluded: [GROUP], groups: [GROUP] }, known)).toBe('leaves');
  });
});
