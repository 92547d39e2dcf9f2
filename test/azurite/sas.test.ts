import { CHECKS } from '../../src/checks';
import { createDiagnose } from '../../src/diagnose';
import { readIntent } from '../../src/intent';
import { createLive } from '../../src/live';
import { startSimulation, type Simulation } from '../../src/practice/simulation';
import { createMind, type MindDeps } from '../../src/mind/mind';
import { redact } from '../../src/redact/redact';
import { openLmdbStore } from '../../src/store/lmdb';
import { startAzurite, type Azurite } from '../helpers/azurite';
import { folderWith } from '../helpers/folder';
import { theCatalogue } from '../helpers/knowledge';
import { startTalk, type Talk } from '../helpers/talk';
import {
  accountSas,
  BLOB,
  CONTAINER,
  containerSas,
  delegationSas,
  tryToken,
  withBrokenSignature,
  type Operation,
} from './sas-tokens';

/**
 * The check `transfer/sas`, held against a real storage service: the same token is given to Azurite, which does with it
 * what a transfer does, and to the bot, as its command. Where Azurite lets through what Azure or ACR Transfer does not,
 * or a token cannot tell, the name of the test says so.
 * Azurite says AuthorizationFailure where Azure says AuthenticationFailed (times and signature); the 403 is the same.
 */
let azurite: Azurite;
let simulation: Simulation;
let deps: MindDeps;
let talk: Talk;

const DELETING = `
base: healthy
tenant:
  pipelines:
    fromlab: { options: [DeleteSourceBlobOnSuccess] }
`;

beforeAll(async () => {
  azurite = await startAzurite();
  for (const name of [CONTAINER, 'other']) await azurite.service.createContainer(name);
  const folder = folderWith({ 'deleting.yaml': DELETING });
  simulation = await startSimulation(`${folder}/deleting.yaml`);
  deps = {
    diagnose: createDiagnose(theCatalogue()),
    catalogue: theCatalogue(),
    store: openLmdbStore(folderWith({})),
    now: Date.now,
    newId: () => 'case-1',
    openLive: (signal) => createLive({ ...simulation.live, signal, onFault: (_check, error) => fail(error) }),
  };
  talk = startTalk(createMind(deps));
});
afterAll(async () => {
  await deps.store.close();
  await simulation.close();
  await azurite.stop();
});

function fail(error: unknown): never {
  throw error;
}

const EXPORT = '--direction export';
const IMPORT = '--direction import';
/** An import pipeline with the option DeleteSourceBlobOnSuccess. */
const DELETING_IMPORT = '--registry contosoprod7 --import-pipeline fromlab';

const PERMISSION = '403 AuthorizationPermissionMismatch';
const RESOURCE_TYPE = '403 AuthorizationResourceTypeMismatch';
const SERVICE = '403 AuthorizationServiceMismatch';
const FAILURE = '403 AuthorizationFailure';
const all = (code: string) => ({ list: code, read: code, write: code, delete: code });
/** What an import's token is rightly refused. */
const ONLY_READS = { write: PERMISSION, delete: PERMISSION };
const NO_DELETE = { delete: PERMISSION };

/** Says of every token that its signer is an account key; no trouble by itself. */
const NO_TROUBLE = ['signed-with-account-key'];

/** What the bot says of a token: the statements that hold, from the very way a message takes. */
async function troubleIn(token: string, options: string): Promise<string[]> {
  const said = redact(`/sas ${token} ${options}`).text;
  const intent = readIntent({ text: said, pictures: 0, files: [] });
  if (intent.kind !== 'command' || !('command' in intent.typed)) throw new Error(JSON.stringify(intent));
  const { asks } = intent.typed.command;
  if (asks.does !== 'check') throw new Error(asks.does);
  const live = deps.openLive!(AbortSignal.timeout(20_000), { id: 'kim', tenant: 't' });
  const { facts } = intent.typed;
  const held: string[] = [];
  for await (const { judged } of live.run(live.named(asks.checks, facts), facts))
    held.push(
      ...judged.flatMap(({ holds, check, statement }) =>
        holds === 'yes' && check === 'transfer/sas' ? statement : [],
      ),
    );
  const [card] = await talk.say(said);
  const trouble = held.filter((statement) => !NO_TROUBLE.includes(statement));
  for (const statement of trouble)
    expect(JSON.stringify(card)).toContain(live.says('transfer/sas', statement));
  const signature = new URLSearchParams(token).get('sig') ?? fail(new Error('no signature'));
  for (const form of [signature, encodeURIComponent(signature)]) {
    expect(JSON.stringify([card, facts, said])).not.toContain(form);
  }
  return trouble;
}

interface Row {
  name: string;
  make: () => string | Promise<string>;
  /** What the token is for. */
  options: string;
  /** What Azurite answered other than 200. */
  refused: Partial<Record<Operation, string>>;
  /** Statements of transfer/sas. */
  trouble: string[];
}

