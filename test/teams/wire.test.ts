import { CardFactory, MessageFactory, TurnContext, type ConversationReference } from 'botbuilder';
import { createCitations, keepEntityProperties } from '../../src/teams/entities';
import { createReplies, type Posted, type Replies } from '../../src/teams/reply';
import { audienceOf, isPrivate, replyReference, type Account } from '../../src/teams/audience';
import { connectorOf } from '../../src/teams/connector';
import type { Clock } from '../../src/teams/retry';
import { APP_ID, message, TENANT } from '../helpers/bot-framework';
import { startRecorder, startWireBot, type Reply, type Seen } from '../helpers/wire-bot';

const CHANNEL = '19:channel@thread.tacv2;messageid=1700000000000';
const ENCODED = encodeURIComponent(CHANNEL);
const KIM = { id: '29:kim', name: 'Kim', aadObjectId: '5b0c8f6e-1111-4222-8333-444455556666' };
const TARGETED = 'isTargetedActivity=true';

let wire: Awaited<ReturnType<typeof startWireBot>>;
let connector: Awaited<ReturnType<typeof startRecorder>>;
let replies: Replies;
/** Waits that were asked for; none is really waited. */
let slept: number[];

/** Real time, but sleeping takes none: what was asked for is added to the clock. */
function impatientClock(): Clock {
  let skipped = 0;
  return {
    now: () => Date.now() + skipped,
    sleep: (ms) => {
      slept.push(Math.round(ms));
      skipped += ms;
      return Promise.resolve();
    },
    random: () => 0,
  };
}

const inChannel = (parts: Record<string, unknown> = {}) =>
  message(connector.url, 'why does it not pull', {
    conversation: { id: CHANNEL, conversationType: 'channel', isGroup: true, tenantId: TENANT },
    ...parts,
  });
const privately = () =>
  inChannel({ recipient: { id: `28:${APP_ID}`, name: 'ACR Doctor', isTargeted: true } });

const card = (text: string, actions: unknown[] = []) =>
  MessageFactory.attachment(
    CardFactory.adaptiveCard({
      type: 'AdaptiveCard',
      version: '1.5',
      body: [{ type: 'TextBlock', text }],
      actions,
      fallbackText: text,
    }),
  );

/** Runs a turn of the test bot and waits for it. */
async function turn(activity: ReturnType<typeof message>, logic: (context: TurnContext) => Promise<void>) {
  let failed: unknown;
  wire.bot.logic = async (context) => {
    try {
      await logic(context);
    } catch (error) {
      failed = error;
    }
  };
  expect((await wire.post(activity)).status).toBe(200);
  if (failed !== undefined) throw failed as Error;
}

async function sent<T>(
  activity: ReturnType<typeof message>,
  logic: (context: TurnContext) => Promise<T>,
): Promise<T> {
  const results: T[] = [];
  await turn(activity, async (context) => void results.push(await logic(context)));
  return results[0]!;
}

/** As a store would give it back. */
const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const answerInOrder = (...answers: Reply[]) => (connector.control.rule = () => answers.shift());
const line = ({ method, path, query }: Seen) => `${method} ${path}${query && `?${query}`}`;
const lines = () => connector.seen.map(line);
const errors = () =>
  wire.logged
    .map((one) => JSON.parse(one) as { level: number; msg: string })
    .filter(({ level }) => level >= 50);
/** Messages that everybody in the channel would have seen. */
const inPublic = () =>
  connector.seen.filter(({ path, query }) => path.includes(ENCODED) && query !== TARGETED);

beforeAll(async () => {
  wire = await startWireBot();
});
afterAll(() => wire.stop());
beforeEach(async () => {
  connector = await startRecorder();
  wire.logged.length = 0;
  slept = [];
  replies = createReplies({ adapter: wire.adapter, appId: APP_ID, log: wire.log, clock: impatientClock() });
});
afterEach(() => connector.stop());

