import { WaterfallDialog, type DialogTurnResult, type WaterfallStepContext } from 'botbuilder-dialogs';
import type { ParamName } from '../src/checks/check';
import type { Facts } from '../src/parse/facts';
import { PARAMETERS, type Wanted } from './parameters';
import { begin, turnOf } from './turn';

export const COMMAND = 'command';

/** A typed command that runs live checks, and what it was not given. Typing it is the consent. */
export interface CommandOptions {
  name: string;
  facts: Facts;
  lacks: readonly ParamName[];
  text: string;
}

/** Asks for what the command lacks, then runs it. */
export class CommandDialog extends WaterfallDialog<CommandOptions> {
  constructor() {
    super(COMMAND, [askLacking, run]);
  }
}

export async function askLacking(step: WaterfallStepContext<CommandOptions>): Promise<DialogTurnResult> {
  const { lacks: names, facts } = step.options;
  if (names.length === 0) return step.next({});
  const { mind, asker, memory } = turnOf(step.context);
  const last = memory.caseId === undefined ? {} : await mind.facts(memory.caseId, asker);
  const offered = { ...(await mind.remembered(asker)), ...last };
  return step.beginDialog(PARAMETERS, { names, facts, offered, canSkip: false } satisfies Wanted);
}

async function run(step: WaterfallStepContext<CommandOptions>): Promise<DialogTurnResult> {
  const { name, facts, text } = step.options;
  const given = step.result as Facts | undefined;
  if (given)
    begin(turnOf(step.context), {
      does: 'run',
      command: name,
      facts: { ...facts, ...given },
      text: asked(text, given),
    });
  return step.endDialog();
}

/** The command as it would have been typed whole, for the head of its card. */
function asked(text: string, given: Facts): string {
  const { registry = '', repository, tag, sas } = given;
  const image = repository === undefined ? registry : `${registry}/${repository}${tag ? `:${tag}` : ''}`;
  return [text.replace(/^\//, ''), sas ? 'with a SAS token' : image].filter((part) => part !== '').join(' ');
}
