import type { Diagnose } from '../../src/diagnose';
import { createDiagnose } from '../../src/diagnose';
import { createLog } from '../../src/service/log';
import { createService, type Service } from '../../src/service/service';
import { openLmdbStore } from '../../src/store/lmdb';
import {
  APP_ID,
  issuerSettings,
  LocalCredentialsFactory,
  message,
  startConnector,
  startIssuer,
  TENANT,
  type TokenParts,
} from '../helpers/bot-framework';
import { folderWith } from '../helpers/folder';
import { theCatalogue } from '../helpers/knowledge';
import { TEAMS_CONFIG } from '../helpers/teams-service';

const UNAUTHORIZED =
  'failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://contoso.azurecr.io/oauth2/token?scope=repository%3Ashop%2Fcart%3Apull&service=contoso.azurecr.io: 401 Unauthorized';

type Issuer = Awaited<ReturnType<typeof startIssuer>>;
type Connector = Awaited<ReturnType<typeof startConnector>>;

let issuer: Issuer;
let connector: Connector;
let service: Service;
let url: string;
let folder: string;
let logged: string[];

const realDiagnose = createDiagnose(theCatalogue());

async function start(diagnose: Diagnose = realDiagnose): Promise<void> {
  service = createService({
    config: TEAMS_CONFIG,
    catalogue: theCatalogue(),
    store: openLmdbStore(folder),
    diagnose,
    log: createLog('info', (line) => logged.push(line)),
    adapter: { settings: issuerSettings(issuer.metadata), credentials: new LocalCredentialsFactory() },
    isAllowedServiceUrl: (address) => address === connector.url,
  });
  url = `http://127.0.0.1:${await service.start()}/api/messages`;
}

async function post(body: unknown, token: Partial<TokenParts> | 'none' | 'garbage' = {}): Promise<Response> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (token !== 'none') {
    const right = { serviceUrl: connector.url };
    headers.authorization = `Bearer ${token === 'garbage' ? 'not.a.token' : issuer.token({ ...right, ...token })}`;
  }
  return fetch(url, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const cards = () =>
  connector.sent.flatMap(({ body }) =>
    ((body.attachments ?? []) as { content: { fallbackText: string } }[]).map(
      ({ content }) => content.fallbackText,
    ),
  );

async function until(holds: () => boolean, ms = 8000): Promise<void> {
  const end = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > end) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.stop());
beforeEach(async () => {
  // The adapter prints what it refuses; the tests look at our own log instead.
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  connector = await startConnector();
  folder = folderWith({});
  logged = [];
});
afterEach(async () => {
  await service.stop();
  connector.stop();
  jest.restoreAllMocks();
});

describe('the door, with authentication on', () => {
  beforeEach(() => start());

  test('a good token is let in, and the answer goes to the connector with our own token', async () => {
    const answer = await post(message(connector.url, UNAUTHORIZED));
    expect(answer.status).toBe(200);
    expect(cards()).toEqual([expect.stringContaining('pull/unauthorized')]);
    expect(connector.sent[0]?.authorization).toBe('Bearer outgoing-token');
    expect(connector.sent[0]?.path).toMatch(/^\/v3\/conversations\/conversation-\d+\/activities/);
  });

  test.each<[string, Partial<TokenParts> | 'none' | 'garbage']>([
    ['no token', 'none'],
    ['no token at all, but something', 'garbage'],
    ['a token signed with another key', { key: 'wrong' }],
    ['a token for another bot', { audience: 'a2b1c0d9-0000-4000-8000-000000000000' }],
    ['a token for another service URL', { serviceUrl: 'https://attacker.example' }],
    ['a token that is over', { expiresIn: -3600 }],
  ])('%s is refused in generic words, and nothing is sent', async (_name, token) => {
    const answer = await post(message(connector.url, UNAUTHORIZED), token);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({ error: 'The request is not authorized.' });
    expect(connector.sent).toEqual([]);
  });

  test.each([
    ['no JSON', 'hello'],
    ['an array', '[1,2]'],
    ['an object that is no activity', '{"x":1}'],
    ['an activity whose parts have other types', '{"type":7,"conversation":"x"}'],
  ])('%s is refused in generic words', async (_name, body) => {
    const answer = await post(body);
    expect([400, 401]).toContain(answer.status);
    expect(Object.keys((await answer.json()) as object)).toEqual(['error']);
    expect(connector.sent).toEqual([]);
  });

  test('a body beyond the limit is refused', async () => {
    const answer = await post(message(connector.url, 'x'.repeat(3_000_000)));
    expect(answer.status).toBe(413);
  });

  test('other methods and paths tell nothing', async () => {
    expect((await fetch(url)).status).toBe(405);
    const other = await fetch(url.replace('/api/messages', '/admin'));
    expect(other.status).toBe(404);
    expect(await other.text()).not.toMatch(/admin|restify|stack/i);
  });
});