describe('public', () => {
  test('a message in a channel stays in its thread and answers its message, with our own token', async () => {
    const activity = inChannel();
    const posted = await sent(activity, (context) =>
      replies.send(context, { type: 'message', text: 'hello' }),
    );
    expect(lines()).toEqual([`POST /v3/conversations/${ENCODED}/activities/${activity.id}`]);
    expect(connector.seen[0]).toMatchObject({
      authorization: 'Bearer outgoing-token',
      body: {
        type: 'message',
        text: 'hello',
        replyToId: activity.id,
        from: { id: `28:${APP_ID}` },
        recipient: KIM,
        conversation: { id: CHANNEL },
      },
    });
    expect(posted).toMatchObject({ id: 'sent-1', audience: 'public' });
  });

  test('an update goes to the same place, in the turn and later from stored data', async () => {
    const posted = await sent(inChannel(), async (context) => {
      const first = await replies.send(context, card('checking'));
      return replies.update(first!, card('one of two'), context);
    });
    const again = await replies.update(stored(posted!), card('two of two'));
    expect(lines().slice(1)).toEqual([
      `PUT /v3/conversations/${ENCODED}/activities/sent-1`,
      `PUT /v3/conversations/${ENCODED}/activities/sent-1`,
    ]);
    expect(connector.seen[2]).toMatchObject({
      authorization: 'Bearer outgoing-token',
      body: { id: 'sent-1', attachments: [{ content: { fallbackText: 'two of two' } }] },
    });
    expect(again).toEqual(posted);
  });

  test('a later message goes by a stored reference', async () => {
    const activity = inChannel();
    const reference = await sent(activity, (context) => Promise.resolve(replyReference(context.activity)));
    await replies.send(stored(reference), { text: 'later' });
    expect(lines()).toEqual([`POST /v3/conversations/${ENCODED}/activities/${activity.id}`]);
  });

  test.each([403, 404])(
    'an update of a deleted message (%d) is posted anew, and later ones go there',
    async (status) => {
      connector.control.rule = ({ method, path }) =>
        method === 'PUT' && path.endsWith('/gone') ? { status } : undefined;
      const gone: Posted = await sent(inChannel(), (context) =>
        Promise.resolve({ id: 'gone', reference: replyReference(context.activity), audience: 'public' }),
      );
      const now = await replies.update(gone, card('anew'));
      expect(now?.id).toBe('sent-2');
      await replies.update(gone, card('and again, by the old id'));
      expect(lines().map((one) => one.replace(/activity-\d+$/, 'activity-n'))).toEqual([
        `PUT /v3/conversations/${ENCODED}/activities/gone`,
        `POST /v3/conversations/${ENCODED}/activities/activity-n`,
        `PUT /v3/conversations/${ENCODED}/activities/sent-2`,
      ]);
    },
  );

  test('of many quick updates the first and the newest are sent', async () => {
    connector.control.rule = ({ method }) => (method === 'PUT' ? { delayMs: 100 } : undefined);
    await turn(inChannel(), async (context) => {
      const posted = await replies.send(context, card('0'));
      const first = replies.update(posted!, card('1'), context);
      await new Promise((resolve) => setTimeout(resolve, 40));
      const rest = Array.from({ length: 30 }, (_, n) => replies.update(posted!, card(`${n + 2}`), context));
      await Promise.all([first, ...rest]);
    });
    const texts = connector.seen.map(
      ({ body }) => (body.attachments as { content: { fallbackText: string } }[])[0]?.content.fallbackText,
    );
    expect(texts).toEqual(['0', '1', '31']);
  });

  test('the eighth message within a second waits', async () => {
    await turn(inChannel(), async (context) => {
      for (let n = 1; n <= 9; n++) await replies.send(context, { text: `${n}` });
    });
    expect(connector.seen).toHaveLength(9);
    expect(slept).toHaveLength(2);
    expect(slept[0]).toBeGreaterThan(500);
    expect(slept[0]! + slept[1]!).toBeGreaterThan(1500);
  });
});

