import {
  MemoryStorage,
  PrivateConversationState,
  TestAdapter,
  TurnContext,
  type Activity,
  type Storage,
} from 'botbuilder';
import { converse } from '../../dialogs/converse';
import type { Outcome } from '../../dialogs/turn';
import type { Card } from '../../src/cards/elements';
import { actionsOf, MAX_CARD_BYTES, sizeOf } from '../../src/cards/elements';
import type { Mind } from '../../src/conversation';
import { redact } from '../../src/redact/redact';

export interface Person {
  id: string;
  tenant: string;
}

export const ANNA: Person = { id: 'anna', tenant: 'contoso' };
export const BEN: Person = { id: 'ben', tenant: 'contoso' };

/** What a person does: says a text, or presses a button of the last card that has one of that title. */
export type Move = string | { press: RegExp } | { value: unknown };

export interface Talk {
  /** Every card that answers it; of work, its last version. */
  say: (move: Move, who?: Person) => Promise<Card[]>;
  /** Time passes. */
  wait: (ms: number) => void;
  /** Cards of the last answers, newest last. */
  cards: Card[];
  storage: Storage;
}

/** A conversation with the dialogs over the real mind, without the service. */
export function startTalk(mind: Mind, storage: Storage = new MemoryStorage()): Talk {
  const state = new PrivateConversationState(storage);
  let count = 0;
  let now = Date.now();
  const cards: Card[] = [];
  const say = async (move: Move, who = ANNA) => {
    const value = valueOf(move, cards);
    const { text } = redact(typeof move === 'string' ? move : '');
    const activity = activityOf(text, value, who, ++count);
    const said = { text, pictures: 0, files: [], ...(value === undefined ? {} : { value }) };
    const signal = AbortSignal.timeout(60_000);
    const reading = await mind.read(said, who, signal);
    const newId = () => `id-${count}-${Math.random().toString(36).slice(2)}`;
    const context = new TurnContext(new TestAdapter(), activity);
    const outcome = await converse(
      context,
      state,
      { reading, asker: who, mind, now, newId, signal },
      `key-${count}`,
    );
    const shown = await expand(outcome, mind, who);
    for (const card of shown) {
      if (sizeOf(card) > MAX_CARD_BYTES) throw new Error('a card is over the limit');
      if (actionsOf(card).length > 6) throw new Error('a card has more than six actions');
    }
    cards.push(...shown);
    return shown;
  };
  return { say, cards, storage, wait: (ms) => void (now += ms) };
}

/** The data of a button on the newest card that has it. */
export function valueOf(move: Move, cards: readonly Card[]): unknown {
  if (typeof move === 'string') return undefined;
  if ('value' in move) return move.value;
  for (const card of [...cards].reverse()) {
    const action = actionsOf(card).find(({ title }) => move.press.test(title ?? ''));
    if (action) return action.data;
  }
  const titles = actionsOf(cards.at(-1) ?? { body: [] }).map(({ title }) => title);
  throw new Error(`no button ${String(move.press)}; the last card has: ${titles.join(', ') || 'none'}`);
}

export async function expand(outcome: Outcome, mind: Mind, who: Person): Promise<Card[]> {
  const shown: Card[] = [];
  for (const part of outcome) {
    if ('card' in part) shown.push(part.card);
    else {
      let last: Card | undefined;
      for await (last of mind.work(part.work, who, AbortSignal.timeout(60_000)));
      if (last) shown.push(last);
    }
  }
  return shown;
}

function activityOf(text: string, value: unknown, who: Person, count: number): Partial<Activity> {
  return {
    type: 'message',
    id: `activity-${count}`,
    channelId: 'msteams',
    serviceUrl: 'https://smba.trafficmanager.net/teams/',
    from: { id: `29:${who.id}`, name: who.id, aadObjectId: who.id },
    recipient: { id: '28:bot', name: 'bot' },
    conversation: { id: 'talk', isGroup: true, conversationType: 'channel', name: '', tenantId: who.tenant },
    text,
    ...(value === undefined ? {} : { value }),
  };
}