describe('turns', () => {
  test('the same activity delivered three times is answered once', async () => {
    await start();
    const activity = message(connector.url, UNAUTHORIZED);
    const answers = await Promise.all([post(activity), post(activity), post(activity)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(cards()).toHaveLength(1);
  });

  test('a slow answer does not hold the turn: 200 within 2 seconds, the answer once, later', async () => {
    await start(async (...args) => {
      await new Promise((resolve) => setTimeout(resolve, 2500));
      return realDiagnose(...args);
    });
    const activity = message(connector.url, UNAUTHORIZED);
    const begin = Date.now();
    expect((await post(activity)).status).toBe(200);
    expect(Date.now() - begin).toBeLessThan(2000);
    expect(connector.sent.map(({ body }) => body.type)).toEqual(['typing']);
    expect((await post(activity)).status).toBe(200);
    await until(() => cards().length > 0);
    await service.bot.settled();
    expect(cards()).toEqual([expect.stringContaining('pull/unauthorized')]);
  });

  test('a bug is one calm card with the id of the full record', async () => {
    await start(() => Promise.reject(new Error('the matcher broke on s3cret')));
    expect((await post(message(connector.url, UNAUTHORIZED))).status).toBe(200);
    const [text = ''] = cards();
    const id = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(text)?.[0] ?? '';
    expect(text).toContain('ACR Doctor failed to answer.');
    expect(text).not.toContain('matcher');
    const record = logged
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .find(({ correlationId }) => correlationId === id);
    expect(record).toMatchObject({ msg: 'turn failed', message: 'the matcher broke on s3cret' });
    expect(record?.stack).toContain('wire.test.ts');
  });

  test('turns of one conversation run one after the other', async () => {
    let running = 0;
    let most = 0;
    await start(async (...args) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 60));
      running--;
      return realDiagnose(...args);
    });
    const conversation = { id: 'shared', conversationType: 'personal', tenantId: TENANT };
    await Promise.all(
      [1, 2, 3].map((n) => post(message(connector.url, `${UNAUTHORIZED} ${n}`, { conversation }))),
    );
    expect(most).toBe(1);
    expect(cards()).toHaveLength(3);
  });
});

describe('what people send besides errors', () => {
  beforeEach(() => start());

  test.each([
    ['hi', 'Which image does not pull'],
    ['Good morning!', 'Which image does not pull'],
    ['HELP', 'What ACR Doctor does'],
    ['/help', 'What ACR Doctor does'],
    ['thanks a lot!', 'Noted.'],
    ['', 'The message is empty.'],
    ['   \n ', 'The message is empty.'],
    ['lorem ipsum dolor sit amet', 'Nothing documented'],
  ])('%j', async (text, expected) => {
    expect((await post(message(connector.url, text))).status).toBe(200);
    expect(cards()).toEqual([expect.stringContaining(expected)]);
  });

  test('a picture, a file, and a click of an unknown button', async () => {
    await post(
      message(connector.url, '', {
        attachments: [{ contentType: 'image/png', contentUrl: 'https://x.example/p' }],
      }),
    );
    await post(
      message(connector.url, '', {
        attachments: [
          {
            contentType: 'application/vnd.microsoft.teams.file.download.info',
            name: 'kubelet.log',
            content: {},
          },
        ],
      }),
    );
    await post(message(connector.url, '', { text: undefined, value: { verb: 'frobnicate' } }));
    expect(cards()).toEqual([
      expect.stringContaining('Screenshots cannot be read here.'),
      expect.stringContaining('No file could be read here.'),
      expect.stringContaining('The message is empty.'),
    ]);
  });

  test('the personal chat is welcomed once; a team is not', async () => {
    const added = { type: 'conversationUpdate', text: undefined, membersAdded: [{ id: `28:${APP_ID}` }] };
    await post(message(connector.url, '', added));
    await post(message(connector.url, '', { ...added, membersAdded: [{ id: '29:kim' }] }));
    await post(
      message(connector.url, '', {
        ...added,
        conversation: { id: 'team', isGroup: true, conversationType: 'channel', tenantId: TENANT },
      }),
    );
    expect(cards()).toEqual([expect.stringContaining('ACR Doctor finds out why')]);
  });

  test('a secret in a paste is masked in the card, the store and the log', async () => {
    const secret = 's3cretValue-0123456789';
    await post(
      message(connector.url, `docker login contoso.azurecr.io -u contoso -p ${secret}\n${UNAUTHORIZED}`),
    );
    await service.stop();
    const store = openLmdbStore(folder);
    const stored = await Promise.all((await store.list('')).map((key) => store.get(key)));
    await store.close();
    expect(stored.length).toBeGreaterThan(1);
    for (const text of [JSON.stringify(stored), JSON.stringify(connector.sent), logged.join('\n')])
      expect(text).not.toContain(secret);
    expect(cards()[0]).toContain('Masked before reading: a password in a command');
    await start();
  });
});