describe('private', () => {
  test('is told by the recipient; a personal chat needs no privacy of its own', () => {
    const conversation = (conversationType: string) => ({
      id: 'a',
      conversationType,
      isGroup: true,
      name: '',
    });
    const told = (recipient: Account, type: string) => ({
      recipient,
      from: KIM,
      conversation: conversation(type),
    });
    const all = told({ id: '28:bot', name: 'Bot' }, 'channel');
    const alone = told({ id: '28:bot', name: 'Bot', isTargeted: true }, 'channel');
    expect([all, alone, { ...alone, conversation: conversation('personal') }].map(isPrivate)).toEqual([
      false,
      true,
      false,
    ]);
    expect([all, alone].map(audienceOf)).toEqual(['public', { privateTo: KIM }]);
  });

  test('what only one person may see is private in a public turn, too', async () => {
    await turn(inChannel(), async (context) => {
      await replies.send(context, card('yours'), { privateTo: KIM });
    });
    expect(lines()).toEqual([`POST /v3/conversations/${ENCODED}/activities?${TARGETED}`]);
  });

  test('a targeted message is answered to its sender alone', async () => {
    const posted = await sent(privately(), (context) => replies.send(context, card('only for you')));
    expect(lines()).toEqual([`POST /v3/conversations/${ENCODED}/activities?${TARGETED}`]);
    expect(connector.seen[0]).toMatchObject({
      authorization: 'Bearer outgoing-token',
      body: { recipient: { ...KIM, isTargeted: true }, from: { id: `28:${APP_ID}` } },
    });
    expect(connector.seen[0]?.body.from).not.toHaveProperty('isTargeted');
    expect(connector.seen[0]?.body).not.toHaveProperty('replyToId');
    expect(posted).toMatchObject({ id: 'sent-1', audience: { privateTo: KIM } });
  });

  test('its update is private and names no recipient, in the turn and later from stored data', async () => {
    const posted = await sent(privately(), async (context) => {
      const first = await replies.send(context, card('checking'));
      return replies.update(first!, card('half'), context);
    });
    await replies.update(stored(posted!), card('done'));
    for (const one of connector.seen.slice(1)) {
      expect(line(one)).toBe(`PUT /v3/conversations/${ENCODED}/activities/sent-1?${TARGETED}`);
      expect(one.body).not.toHaveProperty('recipient');
      expect(one.authorization).toBe('Bearer outgoing-token');
    }
    expect(connector.seen).toHaveLength(3);
  });

  test('what is sent later from its stored reference is private, too', async () => {
    const reference = await sent(privately(), (context) =>
      Promise.resolve(TurnContext.getConversationReference(context.activity)),
    );
    await replies.send(stored(reference), card('late'));
    await replies.typing(stored(reference));
    expect(lines()).toEqual([`POST /v3/conversations/${ENCODED}/activities?${TARGETED}`]);
  });

  test('a targeted update of a message that expired is posted anew, privately', async () => {
    connector.control.rule = ({ method }) =>
      method === 'PUT'
        ? { status: 404, body: { error: { code: 'ActivityNotFoundInConversation' } } }
        : undefined;
    await turn(privately(), async (context) => {
      const posted = await replies.send(context, card('1'));
      expect(await replies.update(posted!, card('2'), context)).toMatchObject({ id: 'sent-3' });
    });
    expect(inPublic()).toEqual([]);
    expect(connector.seen).toHaveLength(3);
  });

  test.each<[string, Reply]>([
    ['400', { status: 400, body: { error: { code: 'BadArgument', message: 'Bad argument' } } }],
    ['403', { status: 403, body: { error: { code: 'BotNotInConversationRoster' } } }],
    ['404', { status: 404 }],
    ['500', { status: 500 }],
    ['a 504 that stays', { status: 504 }],
    ['429 that stays', { status: 429 }],
    ['a connection that breaks', { reset: true }],
  ])('refused with %s it goes to the personal chat, never to everybody', async (_name, refusal) => {
    connector.control.rule = ({ path, query }) => {
      if (query === TARGETED) return refusal;
      return path === '/v3/conversations' ? { status: 201, body: { id: 'a:own-chat' } } : undefined;
    };
    const posted = await sent(privately(), (context) => replies.send(context, card('only for you')));
    expect(inPublic()).toEqual([]);
    const [asked, told] = connector.seen.slice(-2);
    expect(line(asked!)).toBe('POST /v3/conversations');
    expect(asked?.body).toEqual({
      isGroup: false,
      bot: { id: `28:${APP_ID}`, name: 'ACR Doctor' },
      members: [KIM],
      tenantId: TENANT,
      channelData: { tenant: { id: TENANT } },
    });
    expect(line(told!)).toBe('POST /v3/conversations/a%3Aown-chat/activities');
    expect(told).toMatchObject({
      authorization: 'Bearer outgoing-token',
      body: { recipient: KIM, attachments: [{ content: { fallbackText: 'only for you' } }] },
    });
    expect(told?.body.recipient).not.toHaveProperty('isTargeted');
    await replies.update(stored(posted!), card('changed'));
    expect(line(connector.seen.at(-1)!)).toBe(`PUT /v3/conversations/a%3Aown-chat/activities/${posted!.id}`);
  });

  test('refused there as well, it is an error in the log and nothing in public', async () => {
    connector.control.rule = () => ({ status: 403, body: { error: { code: 'Forbidden', message: 'no' } } });
    const posted = await sent(privately(), (context) => replies.send(context, card('only for you')));
    expect(posted).toBeUndefined();
    expect(lines()).toEqual([
      `POST /v3/conversations/${ENCODED}/activities?${TARGETED}`,
      'POST /v3/conversations',
    ]);
    expect(errors()).toMatchObject([
      { msg: 'private message refused', status: 403, fault: 'Forbidden: no' },
      { msg: 'no personal chat for a private message; not delivered', status: 403 },
    ]);
    expect(wire.logged.join()).not.toContain('only for you');
  });

  test('a click in a private card is private, although it is not marked as targeted', async () => {
    const actions = [
      { type: 'Action.Submit', title: 'Run again', data: { verb: 'again', case: 'c1' } },
      { type: 'Action.Execute', title: 'Note', verb: 'note' },
      { type: 'Action.OpenUrl', title: 'Sources', url: 'https://learn.microsoft.com' },
    ];
    await turn(privately(), async (context) => {
      await replies.send(context, card('yours', actions));
    });
    const shown = (
      connector.seen[0]!.body.attachments as { content: { actions: Record<string, unknown>[] } }[]
    )[0]!.content.actions;
    expect(shown[0]?.data).toMatchObject({ verb: 'again', case: 'c1' });
    expect(shown[2]).toEqual(actions[2]);
    for (const value of [
      shown[0]!.data,
      { action: { type: 'Action.Execute', verb: 'note', data: shown[1]!.data } },
    ]) {
      const click = inChannel({ text: undefined, value });
      await turn(click, async (context) => {
        await replies.send(context, card('still yours'));
      });
      expect(connector.seen.at(-1)?.query).toBe(TARGETED);
      const reference = replyReference(click as never);
      await replies.send(stored<Partial<ConversationReference>>(reference), card('and later'));
      expect(connector.seen.at(-1)?.query).toBe(TARGETED);
    }
    expect(inPublic()).toEqual([]);
  });

  test('is made public only when that is said', async () => {
    await turn(privately(), async (context) => {
      await replies.send(context, card('shared'), 'public');
    });
    expect(lines()[0]).toMatch(new RegExp(`^POST /v3/conversations/${ENCODED}/activities/activity-\\d+$`));
    expect(connector.seen[0]?.body).toMatchObject({ recipient: { id: KIM.id } });
    expect(connector.seen[0]?.body.recipient).not.toHaveProperty('isTargeted');
  });

  test('in a personal chat it is an ordinary message', async () => {
    const conversation = { id: 'a:own', conversationType: 'personal', tenantId: TENANT };
    await turn({ ...privately(), conversation }, async (context) => {
      await replies.typing(context);
      await replies.send(context, card('hello'), { privateTo: KIM });
    });
    expect(lines().map((one) => one.replace(/\/activity-\d+$/, ''))).toEqual([
      'POST /v3/conversations/a%3Aown/activities',
      'POST /v3/conversations/a%3Aown/activities',
    ]);
    expect(connector.seen[0]?.body.type).toBe('typing');
  });
});

