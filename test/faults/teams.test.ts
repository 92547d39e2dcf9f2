import type { ServiceClientCredentialsFactory } from 'botframework-connector';
import { RATES } from '../../src/service/rates';
import { issuerSettings, LocalCredentialsFactory, TENANT } from '../helpers/bot-framework';
import { TEAMS_CONFIG } from '../helpers/teams-service';
import type { Reply } from '../helpers/wire-bot';
import { fault, wordsOf, type Row } from './row';
import { IS_MEASURED, openWorld, PASTE, startScene, type World } from './world';

/** Teams' side in trouble: its connector, its token service, and what it delivers twice. */
let world: World;
/** Whether the token service gives the bot a token of its own. */
let isTokenServiceDown = false;

const down = (): Promise<never> => Promise.reject(new Error('login.microsoftonline.com answered 503'));
class Credentials extends LocalCredentialsFactory {
  override createCredentials(): ReturnType<ServiceClientCredentialsFactory['createCredentials']> {
    return super.createCredentials().then((real) => ({
      signRequest: (request) => (isTokenServiceDown ? down() : real.signRequest(request)),
    }));
  }
}

beforeAll(async () => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const scene = await startScene();
  const adapter = { settings: issuerSettings(scene.around.issuer.metadata), credentials: new Credentials() };
  world = await openWorld({ scene, parts: { adapter } });
});
afterAll(async () => {
  await world.stop();
  jest.restoreAllMocks();
});
afterEach(() => {
  isTokenServiceDown = false;
  world.recorder.control.rule = () => undefined;
});

/** What it saw once it was all over: the answer to the paste, so many times. */
async function outcome(begun: number, most = 1): Promise<Row> {
  await world.until(/pull\/unauthorized/);
  const ms = performance.now() - begun;
  await world.teams.service.bot.settled();
  expect(world.cards().length).toBeGreaterThanOrEqual(1);
  expect(world.cards().length).toBeLessThanOrEqual(most);
  const saw = wordsOf(world.cards()[0]!);
  const lost = most > 1 ? 'nothing; may be said twice' : 'nothing';
  await world.assertWell();
  return { saw, lost, ms };
}

/** The connector answers so to the first posts of a card; then it is well again. */
function answerFirst(...replies: Reply[]): void {
  world.recorder.control.rule = ({ body }) => (body.attachments ? replies.shift() : undefined);
}

const CONNECTOR: readonly [string, Reply[], most?: number][] = [
  ['Connector throttles: 429, come back in 1 s', [{ status: 429, headers: { 'retry-after': '1' } }]],
  ['Connector throttles: 429 without a time', [{ status: 429 }]],
  ['Connector: 412', [{ status: 412 }]],
  ['Connector: 500, then well', [{ status: 500 }]],
  ['Connector: 502, then well', [{ status: 502 }]],
  ['Connector: 503 three times, then well', [{ status: 503 }, { status: 503 }, { status: 503 }]],
  ['Connector: 504 although it took the message', [{ status: 504, takes: true }], 2],
  ['Connector: the connection is cut', [{ reset: true }]],
  ['Connector: the connection is cut after it took the message', [{ reset: true, takes: true }], 2],
];
for (const [name, replies, most] of CONNECTOR)
  fault(name, async () => {
    await world.begin();
    answerFirst(...replies);
    const begun = performance.now();
    expect(await world.say(PASTE)).toBe(200);
    // Teams delivers again what is not answered within 15 s.
    expect(performance.now() - begun).toBeLessThan(15_000);
    return outcome(begun, most);
  });

fault('Connector hanging, then well', async () => {
  await world.begin();
  answerFirst({ hang: 'before the head' });
  const begun = performance.now();
  expect(await world.say(PASTE)).toBe(200);
  return outcome(begun);
});

fault('Token service down: the bot gets no token of its own', async () => {
  await world.begin();
  isTokenServiceDown = true;
  const begun = performance.now();
  expect(await world.say(PASTE)).toBe(200);
  expect(world.cards()).toEqual([]);
  expect(await world.store.list('open/')).toHaveLength(1);
  // As long as three of its tries, or longer: what cannot be said is no message that ends the process.
  const tries = () => world.teams.logged.filter((line) => line.includes('the job stays open')).length;
  const enough = IS_MEASURED ? 3 : 4;
  while (tries() < enough) await new Promise((resolve) => setTimeout(resolve, 50));
  isTokenServiceDown = false;
  return outcome(begun);
});

