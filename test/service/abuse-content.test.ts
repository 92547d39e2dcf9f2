import { request } from 'node:http';
import { connect } from 'node:net';
import type { Card } from '../../src/cards/elements';
import { message, TENANT } from '../helpers/bot-framework';
import { startTeamsService, type TeamsService } from '../helpers/teams-service';

/** Abuse by people with a good token: what they write, click, attach and name. The door is in abuse.test.ts. */
const ERROR = 'failed to authorize: 401 Unauthorized contoso.azurecr.io';
const KIM = { id: '29:kim', name: 'Kim', aadObjectId: '5b0c8f6e-1111-4222-8333-444455556666' };
const BEN = { id: '29:ben', name: 'Ben', aadObjectId: '99999999-1111-4222-8333-444455556666' };

let bot: TeamsService;
const counted: Record<string, number> = {};
const count = (kind: string) => (counted[kind] = (counted[kind] ?? 0) + 1);
/** Hosts that the bot must not look up or call. */
let foreign: string[];

beforeAll(async () => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  bot = await startTeamsService({
    network: {
      resolve: (host) => {
        foreign.push(host);
        return Promise.resolve([{ address: '169.254.169.254', family: 4 }]);
      },
      open: (url) => {
        foreign.push(String(url));
        return Promise.reject(new Error('nothing may be called'));
      },
    },
  });
});
afterAll(async () => {
  await bot.stop();
  jest.restoreAllMocks();
  process.stdout.write(`abuse by kind, with a good token: ${JSON.stringify(counted)}\n`);
});
beforeEach(() => {
  bot.connector.sent.length = 0;
  foreign = [];
});
afterEach(async () => {
  expect((await fetch(bot.url.replace('/api/messages', '/healthz'))).status).toBe(200);
});

const cards = () =>
  bot.connector.sent.flatMap(({ body }) =>
    ((body.attachments ?? []) as { content: Card }[]).map(({ content }) => content),
  );
const said = (text: string, parts: Record<string, unknown> = {}) =>
  message(bot.connector.url, text, { from: KIM, ...parts });
async function answered(kind: string, activity: unknown): Promise<Card> {
  count(kind);
  const begun = performance.now();
  const answer = await bot.post(activity);
  expect(answer.status).toBe(200);
  await bot.service.bot.settled();
  expect(performance.now() - begun).toBeLessThan(20_000);
  expect(cards()).toHaveLength(1);
  expect(cards()[0]!.fallbackText).not.toContain('failed to answer');
  return cards()[0]!;
}

/** Every object in a value, with those inside it. */
function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Record<string, unknown>;
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}

const EVIL = 'https://attacker.example/';
test.each([
  `[Sign in](${EVIL})`,
  `![x](${EVIL}x.png)`,
  `<a href="${EVIL}">portal</a>`,
  `<img src=x onerror="fetch('${EVIL}')">`,
  `<script src="${EVIL}"></script>`,
  '<at>everyone</at> look here',
  '@everyone **free** registry',
  `"}],"actions":[{"type":"Action.OpenUrl","url":"${EVIL}"}]`,
  '{{$root.title}} ${DateTime.Now} {{DATE(2026-11-21T00:00:00Z)}}',
  `javascript:alert(1) data:text/html,<b>`,
  `| a | b |\n| --- | --- |\n# ${EVIL}`,
])('injected into an error: %s', async (text) => {
  for (const paste of [
    `${ERROR} ${text}`,
    `${text}\n${ERROR}\n${text}`,
    `pull of ${text}.azurecr.io/x:1 401 Unauthorized`,
  ]) {
    bot.connector.sent.length = 0;
    await answered('injection', said(paste));
    const { body } = bot.connector.sent[0]!;
    expect(body.text ?? '').toBe('');
    expect(JSON.stringify(body.entities ?? [])).not.toContain('mention');
    for (const one of objectsIn(body)) {
      expect(JSON.stringify(one.url ?? '')).not.toContain('attacker');
      // Markdown, and so links, are read in TextBlocks only; in a RichTextBlock or a CodeBlock text is text.
      if (one.type === 'TextBlock') expect(JSON.stringify(one)).not.toMatch(/attacker|everyone|DateTime/);
    }
  }
});

