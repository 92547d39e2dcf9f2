import { CardFactory, MessageFactory, type StatePropertyAccessor, type TurnContext } from 'botbuilder';
import {
  ComponentDialog,
  DialogSet,
  DialogTurnStatus,
  WaterfallDialog,
  type DialogState,
  type WaterfallStepContext,
} from 'botbuilder-dialogs';
import type { Card } from '../src/cards/elements';

/** What a turn brings: the card that answers it, worked out before. The dialog talks; it does not think. */
export interface Turn {
  card: Card;
}

const ROOT = 'root';
const ANSWER = 'answer';

/** The conversation everybody begins in: one message, one card. */
export class RootDialog extends ComponentDialog<Turn> {
  constructor() {
    super(ROOT);
    this.addDialog(new WaterfallDialog<Turn>(ANSWER, [sendCard]));
    this.initialDialogId = ANSWER;
  }
}

async function sendCard(step: WaterfallStepContext<Turn>) {
  await step.context.sendActivity(cardActivity(step.options.card));
  return step.endDialog();
}

/** A card as an activity. `summary` is what notifications show; the card itself carries its plain text. */
export function cardActivity(card: Card) {
  const activity = MessageFactory.attachment(CardFactory.adaptiveCard(card));
  return { ...activity, summary: card.speak.slice(0, 200) };
}

/** Goes on with the dialog that is open in this conversation, or begins the root one. */
export async function runDialog(
  context: TurnContext,
  state: StatePropertyAccessor<DialogState>,
  turn: Turn,
): Promise<void> {
  const dialogs = new DialogSet(state);
  dialogs.add(new RootDialog());
  const stack = await dialogs.createContext(context);
  const result = await stack.continueDialog();
  if (result.status === DialogTurnStatus.empty) await stack.beginDialog(ROOT, turn);
}
