import type { DialogContext } from 'botbuilder-dialogs';
import type { Note } from '../src/cards/note';
import { NOTES } from '../src/cards/notes';
import { TOLD } from '../src/cards/told';
import type { Intent } from '../src/intent';
import { SEPARATING } from './separating';
import type { Open } from './question';
import type { Turn } from './turn';

/** A question that nobody answered for this long is over. */
export const OPEN_MS = 30 * 60 * 1000;

/**
 * What a message does to the question that is open. `heard`: it answers it. `beside`: it is answered and the question
 * stays. `again`: the question is put once more. `over`: the question is set aside for what the message wants.
 * `done`: it is set aside, and that was all.
 */
export interface Interruption {
  stays: 'heard' | 'beside' | 'again' | 'over' | 'done';
  notes: Note[];
}

/** Pure: what is told from the open question, the message and the time. */
export function interruption(inner: DialogContext, turn: Turn): Interruption {
  const open = deepest(inner);
  if (!open) return { stays: 'over', notes: [] };
  const { intent } = turn.reading;
  if (intent.kind === 'reply' && intent.question !== open.question.id)
    return { stays: 'again', notes: [NOTES.olderQuestion] };
  if (turn.now - open.askedAt > OPEN_MS)
    return intent.kind === 'reply' ? { stays: 'done', notes: [NOTES.reply] } : { stays: 'over', notes: [] };
  // Its card answers already: whoever goes on with something else owes it no answer.
  if (inner.activeDialog?.id === SEPARATING)
    return { stays: intent.kind === 'diagnose' ? 'heard' : 'over', notes: [] };
  return withQuestion(open, turn);
}

function withQuestion({ question }: Open, turn: Turn): Interruption {
  const { ask, hints, canGoBack, canSkip } = question;
  const { kind } = turn.reading.intent;
  if (kind === 'help') return { stays: 'again', notes: [TOLD.helpForQuestion(hints, canGoBack, canSkip)] };
  if (kind === 'bye') return { stays: 'done', notes: [NOTES.setAside] };
  if (BESIDE.includes(kind)) return { stays: 'beside', notes: [] };
  return isNew(turn) ? { stays: 'over', notes: [TOLD.setAside(ask)] } : { stays: 'heard', notes: [] };
}

/** What is answered without touching the open question. */
const BESIDE: readonly Intent['kind'][] = ['explain', 'hand-off', 'thanks', 'picture', 'file', 'empty'];
/** What begins something else. */
const ANEW: readonly Intent['kind'][] = ['check', 'name', 'guide', 'command', 'feedback', 'greeting'];
/** An answer to a question is shorter. */
const PASTE_LENGTH = 120;

/** A paste is told by its line breaks or its length, or by words that a documented message has. */
function isNew({ reading: { intent, answered, said } }: Turn): boolean {
  if (ANEW.includes(intent.kind)) return true;
  if (intent.kind !== 'diagnose') return false;
  const text = said.text.trim();
  const isSas = /[?&]?\bs(?:v|ig|p)=/.test(text);
  if (isSas) return false;
  return (
    text.includes('\n') || text.length > PASTE_LENGTH || (answered?.isSure === true && text.includes(' '))
  );
}

/** The state of the question that waits, under however many dialogs. */
function deepest(inner: DialogContext): Open | undefined {
  const state: unknown = inner.activeDialog?.state;
  return isOpen(state) ? state : undefined;
}

function isOpen(state: unknown): state is Open {
  return typeof state === 'object' && state !== null && 'question' in state && 'askedAt' in state;
}