const HEALTHY: Row[] = [
  {
    name: 'rl of a container, for an import',
    make: () => containerSas(azurite, { sp: 'rl' }),
    ...{ options: IMPORT, refused: ONLY_READS, trouble: [] },
  },
  {
    name: 'rwla of a container, for an export',
    make: () => containerSas(azurite, { sp: 'rwla' }),
    ...{ options: EXPORT, refused: NO_DELETE, trouble: [] },
  },
  {
    name: 'rl of an account, for an import',
    make: () => accountSas(azurite, { sp: 'rl' }),
    ...{ options: IMPORT, refused: ONLY_READS, trouble: [] },
  },
  {
    name: 'rwla of an account, for an export',
    make: () => accountSas(azurite, { sp: 'rwla' }),
    ...{ options: EXPORT, refused: NO_DELETE, trouble: [] },
  },
  {
    name: 'rl signed by Entra, for an import',
    make: () => delegationSas(azurite, { sp: 'rl' }),
    ...{ options: IMPORT, refused: ONLY_READS, trouble: [] },
  },
  {
    name: 'rwla signed by Entra, for an export',
    make: () => delegationSas(azurite, { sp: 'rwla' }),
    ...{ options: EXPORT, refused: NO_DELETE, trouble: [] },
  },
  {
    name: 'rld, for an import that deletes its blob',
    make: () => containerSas(azurite, { sp: 'rld' }),
    ...{ options: DELETING_IMPORT, refused: { write: PERMISSION }, trouble: [] },
  },
];

const LACKING: Row[] = [
  {
    name: 'an export without read',
    make: () => containerSas(azurite, { sp: 'wla' }),
    ...{ options: EXPORT, refused: { read: PERMISSION, ...NO_DELETE }, trouble: ['lacks-permission'] },
  },
  {
    name: 'an export without write',
    make: () => containerSas(azurite, { sp: 'rla' }),
    ...{ options: EXPORT, refused: ONLY_READS, trouble: ['lacks-permission'] },
  },
  {
    name: 'an export without list',
    make: () => containerSas(azurite, { sp: 'rwa' }),
    options: EXPORT,
    refused: { list: PERMISSION, ...NO_DELETE },
    trouble: ['lacks-list', 'lacks-permission'],
  },
  {
    name: 'an export without add: storage refuses none of the four, the page asks for it, the check reads it',
    make: () => containerSas(azurite, { sp: 'rwl' }),
    ...{ options: EXPORT, refused: NO_DELETE, trouble: ['lacks-permission'] },
  },
  {
    name: "an import's token given to an export",
    make: () => accountSas(azurite, { sp: 'rl' }),
    ...{ options: EXPORT, refused: ONLY_READS, trouble: ['lacks-permission'] },
  },
  {
    name: 'an import without list',
    make: () => containerSas(azurite, { sp: 'r' }),
    options: IMPORT,
    refused: { list: PERMISSION, ...ONLY_READS },
    trouble: ['lacks-list', 'lacks-permission'],
  },
  {
    name: 'an import without read',
    make: () => containerSas(azurite, { sp: 'l' }),
    options: IMPORT,
    refused: { read: PERMISSION, ...ONLY_READS },
    trouble: ['lacks-permission'],
  },
  {
    name: 'an import with DeleteSourceBlobOnSuccess without delete',
    make: () => containerSas(azurite, { sp: 'rl' }),
    options: DELETING_IMPORT,
    refused: ONLY_READS,
    trouble: ['lacks-delete', 'lacks-permission'],
  },
  {
    name: 'the same, signed by Entra',
    make: () => delegationSas(azurite, { sp: 'rl' }),
    options: DELETING_IMPORT,
    refused: ONLY_READS,
    trouble: ['lacks-delete', 'lacks-permission'],
  },
];

const NARROW: Row[] = [
  {
    name: 'an account SAS without containers',
    make: () => accountSas(azurite, { sp: 'rwla' }, 'b', 'so'),
    ...{ options: EXPORT, refused: { list: RESOURCE_TYPE, ...NO_DELETE }, trouble: ['account-scope'] },
  },
  {
    name: 'an account SAS without objects',
    make: () => accountSas(azurite, { sp: 'rwla' }, 'b', 'sc'),
    options: EXPORT,
    refused: { read: RESOURCE_TYPE, write: RESOURCE_TYPE, delete: RESOURCE_TYPE },
    trouble: ['account-scope'],
  },
  {
    name: 'an account SAS without service: storage refuses none of the four, the page asks for it, the check reads it',
    make: () => accountSas(azurite, { sp: 'rwla' }, 'b', 'co'),
    ...{ options: EXPORT, refused: NO_DELETE, trouble: ['account-scope'] },
  },
  {
    name: 'an account SAS of another service',
    make: () => accountSas(azurite, { sp: 'rwla' }, 'f'),
    ...{ options: EXPORT, refused: all(SERVICE), trouble: ['account-scope'] },
  },
  {
    name: 'a token of one blob',
    make: () => containerSas(azurite, { sp: 'r', blob: BLOB }),
    options: IMPORT,
    refused: { list: FAILURE, ...ONLY_READS },
    trouble: ['lacks-list', 'lacks-permission', 'not-the-container'],
  },
];

