import { WaterfallDialog, type DialogTurnResult, type WaterfallStepContext } from 'botbuilder-dialogs';
import type { Facts } from '../src/parse/facts';
import { PARAMETERS, type Wanted } from './parameters';
import { begin, turnOf } from './turn';

export const CHECKS = 'checks';

/** Live checks of a case. */
export interface ChecksOptions {
  caseId: string;
  /** Whether somebody asked to name what the checks lack, rather than to run them. */
  isNaming: boolean;
}

/** One click begins the checks; names are asked for first only where no check could begin, or on request. */
export class ChecksDialog extends WaterfallDialog<ChecksOptions> {
  constructor() {
    super(CHECKS, [askLacking, run]);
  }
}

async function askLacking(step: WaterfallStepContext<ChecksOptions>): Promise<DialogTurnResult> {
  const { caseId, isNaming } = step.options;
  const { mind, asker } = turnOf(step.context);
  const names = await mind.lacking(caseId, asker, isNaming ? 'all' : 'essential');
  if (names.length === 0) return step.next({});
  const facts = await mind.facts(caseId, asker);
  const offered = await mind.remembered(asker);
  return step.beginDialog(PARAMETERS, { names, facts, offered, canSkip: isNaming } satisfies Wanted);
}

async function run(step: WaterfallStepContext<ChecksOptions>): Promise<DialogTurnResult> {
  const facts = step.result as Facts | undefined;
  // Cancelled: nothing is begun.
  if (facts) begin(turnOf(step.context), { does: 'check', caseId: step.options.caseId, facts });
  return step.endDialog();
}
