import type { PrivateConversationState, StatePropertyAccessor, TurnContext } from 'botbuilder';
import { DialogSet, type DialogState } from 'botbuilder-dialogs';
import { z } from 'zod';
import { renderNoteCard } from '../src/cards/note';
import { NOTES } from '../src/cards/notes';
import type { Memory } from '../src/conversation';
import { ROOT, RootDialog } from './root';
import { outcomeJson, say, setTurn, type Outcome, type Turn } from './turn';

/** Version of the stored dialogs. Raise it with every change to what a dialog keeps or to the order of its steps. */
export const DIALOG_VERSION: number = 1;

/** What is kept of one person's conversation, as one value of the store: it is written whole or not at all. */
interface Kept {
  version: StatePropertyAccessor<number>;
  dialogs: StatePropertyAccessor<DialogState>;
  memory: StatePropertyAccessor;
  /**
   * The last turn that was decided, so that the same message, taken up again, is not decided twice. Its outcome is
   * JSON text: the cards of an object would be walked through for every change hash, at each turn.
   */
  last: StatePropertyAccessor;
}

/** Dialogs keep nothing of a conversation, so one of each serves them all. */
const ROOT_DIALOG = new RootDialog();
// What another version left in another form counts as not there.
const LastForm = z.object({ key: z.string(), outcome: z.string() });
const StackForm = z.object({ dialogStack: z.array(z.looseObject({ id: z.string() })) });
// A new one each time: it is changed, and must be nobody else's.
const MemoryForm = z.object({ caseId: z.string().optional() }).catch(() => ({}));

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
  const last = LastForm.safeParse(await kept.last.get(context)).data;
  if (last?.key === key) return JSON.parse(last.outcome) as Outcome;
  const memory: Memory = MemoryForm.parse(await kept.memory.get(context));
  const turn: Turn = { ...parts, memory, outcome: [] };
  setTurn(context, turn);
  const dialogs = new DialogSet(kept.dialogs);
  dialogs.add(ROOT_DIALOG);
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
  await kept.memory.set(context, memory);
  await kept.last.set(context, { key, outcome: outcomeJson(turn.outcome) });
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

/** Dialogs that another version left: one word when a question was open, and the message is read as a new one. */
async function dropOlder(context: TurnContext, { version, dialogs }: Kept, turn: Turn): Promise<void> {
  const stored: unknown = await dialogs.get(context);
  const stack = StackForm.safeParse(stored).data?.dialogStack;
  const isOurs = stack !== undefined && (await version.get(context)) === DIALOG_VERSION;
  if (stored === undefined || isOurs) return;
  if (stack && stack.length > 0) say(turn, renderNoteCard(NOTES.updated));
  await dialogs.delete(context);
}