const HIDDEN = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff]/;
test.each([
  ['right-to-left override', 'contoso.azurecr.io/app\u202egpj.exe:1'],
  ['isolates', '\u2066contoso\u2069.azurecr.io/app:1'],
  ['zero-width spaces', 'con\u200btoso.azurecr.io/app:1'],
  ['a joiner', 'contoso\u200d.azurecr.io/app:1'],
  ['a byte order mark', '\ufeffcontoso.azurecr.io/app:1'],
  ['a Cyrillic letter', 'contоso.azurecr.io/app:1'],
  ['combining marks without end', `contoso.azurecr.io/${'a\u0301'.repeat(20_000)}`],
])('hidden in a name: %s', async (_name, image) => {
  const card = await answered('hidden text', said(`Failed to pull image "${image}": 401 Unauthorized`));
  expect(JSON.stringify(card)).not.toMatch(HIDDEN);
});

test.each([
  ['a host of dots', 'a.'.repeat(50_000)],
  ['slashes', '/'.repeat(100_000)],
  ['quotes', '"'.repeat(100_000)],
  ['white space', ' '.repeat(100_000)],
  ['opening brackets', '[{('.repeat(30_000)],
  ['escapes', '\\\\n'.repeat(30_000)],
  ['a name that never ends', `${'a'.repeat(200_000)}.azurecr.io`],
  ['a digest that never ends', `sha256:${'f'.repeat(200_000)}`],
  ['key and value', 'a=b&'.repeat(40_000)],
  ['base64', `eyJ${'A'.repeat(150_000)}.eyJ${'A'.repeat(20_000)}.`],
  ['new lines', `${'\n'.repeat(100_000)}x`],
  ['numbers', '1'.repeat(150_000)],
])('built to keep a pattern busy: %s', async (_name, text) => {
  await answered('hostile pattern', said(`${ERROR} ${text}`));
});

test.each([
  'http://169.254.169.254/metadata/identity/oauth2/token',
  'https://169.254.169.254/latest',
  'https://127.0.0.1/x',
  'https://localhost/x',
  'https://[::1]/x',
  'https://[::ffff:169.254.169.254]/x',
  'https://[::ffff:a9fe:a9fe]/x',
  'https://2852039166/x',
  'https://0xa9fea9fe/x',
  'https://0251.0376.0251.0376/x',
  'https://10.0.0.1/x',
  'https://192.168.0.1.nip.io/x',
  'https://contoso.sharepoint.com.attacker.example/x',
  'https://contoso.sharepoint.com@attacker.example/x',
  'https://attacker.example/contoso.sharepoint.com',
  'http://contoso.sharepoint.com/x',
  'https://contoso.sharepoint.com:8443/x',
  'file:///etc/passwd',
  'gopher://127.0.0.1:6379/_x',
])('an attachment at %s', async (url) => {
  const attachments = [
    {
      contentType: 'application/vnd.microsoft.teams.file.download.info',
      ...{ name: 'kubelet.log', contentUrl: url, content: { downloadUrl: url, fileType: 'log' } },
    },
    { contentType: 'image/png', contentUrl: url },
    { contentType: 'text/html', content: `<img src="${url}">` },
  ];
  await answered('attachment elsewhere', said('', { attachments }));
  expect(foreign).toEqual([]);
});

test('a name of SharePoint that leads inside is looked up, and not called', async () => {
  const url = 'https://contoso.sharepoint.com/x.log';
  const content = { downloadUrl: url, fileType: 'log' };
  const contentType = 'application/vnd.microsoft.teams.file.download.info';
  await answered(
    'attachment elsewhere',
    said('', { attachments: [{ contentType, name: 'x.log', content }] }),
  );
  expect(foreign).toEqual(['contoso.sharepoint.com']);
});

