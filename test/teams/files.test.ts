import type { LookupAddress } from 'node:dns';
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Activity } from 'botbuilder';
import { pinnedOpener, REFUSED, type Network } from '../../src/teams/download';
import { decodeText, findFiles, MAX_FILE_BYTES, readFileText } from '../../src/teams/files';
import { isPublicAddress } from '../../src/teams/public-address';
import { makeCertificate } from '../helpers/certificate';

const PUBLIC: LookupAddress = { address: '13.107.136.10', family: 4 };
const LINK = 'https://contoso-my.sharepoint.com/personal/kim/_layouts/15/download.aspx?tempauth=s3cret';
const LOG = 'Failed to pull image "contoso.azurecr.io/shop/cart:1": 401 Unauthorized\n';

interface Asked {
  url: string;
  addresses: LookupAddress[];
}

let server: Server;
let asked: Asked[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let resolve: Network['resolve'];

beforeAll(async () => {
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  asked = [];
  resolve = () => Promise.resolve([PUBLIC]);
  answer = (_request, response) => response.end(LOG);
});

/** In two steps: restify replaces writeHead on every response of the process by one that returns nothing. */
function end(
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
  body = '',
): void {
  response.writeHead(status, headers);
  response.end(body);
}

/** Every address leads to the server on loopback, over a real socket; names, addresses and headers are kept. */
const network: Network = {
  resolve: (host) => resolve(host),
  open: (url, addresses, signal) =>
    new Promise((done, fail) => {
      const { port } = server.address() as AddressInfo;
      const call = {
        host: '127.0.0.1',
        port,
        path: url.pathname + url.search,
        agent: false,
        signal,
      } as const;
      get(call, (response) => {
        asked.push({ url: url.href, addresses });
        done(response);
      }).on('error', fail);
    }),
};

const read = (downloadUrl = LINK, name = 'kubelet.log', limitMs = 5000) =>
  readFileText({ name, downloadUrl }, network, limitMs);

const attachment = {
  contentType: 'application/vnd.microsoft.teams.file.download.info',
  contentUrl: 'https://contoso.sharepoint.com/kubelet.log',
  name: 'kubelet.log',
  content: { downloadUrl: LINK, uniqueId: 'u', fileType: 'log', etag: 'e' },
};

describe('which attachments are files', () => {
  const inPersonal = (attachments: unknown[], conversationType = 'personal') =>
    findFiles({ attachments, conversation: { conversationType } } as unknown as Partial<Activity>);

  test('those of a personal chat, with a link', () => {
    expect(inPersonal([{ contentType: 'text/html', content: '<p>x</p>' }, attachment])).toEqual([
      { name: 'kubelet.log', downloadUrl: LINK },
    ]);
  });
  test.each<[string, unknown[], string]>([
    ['a channel', [attachment], 'channel'],
    ['no link', [{ ...attachment, content: {} }], 'personal'],
    ['a link that is no text', [{ ...attachment, content: { downloadUrl: 7 } }], 'personal'],
    ['no content', [{ contentType: attachment.contentType }], 'personal'],
    ['a picture', [{ contentType: 'image/png', content: { downloadUrl: LINK } }], 'personal'],
  ])('%s: none', (_name, attachments, where) => {
    expect(inPersonal(attachments, where)).toEqual([]);
  });
});

describe('a file that is read', () => {
  test('is asked for at the addresses that were checked', async () => {
    expect(await read()).toEqual({ text: LOG });
    expect(asked).toEqual([{ url: LINK, addresses: [PUBLIC] }]);
  });

  test.each(['a.txt', 'a.LOG', 'pod.json', 'values.yaml', '../../etc/x.yml', 'C:\\temp\\x.log'])(
    'its name %j is used for its ending only',
    async (name) => {
      expect(await read(LINK, name)).toEqual({ text: LOG });
    },
  );

  test.each<[string, Buffer]>([
    ['UTF-8', Buffer.from('naïve 401 ✗')],
    ['UTF-8 with a mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('naïve 401 ✗')])],
    ['UTF-16LE, as PowerShell writes it', Buffer.from('\ufeffnaïve 401 ✗', 'utf16le')],
    ['UTF-16BE', Buffer.from('\ufeffnaïve 401 ✗', 'utf16le').swap16()],
  ])('%s', async (_name, bytes) => {
    answer = (_request, response) => response.end(bytes);
    expect(await read()).toEqual({ text: 'naïve 401 ✗' });
  });

  test('in pieces, of exactly one megabyte', async () => {
    answer = (_request, response) => {
      for (let n = 0; n < 10; n++) response.write('x'.repeat(MAX_FILE_BYTES / 10));
      response.end();
    };
    expect(await read()).toEqual({ text: 'x'.repeat(MAX_FILE_BYTES) });
  });

  test('after a redirect within SharePoint, checked again', async () => {
    const names: string[] = [];
    resolve = (host) => {
      names.push(host);
      return Promise.resolve([PUBLIC]);
    };
    answer = (request, response) => {
      if (request.url === '/next?x=1') response.end(LOG);
      else end(response, 302, { location: 'https://contoso.sharepoint.com/next?x=1', 'set-cookie': 'a=b' });
    };
    expect(await read()).toEqual({ text: LOG });
    expect(names).toEqual(['contoso-my.sharepoint.com', 'contoso.sharepoint.com']);
    expect(asked[1]?.url).toBe('https://contoso.sharepoint.com/next?x=1');
  });
});

describe('a file that is refused, with one sentence', () => {
  test.each([
    'http://contoso.sharepoint.com/x.log',
    'https://contoso.sharepoint.com:8443/x.log',
    'https://kim:s3cret@contoso.sharepoint.com/x.log',
    'https://contoso.sharepoint.com@attacker.example/x.log',
    'https://attacker.example/x.log',
    'https://sharepoint.com.attacker.example/x.log',
    'https://evilsharepoint.com/x.log',
    'https://sharepoint.com/x.log',
    'https://contoso.sharepoint.com./x.log',
    'https://169.254.169.254/metadata/instance',
    'https://[::1]/x.log',
    'https://localhost/x.log',
    'file:///etc/passwd',
    'not a link',
    '',
  ])('the link %j is not opened', async (link) => {
    expect(await read(link)).toEqual({ refused: REFUSED.address });
    expect(asked).toEqual([]);
  });

  test.each([
    'http://169.254.169.254/metadata/identity/oauth2/token',
    'https://169.254.169.254/metadata/identity/oauth2/token',
    'http://contoso.sharepoint.com/x.log',
    'https://attacker.example/x.log',
    '//attacker.example/x.log',
    'https://kim:s3cret@contoso.sharepoint.com/x.log',
  ])('a redirect to %s is not followed', async (location) => {
    answer = (_request, response) => end(response, 307, { location });
    expect(await read()).toEqual({ refused: REFUSED.redirect });
    expect(asked).toHaveLength(1);
  });

  test('redirects without end', async () => {
    answer = (_request, response) => end(response, 302, { location: LINK });
    expect(await read()).toEqual({ refused: REFUSED.redirects });
    expect(asked).toHaveLength(4);
  });

  test.each([
    ['127.0.0.1'],
    ['169.254.169.254'],
    ['10.1.2.3'],
    ['168.63.129.16'],
    ['::1'],
    ['fd00::1'],
    ['::ffff:10.0.0.1'],
  ])('a name that leads to %s', async (address) => {
    resolve = () => Promise.resolve([PUBLIC, { address, family: address.includes(':') ? 6 : 4 }]);
    expect(await read()).toEqual({ refused: REFUSED.private });
    expect(asked).toEqual([]);
  });

  test('a name that leads inside after the redirect: each address is looked at anew', async () => {
    let count = 0;
    resolve = () => Promise.resolve([count++ === 0 ? PUBLIC : { address: '169.254.169.254', family: 4 }]);
    answer = (_request, response) => end(response, 302, { location: LINK });
    expect(await read()).toEqual({ refused: REFUSED.private });
    expect(asked).toHaveLength(1);
  });

  test.each<[string, () => Promise<LookupAddress[]>]>([
    ['does not exist', () => Promise.reject(new Error('ENOTFOUND'))],
    ['has no address', () => Promise.resolve([])],
  ])('a name that %s', async (_name, lookUp) => {
    resolve = lookUp;
    expect(await read()).toEqual({ refused: REFUSED.unresolved });
  });

  test.each<[string, () => void]>([
    ['the name server', () => (resolve = () => new Promise(() => undefined))],
    ['the server, before its head', () => (answer = () => undefined)],
    [
      'the server, in the middle',
      () => {
        answer = (_request, response) => {
          response.writeHead(200, { 'content-length': '1000' });
          response.write('half');
        };
      },
    ],
    [
      'the server, a byte now and then',
      () => {
        answer = (_request, response) => {
          const timer = setInterval(() => response.write('x'), 20);
          response.on('close', () => clearInterval(timer));
        };
      },
    ],
  ])('%s hangs: given up in time', async (_name, hang) => {
    hang();
    const begin = Date.now();
    expect(await read(LINK, 'x.log', 300)).toEqual({ refused: REFUSED.late });
    expect(Date.now() - begin).toBeLessThan(2000);
  });

  test.each<[string, (response: ServerResponse) => void, string]>([
    [
      'half-sent, with a length',
      (response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('half', () => response.destroy());
      },
      REFUSED.broken,
    ],
    [
      'half-sent, in chunks',
      (response) => {
        response.write('half', () => response.destroy());
      },
      REFUSED.broken,
    ],
    ['a closed connection', (response) => response.destroy(), REFUSED.broken],
    [
      'too large by its head',
      (response) => {
        response.writeHead(200, { 'content-length': String(MAX_FILE_BYTES + 1) });
        response.write('x');
      },
      REFUSED.size,
    ],
    [
      'too large by its bytes',
      (response) => void response.write('x'.repeat(MAX_FILE_BYTES + 1)),
      REFUSED.size,
    ],
    ['compressed', (response) => end(response, 200, { 'content-encoding': 'gzip' }, 'x'), REFUSED.encoded],
    ['401', (response) => end(response, 401), REFUSED.expired],
    ['404', (response) => end(response, 404, {}, 'gone'), REFUSED.expired],
    [
      'a page to sign in at',
      (response) => end(response, 200, { 'content-type': 'text/html; charset=utf-8' }, '<p>Sign in'),
      REFUSED.expired,
    ],
    ['500', (response) => end(response, 500, {}, 'x'), REFUSED.status],
    ['206, a part', (response) => end(response, 206, {}, 'x'), REFUSED.status],
    ['302 without an address', (response) => end(response, 302, {}, 'x'), REFUSED.status],
  ])('%s', async (_name, send, sentence) => {
    answer = (_request, response) => send(response);
    expect(await read()).toEqual({ refused: sentence });
  });

  test.each(['x.zip', 'x.log.exe', 'x', '', 'x.png'])('a file named %j', async (name) => {
    expect(await read(LINK, name)).toEqual({
      refused: expect.stringContaining('.txt, .log, .json') as string,
    });
    expect(asked).toEqual([]);
  });

  test.each<[string, Buffer, RegExp]>([
    ['NUL bytes', Buffer.from('PK\x03\x04\0\0text'), /no text/],
    ['UTF-16 without a mark', Buffer.from('plain', 'utf16le'), /no text/],
    ['NUL in UTF-16', Buffer.from('\ufeffa\0b', 'utf16le'), /no text/],
    ['Latin-1', Buffer.from('äöüßéè äöüß', 'latin1'), /neither UTF-8 nor/],
    ['nothing', Buffer.alloc(0), /empty/],
    ['a mark alone', Buffer.from([0xff, 0xfe]), /empty/],
  ])('%s', async (_name, bytes, sentence) => {
    answer = (_request, response) => response.end(bytes);
    expect(await read()).toEqual({ refused: expect.stringMatching(sentence) as string });
  });

  test('a few broken bytes do not spoil a log', () => {
    expect(decodeText(Buffer.concat([Buffer.from(LOG), Buffer.from([0xe2, 0x9c])]))).toEqual({
      text: `${LOG}\ufffd`,
    });
  });
});

test('the sentences are short, and name neither link nor file', () => {
  for (const sentence of Object.values(REFUSED)) {
    expect(sentence).toMatch(/^[A-Z].{20,120}\.$/);
    expect(sentence).not.toMatch(/https?:|tempauth|!/);
  }
});

test.each<[string, boolean]>([
  ['13.107.136.10', true],
  ['8.8.8.8', true],
  ['172.15.0.1', true],
  ['172.31.255.255', false],
  ['100.64.0.1', false],
  ['192.0.0.8', false],
  ['198.19.0.1', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['0.0.0.0', false],
  ['2620:1ec:8f8::10', true],
  ['2001:db8::1', false],
  ['2002:7f00:1::', false],
  ['64:ff9b::7f00:1', false],
  ['fe80::1', false],
  ['fe80::1%eth0', false],
  ['::', false],
  ['ff02::1', false],
  ['::ffff:8.8.8.8', false],
  ['localhost', false],
  ['', false],
])('%s is public: %p', (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic);
});

describe('the real connection', () => {
  const HOST = 'contoso-my.sharepoint.com';
  const LOOPBACK: LookupAddress = { address: '127.0.0.1', family: 4 };
  const { cert, key } = makeCertificate([HOST]);
  let tls: HttpsServer;
  let port: number;
  let heads: { headers: IncomingMessage['headers']; serverName: unknown }[];

  beforeAll(async () => {
    tls = createHttpsServer({ cert, key }, (request, response) => {
      // Only a TLS socket has it; its type leaves it out.
      heads.push({ headers: request.headers, serverName: Reflect.get(request.socket, 'servername') });
      response.end(LOG);
    });
    await new Promise<void>((done) => tls.listen(0, '127.0.0.1', done));
    ({ port } = tls.address() as AddressInfo);
  });
  afterAll(() => {
    tls.close();
    tls.closeAllConnections();
  });
  beforeEach(() => {
    heads = [];
  });

  const open = (host: string, trusted?: string) =>
    pinnedOpener(trusted)(new URL(`https://${host}:${port}/x.log`), [LOOPBACK], AbortSignal.timeout(5000));

  test('goes to the address it is given, with the name of the host, and with no credentials', async () => {
    const response = await open(HOST, cert);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe(LOG);
    expect(heads).toEqual([
      {
        serverName: HOST,
        headers: {
          host: `${HOST}:${port}`,
          accept: 'text/plain, */*;q=0.1',
          'accept-encoding': 'identity',
          connection: 'close',
        },
      },
    ]);
  });

  test('believes no certificate it does not trust, and none of another host', async () => {
    await expect(open(HOST)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    await expect(open('fabrikam.sharepoint.com', cert)).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
    expect(heads).toEqual([]);
  });

  test('a whole file over it', async () => {
    const whole: Network = {
      resolve: () => Promise.resolve([PUBLIC]),
      // Only the port and the address are the test's: nothing public is asked.
      open: (url, _addresses, signal) => {
        const local = new URL(url);
        local.port = String(port);
        return pinnedOpener(cert)(local, [LOOPBACK], signal);
      },
    };
    expect(await readFileText({ name: 'x.log', downloadUrl: LINK }, whole)).toEqual({ text: LOG });
  });
});
