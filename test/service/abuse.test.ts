import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { isTeamsServiceUrl, TEAMS_HOSTS } from '../../src/service/door';
import { APP_ID, message, TENANT } from '../helpers/bot-framework';
import { startTeamsService, type TeamsService } from '../helpers/teams-service';

const OTHER = '11111111-2222-4333-8444-555555555555';
const ERROR = 'failed to authorize: 401 Unauthorized contoso.azurecr.io';

let bot: TeamsService;
/** A host that must never hear from the bot. */
const foreign: { heard: number; url: string; stop: () => void } = {
  heard: 0,
  url: '',
  stop: () => undefined,
};
const counted: Record<string, number> = {};

beforeAll(async () => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const server = createServer((_request, response) => {
    foreign.heard++;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  foreign.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  foreign.stop = () => void server.close();
  bot = await startTeamsService();
});
afterAll(async () => {
  await bot.stop();
  foreign.stop();
  jest.restoreAllMocks();
  process.stdout.write(`abuse by kind: ${JSON.stringify(counted)}\n`);
});
beforeEach(() => {
  bot.connector.sent.length = 0;
});
afterEach(async () => {
  expect(foreign.heard).toBe(0);
  expect((await fetch(bot.url.replace('/api/messages', '/healthz'))).status).toBe(200);
});

/** Words that would tell something about the inside. */
const INSIDE =
  /node_modules|restify|botframework|botbuilder|zod|at .+\.(?:js|ts)|AuthenticationError|AADSTS|jwt/i;

async function refused(kind: string, answer: Response, ...statuses: number[]): Promise<void> {
  counted[kind] = (counted[kind] ?? 0) + 1;
  const text = await answer.text();
  expect(statuses).toContain(answer.status);
  expect(text).not.toMatch(INSIDE);
  expect(text.length).toBeLessThan(120);
  if (answer.status !== 200) expect(Object.keys(JSON.parse(text) as object)).toEqual(['error']);
  expect(bot.connector.sent).toEqual([]);
}

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const seconds = () => Math.floor(Date.now() / 1000);
const claims = (more: Record<string, unknown> = {}) => ({
  iss: 'https://api.botframework.com',
  aud: APP_ID,
  serviceurl: bot.connector.url,
  nbf: seconds() - 10,
  exp: seconds() + 600,
  ...more,
});
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const ok = (parts: Record<string, unknown> = {}) => message(bot.connector.url, ERROR, parts);

describe('forged tokens: 401, and nothing is sent', () => {
  const forgeries: [string, () => string][] = [
    ['alg none', () => `${encode({ alg: 'none', typ: 'JWT', kid: 'key-1' })}.${encode(claims())}.`],
    [
      'HS256 with the public key as secret',
      () => {
        const content = `${encode({ alg: 'HS256', typ: 'JWT', kid: 'key-1' })}.${encode(claims())}`;
        return `${content}.${createHmac('sha256', bot.issuer.publicPem).update(content).digest('base64url')}`;
      },
    ],
    ['signed with another key', () => bot.issuer.token({ serviceUrl: bot.connector.url, key: 'wrong' })],
    ['an unknown key id', () => bot.issuer.sealed(claims(), { kid: 'key-2' })],
    ['no key id', () => bot.issuer.sealed(claims(), { kid: undefined })],
    ['a key id that is a path', () => bot.issuer.sealed(claims(), { kid: '../../etc/passwd' })],
    ['a key named in the token', () => bot.issuer.sealed(claims(), { kid: 'x', jku: `${foreign.url}/keys` })],
    ['for another bot', () => bot.issuer.sealed(claims({ aud: OTHER }))],
    ['for nobody', () => bot.issuer.sealed(claims({ aud: undefined }))],
    ['for a list of bots without ours', () => bot.issuer.sealed(claims({ aud: [OTHER] }))],
    ['of another issuer', () => bot.issuer.sealed(claims({ iss: 'https://attacker.example' }))],
    ['of Entra, for anybody', () => bot.issuer.sealed(claims({ iss: `https://sts.windows.net/${OTHER}/` }))],
    [
      'of the emulator, as another app',
      () =>
        bot.issuer.sealed(
          claims({
            iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/',
            ver: '1.0',
            appid: OTHER,
          }),
        ),
    ],
    ['of no issuer', () => bot.issuer.sealed(claims({ iss: undefined }))],
    ['expired', () => bot.issuer.sealed(claims({ nbf: seconds() - 7200, exp: seconds() - 3600 }))],
    ['not yet valid', () => bot.issuer.sealed(claims({ nbf: seconds() + 3600, exp: seconds() + 7200 }))],
    ['for another service URL', () => bot.issuer.sealed(claims({ serviceurl: 'https://attacker.example' }))],
    ['for no service URL', () => bot.issuer.sealed(claims({ serviceurl: undefined }))],
    [
      'with the payload exchanged',
      () => {
        const [head = '', , seal = ''] = bot.issuer.sealed(claims({ aud: OTHER })).split('.');
        return `${head}.${encode(claims())}.${seal}`;
      },
    ],
    ['cut off', () => bot.issuer.sealed(claims()).slice(0, -40)],
    ['without its signature', () => `${bot.issuer.sealed(claims()).split('.').slice(0, 2).join('.')}.`],
    ['no JSON inside', () => 'bm90.bm90.bm90'],
    ['four parts', () => `${bot.issuer.sealed(claims())}.x`],
    ['very long', () => `${'a'.repeat(4000)}.${'b'.repeat(4000)}.c`],
  ];
  test.each(forgeries)('%s', async (_name, token) => {
    await refused('forged token', await bot.post(ok(), bearer(token())), 401);
  });
  test.each(['Basic dXNlcjpwdw==', 'Bearer', 'Bearer ', 'bearer x', 'Negotiate x', '{}'])(
    'authorization: %s',
    async (authorization) => {
      await refused('no token', await bot.post(ok(), { authorization }), 401);
    },
  );
});

describe('tenants: 403, and nothing is sent', () => {
  const tenants = (inConversation: unknown, inData: unknown) =>
    ok({
      conversation: { id: 'c', conversationType: 'personal', tenantId: inConversation },
      channelData: inData === undefined ? {} : { tenant: { id: inData } },
    });
  test.each<[string, unknown, unknown]>([
    ['another one', OTHER, OTHER],
    ['another one, in the conversation only', OTHER, undefined],
    ['another one, in the channel data only', undefined, OTHER],
    ['two that disagree, ours in the conversation', TENANT, OTHER],
    ['two that disagree, ours in the channel data', OTHER, TENANT],
    ['none at all', undefined, undefined],
    ['an empty one', '', ''],
    ['ours with a blank', `${TENANT} `, undefined],
  ])('%s', async (_name, inConversation, inData) => {
    for (const type of ['message', 'invoke', 'conversationUpdate', 'installationUpdate', 'messageReaction']) {
      const activity = {
        ...tenants(inConversation, inData),
        type,
        ...(type === 'invoke' ? { name: 'adaptiveCard/action', value: {} } : {}),
        membersAdded: [{ id: `28:${APP_ID}` }],
      };
      await refused('wrong tenant', await bot.post(activity), 403);
    }
  });
  test('another channel', async () => {
    const sealed = bot.issuer.sealed(claims());
    for (const channelId of ['webchat', 'directline', 'emulator', 'MSTEAMS'])
      await refused('wrong channel', await bot.post(ok({ channelId }), bearer(sealed)), 401, 403);
  });
  test('our own, in capitals, is let in', async () => {
    expect((await bot.post(tenants(TENANT.toUpperCase(), TENANT))).status).toBe(200);
    expect(bot.cards()).toHaveLength(1);
  });
});

describe('service URLs: 400, before the token is looked at', () => {
  test.each([
    () => 'https://attacker.example',
    () => foreign.url,
    () => `${foreign.url}/${bot.connector.url}`,
    () => bot.connector.url.replace('http:', 'https:'),
    () => `${bot.connector.url}@attacker.example`,
    () => 'https://smba.trafficmanager.net.attacker.example/emea/',
    () => 'http://169.254.169.254/metadata/instance',
    () => 'file:///etc/passwd',
    () => 'javascript:alert(1)',
    () => ' ',
    () => '',
    () => 'x'.repeat(5000),
  ])('%s', async (urlOf) => {
    const serviceUrl = urlOf();
    const token = bearer(bot.issuer.sealed(claims({ serviceurl: serviceUrl })));
    await refused('evil service URL', await bot.post(ok({ serviceUrl }), token), 400);
  });

  test('the hosts of Teams, and nothing that looks like one', () => {
    for (const host of TEAMS_HOSTS) expect(isTeamsServiceUrl(`https://${host}/emea/${TENANT}/`)).toBe(true);
    expect(isTeamsServiceUrl('https://SMBA.trafficmanager.net/teams')).toBe(true);
    expect(isTeamsServiceUrl('https://smba.teams.example.fr/', ['smba.teams.example.fr'])).toBe(true);
    const evil = [
      'http://smba.trafficmanager.net/teams',
      'https://smba.trafficmanager.net:8443/teams',
      'https://smba.trafficmanager.net./teams',
      'https://user@smba.trafficmanager.net/',
      'https://smba.trafficmanager.net@attacker.example/',
      'https://attacker.trafficmanager.net/',
      'https://xsmba.trafficmanager.net/',
      'https://smba.trafficmanager.net.attacker.example/',
      'https://attacker.example/smba.trafficmanager.net',
      'https://attacker.example#smba.trafficmanager.net',
      'https://attacker.example\\smba.trafficmanager.net',
      'https://smba。attacker.example/',
      'https://127.0.0.1/',
      'https://[::1]/',
      'smba.trafficmanager.net',
    ];
    for (const url of evil) expect([url, isTeamsServiceUrl(url)]).toEqual([url, false]);
    counted['evil service URL'] = (counted['evil service URL'] ?? 0) + evil.length;
  });
});

describe('bodies: 4xx, and nothing is sent', () => {
  const deep = (levels: number) => `{"x":${'['.repeat(levels)}${']'.repeat(levels)}}`;
  const withText = (key: string) =>
    JSON.stringify(ok()).replace('"type"', `"${key}":{"isAdmin":true},"type"`);
  const wrong: [string, string, () => unknown, number][] = [
    ['no JSON', 'broken JSON', () => 'hello', 400],
    ['half an activity', 'broken JSON', () => JSON.stringify(ok()).slice(0, -5), 400],
    ['nothing', 'broken JSON', () => '', 400],
    ['an array', 'broken JSON', () => [ok()], 400],
    ['null', 'broken JSON', () => 'null', 400],
    ['a number', 'broken JSON', () => '7', 400],
    ['33 levels', 'deep JSON', () => deep(33), 400],
    ['100,000 levels', 'deep JSON', () => deep(100_000), 400],
    ['1,000,000 open brackets', 'deep JSON', () => '['.repeat(1_000_000), 400],
    [
      'deep inside the value of a click',
      'deep JSON',
      () =>
        JSON.stringify(ok({ value: 0 })).replace(
          '"value":0',
          `"value":${'{"a":'.repeat(40)}1${'}'.repeat(40)}`,
        ),
      400,
    ],
    ['__proto__', 'prototype key', () => withText('__proto__'), 400],
    ['__proto__, escaped', 'prototype key', () => withText('\\u005f_proto__'), 400],
    ['constructor', 'prototype key', () => withText('constructor'), 400],
    ['prototype', 'prototype key', () => withText('prototype'), 400],
    [
      '__proto__ in channel data',
      'prototype key',
      () => JSON.stringify(ok()).replace('"tenant"', '"__proto__":{"tenant":{}},"tenant"'),
      400,
    ],
    ['a declared 3 MB', 'huge', () => message(bot.connector.url, 'x'.repeat(3_000_000)), 413],
    [
      '10,000 attachments',
      'long list',
      () => ok({ attachments: Array(10_000).fill({ contentType: 'image/png' }) }),
      400,
    ],
    ['10,000 mentions', 'long list', () => ok({ entities: Array(10_000).fill({ type: 'mention' }) }), 400],
    [
      '10,000 members',
      'long list',
      () => ok({ type: 'conversationUpdate', membersAdded: Array(10_000).fill({ id: 'x' }) }),
      400,
    ],
    ['a million zeros', 'long list', () => ok({ value: Array(1_000_000).fill(0) }), 400],
    ['no conversation', 'missing part', () => ok({ conversation: undefined }), 400],
    ['no sender', 'missing part', () => ok({ from: undefined }), 400],
    ['no recipient', 'missing part', () => ok({ recipient: undefined }), 400],
    ['no service URL', 'missing part', () => ok({ serviceUrl: undefined }), 400],
    ['no channel', 'missing part', () => ok({ channelId: undefined }), 400],
    ['no type', 'missing part', () => ok({ type: undefined }), 400],
    ['a message without an id', 'missing part', () => ok({ id: undefined }), 400],
    ['an invoke without a name', 'missing part', () => ok({ type: 'invoke' }), 400],
    ['a conversation without an id', 'missing part', () => ok({ conversation: { tenantId: TENANT } }), 400],
    [
      'a conversation id of line breaks',
      'wrong type',
      () => ok({ conversation: { id: 'a\nb', tenantId: TENANT } }),
      400,
    ],
    [
      'a conversation id of 10,000 letters',
      'wrong type',
      () => ok({ conversation: { id: 'a'.repeat(10_000), tenantId: TENANT } }),
      400,
    ],
  ];
  test.each(wrong)('%s', async (_name, kind, body, status) => {
    const began = Date.now();
    await refused(kind, await bot.post(body()), status);
    expect(Date.now() - began).toBeLessThan(2000);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  const parts = [
    'type',
    'id',
    'channelId',
    'serviceUrl',
    'text',
    'from',
    'recipient',
    'conversation',
    'attachments',
    'entities',
    'name',
    'replyToId',
    'channelData',
    'locale',
  ];
  test.each(parts)('%s of every wrong type', async (part) => {
    const natural = {
      attachments: 'list',
      entities: 'list',
      from: 'object',
      recipient: 'object',
      conversation: 'object',
      channelData: 'object',
    };
    const kind = (natural as Record<string, string>)[part] ?? 'string';
    const values = { string: 'x', number: 7, boolean: true, list: [[1], 'x'], object: { id: 7, tenant: 7 } };
    for (const [name, value] of Object.entries(values)) {
      if (name === kind && name === 'string') continue;
      await refused('wrong type', await bot.post(ok({ [part]: value })), 400);
    }
  });

  test.each([
    ['text/plain', 415],
    ['application/xml', 415],
    ['application/x-www-form-urlencoded', 415],
    ['multipart/form-data; boundary=x', 415],
    ['application/octet-stream', 415],
    ['application/jsonp', 415],
    ['', 415],
  ])('declared as %j', async (type, status) => {
    await refused('content type', await bot.post(ok(), { 'content-type': type }), status);
  });

  test('compressed, as a bomb is', async () => {
    const answer = await fetch(bot.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        authorization: `Bearer ${bot.issuer.token({ serviceUrl: bot.connector.url })}`,
      },
      body: gzipSync(Buffer.alloc(50_000_000, ' ')),
    });
    await refused('content type', answer, 415);
  });

  test('huge, and of undeclared length', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 100_000;
        if (sent > 50_000_000) controller.close();
        else controller.enqueue(new Uint8Array(100_000).fill(32));
      },
    });
    const answer = await fetch(bot.url, {
      method: 'POST',
      duplex: 'half',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${bot.issuer.token({ serviceUrl: bot.connector.url })}`,
      },
      body: endless,
    } as RequestInit).catch(() => undefined);
    // The answer may come while the body is still on its way, which some senders take for a broken connection.
    if (answer) await refused('huge', answer, 413);
    expect(bot.connector.sent).toEqual([]);
    counted.huge = (counted.huge ?? 0) + (answer ? 0 : 1);
  });
});

describe('what a good token sends all the same', () => {
  test('invokes that nobody knows: 404, in one sentence', async () => {
    const names = [
      'no/such',
      'toString',
      '__proto__',
      'constructor',
      'task/fetch\u2028',
      '../../etc',
      'x'.repeat(400),
    ];
    for (const name of names)
      await refused(
        'unknown invoke',
        await bot.post(ok({ type: 'invoke', name, value: { a: 1 } })),
        404,
        400,
      );
  });

  test('types that nobody knows: 200, and nothing happens', async () => {
    for (const type of [
      'event',
      'endOfConversation',
      'trace',
      'handoff',
      'command',
      'toString',
      'x'.repeat(100),
    ])
      await refused('unknown type', await bot.post(ok({ type })), 200);
  });

  test('an activity that is delivered again is answered once', async () => {
    const activity = ok();
    for (let times = 0; times < 10; times++) {
      expect((await bot.post(activity)).status).toBe(200);
      counted.replay = (counted.replay ?? 0) + 1;
    }
    expect(bot.cards()).toHaveLength(1);
  });

  test('clicks with values of every form: a card, never an error', async () => {
    const values = [
      7,
      'x',
      [1, 2],
      { verb: 7 },
      { verb: 'check', caseId: '../../x' },
      { verb: 'check', caseId: { $ne: 1 } },
      { verb: 'explain', symptom: 'toString' },
      { verb: 'explain', symptom: 'pull/unauthorized', caseId: 'a'.repeat(5000) },
      { verb: 'sample', text: { a: 1 } },
    ];
    for (const value of values) {
      bot.connector.sent.length = 0;
      expect((await bot.post(ok({ text: undefined, value }))).status).toBe(200);
      expect(bot.cards()).toHaveLength(1);
      expect(bot.cards()[0]).not.toContain('failed to answer');
      counted.click = (counted.click ?? 0) + 1;
    }
  });
});

describe('the wire itself', () => {
  function raw(text: string, ms: number): Promise<{ answer: string; isClosed: boolean }> {
    return new Promise((resolve) => {
      let answer = '';
      const socket = connect(bot.port, '127.0.0.1', () => socket.write(text));
      const end = (isClosed: boolean) => {
        clearTimeout(timer);
        socket.destroy();
        resolve({ answer, isClosed });
      };
      const timer = setTimeout(() => end(false), ms);
      socket.on('data', (chunk) => (answer += chunk.toString()));
      socket.on('close', () => end(true));
      socket.on('error', () => end(true));
    });
  }
  const token = () => bot.issuer.token({ serviceUrl: bot.connector.url });

  test.each<[string, () => string, RegExp]>([
    ['no HTTP', () => 'hello\r\n\r\n', /^HTTP\/1\.1 400 /],
    [
      'headers of 40 KB',
      () => `GET /healthz HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(40_000)}\r\n\r\n`,
      /^HTTP\/1\.1 431 /,
    ],
    [
      'two lengths',
      () => 'POST /api/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
      /^HTTP\/1\.1 400 /,
    ],
    [
      'length and chunks',
      () =>
        'POST /api/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      /^HTTP\/1\.1 400 /,
    ],
    [
      'a broken chunk',
      () =>
        `POST /api/messages HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token()}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n`,
      /^(?:HTTP\/1\.1 400 [\s\S]*)?$/,
    ],
    [
      'an upgrade',
      () => 'GET /api/messages HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
      /^$/,
    ],
    ['a tunnel', () => 'CONNECT attacker.example:443 HTTP/1.1\r\nhost: x\r\n\r\n', /^$/],
    [
      'a path upwards',
      () => 'GET /../../etc/passwd HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
      /^HTTP\/1\.1 404 /,
    ],
    [
      'a path that cannot be decoded',
      () => 'GET /%E0%A4%A HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
      /^HTTP\/1\.1 4\d\d /,
    ],
    [
      'a foreign address',
      () => 'GET http://attacker.example/ HTTP/1.1\r\nhost: attacker.example\r\nconnection: close\r\n\r\n',
      /^HTTP\/1\.1 404 /,
    ],
  ])('%s', async (_name, text, expected) => {
    const { answer, isClosed } = await raw(text(), 4000);
    expect(answer).toMatch(expected);
    expect(answer).not.toMatch(INSIDE);
    expect(isClosed).toBe(true);
    counted.wire = (counted.wire ?? 0) + 1;
  });

  test('headers that never end, and bodies that never come, are hung up on', async () => {
    const slow = [
      'POST /api/messages HTTP/1.1\r\nhost: x\r\n',
      `POST /api/messages HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token()}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
    ];
    const ended = await Promise.all(slow.map((text) => raw(text, 25_000)));
    for (const { answer, isClosed } of ended) {
      expect(isClosed).toBe(true);
      expect(answer).toMatch(/^HTTP\/1\.1 408 /);
      counted['slow sender'] = (counted['slow sender'] ?? 0) + 1;
    }
    expect(bot.connector.sent).toEqual([]);
  }, 40_000);
});

test('the log says why, without a token and without a body', () => {
  const lines = bot.logged.join('\n');
  expect(lines).toContain('the tenant is not served');
  expect(lines).toContain('the service URL is not allowed');
  expect(lines).not.toMatch(/eyJ/);
  expect(lines).not.toContain(ERROR);
});
