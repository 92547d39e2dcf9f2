import { createLive } from '../../src/live';
import { startSimulation } from '../../src/practice/simulation';
import { message, TENANT } from '../helpers/bot-framework';
import { startTeamsService, type TeamsService } from '../helpers/teams-service';

/** Action.Execute in a chat with one person: the invoke `adaptiveCard/action` and the refresh of a card. */

const ERROR =
  'failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://contosoprod7.azurecr.io/oauth2/token?scope=repository%3Ateam-a%2Fingest-worker%3Apull&service=contosoprod7.azurecr.io: 401 Unauthorized';
const CARD = 'application/vnd.microsoft.card.adaptive';
const MESSAGE = 'application/vnd.microsoft.activity.message';
const BEN = { id: '29:ben', name: 'Ben', aadObjectId: '6b0c8f6e-1111-4222-8333-444455556666' };
const CHANNEL = {
  id: '19:channel@thread.tacv2;messageid=1',
  conversationType: 'channel',
  isGroup: true,
  tenantId: TENANT,
};

interface Pressed {
  type: string;
  title?: string;
  verb?: string;
  data?: Record<string, unknown>;
  fallback?: { type: string; data: Record<string, unknown> };
}
interface Shown {
  fallbackText: string;
  body: { actions?: Pressed[] }[];
  actions?: Pressed[];
  refresh?: { action: Pressed; userIds: string[] };
}
interface Answer {
  statusCode: number;
  type: string;
  value: Shown | string | { code: string; message: string };
}

let teams: TeamsService;
let simulation: Awaited<ReturnType<typeof startSimulation>>;
let talks = 0;
/** How long live checks wait before they begin. */
let slowMs = 0;
let conversation: { id: string; conversationType: string; tenantId: string };

beforeAll(async () => {
  simulation = await startSimulation('practice');
  teams = await startTeamsService({
    openLive(signal) {
      const live = createLive({ ...simulation.live, signal, onFault: () => undefined });
      return {
        ...live,
        async *run(...asked) {
          await new Promise((resolve) => setTimeout(resolve, slowMs));
          yield* live.run(...asked);
        },
      };
    },
  });
});
afterAll(async () => {
  await teams.stop();
  await simulation.close();
});
beforeEach(() => {
  conversation = { id: `a:universal-${++talks}`, conversationType: 'personal', tenantId: TENANT };
  teams.connector.sent.length = 0;
});

const shown = () =>
  teams.connector.sent.flatMap(({ body, method }) =>
    ((body.attachments ?? []) as { content: Shown }[]).map(({ content }) => ({ method, card: content })),
  );
const buttonsOf = (card: Shown) => [
  ...card.body.flatMap(({ actions = [] }) => actions),
  ...(card.actions ?? []),
];
const button = (card: Shown, title: RegExp) => buttonsOf(card).find((one) => title.test(one.title ?? ''))!;
const cardOf = ({ type, value }: Answer) => {
  expect(type).toBe(CARD);
  return value as Shown;
};

/** A paste, and the card that answers it. */
async function paste(): Promise<Shown> {
  await teams.post(message(teams.connector.url, ERROR, { conversation }));
  return shown()[0]!.card;
}

async function press(
  { verb, data }: Pick<Pressed, 'verb' | 'data'>,
  parts: Record<string, unknown> = {},
  trigger = 'manual',
): Promise<Answer> {
  const value = { action: { type: 'Action.Execute', verb, data }, trigger };
  const invoke = { type: 'invoke', name: 'adaptiveCard/action', value, text: undefined, replyToId: 'sent-1' };
  const activity = message(teams.connector.url, '', { ...invoke, conversation, ...parts });
  const begun = Date.now();
  const response = await teams.post(activity);
  expect(Date.now() - begun).toBeLessThan(4000);
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
}

test('what changes the card is Action.Execute, with the same as Action.Submit for older clients', async () => {
  const card = await paste();
  expect(button(card, /^Check live/)).toMatchObject({
    type: 'Action.Execute',
    verb: 'check',
    fallback: { type: 'Action.Submit', data: { verb: 'check' } },
  });
  // What stands below the card stays a message.
  expect(button(card, /^Hand-off/)).toMatchObject({ type: 'Action.Submit', data: { verb: 'hand-off' } });
  expect(card.refresh).toMatchObject({
    action: { type: 'Action.Execute', verb: 'refresh', data: { symptom: 'pull/unauthorized' } },
    userIds: [message(teams.connector.url, '').from.id],
  });
});

