import { openLmdbStore } from '../../src/store/lmdb';
import type { Store } from '../../src/store/store';
import { createLive } from '../../src/live';
import { startSimulation } from '../../src/practice/simulation';
import { APP_ID, message, TENANT } from '../helpers/bot-framework';
import { folderWith } from '../helpers/folder';
import { theCatalogue } from '../helpers/knowledge';
import { startTeamsService, TEAMS_CONFIG, type TeamsService } from '../helpers/teams-service';

const ERROR =
  'failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://contosoprod7.azurecr.io/oauth2/token?scope=repository%3Ateam-a%2Fingest-worker%3Apull&service=contosoprod7.azurecr.io: 401 Unauthorized';
const ADAPTIVE = 'application/vnd.microsoft.card.adaptive';

let store: Store;
let teams: TeamsService;
let simulation: Awaited<ReturnType<typeof startSimulation>>;

beforeAll(async () => {
  simulation = await startSimulation('practice');
});
afterAll(() => simulation.close());
beforeEach(async () => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  store = openLmdbStore(folderWith({}));
  teams = await startTeamsService({
    store,
    openLive: (signal) =>
      createLive({
        ...simulation.live,
        signal,
        onFault: (check, error) => {
          throw new Error(`check ${check} failed`, { cause: error });
        },
      }),
  });
});
afterEach(async () => {
  await teams.stop();
  jest.restoreAllMocks();
});

const CHANNEL = {
  id: '19:channel@thread.tacv2;messageid=1',
  conversationType: 'channel',
  isGroup: true,
  tenantId: TENANT,
};
const BEN = { id: '29:ben', name: 'Ben', aadObjectId: '6b0c8f6e-1111-4222-8333-444455556666' };

/** An invoke as Teams sends it, and what it is answered with, in milliseconds that Teams would wait. */
async function invoke(name: string, value: unknown, parts: Record<string, unknown> = {}) {
  const begun = Date.now();
  const response = await teams.post(
    message(teams.connector.url, '', { type: 'invoke', name, value, text: undefined, ...parts }),
  );
  const body = (await response.json().catch(() => undefined)) as Shown;
  expect(Date.now() - begun).toBeLessThan(3000);
  return { status: response.status, body };
}

interface CardShown {
  fallbackText: string;
  body: { actions?: Button[]; id?: string }[];
  actions?: Button[];
}
interface Button {
  title: string;
  data?: Record<string, unknown>;
}
interface Shown {
  task?: { type: string; value: { card: { content: CardShown } } };
  composeExtension?: {
    type: string;
    text?: string;
    attachments?: { contentType: string; content: CardShown }[];
    activityPreview?: { attachments: { content: CardShown }[] };
  };
  statusCode?: number;
  error?: string;
}

const chosen = (text: string) => ({
  commandId: 'diagnoseMessage',
  commandContext: 'message',
  messagePayload: {
    id: '1690',
    body: { contentType: 'html', content: `<p>${text}</p>` },
    from: { user: { id: 'u', displayName: 'Somebody' } },
    attachments: [],
    mentions: [],
  },
});
const dialogOf = ({ body }: { body: Shown }) => body.task!.value.card.content;
const buttonsOf = (card: CardShown) => [
  ...(card.actions ?? []),
  ...card.body.flatMap(({ actions = [] }) => actions),
];
const button = (card: CardShown, title: RegExp) => {
  const found = buttonsOf(card).find((one) => title.test(one.title));
  if (!found)
    throw new Error(
      `no button ${String(title)}: ${buttonsOf(card)
        .map((one) => one.title)
        .join(', ')}`,
    );
  return found;
};
const sentCards = () =>
  teams.connector.sent
    .flatMap(({ body }) => (body.attachments as { content: CardShown }[] | undefined) ?? [])
    .map(({ content }) => content);