describe('clicks with forged data', () => {
  let caseId: string;
  beforeAll(async () => {
    bot.connector.sent.length = 0;
    await bot.post(said(`${ERROR} secret-of-kim`));
    caseId = /"caseId":"([^"]+)"/.exec(JSON.stringify(bot.connector.sent))?.[1] ?? '';
    expect(caseId).not.toBe('');
  });
  const clicks: [string, () => unknown][] = [
    ['check', () => ({ verb: 'check', caseId })],
    ['hand-off', () => ({ verb: 'hand-off', caseId })],
    ['other causes', () => ({ verb: 'others', caseId })],
    ['explain', () => ({ verb: 'explain', symptom: 'pull/unauthorized', caseId })],
    ['share', () => ({ verb: 'share', caseId })],
    ['answer', () => ({ verb: 'answer', caseId, symptom: 'pull/unauthorized' })],
    ['reply to a question that nobody asked', () => ({ verb: 'reply', question: 'registry', value: 'x' })],
    ['feedback', () => ({ verb: 'feedback', liked: false, caseId, comment: 'x' })],
    ['a verb that is not there', () => ({ verb: 'delete', caseId })],
    ['a verb of the prototype', () => ({ verb: 'toString', caseId })],
    ['a list of cases', () => ({ verb: 'check', caseId: [caseId, caseId] })],
    ['a value of 100 KB', () => ({ verb: 'reply', question: 'registry', value: 'x'.repeat(100_000) })],
    [
      'a value of 1,000 fields',
      () => Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`f${n}`, n])),
    ],
  ];
  test.each(clicks)("%s of somebody else's case", async (_name, value) => {
    const card = await answered('forged click', said('', { text: undefined, from: BEN, value: value() }));
    expect(JSON.stringify(card)).not.toMatch(/secret-of-kim|contoso\.azurecr\.io/);
  });

  test.each([
    [
      'composeExtension/submitAction',
      () => ({ commandId: 'diagnoseMessage', data: { verb: 'check', caseId } }),
    ],
    ['composeExtension/submitAction', () => ({ commandId: 'nobody', data: { verb: 'post', caseId } })],
    [
      'composeExtension/submitAction',
      () => ({
        botMessagePreviewAction: 'send',
        botActivityPreview: [{ attachments: [{ content: { caseId } }] }],
      }),
    ],
    [
      'composeExtension/query',
      () => ({ commandId: '__proto__', parameters: [{ name: 'words', value: { $gt: '' } }] }),
    ],
    ['composeExtension/query', () => ({ queryOptions: { skip: -1e9, count: 1e9 }, parameters: 'x' })],
    ['composeExtension/fetchTask', () => ({ messagePayload: { body: { content: '<p>'.repeat(5000) } } })],
    ['adaptiveCard/action', () => ({ action: { type: 'Action.Execute', verb: 'check', data: { caseId } } })],
    ['message/submitAction', () => ({ actionName: 'feedback', actionValue: { reaction: 7, feedback: '{' } })],
  ] as [string, () => unknown][])('%s as somebody else', async (name, value) => {
    count('forged extension');
    const conversation = { id: 'other', conversationType: 'personal', tenantId: TENANT };
    const answer = await bot.post(
      said('', { type: 'invoke', name, value: value(), from: BEN, conversation }),
    );
    const text = await answer.text();
    await bot.service.bot.settled();
    expect([200, 400, 404]).toContain(answer.status);
    expect(text + JSON.stringify(bot.connector.sent)).not.toMatch(/secret-of-kim|contoso\.azurecr\.io/);
  });
});

