import { openLmdbStore } from '../../src/store/lmdb';
import type { Store } from '../../src/store/store';
import { folderWith } from '../helpers/folder';
import { people } from '../helpers/people';
import {
  startSignedInService,
  type SignedInOptions,
  type SignedInService,
} from '../helpers/signed-in-service';

const COMMAND = 'keys contosoprod7';
const SEEN = 'PROBLEM: The admin user is off';
const PASTE =
  'failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://contosoprod7.azurecr.io/oauth2/token?scope=repository%3Ateam-a%2Fingest-worker%3Apull&service=contosoprod7.azurecr.io: 401 Unauthorized';
const MINUTE_MS = 60_000;

const running: SignedInService[] = [];
const start = async (options?: SignedInOptions) => {
  const bot = await startSignedInService(options);
  running.push(bot);
  return bot;
};
afterEach(async () => {
  // The one that the others stand beside was started first, and ends last.
  for (const bot of running.splice(0).reverse()) await bot.stop();
});

/** Two services of one test share a store, which the last one closes. */
function shared(store: Store): Store {
  return { ...store, close: () => Promise.resolve() };
}

async function everythingIn(store: Store): Promise<string> {
  const keys = await store.list('');
  const values = await Promise.all(keys.map(async (key) => (await store.get(key))?.value));
  return JSON.stringify([keys, values]);
}

describe('signing in without a click', () => {
  test('a command asks for it once, and goes on by itself with the rights of who signed in', async () => {
    const store = openLmdbStore(folderWith({}));
    const bot = await start({ parts: { store } });
    expect((await bot.say('anna', COMMAND)).status).toBe(200);
    expect(bot.cards()).toEqual([]);
    expect(bot.askers()).toEqual([]);
    const [card, ...more] = bot.signInCards();
    expect(more).toEqual([]);
    expect(card!.content).toMatchObject({
      connectionName: 'sso',
      tokenExchangeResource: { id: 'exchange-1', uri: 'api://botid-exchange' },
      buttons: [{ type: 'signin', value: 'https://token.botframework.com/api/oauth/signin?signin=1' }],
    });
    expect(await bot.exchange('anna')).toEqual({
      status: 200,
      body: { id: 'exchange-1', connectionName: 'sso' },
    });
    expect(bot.signInCards()).toHaveLength(1);
    expect(bot.cards()).toHaveLength(1);
    expect(bot.cards()[0]).toContain(SEEN);
    // Anna's token for every call, never the bot's own.
    expect(bot.askers()).toEqual(['anna']);
    expect(bot.tenant.calls.filter(({ path }) => path.endsWith('/token'))).toHaveLength(1);
    const records = await bot.audited('anna');
    expect(records.length).toBeGreaterThan(2);
    expect(new Set(records.map(({ as }) => as))).toEqual(new Set(['the asking user']));
    for (const kept of [await everythingIn(store), bot.logged.join('')])
      expect(kept).not.toMatch(/eyJ|teams-token-of/);
  });

  test('who is signed in is not asked again', async () => {
    const bot = await start();
    await bot.say('anna', COMMAND);
    await bot.exchange('anna');
    await bot.say('anna', COMMAND);
    expect(bot.signInCards()).toHaveLength(1);
    expect(bot.cards()).toHaveLength(2);
    expect(bot.askers()).toEqual(['anna']);
  });

  test('a paste is answered at once; only its live checks ask', async () => {
    const bot = await start();
    await bot.say('anna', PASTE);
    expect(bot.cards()).toHaveLength(1);
    expect(bot.signInCards()).toEqual([]);
    await bot.say('anna', 'run checks');
    expect(bot.cards()).toHaveLength(1);
    expect(bot.signInCards()).toHaveLength(1);
    await bot.exchange('anna');
    expect(bot.cards().at(-1)).toMatch(/contosoprod7/);
    expect(bot.askers()).toEqual(['anna']);
  });

  test('a group chat: the card is for the asker alone, and so are the checks', async () => {
    const bot = await start();
    const parts = {
      conversation: {
        id: '19:group',
        conversationType: 'groupChat',
        tenantId: bot.config.registration!.tenantId,
      },
    };
    await bot.say('anna', COMMAND, parts);
    expect(bot.signInCards()[0]!.content.tokenExchangeResource).toBeDefined();
    await bot.exchange('anna', undefined, parts);
    expect(bot.connector.sent.length).toBeGreaterThan(1);
    for (const { path, body } of bot.connector.sent) {
      expect(path).toContain('isTargetedActivity=true');
      if (body.recipient) expect(body.recipient).toMatchObject({ id: '29:anna', isTargeted: true });
    }
  });

  test('where a private message is refused, the sign-in goes to their own chat and never to everybody', async () => {
    const bot = await start();
    bot.connector.answerWith(403);
    const conversation = {
      id: '19:group',
      conversationType: 'groupChat',
      tenantId: bot.config.registration!.tenantId,
    };
    await bot.say('anna', COMMAND, { conversation });
    expect(bot.connector.sent.filter(({ path }) => path.includes('19%3Agroup'))).toEqual([]);
    expect(bot.signInCards()).toHaveLength(1);
    // There Teams exchanges in that chat.
    expect((await bot.exchange('anna')).status).toBe(200);
    expect(bot.askers()).toEqual(['anna']);
  });
});

