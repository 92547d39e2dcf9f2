import {
  ConversationState,
  MemoryStorage,
  type Activity,
  type Middleware,
  type TurnContext,
} from 'botbuilder';
import { DialogTestClient } from 'botbuilder-testing';
import { RootDialog } from '../../dialogs/root';
import { setTurn, type Turn } from '../../dialogs/turn';
import type { Card } from '../../src/cards/elements';
import { MAX_CARD_BYTES, sizeOf } from '../../src/cards/elements';
import type { Memory, Mind } from '../../src/conversation';
import { redact } from '../../src/redact/redact';
import { startMind, type RunningMind } from '../helpers/mind';
import { ANNA, BEN, expand, startTalk, valueOf, type Move } from '../helpers/talk';
import { check, moveOf } from './check-line';
import { SHARED, TRANSCRIPTS } from './transcripts';

/** Sets up each turn as src/bot.ts does, and does at its end what was decided. */
class TurnsOf implements Middleware {
  private readonly memory: Memory = {};
  private count = 0;
  now = Date.now();
  constructor(private readonly mind: Mind) {}

  async onTurn(context: TurnContext, next: () => Promise<void>): Promise<void> {
    const activity: Partial<Activity> = context.activity;
    const value: unknown = activity.value;
    const { text } = redact(activity.text ?? '');
    const said = {
      text,
      pictures: 0,
      files: [],
      ...(value === undefined ? {} : { value: value as unknown }),
    };
    const signal = AbortSignal.timeout(60_000);
    const reading = await this.mind.read(said, ANNA, signal);
    const turn: Turn = {
      reading,
      asker: ANNA,
      mind: this.mind,
      memory: this.memory,
      now: this.now,
      newId: () => `question-${++this.count}`,
      signal,
      outcome: [],
    };
    setTurn(context, turn);
    await next();
    for (const card of await expand(turn.outcome, this.mind, ANNA))
      await context.sendActivity({ type: 'message', attachments: [{ contentType: 'card', content: card }] });
  }
}

const minds = new Map<string, RunningMind>();
const mindOf = async (scenario = 'practice') => {
  const known = minds.get(scenario) ?? (await startMind(scenario));
  minds.set(scenario, known);
  return known.mind;
};
afterAll(async () => {
  for (const { stop } of minds.values()) await stop();
});

test('there are at least 25', () => {
  expect(TRANSCRIPTS.length).toBeGreaterThanOrEqual(25);
});

describe.each(TRANSCRIPTS.map((one) => [one.name, one] as const))('%s', (_name, { scenario, lines }) => {
  test('with DialogTestClient', async () => {
    const turns = new TurnsOf(await mindOf(scenario));
    const state = new ConversationState(new MemoryStorage());
    const client = new DialogTestClient('test', new RootDialog(), undefined, [turns], state);
    const cards: Card[] = [];
    for (const line of lines) {
      turns.now += line.after ?? 0;
      const value = valueOf(moveOf(line.does, cards), cards);
      const activity: Partial<Activity> = {
        type: 'message',
        text: typeof line.does === 'string' ? line.does : '',
        ...(value === undefined ? {} : { value }),
      };
      const said: Card[] = [];
      let reply = (await client.sendActivity(activity)) as Activity | undefined;
      for (; reply; reply = client.getNextReply() as Activity | undefined)
        said.push(reply.attachments?.[0]?.content as Card);
      for (const card of said) expect(sizeOf(card)).toBeLessThanOrEqual(MAX_CARD_BYTES);
      check(line, said);
      cards.push(...said);
    }
  });
});

test(`${SHARED.name}: dialogs and memory are kept for each`, async () => {
  const talk = startTalk(await mindOf());
  const own: Record<string, Card[]> = { anna: [], ben: [] };
  for (const line of SHARED.lines) {
    const { who = 'anna' } = line;
    const move: Move =
      typeof line.does === 'object' && 'press' in line.does
        ? { value: valueOf(line.does, talk.cards) }
        : line.does;
    const said = await talk.say(move, who === 'ben' ? BEN : ANNA);
    check(line, said);
    own[who]?.push(...said);
  }
});

test('a conversation knows nothing of what another one is about', async () => {
  const mind = await mindOf();
  await startTalk(mind).say('unauthorized: authentication required for contosoprod7.azurecr.io');
  const folded = jest.spyOn(mind, 'fold');
  await startTalk(mind).say('my sourdough does not rise');
  expect(folded).not.toHaveBeenCalled();
  folded.mockRestore();
});