test('Check live: the checked card comes back at once or soon, in the place of the answer, once', async () => {
  const card = await paste();
  const check = button(card, /^Check live/);
  const answers = [];
  for (let n = 0; n < 2; n++) answers.push(await press(check, { id: 'click-1' }));
  await teams.service.bot.settled();
  const [first, again] = answers;
  expect(cardOf(first!).fallbackText).toContain('pull/unauthorized');
  // Delivered again: nothing is run twice, and the card stays.
  expect(again).toMatchObject({ statusCode: 200, type: MESSAGE });
  expect(
    shown()
      .slice(1)
      .map(({ method }) => method),
  ).toEqual(
    shown()
      .slice(1)
      .map(() => 'PUT'),
  );
  const last = shown().at(-1)!.card;
  expect(last.fallbackText).toMatch(/Live checks of 20/);
  expect(button(last, /^Run again/).type).toBe('Action.Execute');
});

test('opened again, an older card shows what was found since; nothing is posted, nothing is run', async () => {
  const card = await paste();
  const { refresh } = card;
  const before = cardOf(await press(refresh!.action, {}, 'automatic'));
  expect(button(before, /^Check live/).type).toBe('Action.Execute');
  // The same, asked for by Action.Submit of an old client: the answer stands below.
  await teams.post(
    message(teams.connector.url, '', {
      text: undefined,
      value: button(card, /^Check live/).fallback!.data,
      conversation,
    }),
  );
  await teams.service.bot.settled();
  const sent = teams.connector.sent.length;
  for (const trigger of ['automatic', 'manual'])
    expect(cardOf(await press(refresh!.action, {}, trigger)).fallbackText).toMatch(/Live checks of 20/);
  expect(teams.connector.sent).toHaveLength(sent);
});

test("somebody else's case is neither shown nor run, and the card stays", async () => {
  const card = await paste();
  const sent = teams.connector.sent.length;
  expect(await press(card.refresh!.action, { from: BEN })).toMatchObject({
    statusCode: 400,
    value: { code: 'Gone' },
  });
  await press(button(card, /^Check live/), { from: BEN });
  await teams.service.bot.settled();
  const told = shown()
    .slice(sent)
    .map(({ card: { fallbackText } }) => fallbackText);
  expect(told).toEqual([expect.stringContaining('no longer there')]);
});

test('an automatic trigger sets nothing going, whatever its verb; what is none of ours is an error', async () => {
  const card = await paste();
  const sent = teams.connector.sent.length;
  expect(await press(button(card, /^Check live/), {}, 'automatic')).toMatchObject({ statusCode: 400 });
  expect(teams.connector.sent).toHaveLength(sent);
  for (const verb of ['refresh', undefined])
    expect(await press({ verb, data: { caseId: '../etc', symptom: 7 } }, {}, 'automatic')).toMatchObject({
      statusCode: 400,
    });
  const unknown = await press({ verb: 'format-disk', data: {} });
  expect(unknown).toMatchObject({ statusCode: 200, type: MESSAGE });
});

test('a question gives way to what follows it', async () => {
  await teams.post(message(teams.connector.url, '/network', { conversation }));
  const question = shown()[0]!.card;
  expect(question.fallbackText).toContain('Which registry?');
  const cancel = button(question, /^Cancel/);
  expect(cancel.type).toBe('Action.Execute');
  expect(cardOf(await press(cancel)).fallbackText).toContain('Set aside.');
  expect(shown().map(({ method }) => method)).toEqual(['POST', 'PUT']);
});

test('checks that cannot begin ask below: the answer stays', async () => {
  await teams.post(
    message(
      teams.connector.url,
      "NO_SUPPORTED_PLATFORM_FOUND: Conversion isn't currently supported for any of the image platforms.",
      {
        conversation,
      },
    ),
  );
  const check = button(shown()[0]!.card, /^Check live/);
  expect(await press(check)).toMatchObject({ type: MESSAGE });
  await teams.service.bot.settled();
  expect(shown().map(({ method }) => method)).toEqual(['POST', 'POST']);
  expect(shown()[1]!.card.fallbackText).toContain('Which registry?');
});

test('among others cards keep Action.Submit: what one person may see is a message to them alone', async () => {
  await teams.post(message(teams.connector.url, ERROR, { conversation: CHANNEL }));
  const { card } = shown()[0]!;
  expect(card.refresh).toBeUndefined();
  expect(new Set(buttonsOf(card).map(({ type }) => type))).toEqual(
    new Set(['Action.Submit', 'Action.ToggleVisibility']),
  );
});

test('a click whose answer takes longer than the turn is answered with a word, and its card follows', async () => {
  const card = await paste();
  slowMs = 2500;
  const answer = await press(button(card, /^Check live/));
  expect(answer).toMatchObject({ statusCode: 200, type: MESSAGE });
  await teams.service.bot.settled();
  slowMs = 0;
  expect(shown().at(-1)!.card.fallbackText).toMatch(/Live checks of 20/);
});
