import type { DialogContext, DialogTurnResult } from 'botbuilder-dialogs';
import type { Separation } from '../src/verdict/separate';
import { AskingDialog, chosen, type Open, type Reply } from './question';
import { say, turnOf } from './turn';

export const SEPARATING = 'separating';

/** Two entries fit equally well: the answer's card has asked which, and the next message may say it. */
interface Tie {
  caseId: string;
}

/** What the root dialog does with a message that was no answer: it is a new one. */
export const UNHEARD = 'unheard';

/** The separating question. Its words and buttons are on the answer's own card, so it says nothing at first. */
export class SeparatingDialog extends AskingDialog<Tie> {
  constructor() {
    super(SEPARATING);
  }

  protected start(dc: DialogContext, tie: unknown): Promise<DialogTurnResult> {
    const { caseId, question } = tie as { caseId: string; question: Separation };
    const options = question.options.map(({ symptom, label }) => ({ label, value: symptom }));
    this.open(dc, { caseId }, { ask: question.ask, hints: [], options, canSkip: false, canGoBack: false });
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