describe('signing in with the button', () => {
  test('an exchange that is refused is answered with 412, and the code of the page goes on', async () => {
    const bot = await start();
    bot.tokens.control.refuses.push('29:anna');
    await bot.say('anna', COMMAND);
    expect(await bot.exchange('anna')).toEqual({
      status: 412,
      body: {
        id: 'exchange-1',
        connectionName: 'sso',
        failureDetail: 'The token cannot be exchanged without a click.',
      },
    });
    expect(bot.cards()).toEqual([]);
    expect((await bot.invoke('anna', 'signin/verifyState', { state: '999999' })).status).toBe(404);
    expect(bot.cards().splice(0)).toEqual([expect.stringContaining('The sign-in did not come through.')]);
    const state = bot.tokens.finishPage('29:anna');
    expect((await bot.invoke('anna', 'signin/verifyState', { state })).status).toBe(200);
    expect(bot.cards().at(-1)).toContain(SEEN);
    expect(bot.askers()).toEqual(['anna']);
  });

  test.each(['resourcematchfailed', 'installedappnotfound', 'a code of tomorrow'])(
    'Teams cannot even try (%s): the button is sent once, and the code is logged where it is known',
    async (code) => {
      const bot = await start();
      await bot.say('anna', COMMAND);
      const failed = () => bot.invoke('anna', 'signin/failure', { code, message: 'eyJ-internal' });
      expect([(await failed()).status, (await failed()).status]).toEqual([200, 200]);
      expect(bot.signInCards()).toHaveLength(2);
      const { content } = bot.signInCards()[1]!;
      expect(content.tokenExchangeResource).toBeUndefined();
      expect(content.text).toContain('Teams could not sign you in by itself');
      expect(bot.logged.join('')).toContain(code.includes(' ') ? '"code":"unknown"' : `"code":"${code}"`);
      expect(bot.logged.join('')).not.toContain('eyJ-internal');
      await bot.invoke('anna', 'signin/verifyState', { state: bot.tokens.finishPage('29:anna') });
      expect(bot.cards().at(-1)).toContain(SEEN);
    },
  );

  test('what Teams mends with its own button gets no word', async () => {
    const bot = await start();
    await bot.say('anna', COMMAND);
    await bot.invoke('anna', 'signin/failure', { code: 'userconsentrequired' });
    expect(bot.connector.sent).toHaveLength(1);
  });

  test('another account than that of Teams is dropped, and nothing is asked with it', async () => {
    const bot = await start();
    await bot.say('anna', COMMAND);
    const theirs = bot.tenant.signIn('boris', `api://botid-${bot.config.registration!.appId}`);
    const state = bot.tokens.finishPage('29:anna', theirs);
    expect((await bot.invoke('anna', 'signin/verifyState', { state })).status).toBe(404);
    expect(bot.cards()).toEqual([expect.stringContaining('another account')]);
    expect(bot.tokens.kept('29:anna')).toBeUndefined();
    expect(bot.askers()).toEqual([]);
    await bot.invoke('anna', 'signin/verifyState', { state: bot.tokens.finishPage('29:anna') });
    expect(bot.cards().at(-1)).toContain(SEEN);
  });
});