describe('trouble on the way', () => {
  const say = (context: TurnContext) => replies.send(context, { type: 'message', text: 'said' });

  test.each<[string, Reply[], posts: number, waited: number[]]>([
    [
      '429 with Retry-After: waits as long as asked',
      [{ status: 429, headers: { 'retry-after': '3' } }],
      2,
      [3000],
    ],
    ['429 without: waits, longer each time', [{ status: 429 }, { status: 429 }], 3, [500, 1000]],
    ['412', [{ status: 412 }], 2, [500]],
    ['502: once more', [{ status: 502 }], 2, [500]],
    ['504: once more', [{ status: 504 }], 2, [500]],
    ['a broken connection: once more', [{ reset: true }], 2, [500]],
  ])('%s', async (_name, answers, posts, waited) => {
    answerInOrder(...answers);
    const posted = await sent(inChannel(), say);
    expect(posted?.id).toBe(`sent-${posts}`);
    expect(lines()).toHaveLength(posts);
    expect(slept).toEqual(waited);
    expect(errors()).toEqual([]);
  });

  test.each<[string, Reply, posts: number]>([
    ['502: a message is posted twice at most, since it may have been taken', { status: 502 }, 2],
    ['504', { status: 504 }, 2],
    ['a broken connection', { reset: true }, 2],
    ['429: nothing was taken, tried until the limit', { status: 429 }, 4],
    ['a wait beyond the limit', { status: 429, headers: { 'retry-after': '3600' } }, 1],
    ['500', { status: 500 }, 1],
    ['400', { status: 400 }, 1],
  ])('%s that stays is an error in the log, and no exception', async (_name, reply, posts) => {
    connector.control.rule = () => reply;
    expect(await sent(inChannel(), say)).toBeUndefined();
    expect(lines()).toHaveLength(posts);
    expect(errors()).toMatchObject([{ msg: 'message not delivered', isPrivate: false }]);
  });

  test('an update may be repeated: it says nothing twice', async () => {
    const posted = await sent(inChannel(), say);
    answerInOrder({ status: 502 }, { status: 504 }, { reset: true }, { status: 503 });
    expect(await replies.update(posted!, card('new'))).toEqual(posted);
    expect(lines().slice(1)).toEqual(Array(5).fill(`PUT /v3/conversations/${ENCODED}/activities/sent-1`));
  });

  test('a connector that cannot be reached', async () => {
    const reference = await sent(inChannel(), (context) => Promise.resolve(replyReference(context.activity)));
    connector.stop();
    expect(
      await replies.send({ ...reference, serviceUrl: 'http://127.0.0.1:9' }, { text: 'x' }),
    ).toBeUndefined();
    expect(errors()).toMatchObject([{ status: 0, fault: 'no answer (ECONNREFUSED)' }]);
    expect(slept).toHaveLength(4);
  });

  test.each(['before the head', 'after the head'] as const)(
    'a connector that hangs %s is left in time',
    async (hang) => {
      connector.control.rule = () => ({ hang });
      const begin = Date.now();
      const answer = await sent(inChannel(), (context) =>
        connectorOf(context, 200).call({ method: 'POST', path: ['a', 'activities'], body: {} }),
      );
      expect(answer).toEqual({ status: 0, fault: 'no answer in time', mayHaveArrived: true });
      expect(Date.now() - begin).toBeLessThan(2000);
    },
  );

  test('413: one small card says the beginning, and keeps the buttons', async () => {
    connector.control.rule = ({ body }) =>
      JSON.stringify(body).length > 20_000
        ? { status: 413, body: { error: { code: 'MessageSizeTooBig', message: 'too big' } } }
        : undefined;
    const text = Array.from({ length: 4000 }, (_, n) => `line ${n + 1} of the report`).join('\n');
    const actions = [
      { type: 'Action.Submit', title: 'Note', data: { case: 'c1' } },
      { type: 'Action.ToggleVisibility', title: 'More', targetElements: ['more'] },
    ];
    const posted = await sent(inChannel(), (context) => replies.send(context, card(text, actions)));
    expect(posted?.id).toBe('sent-2');
    const [shown] = connector.seen[1]!.body.attachments as {
      content: { fallbackText: string; actions: unknown[] };
    }[];
    expect(shown?.content.fallbackText).toMatch(
      /^The answer is longer than Teams takes\. This is its beginning\.\nline 1 of the report\n[^]*line 40 of the report$/,
    );
    expect(shown?.content.actions).toEqual([actions[0]]);
    await replies.update(posted!, card(text, actions));
    expect(lines().slice(2)).toEqual(Array(2).fill(`PUT /v3/conversations/${ENCODED}/activities/sent-2`));
  });

  test('a private message that is too large is shortened privately', async () => {
    connector.control.rule = ({ body }) =>
      JSON.stringify(body).length > 20_000 ? { status: 413 } : undefined;
    await turn(privately(), async (context) => {
      await replies.send(context, card('x'.repeat(90_000)));
    });
    expect(lines()).toEqual(Array(2).fill(`POST /v3/conversations/${ENCODED}/activities?${TARGETED}`));
  });
});

