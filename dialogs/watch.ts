import { replyReference } from '../src/teams/audience';
import { WaterfallDialog, type DialogTurnResult, type WaterfallStepContext } from 'botbuilder-dialogs';
import type { Facts } from '../src/parse/facts';
import { askLacking, type CommandOptions } from './command';
import { say, turnOf } from './turn';

export const WATCH = 'watch';

/** Begins to watch a conversion or a pipeline run, and asks first for what it is to watch. */
export class WatchDialog extends WaterfallDialog<CommandOptions> {
  constructor() {
    super(WATCH, [askLacking, start]);
  }
}

async function start(step: WaterfallStepContext<CommandOptions>): Promise<DialogTurnResult> {
  const given = step.result as Facts | undefined;
  if (given) {
    const turn = turnOf(step.context);
    const reference = replyReference(step.context.activity);
    say(turn, await turn.mind.watch({ ...step.options.facts, ...given }, turn.asker, reference));
  }
  return step.endDialog();
}
