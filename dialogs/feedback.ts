import type { DialogContext, DialogTurnResult } from 'botbuilder-dialogs';
import { renderNoteCard } from '../src/cards/note';
import { NOTES } from '../src/cards/notes';
import { AskingDialog, type Open, type Reply } from './question';
import { say, turnOf } from './turn';

export const FEEDBACK = 'feedback';

export interface Opinion {
  caseId: string;
  liked: boolean;
  comment?: string;
}

const REASONS = [
  { label: 'Another problem', value: 'it was another problem' },
  { label: 'The cause is missing', value: 'the cause that it was is not listed' },
  { label: 'The fix did not help', value: 'the fix did not help' },
];

/** A thumb. Down without a word asks once what was wrong; up is noted and not talked about. */
export class FeedbackDialog extends AskingDialog<Opinion> {
  constructor() {
    super(FEEDBACK);
  }

  protected async start(dc: DialogContext, options: unknown): Promise<DialogTurnResult> {
    const opinion = options as Opinion;
    if (opinion.liked || opinion.comment) return this.note(dc, opinion);
    const hints = ['One line will do. Names and ids in it are replaced before it is kept.'];
    return this.ask(dc, opinion, {
      ask: 'What was wrong with the answer?',
      hints,
      options: REASONS,
      canSkip: true,
      canGoBack: false,
    });
  }

  protected hear(dc: DialogContext, state: Opinion & Open, reply: Reply): Promise<DialogTurnResult> {
    const { caseId, liked } = state;
    return this.note(dc, { caseId, liked, ...(typeof reply === 'object' ? { comment: reply.value } : {}) });
  }

  private async note(dc: DialogContext, { caseId, liked, comment }: Opinion): Promise<DialogTurnResult> {
    const turn = turnOf(dc.context);
    const gap = { kind: liked ? ('liked' as const) : ('disliked' as const), caseId };
    await turn.mind.note({ ...gap, ...(comment ? { comment } : {}) }, turn.asker);
    if (!liked) say(turn, renderNoteCard(NOTES.noted));
    return dc.endDialog();
  }
}