describe('the search extension', () => {
  const search = (words: string) =>
    invoke('composeExtension/query', {
      commandId: 'searchEntries',
      parameters: [{ name: 'words', value: words }],
      queryOptions: { skip: 0, count: 25 },
    });

  test('a code finds its entry, as a card to insert; nothing is posted', async () => {
    const { status, body } = await search('MANIFEST_UNKNOWN');
    expect(status).toBe(200);
    expect(body.composeExtension?.type).toBe('result');
    expect(body.composeExtension?.attachments?.[0]?.contentType).toBe(ADAPTIVE);
    expect(body.composeExtension?.attachments?.[0]?.content.fallbackText).toContain('Image not found');
    expect(teams.connector.sent).toEqual([]);
  });

  test('nothing typed, and nothing found, are a sentence', async () => {
    expect((await search('')).body.composeExtension).toMatchObject({ type: 'message' });
    expect((await search('zzqqxxyy')).body.composeExtension?.text).toContain('zzqqxxyy');
  });

  test('many letters in a row are limited, and take nobody the right to ask', async () => {
    await teams.stop();
    const rates = {
      user: { burst: 3, perMinute: 1 },
      conversation: { burst: 9, perMinute: 1 },
      all: { burst: 99, perMinute: 1 },
    };
    teams = await startTeamsService({ config: { ...TEAMS_CONFIG, rates } });
    const conversation = { id: 'one-chat', conversationType: 'personal', tenantId: TENANT };
    const answers = [];
    for (let n = 0; n < 4; n++)
      answers.push((await invoke('composeExtension/query', {}, { conversation })).status);
    expect(answers).toEqual([200, 200, 200, 429]);
    expect((await teams.post(message(teams.connector.url, ERROR, { conversation }))).status).toBe(200);
    expect(teams.cards()).toEqual([expect.stringContaining('pull/unauthorized')]);
  });
});

describe('Diagnose in the menu of a message', () => {
  test('is answered in a dialog, for the one who picked it', async () => {
    const card = dialogOf(
      await invoke('composeExtension/fetchTask', chosen(ERROR), { conversation: CHANNEL }),
    );
    expect(card.fallbackText).toContain('pull/unauthorized');
    expect(buttonsOf(card).map(({ title }) => title)).toEqual(
      expect.arrayContaining(['Post to conversation', 'Put into my message', 'Hand-off note']),
    );
    expect(teams.connector.sent).toEqual([]);
  });

  test.each([
    ['words that would be a command', 'help', 'Nothing documented'],
    ['a message without words', '', 'The message is empty.'],
  ])('%s', async (_name, text, expected) => {
    expect(dialogOf(await invoke('composeExtension/fetchTask', chosen(text))).fallbackText).toContain(
      expected,
    );
  });

  test('no message at all', async () => {
    const card = dialogOf(await invoke('composeExtension/fetchTask', { commandId: 'diagnoseMessage' }));
    expect(card.fallbackText).toContain('The message is empty.');
  });

  const submit = (value: unknown, parts: Record<string, unknown> = {}) =>
    invoke('composeExtension/submitAction', value, { conversation: CHANNEL, ...parts });

  test('Post to conversation: a preview, then one public message, however often it is delivered', async () => {
    const shown = dialogOf(
      await invoke('composeExtension/fetchTask', chosen(ERROR), { conversation: CHANNEL }),
    );
    const preview = await submit({ data: button(shown, /^Post/).data });
    expect(preview.body.composeExtension?.type).toBe('botMessagePreview');
    const content = preview.body.composeExtension!.activityPreview!.attachments[0]!.content;
    const send = { botMessagePreviewAction: 'send', botActivityPreview: [{ attachments: [{ content }] }] };
    const id = 'send-1';
    for (let n = 0; n < 3; n++) expect((await submit(send, { id })).body).toEqual({});
    await teams.service.bot.settled();
    expect(sentCards()).toHaveLength(1);
    expect(teams.connector.sent[0]?.path).not.toContain('isTargetedActivity');
    expect(sentCards()[0]?.fallbackText).toContain('pull/unauthorized');
  });

  test('what the client changed in the preview is not believed', async () => {
    const shown = dialogOf(
      await invoke('composeExtension/fetchTask', chosen(ERROR), { conversation: CHANNEL }),
    );
    const preview = await submit({ data: button(shown, /^Post/).data });
    const { content } = preview.body.composeExtension!.activityPreview!.attachments[0]!;
    const forged = {
      ...content,
      fallbackText: 'Buy coins',
      body: [{ ...content.body[0], text: 'Buy coins' }],
    };
    await submit({
      botMessagePreviewAction: 'send',
      botActivityPreview: [{ attachments: [{ content: forged }] }],
    });
    await teams.service.bot.settled();
    expect(sentCards()).toHaveLength(1);
    expect(JSON.stringify(teams.connector.sent)).not.toContain('Buy coins');
  });

  test('somebody else can neither preview, insert nor send it', async () => {
    const shown = dialogOf(
      await invoke('composeExtension/fetchTask', chosen(ERROR), { conversation: CHANNEL }),
    );
    const mine = await submit({ data: button(shown, /^Post/).data });
    const { content } = mine.body.composeExtension!.activityPreview!.attachments[0]!;
    for (const value of [
      { data: button(shown, /^Post/).data },
      { data: button(shown, /^Put/).data },
      { botMessagePreviewAction: 'send', botActivityPreview: [{ attachments: [{ content }] }] },
    ])
      expect(dialogOf(await submit(value, { from: BEN })).fallbackText).toContain('no longer there');
    await teams.service.bot.settled();
    expect(teams.connector.sent).toEqual([]);
  });

  test('Put into my message: the card as a result, without a message of the bot', async () => {
    const shown = dialogOf(await invoke('composeExtension/fetchTask', chosen(ERROR)));
    const { body } = await submit({ data: button(shown, /^Put/).data });
    expect(body.composeExtension).toMatchObject({ type: 'result', attachments: [{ contentType: ADAPTIVE }] });
    expect(teams.connector.sent).toEqual([]);
  });

  test("a card's own button answers in the dialog; what needs a conversation says so", async () => {
    const shown = dialogOf(await invoke('composeExtension/fetchTask', chosen(ERROR)));
    const note = await submit({ data: button(shown, /^Hand-off/).data });
    expect(dialogOf(note).fallbackText).toContain('pull/unauthorized');
    const { caseId } = button(shown, /^Hand-off/).data!;
    const check = await submit({ data: { verb: 'check', caseId } });
    expect(dialogOf(check).fallbackText).toContain('This needs a conversation.');
    expect(dialogOf(await submit('nonsense')).fallbackText).toContain('no longer there');
  });
});

