import type { ContainerApp, RegistryEntry } from '../../azure/container-apps';
import type { Read } from '../../azure/reading';
import { readRegistry, READ_REGISTRY } from '../registry/visible';
import {
  defineCheck,
  either,
  judgeRead,
  no,
  notApplicable,
  notPasted,
  unknown,
  yes,
  type Params,
  type Said,
} from '../check';
import { appIn } from './read-pasted';
import {
  entryFor,
  identityName,
  identityOf,
  namesOfApp,
  ofApp,
  READ_APP,
  readApp,
  type Entry,
} from './visible';

interface Seen {
  app: Read<ContainerApp>;
  /** Whether the registry lets everybody pull, so that no entry is needed. */
  isOpen: Read<boolean>;
  registry: string;
}

export const registryEntry = defineCheck<Seen, 'app' | 'registry'>({
  id: 'container-apps/registry-entry',
  title: "The app's entry for the registry",
  statements: {
    'no-entry': { says: 'The app has no entry for this registry', ...ofApp },
    'no-credential': { says: 'The app names neither an identity nor a password for this registry', ...ofApp },
    'server-differs': {
      says: 'The app has an entry that is not written as the login server of this registry',
      ...ofApp,
    },
    'uses-password': { says: 'The app signs in with a user name and a password', ...ofApp },
    'uses-identity': { says: 'The app signs in with a managed identity', ...ofApp },
  },
  needs: ['app', 'registry'],
  uses: ['appResourceGroup'],
  onlyTold: {
    'no-entry': 'told beside no-credential, which the causes name',
    'server-differs': 'told beside no-credential, which the causes name',
  },
  permissions: [READ_APP, READ_REGISTRY],
  unverified: [
    'How registry entries stand in the answer is known from the schema; the published example leaves them out.',
    'That an app whose answer shows no registries has none is deduced from the schema, where they are optional.',
    'What becomes of an entry whose server is written with https:// or a path is not documented, so it stays unknown.',
    'That no entry is needed where the registry lets everybody pull is deduced: without an entry the pull is anonymous.',
  ],
  async collect(eyes, params) {
    const [app, registry] = await Promise.all([readApp(eyes, params), readRegistry(eyes, params)]);
    const isOpen = registry.ok ? { ...registry, value: registry.value.anonymousPull === 'on' } : registry;
    return { app, isOpen, registry: params.registry };
  },
  judge: ({ app, isOpen, registry }) =>
    judgeRead(app, ALL, (found) => judgeEntry(found, registry, isOpen.ok && isOpen.value)),
  read(outputs, params) {
    const app = appIn(outputs, params);
    return app && params.registry !== undefined
      ? { app, isOpen: notPasted, registry: params.registry }
      : undefined;
  },
  teaches: ['principalId', 'appResourceGroup'],
  learn: ({ app, registry }) => ({
    ...namesOfApp(app),
    ...(app.ok ? namesOfEntry(app.value, registry) : {}),
  }),
});

const ALL = ['no-entry', 'no-credential', 'server-differs', 'uses-password', 'uses-identity'];
const SIGN_IN = ['uses-password', 'uses-identity'];

/** The identity that pulls, or the name of the secret with the password. */
function namesOfEntry(app: ContainerApp, registry: string): Params {
  const found = entryFor(app, registry);
  if (!('entry' in found)) return {};
  const { identity, passwordSecretRef } = found.entry;
  if (identity === undefined) return passwordSecretRef === undefined ? {} : { appSecret: passwordSecretRef };
  const own = identityOf(app, identity);
  return {
    ...('principalId' in own ? { principalId: own.principalId } : {}),
    ...(identity.startsWith('/') ? { identityId: identity } : {}),
  };
}

function judgeEntry(app: ContainerApp, registry: string, isOpen: boolean): Said[] {
  const { changedAt } = app;
  const said = judgeFound(app, entryFor(app, registry), isOpen);
  // Whatever it says has been so since the app was last written, if not for longer.
  return said.map((one) => (changedAt === undefined ? one : { ...one, since: changedAt }));
}

function judgeFound(app: ContainerApp, found: Entry, isOpen: boolean): Said[] {
  if ('entry' in found) return judgeOwn(app, found.entry);
  if ('why' in found) {
    const [differs, saw] = ['server-differs', found.why];
    const isOdd = found.why.startsWith("the entry's server");
    return ALL.map((one) => (one === differs && isOdd ? yes(differs, saw) : unknown(one, saw)));
  }
  const { near, others } = found;
  const saw =
    others.length === 0 ? 'the app names no registry at all' : `the app names only ${wordsOf(others)}`;
  const differs = either('server-differs', near !== undefined, saw);
  if (isOpen) {
    const open = `${saw}, and this registry lets everybody pull`;
    return ALL.map((one) => (one === differs.statement ? differs : notApplicable(one, open)));
  }
  return [
    yes('no-entry', saw),
    yes('no-credential', saw),
    differs,
    ...SIGN_IN.map((statement) => no(statement, `${saw}, so it signs in with nothing`)),
  ];
}

const MAX_NAMED = 6;

function wordsOf(servers: readonly string[]): string {
  const more = servers.length > MAX_NAMED ? ` and ${servers.length - MAX_NAMED} more` : '';
  return `${servers.slice(0, MAX_NAMED).join(', ')}${more}`;
}

function judgeOwn(app: ContainerApp, entry: RegistryEntry): Said[] {
  const there = `the app has an entry for ${entry.server}`;
  return [no('no-entry', there), ...judgeCredential(app, entry), no('server-differs', there)];
}

function judgeCredential(
  app: ContainerApp,
  { identity, username, passwordSecretRef }: RegistryEntry,
): Said[] {
  const hasPassword = username !== undefined && passwordSecretRef !== undefined;
  const words = `user name ${username ?? 'empty'}, password in the secret ${passwordSecretRef ?? 'empty'}`;
  if (identity !== undefined && passwordSecretRef !== undefined) {
    const both = `the entry names both an identity and ${words}`;
    return [
      no('no-credential', both),
      ...SIGN_IN.map((one) => unknown(one, `${both}; which one counts is not told`)),
    ];
  }
  if (identity !== undefined) {
    const saw = wordsOfIdentity(app, identity);
    return [no('no-credential', saw), no('uses-password', saw), yes('uses-identity', saw)];
  }
  if (hasPassword)
    return [no('no-credential', words), yes('uses-password', words), no('uses-identity', words)];
  // One of the two alone: the service should not have taken it, so what it does with it is not guessed at.
  if (username !== undefined || passwordSecretRef !== undefined)
    return [
      unknown('no-credential', `half of a password: ${words}`),
      unknown('uses-password', `half of a password: ${words}`),
      no('uses-identity', words),
    ];
  const none = 'the entry names neither an identity nor a user name with a password';
  return [yes('no-credential', none), ...SIGN_IN.map((statement) => no(statement, none))];
}

function wordsOfIdentity(app: ContainerApp, identity: string): string {
  const own = identityOf(app, identity);
  const id = 'principalId' in own ? `, object id ${own.principalId}` : '';
  return `the entry names ${identityName(identity)}${id}`;
}
