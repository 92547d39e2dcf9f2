import { WaterfallDialog, type DialogTurnResult, type WaterfallStepContext } from 'botbuilder-dialogs';
import { say, turnOf } from './turn';

export const HAND_OFF = 'hand-off';

export interface HandOffOptions {
  caseId: string;
}

/** Writes the note for whoever takes the case over. It holds all there is, so nothing is asked. */
export class HandOffDialog extends WaterfallDialog<HandOffOptions> {
  constructor() {
    super(HAND_OFF, [write]);
  }
}

async function write(step: WaterfallStepContext<HandOffOptions>): Promise<DialogTurnResult> {
  const turn = turnOf(step.context);
  say(turn, await turn.mind.tell({ kind: 'hand-off', caseId: step.options.caseId }, turn.asker));
  return step.endDialog();
}