describe('not signing in', () => {
  test('closing the page is told, and nothing runs', async () => {
    const bot = await start();
    await bot.say('anna', COMMAND);
    const { status } = await bot.invoke('anna', 'signin/verifyState', { state: 'CancelledByUser' });
    expect(status).toBe(200);
    expect(bot.cards()).toEqual([expect.stringContaining('You closed the sign-in page.')]);
    // A sign-in that comes later has nothing to begin.
    await bot.invoke('anna', 'signin/verifyState', { state: bot.tokens.finishPage('29:anna') });
    expect(bot.cards().at(-1)).toContain('Nothing waits for it.');
    expect(bot.askers()).toEqual([]);
  });

  test.each(['without live checks', 'skip', 'cancel'])('%s leaves the checks out', async (words) => {
    const bot = await start();
    await bot.say('anna', COMMAND);
    await bot.say('anna', words);
    expect(bot.cards()).toEqual([expect.stringContaining('Left out: the live checks')]);
    expect((await bot.exchange('anna')).status).toBe(200);
    expect(bot.cards()).toHaveLength(1);
    expect(bot.askers()).toEqual([]);
  });

  test('after 15 minutes it is told once, and a late exchange begins nothing', async () => {
    const bot = await start();
    await bot.say('anna', COMMAND);
    bot.clock.ms += 14 * MINUTE_MS;
    await bot.service.bot.resume();
    await bot.service.bot.settled();
    expect(bot.cards()).toEqual([]);
    bot.clock.ms += 2 * MINUTE_MS;
    await Promise.all([bot.service.bot.resume(), bot.service.bot.resume()]);
    await bot.service.bot.settled();
    expect(bot.cards()).toEqual([expect.stringContaining('Nobody signed in within 15 minutes.')]);
    expect((await bot.exchange('anna')).status).toBe(200);
    expect(bot.askers()).toEqual([]);
  });

  test('a sign-in that is over is asked for anew', async () => {
    const bot = await start();
    await bot.say('anna', COMMAND);
    await bot.exchange('anna');
    bot.clock.ms += 4 * 60 * MINUTE_MS;
    bot.forgetCalls();
    await bot.say('anna', COMMAND);
    expect(bot.signInCards()).toHaveLength(2);
    expect(bot.askers()).toEqual([]);
  });
});

