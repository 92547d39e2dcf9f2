import { readFileSync } from 'node:fs';
import type { Card } from '../../src/cards/elements';
import { createLive, openEyes } from '../../src/live';
import { startSimulation, type Simulation } from '../../src/practice/simulation';
import { openLmdbStore } from '../../src/store/lmdb';
import type { Store } from '../../src/store/store';
import { message, TENANT, type Sent } from '../helpers/bot-framework';
import { folderWith } from '../helpers/folder';
import { valueOf } from '../helpers/talk';
import { startTeamsService, type TeamsService } from '../helpers/teams-service';

const AKS_401 = readFileSync('test/fixtures/pull-401.txt', 'utf8');
const SLOW = 'base: practice\nrules:\n  - match: "* *"\n    delayMs: 700\n';

let simulation: Simulation;
let teams: TeamsService;
let store: Store;
let at: { ms: number; sent: number }[] = [];

beforeAll(async () => {
  simulation = await startSimulation(`${folderWith({ 'slow.yaml': SLOW })}/slow.yaml`);
  store = openLmdbStore(folderWith({}));
  teams = await startTeamsService({
    store,
    openLive: (signal) =>
      createLive({
        ...simulation.live,
        signal,
        onFault: (_check, error) => {
          throw error;
        },
      }),
    openEyes: (signal) => openEyes({ ...simulation.live, signal }),
  });
});
afterAll(async () => {
  await teams.stop();
  await simulation.close();
});
beforeEach(() => {
  teams.connector.sent.length = 0;
  at = [];
});

const conversation = (id: string) => ({ id, conversationType: 'personal', tenantId: TENANT });
const cardOf = ({ body }: Sent) => (body.attachments as { content: Card }[] | undefined)?.[0]?.content;
const shown = () => teams.connector.sent.flatMap((one) => cardOf(one)?.fallbackText ?? []);

test('checks of a slow tenant: 200 within two seconds, one card changed in place, another message answered meanwhile', async () => {
  const say = (text: string, value?: unknown) =>
    teams.post(
      message(teams.connector.url, text, { conversation: conversation('slow'), ...(value ? { value } : {}) }),
    );
  await say(AKS_401);
  const [first] = teams.connector.sent.flatMap((one) => cardOf(one) ?? []);
  teams.connector.sent.length = 0;
  const begun = performance.now();
  expect((await say('', valueOf({ press: /^Check live/ }, [first!]))).status).toBe(200);
  expect(performance.now() - begun).toBeLessThan(2000);
  const watch = setInterval(() => at.push({ ms: performance.now(), sent: teams.connector.sent.length }), 10);
  expect((await say('thanks')).status).toBe(200);
  expect(shown().some((text) => text.startsWith('Noted.'))).toBe(true);
  // The question was answered before the checks were done.
  expect(shown().some((text) => text.includes('CONFIRMED') && !text.includes('Checking live'))).toBe(false);
  await teams.service.bot.settled();
  clearInterval(watch);
  const ofCheck = teams.connector.sent.filter((one) => !cardOf(one)?.fallbackText.startsWith('Noted.'));
  const cards = ofCheck.filter(({ body }) => body.attachments !== undefined);
  expect(cards.filter(({ method }) => method === 'POST')).toHaveLength(1);
  const updates = cards.filter(({ method }) => method === 'PUT');
  expect(updates.length).toBeGreaterThanOrEqual(1);
  expect(new Set(updates.map(({ path }) => path)).size).toBe(1);
  const bodies = cards.map((one) => JSON.stringify(cardOf(one)?.body));
  expect(bodies[0]).toMatch(/Checking live: \d+ of \d+ checks have answered/);
  expect(bodies.at(-1)).not.toContain('Checking live');
  expect(bodies.at(-1)).toContain('CONFIRMED');
  // Never faster than Teams takes it: eight in two seconds.
  const total = at.at(-1)!.ms - at[0]!.ms;
  expect(updates.length).toBeLessThanOrEqual(Math.ceil(total / 1000) + 2);
});

test('a dialog that another version left restarts with a word, and the message is answered', async () => {
  const say = (text: string) =>
    teams.post(message(teams.connector.url, text, { conversation: conversation('old') }));
  await say('/roles');
  expect(shown().at(-1)).toContain('Which registry?');
  const keys = (await store.list('dialog/')).filter((key) => key.includes('old'));
  expect(keys).toHaveLength(1);
  const stored = (await store.get(keys[0]!))!.value as Record<string, unknown>;
  const older = { ...stored, version: 0, dialogs: { dialogStack: [{ id: 'a-dialog-of-old', state: 7 }] } };
  await store.put(keys[0]!, older);
  teams.connector.sent.length = 0;
  await say('contosoprod7');
  expect(shown()[0]).toMatch(/^The bot was updated since it asked\./);
  expect(shown()).toHaveLength(2);
  teams.connector.sent.length = 0;
  await say('/roles');
  expect(shown()).toEqual([expect.stringContaining('Which registry?')]);
});

test.each([
  ['nothing we know', { dialogStack: 'gone' }],
  ['a stack of another form', { stack: [1, 2] }],
  ['null', null],
])('dialogs of %s are no crash', async (_name, dialogs) => {
  const id = `broken-${_name.length}`;
  const say = (text: string) =>
    teams.post(message(teams.connector.url, text, { conversation: conversation(id) }));
  await say('/roles');
  const [key = ''] = (await store.list('dialog/')).filter((one) => one.includes(id));
  const stored = (await store.get(key))!.value as Record<string, unknown>;
  await store.put(key, { ...stored, version: 0, dialogs });
  teams.connector.sent.length = 0;
  expect((await say(AKS_401)).status).toBe(200);
  expect(shown().at(-1)).toContain('pull/unauthorized');
});

test('a fault of a dialog is one calm card, and the next message is answered', async () => {
  const say = (text: string) =>
    teams.post(message(teams.connector.url, text, { conversation: conversation('torn') }));
  await say('/roles');
  const [key = ''] = (await store.list('dialog/')).filter((one) => one.includes('torn'));
  const stored = (await store.get(key))!.value as Record<string, unknown>;
  await store.put(key, { ...stored, dialogs: { dialogStack: [{ id: 'nobody-knows-me', state: {} }] } });
  teams.connector.sent.length = 0;
  await say('contosoprod7');
  expect(shown()).toEqual([expect.stringMatching(/^ACR Doctor failed to answer/)]);
  teams.connector.sent.length = 0;
  await say(AKS_401);
  expect(shown()).toEqual([expect.stringContaining('pull/unauthorized')]);
});