const UNTIMELY: Row[] = [
  {
    name: 'expired',
    make: () => containerSas(azurite, { end: -1 }),
    ...{ options: IMPORT, refused: all(FAILURE), trouble: ['expired', 'not-valid-now'] },
  },
  {
    name: 'expired, of an account, by some minutes',
    make: () => accountSas(azurite, { end: -0.01 }),
    ...{ options: IMPORT, refused: all(FAILURE), trouble: ['expired', 'not-valid-now'] },
  },
  {
    name: 'not yet valid',
    make: () => containerSas(azurite, { start: 1 }),
    ...{ options: IMPORT, refused: all(FAILURE), trouble: ['not-valid-now', 'not-yet-valid'] },
  },
  {
    name: 'signed by Entra with a key that has ended before the token',
    make: () => delegationSas(azurite, {}, -1),
    ...{ options: IMPORT, refused: all(FAILURE), trouble: ['key-expired', 'not-valid-now'] },
  },
];

const READ_ONLY_BY_THE_CHECK: Row[] = [
  {
    name: 'https and http: storage takes it over https, the page asks for https alone, the check reads it',
    make: () => containerSas(azurite, { anyProtocol: true }),
    ...{ options: IMPORT, refused: ONLY_READS, trouble: ['not-https-only'] },
  },
  {
    name: 'the address of somebody else: Azurite does not enforce sip (Azure does), the check reads it',
    make: () => containerSas(azurite, { sip: { start: '203.0.113.0', end: '203.0.113.9' } }),
    ...{ options: IMPORT, refused: ONLY_READS, trouble: ['ip-bound'] },
  },
];

const UNREADABLE: Row[] = [
  {
    name: 'of another container',
    make: () => containerSas(azurite, { container: 'other' }),
    ...{ options: IMPORT, refused: all(FAILURE), trouble: [] },
  },
  {
    name: 'with a broken signature, of a container',
    make: () => withBrokenSignature(containerSas(azurite)),
    ...{ options: IMPORT, refused: all(FAILURE), trouble: [] },
  },
  {
    name: 'with a broken signature, of the account',
    make: () => withBrokenSignature(accountSas(azurite)),
    ...{ options: IMPORT, refused: all(FAILURE), trouble: [] },
  },
  {
    name: "signed with a key that is not the account's any more",
    make: () => containerSas(azurite, { key: Buffer.alloc(64, 7).toString('base64') }),
    ...{ options: IMPORT, refused: all(FAILURE), trouble: [] },
  },
];

describe.each([
  ['healthy tokens: let through, and nothing to say', HEALTHY],
  ['a permission is missing', LACKING],
  ['too narrow', NARROW],
  ['not valid at this time', UNTIMELY],
  ['let through by Azurite, and told by the check', READ_ONLY_BY_THE_CHECK],
  ['refused by storage, while no field of the token tells why: the check claims nothing', UNREADABLE],
])('%s', (_title, rows) => {
  test.each(rows)('$name', async ({ make, options, refused, trouble }) => {
    const token = await make();
    expect(await tryToken(azurite, token)).toEqual({ ...all('200'), ...refused });
    expect((await troubleIn(token, options)).sort()).toEqual(trouble);
  });
});

test('what a token cannot tell is said with the check', () => {
  const unverified = CHECKS.find(({ id }) => id === 'transfer/sas')?.unverified?.join(' ');
  expect(unverified).toMatch(/which account and container/);
  expect(unverified).toMatch(/account key that signed it has been changed/);
  expect(unverified).toMatch(/stored access policy/);
});

test('a stored access policy: works while it is there, refused when it is gone; the check names it', async () => {
  const container = azurite.service.getContainerClient(CONTAINER);
  const lives = { startsOn: new Date(Date.now() - 86_400_000), expiresOn: new Date(Date.now() + 86_400_000) };
  await container.setAccessPolicy(undefined, [
    { id: 'imports', accessPolicy: { ...lives, permissions: 'rl' } },
  ]);
  const token = containerSas(azurite, { policy: 'imports' });
  expect(await tryToken(azurite, token)).toEqual({ ...all('200'), ...ONLY_READS });
  await container.setAccessPolicy(undefined, []);
  expect(await tryToken(azurite, token)).toEqual(all(FAILURE));
  expect(await troubleIn(token, IMPORT)).toEqual(['stored-policy']);
});