describe('the guard: what dialogs send by themselves', () => {
  const guarded = (context: TurnContext, logic: () => Promise<void>) => replies.guard.onTurn(context, logic);

  test('a private turn says nothing in public, whoever sends', async () => {
    await turn(privately(), (context) =>
      guarded(context, async () => {
        await context.sendActivity({ type: 'typing' });
        const shown = await context.sendActivity('one');
        await context.updateActivity({ ...card('two'), id: shown!.id });
        await context.sendActivities([{ type: 'trace' }, { type: 'delay', value: 1 }, card('three')]);
        expect(context.responded).toBe(true);
      }),
    );
    expect(lines()).toEqual([
      `POST /v3/conversations/${ENCODED}/activities?${TARGETED}`,
      `PUT /v3/conversations/${ENCODED}/activities/sent-1?${TARGETED}`,
      `POST /v3/conversations/${ENCODED}/activities?${TARGETED}`,
    ]);
  });

  test('a proactive turn begun from a private one says nothing in public', async () => {
    const reference = await sent(privately(), (context) =>
      Promise.resolve(stored(TurnContext.getConversationReference(context.activity))),
    );
    await wire.adapter.continueConversationAsync(APP_ID, reference, (context) =>
      guarded(context, async () => {
        Object.assign(context.activity, { type: 'message', text: 'why', from: KIM });
        await context.sendActivity({ type: 'typing' });
        await context.sendActivity('late');
      }),
    );
    expect(lines()).toEqual([`POST /v3/conversations/${ENCODED}/activities?${TARGETED}`]);
    expect(connector.seen[0]?.body).toMatchObject({
      text: 'late',
      recipient: { id: KIM.id, isTargeted: true },
    });
  });

  test('a public turn goes as before, with the retries, and throws what was not delivered', async () => {
    answerInOrder({}, { status: 429 }, {}, { status: 400 });
    const activity = inChannel();
    await turn(activity, (context) =>
      guarded(context, async () => {
        await context.sendActivity({ type: 'typing' });
        expect(await context.sendActivity('one')).toEqual({ id: 'sent-3' });
        await expect(context.sendActivity('two')).rejects.toThrow('the log says why');
      }),
    );
    expect(lines()).toEqual(Array(4).fill(`POST /v3/conversations/${ENCODED}/activities/${activity.id}`));
  });
});