describe('thumbs', () => {
  const gaps = async () =>
    Promise.all((await store.list('gap/')).map(async (key) => (await store.get(key))?.value));
  const thumb = (
    reaction: string,
    replyToId: string,
    conversation: unknown,
    text = '',
    id = `thumb-${Math.random()}`,
  ) =>
    invoke(
      'message/submitAction',
      { actionName: 'feedback', actionValue: { reaction, feedback: JSON.stringify({ feedbackText: text }) } },
      { replyToId, conversation, id },
    );

  test('an answer asks for them; a note does not', async () => {
    await teams.post(message(teams.connector.url, ERROR));
    await teams.post(message(teams.connector.url, 'help'));
    expect(teams.connector.sent.map(({ body }) => body.channelData)).toEqual([
      { feedbackLoop: { type: 'default' } },
      undefined,
    ]);
  });

  test('down with a word is a gap of the entry, without the secret in the word; once for each person', async () => {
    const asked = message(teams.connector.url, ERROR);
    await teams.post(asked);
    for (let n = 0; n < 2; n++)
      expect(
        await thumb(
          'dislike',
          'sent-1',
          asked.conversation,
          'wrong cause, docker login -p S3cretValue0123456789',
        ),
      ).toMatchObject({ status: 200, body: {} });
    const kept = await gaps();
    expect(kept).toEqual([expect.objectContaining({ count: 1 })]);
    expect(JSON.stringify(kept)).toContain('wrong cause');
    expect(JSON.stringify(kept)).not.toContain('S3cretValue0123456789');
  });

  test.each<[string, unknown, string]>([
    ['an object', { feedbackText: 'too vague' }, 'too vague'],
    ['bare text', 'too vague', 'too vague'],
    ['something else', 7, ''],
  ])('a word as %s, about the newest answer of a personal chat', async (_name, feedback, kept) => {
    const asked = message(teams.connector.url, ERROR);
    await teams.post(asked);
    const value = { actionName: 'feedback', actionValue: { reaction: 'dislike', feedback } };
    await invoke('message/submitAction', value, { conversation: asked.conversation });
    const [gap, ...more] = await gaps();
    expect(more).toEqual([]);
    expect(JSON.stringify(gap)).toContain(kept);
  });

  test('in a channel a thumb that names no message is not guessed about', async () => {
    await teams.post(message(teams.connector.url, ERROR, { conversation: CHANNEL }));
    const value = { actionName: 'feedback', actionValue: { reaction: 'dislike' } };
    expect((await invoke('message/submitAction', value, { conversation: CHANNEL })).status).toBe(200);
    expect(await gaps()).toEqual([]);
  });

  test.each([
    ['up', 'like', 'sent-1'],
    ['down on a message that is not ours', 'dislike', 'sent-99'],
    ['something else', 'shrug', 'sent-1'],
  ])('%s leaves no gap', async (_name, reaction, replyToId) => {
    const asked = message(teams.connector.url, ERROR);
    await teams.post(asked);
    expect((await thumb(reaction, replyToId, asked.conversation)).status).toBe(200);
    expect(await gaps()).toEqual([]);
  });
});

