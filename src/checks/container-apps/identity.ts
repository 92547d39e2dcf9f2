import type { ContainerApp } from '../../azure/container-apps';
import type { Read } from '../../azure/reading';
import {
  defineCheck,
  judgeRead,
  no,
  notApplicable,
  unknown,
  yes,
  type Eyes,
  type Given,
  type Params,
  type Said,
} from '../check';
import { readPastedRoles } from '../registry/pasted-roles';
import { judgePullRole, lookUpRoles, pullRole, type Seen as Roles } from '../registry/pull-role';
import { appIn } from './read-pasted';
import { entryFor, identityName, identityOf, namesOfApp, ofApp, READ_APP, readApp } from './visible';

type Needed = 'app' | 'registry';

interface Seen {
  app: Read<ContainerApp>;
  /** What each identity of the app holds, by its object id. */
  roles: Map<string, Roles>;
}

/** Roles are read of so many identities of an app. */
const MAX_IDENTITIES = 6;
const [MISSING, NO_ROLE, ANOTHER] = ['identity-not-assigned', 'no-pull-role', 'another-identity-has-role'];
const byRoles = {
  vantage: 'configuration',
  about: 'app',
  changedBy: ['role-added', 'role-removed', 'registry'],
} as const;

/** Which identity pulls stands in the app's registry entry; whether it may pull stands at the registry. */
export const identity = defineCheck<Seen, Needed>({
  id: 'container-apps/identity',
  title: 'Identity with which the app pulls',
  statements: {
    [MISSING]: { says: 'The registry entry names an identity that the app does not have', ...ofApp },
    [NO_ROLE]: { says: 'The identity at the registry entry holds no pull role on the registry', ...byRoles },
    [ANOTHER]: {
      says: 'Another identity of the app holds a pull role, the one at the registry entry does not',
      ...byRoles,
    },
  },
  needs: ['app', 'registry'],
  uses: ['appResourceGroup', 'repository', 'failedAt'],
  permissions: [READ_APP, ...pullRole.permissions],
  unverified: [
    'The identity of the environment (system-environment in the entry) is not read.',
    'That Azure keeps an entry whose identity was taken away from the app is not documented; it is told if seen.',
  ],
  collect: lookUp,
  judge: ({ app, roles }, params) =>
    judgeRead(app, [MISSING, NO_ROLE, ANOTHER], (found) => judgeApp(found, roles, params)),
  read(outputs, params) {
    const app = appIn(outputs, params);
    if (!app?.ok || params.registry === undefined) return undefined;
    const roles = principalsOf(app.value).flatMap((principalId) => {
      const held = readPastedRoles(outputs, { ...params, principalId });
      return held ? [[principalId, held] as const] : [];
    });
    return { app, roles: new Map(roles) };
  },
  learn: ({ app }) => namesOfApp(app),
});

function principalsOf({ identities }: ContainerApp): string[] {
  const ids = identities?.items.flatMap(({ principalId }) => principalId?.toLowerCase() ?? []) ?? [];
  return [...new Set(ids)];
}

async function lookUp(eyes: Eyes, params: Given<Needed>): Promise<Seen> {
  const app = await readApp(eyes, params);
  const named = app.ok ? namedIdentity(app.value, params.registry) : undefined;
  if (!app.ok || named === undefined) return { app, roles: new Map() };
  const own = identityOf(app.value, named);
  const first = 'principalId' in own ? [own.principalId] : [];
  const wanted = [...new Set([...first, ...principalsOf(app.value)])].slice(0, MAX_IDENTITIES);
  const roles = await Promise.all(
    wanted.map(
      async (principalId) => [principalId, await lookUpRoles(eyes, { ...params, principalId })] as const,
    ),
  );
  return { app, roles: new Map(roles) };
}

/** The identity at the app's entry for the registry; undefined where none is used. */
function namedIdentity(app: ContainerApp, registry: string): string | undefined {
  const found = entryFor(app, registry);
  return 'entry' in found ? found.entry.identity : undefined;
}

function judgeApp(app: ContainerApp, roles: Seen['roles'], params: Given<Needed>): Said[] {
  const all = [MISSING, NO_ROLE, ANOTHER];
  const found = entryFor(app, params.registry);
  if ('why' in found) return all.map((statement) => unknown(statement, found.why));
  const named = 'entry' in found ? found.entry.identity : undefined;
  if (named === undefined)
    return all.map((statement) => notApplicable(statement, 'the app pulls with no managed identity'));
  const own = identityOf(app, named);
  const words = identityName(named);
  if ('why' in own) return all.map((statement) => unknown(statement, own.why));
  if ('missing' in own) {
    const saw = `the entry names ${words}, which the app does not have`;
    return [
      sinceWritten(app, yes(MISSING, saw)),
      notApplicable(NO_ROLE, saw),
      judgeOthers(app, undefined, roles, params, saw),
    ];
  }
  const { principalId } = own;
  const held = judgeHeld(principalId, roles, params);
  return [
    sinceWritten(app, no(MISSING, `the entry names ${words}, which the app has, object id ${principalId}`)),
    held,
    held.holds === 'yes'
      ? judgeOthers(app, principalId, roles, params, `${words} holds no pull role`)
      : { ...held, statement: ANOTHER },
  ];
}

function sinceWritten({ changedAt }: ContainerApp, said: Said): Said {
  return changedAt === undefined ? said : { ...said, since: changedAt };
}

/** Whether an identity may pull, as the judge of registry/pull-role tells it. */
function judgeHeld(principalId: string, roles: Seen['roles'], params: Params): Said {
  const held = roles.get(principalId);
  if (!held || params.registry === undefined)
    return unknown(NO_ROLE, `the roles of ${principalId} were not read`);
  const said = judgePullRole(held, { ...params, registry: params.registry, principalId });
  return (
    said.find(({ statement }) => statement === 'no-pull-role') ??
    unknown(NO_ROLE, 'its roles were not judged')
  );
}

/** @param why what is the matter with the identity at the entry */
function judgeOthers(
  app: ContainerApp,
  own: string | undefined,
  roles: Seen['roles'],
  params: Params,
  why: string,
): Said {
  const others = app.identities?.items.filter(({ principalId }) => principalId?.toLowerCase() !== own) ?? [];
  const said = others.map(({ id, principalId }) => ({
    id,
    ...judgeHeld(principalId?.toLowerCase() ?? id, roles, params),
  }));
  const able = said.find(({ holds }) => holds === 'no');
  if (able) return yes(ANOTHER, `${why}; ${identityName(able.id)} does: ${able.saw}`);
  const open = said.find(({ holds }) => holds === 'unknown');
  if (open || !app.identities?.isComplete)
    return unknown(ANOTHER, open?.saw ?? "not all of the app's identities are told", open?.permission);
  const count =
    others.length === 0 ? 'the app has no other identity' : 'nor does another identity of the app';
  return no(ANOTHER, `${why}; ${count}`);
}
