import type { DialogContext, DialogTurnResult } from 'botbuilder-dialogs';
import type { Separation } from '../src/verdict/separate';
import { AskingDialog, chosen, type Open, type Reply } from './question';
import { say, turnOf } from './turn';

export const SEPARATING = 'separating';

/** Two entries fit equally well: the answer's card has asked which, and the next message may say it. */
interface Tie {
  caseId: string;
  options: Separation['options'];
}

/** What the root dialog does with a message that was no answer: it is a new one. */
export const UNHEARD = 'unheard';

/** The separating question. Its words and buttons are on the answer's own card, so it says nothing at first. */
export class SeparatingDialog extends AskingDialog<Tie> {
  constructor() {
    super(SEPARATING);
  }

  protected start(dc: DialogContext, options: unknown): Promise<DialogTurnResult> {
    const { caseId, question } = options as { caseId: string; question: Separation };
    const turn = turnOf(dc.context);
    const asked = {
      id: turn.newId(),
      ask: question.ask,
      hints: [],
      options: question.options.map(({ symptom, label }) => ({ label, value: symptom })),
      canSkip: false,
      canGoBack: false,
    };
    const { activeDialog } = dc;
    if (activeDialog)
      activeDialog.state = { caseId, options: question.options, question: asked, askedAt: turn.now };
    return Promise.resolve(SeparatingDialog.EndOfTurn);
  }

  protected async hear(dc: DialogContext, state: Tie & Open, reply: Reply): Promise<DialogTurnResult> {
    const turn = turnOf(dc.context);
    const value = typeof reply === 'object' ? reply.value : '';
    const symptom = chosen(state.question.options, value);
    if (symptom === undefined) return dc.endDialog(UNHEARD);
    const { caseId } = state;
    say(turn, await turn.mind.tell({ kind: 'explain', symptom, caseId }, turn.asker));
    return dc.endDialog();
  }
}