describe('clicks that come as invokes', () => {
  const handOff = async () => {
    const asked = message(teams.connector.url, ERROR);
    await teams.post(asked);
    return { asked, data: button(sentCards()[0]!, /^Hand-off/).data! };
  };

  test('Action.Execute asks for the same as Action.Submit, once', async () => {
    const { asked, data } = await handOff();
    const { verb, ...rest } = data;
    const value = { action: { type: 'Action.Execute', verb, data: rest }, trigger: 'manual' };
    for (let n = 0; n < 2; n++) {
      const { status, body } = await invoke('adaptiveCard/action', value, {
        conversation: asked.conversation,
        id: 'click-1',
      });
      expect([status, body.statusCode]).toEqual([200, 200]);
    }
    await teams.service.bot.settled();
    await teams.post(
      message(teams.connector.url, '', { text: undefined, value: data, conversation: asked.conversation }),
    );
    const [, executed, submitted, ...more] = teams.cards();
    expect(executed?.split('\n')[0]).toBe(submitted?.split('\n')[0]);
    expect(more).toEqual([]);
  });

  test('a client that refreshes a card by itself sets nothing going; a broken action is refused in the form of the card', async () => {
    const { asked, data } = await handOff();
    const automatic = { action: { verb: data.verb, data }, trigger: 'automatic' };
    expect(
      (await invoke('adaptiveCard/action', automatic, { conversation: asked.conversation })).body.statusCode,
    ).toBe(200);
    const broken = await invoke('adaptiveCard/action', { action: 7 }, { conversation: asked.conversation });
    expect([broken.status, broken.body.statusCode]).toEqual([200, 400]);
    expect(teams.cards()).toHaveLength(1);
  });

  test.each(['suggestedAction/submit', 'suggestedActions/submit'])('%s', async (name) => {
    const { asked, data } = await handOff();
    expect(await invoke(name, data, { conversation: asked.conversation })).toEqual({ status: 200, body: {} });
    await teams.service.bot.settled();
    expect(teams.cards()).toHaveLength(2);
  });

  test.each(['composeExtension/queryLink', 'task/fetch', 'constructor', '__proto__', 'fileConsent/invoke'])(
    'an invoke that nobody declared, %s, is nothing here, in generic words',
    async (name) => {
      expect(await invoke(name, {})).toEqual({ status: 404, body: { error: 'There is nothing here.' } });
      expect(teams.connector.sent).toEqual([]);
    },
  );

  test('without a token an invoke is refused', async () => {
    const activity = message(teams.connector.url, '', {
      type: 'invoke',
      name: 'composeExtension/query',
      value: {},
    });
    expect((await teams.post(activity, { authorization: '' })).status).toBe(401);
  });
});