describe('bytes', () => {
  const send = (
    body: Buffer,
    headers: Record<string, string | string[]> = {},
    method = 'POST',
    path = '/api/messages',
  ) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const authorization = `Bearer ${bot.issuer.token({ serviceUrl: bot.connector.url })}`;
      const options = { host: '127.0.0.1', port: bot.port, method, path };
      const all = { 'content-type': 'application/json', authorization, ...headers };
      const call = request({ ...options, headers: all }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      });
      call.on('error', reject);
      call.end(body);
    });

  test.each([
    [
      'half a letter',
      Buffer.concat([Buffer.from('{"type":"message","text":"'), Buffer.from([0xc3]), Buffer.from('"}')]),
    ],
    [
      'an overlong slash',
      Buffer.concat([Buffer.from('{"type":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]),
    ],
    ['half a surrogate', Buffer.from('{"type":"message","text":"\\ud800"}')],
    ['UTF-16', Buffer.from('{"type":"message"}', 'utf16le')],
    ['a null byte', Buffer.from('{"type":"mess\u0000age"}')],
    ['nothing but nulls', Buffer.alloc(10_000)],
    [
      'the same key twice',
      Buffer.from('{"type":"message","type":"invoke","serviceUrl":"x","serviceUrl":"y"}'),
    ],
  ])('%s: 400', async (_name, body) => {
    count('broken bytes');
    const { status, text } = await send(body);
    expect([status, JSON.parse(text)]).toEqual([400, { error: 'The request is not an activity.' }]);
    expect(bot.connector.sent).toEqual([]);
  });

  test('of the same key twice the last one counts, for the check and for the bot alike', async () => {
    count('broken bytes');
    const good = JSON.stringify(said(ERROR));
    const twice = good.replace('"serviceUrl"', '"serviceUrl":"https://attacker.example","serviceUrl"');
    expect((await send(Buffer.from(twice))).status).toBe(200);
    expect(bot.connector.sent).toHaveLength(1);
    const evil = good.replace(/,"text":/, ',"serviceUrl":"https://attacker.example","text":');
    expect((await send(Buffer.from(evil))).status).toBe(400);
  });

  test.each(['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND'])(
    '%s: nothing is run',
    async (method) => {
      count('method');
      const { status } = await send(Buffer.from(JSON.stringify(said(ERROR))), {}, method);
      expect([400, 404, 405]).toContain(status);
      expect(bot.connector.sent).toEqual([]);
    },
  );
  test.each(['x-http-method-override', 'x-method-override', 'x-http-method'])(
    '%s changes no method',
    async (name) => {
      count('method');
      const { status } = await send(Buffer.from(JSON.stringify(said(ERROR))), { [name]: 'POST' }, 'GET');
      expect([400, 404, 405]).toContain(status);
      expect(bot.connector.sent).toEqual([]);
    },
  );

  test.each([
    '/api/messages/../../etc/passwd',
    '/api/messages/..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/api/messages%00.json',
    '/api//messages',
    '/API/MESSAGES',
    '/api/messages;x=1',
    '/local/conversations/c/messages',
    '/_connector/v3/conversations/x/activities',
    '/.git/config',
    '/package.json',
  ])('the path %s: nothing is there', async (path) => {
    count('path');
    for (const method of ['GET', 'POST']) {
      const { status, text } = await send(Buffer.from(JSON.stringify(said(ERROR))), {}, method, path);
      expect([400, 404, 405]).toContain(status);
      expect(text).not.toMatch(/root:|passwd|acr-doctor"/);
    }
    expect(bot.connector.sent).toEqual([]);
  });

  test('3,000 headers, and one of a token of 60 KB', async () => {
    for (const head of [
      Array.from({ length: 3000 }, (_, n) => `x-${n}: y\r\n`).join(''),
      `authorization: Bearer ${'a'.repeat(60_000)}\r\n`,
    ]) {
      count('header bomb');
      const answer = await new Promise<string>((resolve) => {
        let text = '';
        const socket = connect(bot.port, '127.0.0.1', () =>
          socket.write(`POST /api/messages HTTP/1.1\r\nhost: x\r\n${head}content-length: 0\r\n\r\n`),
        );
        socket.on('data', (chunk) => (text += chunk.toString()));
        socket.on('close', () => resolve(text));
        socket.on('error', () => resolve(text));
      });
      expect(answer).toMatch(/^HTTP\/1\.1 4(?:31|01|00) /);
    }
    expect(bot.connector.sent).toEqual([]);
  });
});
