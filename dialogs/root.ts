import {
  ComponentDialog,
  DialogTurnStatus,
  type DialogContext,
  type DialogTurnResult,
} from 'botbuilder-dialogs';
import { renderNoteCard } from '../src/cards/note';
import type { Typed } from '../src/commands/read-command';
import type { Answered } from '../src/conversation';
import type { Intent } from '../src/intent';
import { CHECKS, ChecksDialog } from './checks';
import { COMMAND, CommandDialog, type CommandOptions } from './command';
import { FEEDBACK, FeedbackDialog } from './feedback';
import { GUIDED, GuidedDialog } from './guided';
import { HAND_OFF, HandOffDialog } from './hand-off';
import { interruption } from './interruption';
import { ParametersDialog } from './parameters';
import { SEPARATING, SeparatingDialog, UNHEARD } from './separating';
import { begin, say, turnOf, type Turn } from './turn';
import { WATCH, WatchDialog } from './watch';

export const ROOT = 'root';

/** The conversation everybody is in: it reads what a message wants, and lets the dialog that asked hear the answer. */
export class RootDialog extends ComponentDialog {
  constructor() {
    super(ROOT);
    for (const dialog of [
      new ParametersDialog(),
      new SeparatingDialog(),
      new ChecksDialog(),
      new CommandDialog(),
      new GuidedDialog(),
      new WatchDialog(),
      new FeedbackDialog(),
      new HandOffDialog(),
    ])
      this.addDialog(dialog);
  }

  protected override onBeginDialog(inner: DialogContext): Promise<DialogTurnResult> {
    return route(inner, turnOf(inner.context));
  }

  protected override async onContinueDialog(inner: DialogContext): Promise<DialogTurnResult> {
    const turn = turnOf(inner.context);
    if (!inner.activeDialog) return route(inner, turn);
    const { stays, notes } = interruption(inner, turn);
    for (const note of notes) say(turn, renderNoteCard(note));
    if (stays === 'beside') await answerBeside(turn);
    if (stays === 'again') await inner.repromptDialog();
    if (stays === 'beside' || stays === 'again') return ComponentDialog.EndOfTurn;
    if (stays !== 'heard') await inner.cancelAllDialogs();
    if (stays === 'done') return { status: DialogTurnStatus.complete };
    if (stays === 'over') return route(inner, turn);
    const heard = await inner.continueDialog();
    return heard.status === DialogTurnStatus.complete && heard.result === UNHEARD
      ? route(inner, turn)
      : heard;
  }
}

/** Answered without touching the question that is open. */
async function answerBeside(turn: Turn): Promise<void> {
  const { intent } = turn.reading;
  const told = intent.kind === 'hand-off' ? { ...intent, caseId: caseOf(intent, turn) } : intent;
  say(turn, await turn.mind.tell(told, turn.asker));
}

/** A message that answers no question. */
async function route(inner: DialogContext, turn: Turn): Promise<DialogTurnResult> {
  const { intent, answered } = turn.reading;
  if (intent.kind === 'diagnose') return diagnose(inner, turn, intent.text, answered);
  if (intent.kind === 'check' || intent.kind === 'name') {
    const caseId = caseOf(intent, turn);
    turn.memory.caseId = caseId;
    return inner.beginDialog(CHECKS, { caseId, isNaming: intent.kind === 'name' });
  }
  if (intent.kind === 'hand-off') return inner.beginDialog(HAND_OFF, { caseId: caseOf(intent, turn) });
  if (intent.kind === 'feedback') return inner.beginDialog(FEEDBACK, intent);
  if (intent.kind === 'guide') return inner.beginDialog(GUIDED, {});
  if (intent.kind === 'command') return runCommand(inner, turn, intent.typed, intent.text);
  say(turn, await turn.mind.tell(intent, turn.asker));
  return inner.endDialog();
}

/** Words like "run again" mean the case that was spoken of last; a button names its own. */
function caseOf({ caseId }: { caseId: string }, { memory }: Turn): string {
  return caseId === '' ? (memory.caseId ?? '') : caseId;
}

/** A paste is a case of its own, unless it is output that proves something about the last one. */
async function diagnose(
  inner: DialogContext,
  turn: Turn,
  text: string,
  answered: Answered | undefined,
): Promise<DialogTurnResult> {
  const { mind, memory, asker, signal } = turn;
  const isOwn = answered?.caseId !== undefined && answered.isSure;
  const folded =
    memory.caseId === undefined || isOwn ? undefined : await mind.fold(memory.caseId, text, asker, signal);
  const answer = folded ?? answered;
  if (!answer) throw new Error('RootDialog: a text to diagnose was not read');
  say(turn, answer.card);
  if (answer.caseId === undefined) {
    await mind.note({ kind: 'unanswered', text }, asker);
    return inner.endDialog();
  }
  memory.caseId = answer.caseId;
  return answer.question
    ? inner.beginDialog(SEPARATING, { caseId: answer.caseId, question: answer.question })
    : inner.endDialog();
}

async function runCommand(
  inner: DialogContext,
  turn: Turn,
  typed: Typed,
  text: string,
): Promise<DialogTurnResult> {
  const { mind, asker } = turn;
  if ('command' in typed) {
    const { command, facts, lacks } = typed;
    const options: CommandOptions = { name: command.name, facts, lacks, text };
    if (command.asks.does === 'check') return inner.beginDialog(COMMAND, options);
    if (command.asks.does === 'watch') return inner.beginDialog(WATCH, options);
    if (command.asks.does === 'sign-in') {
      begin(turn, { does: 'sign-in' });
      return inner.endDialog();
    }
    if (command.asks.does === 'forget-me') turn.memory.caseId = undefined;
  }
  const intent: Intent = { kind: 'command', typed, text };
  say(turn, await mind.tell(intent, asker));
  return inner.endDialog();
}
