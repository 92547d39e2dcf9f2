import { createDiagnose } from '../../src/diagnose';
import { createLog } from '../../src/service/log';
import { createService, type Service } from '../../src/service/service';
import { openLmdbStore } from '../../src/store/lmdb';
import {
  APP_ID,
  issuerSettings,
  LocalCredentialsFactory,
  message,
  startIssuer,
  TENANT,
} from '../helpers/bot-framework';
import { folderWith } from '../helpers/folder';
import { theCatalogue } from '../helpers/knowledge';
import { startRecorder } from '../helpers/wire-bot';
import { TEAMS_CONFIG } from '../helpers/teams-service';

const ERROR =
  'failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://contoso.azurecr.io/oauth2/token?scope=repository%3Ashop%2Fcart%3Apull&service=contoso.azurecr.io: 401 Unauthorized';
let issuer: Awaited<ReturnType<typeof startIssuer>>;
let connector: Awaited<ReturnType<typeof startRecorder>>;
let service: Service;
let url: string;

const diagnose = createDiagnose(theCatalogue());
/** How long a diagnosis takes, or that it breaks. */
let delayMs: number | 'broken';

beforeAll(async () => {
  issuer = await startIssuer();
  connector = await startRecorder();
  service = createService({
    config: TEAMS_CONFIG,
    catalogue: theCatalogue(),
    store: openLmdbStore(folderWith({})),
    diagnose: async (...args) => {
      if (delayMs === 'broken') throw new Error('the matcher broke');
      await new Promise((resolve) => setTimeout(resolve, Number(delayMs)));
      return diagnose(...args);
    },
    log: createLog('silent'),
    adapter: { settings: issuerSettings(issuer.metadata), credentials: new LocalCredentialsFactory() },
    isAllowedServiceUrl: (address) => address === connector.url,
  });
  url = `http://127.0.0.1:${await service.start()}/api/messages`;
});
afterAll(async () => {
  await service.stop();
  connector.stop();
  issuer.stop();
});

test.each<[string, number | 'broken', string]>([
  ['a quick answer', 0, 'pull/unauthorized'],
  ['one that follows the turn', 2500, 'pull/unauthorized'],
  ['a fault', 'broken', 'ACR Doctor failed to answer.'],
])('a question asked privately in a channel: %s is for its sender alone', async (_name, delay, text) => {
  delayMs = delay;
  connector.seen.length = 0;
  const activity = message(connector.url, ERROR, {
    conversation: {
      id: '19:channel;messageid=1',
      conversationType: 'channel',
      isGroup: true,
      tenantId: TENANT,
    },
    recipient: { id: `28:${APP_ID}`, name: 'ACR Doctor', isTargeted: true },
  });
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${issuer.token({ serviceUrl: connector.url })}`,
  };
  const send = () => fetch(url, { method: 'POST', headers, body: JSON.stringify(activity) });
  expect((await Promise.all([send(), send()])).map(({ status }) => status)).toEqual([200, 200]);
  await service.bot.settled();
  expect(connector.seen.map(({ method, query }) => [method, query])).toEqual([
    ['POST', 'isTargetedActivity=true'],
  ]);
  expect(connector.seen[0]?.body).toMatchObject({ recipient: { id: '29:kim', isTargeted: true } });
  expect(JSON.stringify(connector.seen[0]?.body)).toContain(text);
});