describe('shared places', () => {
  const ask = (text: string, parts: Record<string, unknown> = {}) =>
    teams.post(message(teams.connector.url, text, { conversation: CHANNEL, ...parts }));
  const click = (value: unknown, parts: Record<string, unknown> = {}) =>
    ask('', { text: undefined, value, ...parts });
  const targeted = () => teams.connector.sent.map(({ path }) => path.includes('isTargetedActivity=true'));

  test('a paste is answered for all; what live checks see is for the one who clicked, until it is shared', async () => {
    await ask(ERROR);
    expect(targeted()).toEqual([false]);
    expect(buttonsOf(sentCards()[0]!).map(({ title }) => title)).not.toContain('Share');
    await click(button(sentCards()[0]!, /^Check live/).data);
    await teams.service.bot.settled();
    expect(teams.connector.sent.length).toBeGreaterThan(1);
    expect(targeted().slice(1).every(Boolean)).toBe(true);
    const checked = sentCards().at(-1)!;
    expect(checked.fallbackText).toMatch(/CONFIRMED|RULED OUT/i);
    const share = button(checked, /^Share$/).data!;
    expect(share).toMatchObject({ verb: 'share', privateCard: true });

    const before = teams.connector.sent.length;
    await click(share, { from: BEN });
    expect(targeted().slice(before)).toEqual([true]);
    expect(teams.connector.sent.at(-1)?.body).toMatchObject({ recipient: { id: BEN.id, isTargeted: true } });
    expect(teams.cards().at(-1)).toContain('Nothing was shared.');

    const again = { id: 'share-click' };
    for (let n = 0; n < 3; n++) await click(share, again);
    expect(targeted().slice(before)).toEqual([true, false]);
    const shared = sentCards().at(-1)!;
    expect(shared.fallbackText).toMatch(/CONFIRMED|RULED OUT/i);
    expect(buttonsOf(shared).filter(({ data }) => data !== undefined)).toEqual([]);
    expect(JSON.stringify(teams.connector.sent.at(-1)?.body)).not.toContain('isTargeted":true');
  });

  test('a report of a command is for the one who asked, until they share it, as it was', async () => {
    await ask('/network contosoprod7');
    await teams.service.bot.settled();
    const report = sentCards().at(-1)!;
    const share = button(report, /^Share$/).data!;
    const before = teams.connector.sent.length;
    await click(share, { from: BEN });
    expect(teams.cards().at(-1)).toContain('Nothing was shared.');
    await click(share);
    expect(targeted().slice(before)).toEqual([true, false]);
    const shared = sentCards().at(-1)!;
    expect(shared.fallbackText).toBe(report.fallbackText);
    expect(buttonsOf(shared).map(({ title }) => title)).not.toContain('Share');

    await ask('forget me');
    await click(share);
    expect(teams.cards().at(-1)).toContain('Nothing was shared.');
  });

  test("somebody else's click on a public card sees nothing of the case, and answers nobody else", async () => {
    await ask(ERROR);
    await click(button(sentCards()[0]!, /^Check live/).data, { from: BEN });
    await teams.service.bot.settled();
    expect(targeted()).toEqual([false, true]);
    expect(teams.connector.sent[1]?.body).toMatchObject({ recipient: { id: BEN.id } });
    expect(teams.cards()[1]).not.toMatch(/CONFIRMED|RULED OUT/i);
  });

  test('a hand-off note of a checked case, and a command that checks, are private; help is for all', async () => {
    await ask(ERROR);
    await click(button(sentCards()[0]!, /^Hand-off/).data);
    await ask('/network contosoprod7');
    await teams.service.bot.settled();
    const before = teams.connector.sent.length;
    await ask('help');
    await ask('/explain MANIFEST_UNKNOWN');
    const marks = targeted();
    expect(marks[0]).toBe(false);
    expect(marks.slice(1, before).every(Boolean)).toBe(true);
    expect(marks.slice(before)).toEqual([false, false]);
  });

  test('in a personal chat nothing is targeted, and nothing needs to be shared', async () => {
    const asked = message(teams.connector.url, ERROR);
    await teams.post(asked);
    const { data } = button(sentCards()[0]!, /^Check live/);
    await teams.post(
      message(teams.connector.url, '', { text: undefined, value: data, conversation: asked.conversation }),
    );
    await teams.service.bot.settled();
    expect(targeted().some(Boolean)).toBe(false);
    expect(buttonsOf(sentCards().at(-1)!).map(({ title }) => title)).not.toContain('Share');
  });
});

