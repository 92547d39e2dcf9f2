import type { PrivateConversationState, StatePropertyAccessor, TurnContext } from 'botbuilder';
import { DialogSet, type DialogState } from 'botbuilder-dialogs';
import { renderNoteCard } from '../src/cards/note';
import { NOTES } from '../src/cards/notes';
import type { Memory } from '../src/conversation';
import { ROOT, RootDialog } from './root';
import { say, setTurn, type Outcome, type Turn } from './turn';

/** Version of the stored dialogs. Raise it with every change to what a dialog keeps or to the order of its steps. */
export const DIALOG_VERSION = 1;

/** What is kept of one person's conversation, as one value of the store: it is written whole or not at all. */
interface Kept {
  version: StatePropertyAccessor<number>;
  dialogs: StatePropertyAccessor<DialogState>;
  memory: StatePropertyAccessor<Memory>;
  /**
   * The last turn that was decided, so that the same message, taken up again, is not decided twice. Its outcome is
   * JSON text: the cards of an object would be walked through for every change hash, at each turn.
   */
  last: StatePropertyAccessor<{ key: string; outcome: string }>;
}

/**
 * Decides one message: goes on with the dialog that is open for this person in this conversation, or begins anew, and
 * writes down what was decided together with the dialogs' state. Sends nothing.
 * @param key of the message's job: the same key gets the same outcome again
 */
export async function converse(
  context: TurnContext,
  state: PrivateConversationState,
  parts: Omit<Turn, 'memory' | 'outcome'>,
  key: string,
): Promise<Outcome> {
  const kept = open(state);
  const last = await kept.last.get(context);
  if (last?.key === key) return JSON.parse(last.outcome) as Outcome;
  const turn: Turn = { ...parts, memory: await kept.memory.get(context, {}), outcome: [] };
  setTurn(context, turn);
  const dialogs = new DialogSet(kept.dialogs);
  dialogs.add(new RootDialog());
  await dropOlder(context, kept, turn);
  try {
    const stack = await dialogs.createContext(context);
    if (stack.activeDialog) await stack.continueDialog();
    else await stack.beginDialog(ROOT);
  } catch (error) {
    // Whatever state led here must not lead here again with the next message.
    await kept.dialogs.delete(context);
    await state.saveChanges(context, true);
    throw error;
  }
  await kept.version.set(context, DIALOG_VERSION);
  await kept.last.set(context, { key, outcome: JSON.stringify(turn.outcome) });
  await state.saveChanges(context, false);
  return turn.outcome;
}

function open(state: PrivateConversationState): Kept {
  return {
    version: state.createProperty('version'),
    dialogs: state.createProperty('dialogs'),
    memory: state.createProperty('memory'),
    last: state.createProperty('last'),
  };
}

/** Dialogs that another version left: one word, and the message is read as a new one. */
async function dropOlder(context: TurnContext, { version, dialogs }: Kept, turn: Turn): Promise<void> {
  const stored: unknown = await dialogs.get(context);
  if (stored === undefined || (await version.get(context)) === DIALOG_VERSION) return;
  if (isAsking(stored)) say(turn, renderNoteCard(NOTES.updated));
  await dialogs.delete(context);
}

/** Whether a question was open; of any form, for another version wrote it. */
function isAsking(stored: unknown): boolean {
  const { dialogStack } = (stored ?? {}) as { dialogStack?: unknown };
  return Array.isArray(dialogStack) && dialogStack.length > 0;
}