fault('Token service down: its signing keys cannot be fetched, and none are known', async () => {
  const scene = await startScene();
  scene.around.issuer.stop();
  const other = await openWorld({ scene });
  try {
    const begun = performance.now();
    // Not 401: that would say that the sender is forged.
    const answer = await other.teams.post(other.activityOf(PASTE));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '30']);
    expect(await answer.json()).toEqual({ error: 'The request cannot be answered now. Try again later.' });
    expect(other.cards()).toEqual([]);
    return {
      saw: 'nothing: the bot answers 503, come back in 30 s',
      lost: 'nothing that was taken on; whether Teams delivers again is its own',
      ms: performance.now() - begun,
    };
  } finally {
    await other.stop();
  }
});

fault('Token service down: its signing keys are a day old and cannot be fetched anew', async () => {
  const scene = await startScene();
  const other = await openWorld({ scene });
  try {
    expect(await other.say('/explain manifest unknown')).toBe(200);
    scene.around.issuer.stop();
    const later = Date.now() + 25 * 3_600_000;
    const token = scene.around.issuer.token({ serviceUrl: other.recorder.url, expiresIn: 26 * 3_600_000 });
    jest.spyOn(Date, 'now').mockImplementation(() => later);
    const begun = performance.now();
    const answer = await other.teams.post(other.activityOf(PASTE), { authorization: `Bearer ${token}` });
    jest.spyOn(Date, 'now').mockRestore();
    expect(answer.status).toBe(200);
    await other.until(/pull\/unauthorized/);
    return { saw: wordsOf(other.cards()[1]!), lost: 'nothing', ms: performance.now() - begun };
  } finally {
    await other.stop();
  }
});

fault('Duplicates: one activity delivered five times, to two replicas at once', async () => {
  await world.begin();
  const { store, around, recorder } = world;
  const stop = () => undefined;
  const second = await openWorld({
    store: { ...store, close: () => Promise.resolve() },
    scene: { around, recorder, stop },
  });
  try {
    const begun = performance.now();
    const activity = world.activityOf(PASTE);
    const to = [world, second, world, second, world];
    const statuses = await Promise.all(to.map(async ({ teams }) => (await teams.post(activity)).status));
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    await second.teams.service.bot.settled();
    return await outcome(begun);
  } finally {
    await second.stop();
  }
});

/** Clocks are relative: a token of a clock that is so far ahead is what a bot sees whose own is so far behind. */
const SKEWS: readonly [string, minutes: number, status: number][] = [
  ['Clock of the bot 4 minutes behind', 4, 200],
  ['Clock of the bot 10 minutes ahead', -10, 200],
  ['Clock of the bot 10 minutes behind', 10, 401],
];
for (const [name, minutes, status] of SKEWS)
  fault(name, async () => {
    await world.begin();
    const theirs = Math.floor(Date.now() / 1000) + minutes * 60;
    const token = world.around.issuer.sealed({
      ...{ iss: 'https://api.botframework.com', aud: '3f2c1b7e-0a4d-4c58-9a66-5d1f0c9e7b21' },
      ...{ serviceurl: world.recorder.url, tid: TENANT },
      ...{ nbf: theirs, exp: theirs + 3600 },
    });
    const begun = performance.now();
    const answer = await world.teams.post(world.activityOf(PASTE), { authorization: `Bearer ${token}` });
    expect(answer.status).toBe(status);
    if (status === 200) return outcome(begun);
    expect(world.teams.logged.join('')).toMatch(/"why":"[^"]*clock/);
    expect(world.cards()).toEqual([]);
    return {
      saw: 'nothing: the bot answers 401, and its log says to look at the clock',
      lost: 'the message; the token is one that is not valid yet',
      ms: performance.now() - begun,
    };
  });

fault('Flood: one person pastes 1 MB thirty times', async () => {
  // Each answer to 1 MB takes a second of processor time.
  const rates = IS_MEASURED ? RATES : { ...RATES, user: { burst: 3, perMinute: 3 } };
  const flooded = await openWorld({ parts: { config: { ...TEAMS_CONFIG, rates } } });
  try {
    const paste = `${PASTE}\n${'x'.repeat(1_000_000)}`;
    const begun = performance.now();
    const statuses = await Promise.all(Array.from({ length: 30 }, () => flooded.say(paste)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    await flooded.teams.service.bot.settled();
    const ms = performance.now() - begun;
    const notes = flooded.texts().filter((text) => text.startsWith('That is more than can be answered'));
    const answers = flooded.texts().filter((text) => text.includes('pull/unauthorized'));
    expect(answers.length).toBeGreaterThanOrEqual(rates.user.burst);
    expect(notes.length).toBeGreaterThanOrEqual(1);
    expect(answers.length + notes.length).toBe(flooded.cards().length);
    expect(await flooded.store.list('open/')).toEqual([]);
    const saw = `${answers.length} answers and ${notes.length} time "That is more than can be answered at once."`;
    return { saw, lost: 'nothing without a word: what is beyond the limit', ms };
  } finally {
    await flooded.stop();
  }
});