describe('whoever clicks must be the asker', () => {
  test("somebody else's exchange, code or closed page touches nothing", async () => {
    const bot = await start();
    await bot.say('anna', COMMAND);
    const theirs = await bot.exchange('boris', 'exchange-1');
    expect([theirs.status, theirs.body.failureDetail]).toEqual([
      400,
      'Nothing of yours waits for this exchange.',
    ]);
    const state = bot.tokens.finishPage('29:anna');
    expect((await bot.invoke('boris', 'signin/verifyState', { state })).status).toBe(404);
    await bot.invoke('boris', 'signin/verifyState', { state: 'CancelledByUser' });
    await bot.invoke('boris', 'signin/failure', { code: 'invokeerror' });
    expect(bot.signInCards()).toHaveLength(1);
    expect(bot.askers()).toEqual([]);
    expect(bot.tokens.kept('29:boris')).toBeUndefined();
    // Hers still waits.
    await bot.exchange('anna');
    expect(bot.cards().at(-1)).toContain(SEEN);
    expect(bot.askers()).toEqual(['anna']);
  });

  test.each<[string, unknown]>([
    ['of another connection', { id: 'exchange-1', connectionName: 'other', token: 'teams-token-of-29:anna' }],
    ['without a token', { id: 'exchange-1', connectionName: 'sso' }],
    ['of no form', 'eyJ'],
  ])('an exchange %s is refused', async (_name, value) => {
    const bot = await start();
    await bot.say('anna', COMMAND);
    expect((await bot.invoke('anna', 'signin/tokenExchange', value)).status).toBe(400);
    expect((await bot.invoke('anna', 'signin/verifyState', value)).status).toBe(400);
    expect(bot.tokens.asked.filter(({ what }) => what === 'exchange')).toEqual([]);
  });

  test('an invoke of a sign-in that nobody knows is not there', async () => {
    const bot = await start();
    expect((await bot.invoke('anna', 'signin/constructor', {})).status).toBe(404);
  });
});