describe('coming, going, changing words', () => {
  const chat = { id: 'a-chat', conversationType: 'personal', tenantId: TENANT };
  const event = (parts: Record<string, unknown>) =>
    teams.post(message(teams.connector.url, '', { text: undefined, conversation: chat, ...parts }));
  const added = { type: 'conversationUpdate', membersAdded: [{ id: `28:${APP_ID}` }] };
  const installed = { type: 'installationUpdate', action: 'add' };

  test('one welcome, however the installation is told; anew after a removal', async () => {
    await Promise.all([
      event(added),
      event(installed),
      event(added),
      event({ ...installed, action: 'add-upgrade' }),
    ]);
    expect(teams.cards()).toEqual([expect.stringContaining('ACR Doctor finds out why')]);
    await event({ type: 'installationUpdate', action: 'remove-upgrade' });
    await event(installed);
    expect(teams.cards()).toHaveLength(1);
    await event({ type: 'installationUpdate', action: 'remove' });
    await event(installed);
    expect(teams.cards()).toHaveLength(2);
  });

  test('a welcome that was not delivered is said at the next event', async () => {
    teams.connector.answerWith(400, 400);
    await event(added);
    expect(teams.cards()).toEqual([]);
    await event(installed);
    expect(teams.cards()).toHaveLength(1);
  });

  test.each(['channel', 'groupChat'])('a %s is not disturbed', async (conversationType) => {
    const conversation = { id: '19:team', conversationType, isGroup: true, tenantId: TENANT };
    await event({ ...added, conversation });
    await event({ ...installed, conversation });
    await event({ type: 'messageReaction', conversation });
    await event({
      type: 'messageDelete',
      channelData: { eventType: 'softDeleteMessage', tenant: { id: TENANT } },
      conversation,
    });
    expect(teams.connector.sent).toEqual([]);
  });

  test('whoever removes the bot takes the dialogs of that conversation along, and of no other', async () => {
    const longer = { ...chat, id: 'a-chat-of-others' };
    await event({ type: 'message', text: '/network' });
    await event({ type: 'message', text: 'hello', conversation: longer });
    const dialogs = () => store.list('dialog/');
    expect(await dialogs()).toHaveLength(2);
    await event({ type: 'installationUpdate', action: 'remove' });
    expect(await dialogs()).toEqual([expect.stringContaining('a-chat-of-others')]);
  });

  test('an edited message is answered in the place of its answer; the same words and undone deletions are not', async () => {
    const asked = message(teams.connector.url, 'lorem ipsum dolor', { conversation: chat });
    await teams.post(asked);
    const change = (text: string, eventType = 'editMessage') =>
      teams.post({
        ...asked,
        type: 'messageUpdate',
        text,
        channelData: { tenant: { id: TENANT }, eventType },
      });
    await change('lorem ipsum dolor');
    await change(ERROR, 'undeleteMessage');
    expect(teams.connector.sent).toHaveLength(1);
    await change(ERROR);
    await change(ERROR);
    expect(teams.connector.sent.map(({ method }) => method)).toEqual(['POST', 'PUT']);
    expect(teams.connector.sent[1]?.path).toContain('/activities/sent-1');
    expect(teams.cards()[1]).toContain('pull/unauthorized');
  });
});

test('the catalogue that is searched is the one in use', async () => {
  const catalogue = theCatalogue();
  teams.service.use({
    ...catalogue,
    symptoms: catalogue.symptoms.filter(({ id }) => id !== 'pull/image-not-found'),
  });
  const { body } = await invoke('composeExtension/query', {
    parameters: [{ name: 'words', value: 'pull/image-not-found' }],
  });
  expect(JSON.stringify(body)).not.toContain('"pull/image-not-found"');
});