describe('entities', () => {
  const cited = createCitations([
    {
      title: 'Roles of Azure Container Registry',
      url: 'https://learn.microsoft.com/x',
      abstract: 'Who may pull.',
    },
  ])!;

  test('citations survive the SDK, and ours; doing it twice changes nothing', async () => {
    keepEntityProperties();
    keepEntityProperties();
    await turn(inChannel(), async (context) => {
      const mention = { type: 'mention', text: '<at>Kim</at>', mentioned: { id: KIM.id, name: 'Kim' } };
      const stream = { type: 'streaminfo', streamType: 'informative', streamSequence: 1 };
      const activity = { type: 'message', text: 'AcrPull is enough [1]', entities: [cited, mention, stream] };
      await context.sendActivity(activity);
      await replies.send(context, activity);
      for (const { body } of connector.seen) expect(body.entities).toEqual([cited, mention, stream]);
    });
    expect(connector.seen).toHaveLength(2);
  });

  test('twenty at most, each as short as Teams wants it, https links only, no AI label', () => {
    const many = Array.from({ length: 25 }, (_, n) => ({
      title: `Source number ${n} ${'with a long title '.repeat(9)}`,
      url:
        n === 1
          ? 'http://learn.microsoft.com/x'
          : n === 2
            ? 'javascript:alert(1)'
            : 'https://learn.microsoft.com/x',
      abstract: n === 3 ? '😀'.repeat(120) : 'word '.repeat(60),
    }));
    const { citation, ...rest } = createCitations(many)!;
    expect(rest).toEqual({
      type: 'https://schema.org/Message',
      '@type': 'Message',
      '@context': 'https://schema.org',
    });
    expect(citation.map(({ position }) => position)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    for (const { appearance } of citation) {
      expect(appearance.name.length).toBeLessThanOrEqual(80);
      expect(appearance.abstract.length).toBeLessThanOrEqual(160);
      expect(appearance.name.endsWith('…')).toBe(true);
    }
    expect(citation.map(({ appearance }) => appearance.url).slice(0, 4)).toEqual([
      'https://learn.microsoft.com/x',
      undefined,
      undefined,
      'https://learn.microsoft.com/x',
    ]);
    expect(citation[3]?.appearance.abstract).toBe(`${'😀'.repeat(79)}…`);
    expect(createCitations([])).toBeUndefined();
  });
});
