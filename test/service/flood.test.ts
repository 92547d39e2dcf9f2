import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createDiagnose } from '../../src/diagnose';
import { APP_ID, message, TENANT } from '../helpers/bot-framework';
import { theCatalogue } from '../helpers/knowledge';
import { startTeamsService, TEAMS_CONFIG, type TeamsService } from '../helpers/teams-service';

const ERROR = 'failed to authorize: 401 Unauthorized contoso.azurecr.io';
const WIDE = { burst: 100_000, perMinute: 100_000 };
const diagnose = createDiagnose(theCatalogue());

let bot: TeamsService;
beforeEach(() => void jest.spyOn(console, 'error').mockImplementation(() => undefined));
afterEach(async () => {
  await bot.stop();
  jest.restoreAllMocks();
});

const of = (user: string, conversation: string, text = ERROR) =>
  message(bot.connector.url, text, {
    from: { id: user, aadObjectId: user },
    conversation: { id: conversation, conversationType: 'personal', tenantId: TENANT },
  });

test('a person who sends too much is told once a minute; others do not notice', async () => {
  const clock = { ms: Date.now() };
  const rates = { user: { burst: 3, perMinute: 3 }, conversation: WIDE, all: WIDE };
  bot = await startTeamsService({ config: { ...TEAMS_CONFIG, rates }, now: () => clock.ms });
  for (let times = 0; times < 10; times++) expect((await bot.post(of('kim', 'k'))).status).toBe(200);
  const notes = () => bot.cards().filter((text) => text.startsWith('That is more than can be answered'));
  expect(bot.cards()).toHaveLength(4);
  expect(notes()).toHaveLength(1);
  expect((await bot.post(of('sam', 's'))).status).toBe(200);
  expect(bot.cards().at(-1)).toContain('pull/');
  clock.ms += 61_000;
  for (let times = 0; times < 10; times++) await bot.post(of('kim', 'k'));
  expect(bot.cards()).toHaveLength(4 + 1 + 4);
  expect(notes()).toHaveLength(2);
});

test('a click that is too much gets a 429, and other events are left out without a word', async () => {
  const rates = { user: { burst: 1, perMinute: 1 }, conversation: WIDE, all: WIDE };
  bot = await startTeamsService({ config: { ...TEAMS_CONFIG, rates } });
  await bot.post({ ...of('kim', 'k'), type: 'messageReaction' });
  const update = { ...of('kim', 'k'), type: 'conversationUpdate', membersAdded: [{ id: `28:${APP_ID}` }] };
  expect((await bot.post(update)).status).toBe(200);
  expect(bot.connector.sent).toEqual([]);
  const invoke = { ...of('kim', 'k'), type: 'invoke', name: 'adaptiveCard/action', value: {} };
  const answer = await bot.post(invoke);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '30']);
  // Only who clicked learns of it: a note in the chat would tell everybody.
  expect(bot.cards()).toEqual([]);
});

/** Posts from a process of its own, so that what the sender holds is not counted. */
const SENDER = `
const [url, tokens, activity, from, times] = [process.argv[1], process.argv[2], JSON.parse(process.argv[3]), Number(process.argv[4]), 300];
const one = (n) => fetch(url, {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: 'Bearer ' + tokens },
  body: JSON.stringify({ ...activity, id: 'flood-' + n, from: { id: 'user-' + n }, conversation: { ...activity.conversation, id: 'conversation-' + n }, text: 'x'.repeat(1_000_000) }),
}).then((answer) => answer.status, () => 0);
Promise.all(Array.from({ length: times }, (_, n) => one(from + n))).then((all) => console.log(JSON.stringify(all)));
`;

test('two floods of 300 pastes of 1 MB: all answered or told, the second takes no more memory', async () => {
  const rates = { user: WIDE, conversation: WIDE, all: WIDE };
  let running = 0;
  let most = 0;
  bot = await startTeamsService({
    config: { ...TEAMS_CONFIG, rates },
    diagnose: async (known, _said, ...rest) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 150));
      // Its time is not what is looked at here.
      const done = await diagnose(known, { text: ERROR, at: known.createdAt }, ...rest);
      running--;
      return done;
    },
  });
  const token = bot.issuer.token({ serviceUrl: bot.connector.url });
  const peaks: number[] = [];
  for (const from of [0, 1000]) {
    bot.connector.sent.length = 0;
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
    const argv = ['-e', SENDER, bot.url, token, JSON.stringify(of('u', 'c')), String(from)];
    const { stdout } = await promisify(execFile)(process.execPath, argv);
    await bot.service.bot.settled();
    clearInterval(watch);
    peaks.push(peak);
    const statuses = JSON.parse(stdout) as number[];
    const count = (status: number) => statuses.filter((one) => one === status).length;
    const busy = bot.cards().filter((text) => text.startsWith('Too many diagnoses')).length;
    process.stdout.write(
      `flood: ${count(200)} taken (${busy} told busy), ${count(429)} refused, ${count(0)} hung up on; at once ${most}; peak ${Math.round(peak / 1e6)} MB\n`,
    );
    expect(count(200) + count(429) + count(0)).toBe(300);
    expect(bot.cards()).toHaveLength(count(200));
    expect(count(429) + busy).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(4);
  }
  expect(peaks[1]! / peaks[0]!).toBeLessThan(1.5);
  bot.connector.sent.length = 0;
  expect((await bot.post(of('kim', 'after'))).status).toBe(200);
  expect(bot.cards()[0]).toContain('pull/');
}, 120_000);