describe('restarts and replicas', () => {
  test('what waits survives a restart between asking and signing in', async () => {
    const store = openLmdbStore(folderWith({}));
    const first = await start({ parts: { store: shared(store) } });
    await first.say('anna', COMMAND);
    const [id] = first.signInCards().map(({ content }) => content.tokenExchangeResource?.id);
    await first.service.stop();
    const next = await start({ beside: first, parts: { store } });
    expect((await next.exchange('anna', id)).status).toBe(200);
    // It goes on where it was asked.
    expect(first.cards()).toEqual([expect.stringContaining(SEEN)]);
    expect(first.askers()).toEqual(['anna']);
  });

  test('clients of one person that exchange at the same time on two replicas: each gets 200, the checks run once', async () => {
    const store = openLmdbStore(folderWith({}));
    const one = await start({ parts: { store } });
    const other = await start({ beside: one, parts: { store: shared(store) } });
    await one.say('anna', COMMAND);
    const answers = await Promise.all([
      one.exchange('anna', 'exchange-1'),
      other.exchange('anna', 'exchange-1'),
      one.exchange('anna', 'exchange-1'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await other.exchange('anna', 'exchange-1')).status).toBe(200);
    expect([...one.cards(), ...other.cards()]).toEqual([expect.stringContaining(SEEN)]);
  });

  test('who signed out at one replica is signed out at the other, though it has tokens of them', async () => {
    const store = openLmdbStore(folderWith({}));
    const one = await start({ parts: { store } });
    const other = await start({ beside: one, parts: { store: shared(store) } });
    await one.say('anna', COMMAND);
    await one.exchange('anna');
    await other.say('anna', COMMAND);
    expect(other.cards()).toEqual([expect.stringContaining(SEEN)]);
    await one.say('anna', 'sign out');
    expect(one.cards().at(-1)).toContain('You are signed out.');
    expect(one.tokens.kept('29:anna')).toBeUndefined();
    one.forgetCalls();
    await other.say('anna', COMMAND);
    expect(other.signInCards()).toHaveLength(1);
    expect(one.askers()).toEqual([]);
  });
});

describe('the token service is down', () => {
  test.each<[string, number | 'hang']>([
    ['answers 500', 500],
    ['does not answer', 'hang'],
  ])(
    '%s: every check says why it could not be made, and nothing is asked as the bot',
    async (_name, trouble) => {
      const bot = await start();
      bot.tokens.control.trouble = trouble;
      await bot.say('anna', COMMAND);
      expect(bot.cards().at(-1)).toContain('COULD NOT CHECK');
      expect(bot.cards().at(-1)).toContain('Whether you are signed in could not be asked');
      expect(bot.askers()).toEqual([]);
    },
  );

  test('while somebody signs in: they are told, and it goes on when it is back', async () => {
    const bot = await start();
    await bot.say('anna', COMMAND);
    bot.tokens.control.trouble = 503;
    expect((await bot.exchange('anna')).status).toBe(412);
    const state = bot.tokens.finishPage('29:anna');
    expect((await bot.invoke('anna', 'signin/verifyState', { state })).status).toBe(500);
    expect(bot.cards()).toEqual([expect.stringContaining('could not be asked for')]);
    bot.tokens.control.trouble = undefined;
    await bot.invoke('anna', 'signin/verifyState', { state });
    expect(bot.cards().at(-1)).toContain(SEEN);
    expect(bot.logged.join('')).toContain('Token service: exchanging a token failed');
  });

  test('while somebody signs out: it is not said to have worked', async () => {
    const bot = await start();
    await bot.say('anna', COMMAND);
    await bot.exchange('anna');
    bot.tokens.control.trouble = 500;
    await bot.say('anna', 'sign out');
    expect(bot.cards().at(-1)).toContain('You could not be signed out');
  });
});

describe('consent', () => {
  const REGISTRY = 'https://containerregistry.azure.net';

  test('a resource without it could not be checked, and says what to do; the others go on', async () => {
    const bot = await start({ scenario: people({ [REGISTRY]: 'AADSTS65001' }) });
    await bot.say('anna', 'check pull contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3');
    await bot.exchange('anna');
    const card = bot.cards().at(-1);
    expect(card).toContain('Nobody has consented to the bot asking containerregistry.azure.net as you');
    expect(card).toContain('AADSTS65001');
    expect(card).toMatch(/^OK: /m);
    await bot.say('anna', 'who am i');
    expect(bot.cards().at(-1)).toContain('management.azure.com: asked as you');
    expect(bot.cards().at(-1)).toContain('containerregistry.azure.net: Nobody has consented');
  });

  test('more than a password, asked for by Conditional Access, is told the same way', async () => {
    const bot = await start({ scenario: people({ 'https://management.azure.com': 'AADSTS50076' }) });
    await bot.say('anna', COMMAND);
    await bot.exchange('anna');
    expect(bot.cards().at(-1)).toContain('Conditional Access or multi-factor authentication');
    expect(bot.askers()).toEqual([]);
  });
});

test('two people in one thread at the same time: each sees what their own rights show', async () => {
  const bot = await start();
  const parts = {
    conversation: {
      id: '19:channel;messageid=1',
      conversationType: 'channel',
      isGroup: true,
      tenantId: bot.config.registration!.tenantId,
    },
  };
  await Promise.all([bot.say('anna', COMMAND, parts), bot.say('boris', COMMAND, parts)]);
  expect(bot.signInCards()).toHaveLength(2);
  for (const { content, sent } of bot.signInCards()) {
    // In a channel Teams ends no exchange without a click.
    expect(content.tokenExchangeResource).toBeUndefined();
    expect(sent.path).toContain('isTargetedActivity=true');
  }
  await Promise.all(
    ['anna', 'boris'].map((name) =>
      bot.invoke(name, 'signin/verifyState', { state: bot.tokens.finishPage(`29:${name}`) }, parts),
    ),
  );
  const shownTo = (name: string) =>
    bot.connector.sent
      .filter(({ body }) => (body.recipient as { id?: string } | undefined)?.id === `29:${name}`)
      .map(({ body }) => JSON.stringify(body))
      .at(-1);
  expect(shownTo('anna')).toContain(SEEN);
  expect(shownTo('boris')).not.toContain(SEEN);
  expect(shownTo('boris')).toMatch(/COULD NOT CHECK/);
  expect(bot.askers().sort()).toEqual(['anna', 'boris']);
  // And once more, each with what is kept of them by now.
  bot.forgetCalls();
  await Promise.all([bot.say('boris', COMMAND, parts), bot.say('anna', COMMAND, parts)]);
  expect(shownTo('anna')).toContain(SEEN);
  expect(shownTo('boris')).not.toContain(SEEN);
  expect(bot.tenant.calls.some(({ who }) => who === 'bot')).toBe(false);
});
