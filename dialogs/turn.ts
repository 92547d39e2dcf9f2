import type { TurnContext } from 'botbuilder';
import type { Asker } from '../src/case';
import { jsonOf, type Card } from '../src/cards/elements';
import type { Memory, Mind, Reading, Work } from '../src/conversation';

/**
 * What one turn decided: cards to send and work to begin, in this order. Plain JSON, written down before it is done.
 * `isSignedIn`: whoever asked was asked to sign in for it already.
 */
export type Outcome = ({ card: Card } | { work: Work; isSignedIn?: true })[];

/** The outcome as JSON text. */
export function outcomeJson(outcome: Outcome): string {
  const parts = outcome.map((part) =>
    'card' in part ? `{"card":${jsonOf(part.card)}}` : JSON.stringify(part),
  );
  return `[${parts.join(',')}]`;
}

/**
 * One message on its way through the dialogs. They decide and collect here; nothing is sent before it is written
 * down, so that a process that dies in between says nothing twice and forgets nothing.
 */
export interface Turn {
  reading: Reading;
  asker: Asker;
  mind: Mind;
  memory: Memory;
  /** Milliseconds since 1970. */
  now: number;
  newId: () => string;
  signal: AbortSignal;
  outcome: Outcome;
}

const KEY = Symbol('turn');

export function setTurn(context: TurnContext, turn: Turn): void {
  context.turnState.set(KEY, turn);
}

/** @throws Error when nobody set it: a bug of ours */
export function turnOf(context: TurnContext): Turn {
  const turn = context.turnState.get<Turn | undefined>(KEY);
  if (!turn) throw new Error('turnOf: no turn is set on this context');
  return turn;
}

export function say({ outcome }: Turn, card: Card): void {
  outcome.push({ card });
}

export function begin({ outcome }: Turn, work: Work): void {
  outcome.push({ work });
}
