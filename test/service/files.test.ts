import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { openLmdbStore } from '../../src/store/lmdb';
import type { Store } from '../../src/store/store';
import { pinnedOpener, type Network } from '../../src/teams/download';
import { makeCertificate } from '../helpers/certificate';
import { message, TENANT } from '../helpers/bot-framework';
import { folderWith } from '../helpers/folder';
import { startTeamsService, type TeamsService } from '../helpers/teams-service';

const HOST = 'contoso-my.sharepoint.com';
const LINK = `https://${HOST}/personal/kim/download.aspx?tempauth=s3cret-link`;
const SECRET = 's3cretValue-0123456789';
const LOG = [
  `docker login contoso.azurecr.io -u contoso -p ${SECRET}`,
  'failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://contoso.azurecr.io/oauth2/token?scope=repository%3Ashop%2Fcart%3Apull&service=contoso.azurecr.io: 401 Unauthorized',
  '',
].join('\n');
const LOOPBACK = { address: '127.0.0.1', family: 4 };

const { cert, key } = makeCertificate([HOST]);
let server: Server;
let store: Store;
let teams: TeamsService;
let asked: IncomingMessage['headers'][];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

/** SharePoint's name with a public address for the check, and the https server of this test behind it. */
const network: Network = {
  resolve: () => Promise.resolve([{ address: '13.107.136.10', family: 4 }]),
  open(url, _addresses, signal) {
    const { port } = server.address() as AddressInfo;
    return pinnedOpener(cert)(
      new URL(`https://${HOST}:${port}${url.pathname}${url.search}`),
      [LOOPBACK],
      signal,
    );
  },
};

beforeAll(async () => {
  server = createServer({ cert, key }, (request, response) => {
    asked.push(request.headers);
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(async () => {
  asked = [];
  answer = (_request, response) => response.end(LOG);
  store = openLmdbStore(folderWith({}));
  teams = await startTeamsService({ store, network });
});
afterEach(() => teams.stop());

const file = (name = 'kubelet.log', downloadUrl = LINK) => ({
  contentType: 'application/vnd.microsoft.teams.file.download.info',
  name,
  content: { downloadUrl, uniqueId: 'u', fileType: 'log' },
});

async function send(text: string, attachments: object[], parts: Record<string, unknown> = {}) {
  const begun = Date.now();
  const response = await teams.post(message(teams.connector.url, text, { attachments, ...parts }));
  expect(response.status).toBe(200);
  expect(Date.now() - begun).toBeLessThan(2500);
  await teams.service.bot.settled();
}

const kinds = () => teams.connector.sent.map(({ body }) => body.type);

test('a log is read like a paste: typing first, its secrets masked, without the token of the bot', async () => {
  await send('', [file()]);
  expect(kinds()).toEqual(['typing', 'message']);
  expect(teams.cards()).toEqual([expect.stringContaining('pull/unauthorized')]);
  expect(teams.cards()[0]).toContain('Masked before reading: a password in a command');
  expect(asked).toHaveLength(1);
  expect(asked[0]?.authorization).toBeUndefined();
  const stored = JSON.stringify(await Promise.all((await store.list('')).map((one) => store.get(one))));
  for (const kept of [stored, JSON.stringify(teams.connector.sent), teams.logged.join('\n')]) {
    expect(kept).not.toContain(SECRET);
    expect(kept).not.toContain('s3cret-link');
  }
});

test('words and two files are one case; the words alone would have been a command', async () => {
  const parts = LOG.split('\n');
  let count = 0;
  answer = (_request, response) => response.end(parts[count++]);
  await send('help', [file('a.log'), file('b.log')]);
  expect(teams.cards()).toEqual([expect.stringContaining('pull/unauthorized')]);
});

test('a server that is slow does not hold the turn; the answer follows once', async () => {
  answer = (_request, response) => void setTimeout(() => response.end(LOG), 2600);
  await send('', [file()]);
  expect(kinds()).toEqual(['typing', 'message']);
  expect(teams.cards()).toEqual([expect.stringContaining('pull/unauthorized')]);
});

test.each<[string, object, string]>([
  ['a picture of a log', file('log.png'), '.txt, .log, .json, .yaml or .yml'],
  [
    'a link to elsewhere',
    file('a.log', 'https://attacker.example/a.log'),
    'not an https address of SharePoint',
  ],
])('%s is refused in one sentence, and nothing is fetched', async (_name, attachment, sentence) => {
  await send('', [attachment]);
  expect(teams.cards()).toEqual([expect.stringContaining(sentence)]);
  expect(asked).toEqual([]);
});

test('what cannot be read does not keep the words from being answered', async () => {
  answer = (_request, response) => response.end(Buffer.from([0, 1, 2, 3]));
  await send(LOG, [file(), file('b.txt')]);
  expect(teams.cards()).toEqual([
    expect.stringContaining('pull/unauthorized'),
    'A file was not read.\nThe file holds no text, whatever its name says. Paste the lines around the error.',
  ]);
});

test('in a channel a link like that is not followed', async () => {
  const conversation = { id: '19:c', conversationType: 'channel', isGroup: true, tenantId: TENANT };
  await send('', [file()], { conversation });
  expect(asked).toEqual([]);
  expect(teams.cards()).toEqual([expect.stringContaining('No file could be read here.')]);
});

test('what a process left behind while a file came is answered with what to do: its link was not kept', async () => {
  answer = () => undefined;
  const activity = message(teams.connector.url, '', { attachments: [file()] });
  expect((await teams.post(activity)).status).toBe(200);
  const [open] = await store.list('open/');
  const job = (await store.get(open ?? ''))?.value as object;
  expect(JSON.stringify(job)).not.toContain('sharepoint');
  server.closeAllConnections();
  await teams.service.bot.settled();
  await store.put('open/left-behind', { ...job, sent: [] });
  expect(await teams.service.bot.resume()).toBe(1);
  await teams.service.bot.settled();
  expect(teams.cards().at(-1)).toContain('No file could be read here.');
});
