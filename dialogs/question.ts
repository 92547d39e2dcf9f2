import { Dialog, type DialogContext, type DialogInstance, type DialogTurnResult } from 'botbuilder-dialogs';
import type { TurnContext } from 'botbuilder';
import { renderNoteCard } from '../src/cards/note';
import { NOTES } from '../src/cards/notes';
import { renderQuestionCard, type Question } from '../src/cards/question';
import { say, turnOf, type Turn } from './turn';

/** What somebody answered: a value, or one of the ways out. */
export type Reply = { value: string } | 'skip' | 'back' | 'cancel';

/** The question that is open, as it is stored with the dialog. */
export interface Open {
  question: Question;
  /** Milliseconds since 1970. */
  askedAt: number;
}

/**
 * A conversation that asks. `hear` gets what was answered and either asks on or ends; its state is plain JSON under
 * `activeDialog.state`. Interruptions are the root dialog's business and never reach it.
 */
export abstract class AskingDialog<State extends object> extends Dialog {
  protected abstract start(dc: DialogContext, options: unknown): Promise<DialogTurnResult>;
  protected abstract hear(dc: DialogContext, state: State & Open, reply: Reply): Promise<DialogTurnResult>;

  override async beginDialog(dc: DialogContext, options?: object): Promise<DialogTurnResult> {
    return this.start(dc, options ?? {});
  }

  override async continueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const state = dc.activeDialog?.state as State & Open;
    return this.hear(dc, state, readReply(turnOf(dc.context)));
  }

  override async repromptDialog(context: TurnContext, instance: DialogInstance): Promise<void> {
    const { question } = instance.state as Open;
    say(turnOf(context), renderQuestionCard(question));
    return Promise.resolve();
  }

  /** Asks, and waits for the next message. */
  protected ask(dc: DialogContext, state: State, question: Omit<Question, 'id'>): Promise<DialogTurnResult> {
    say(turnOf(dc.context), renderQuestionCard(this.open(dc, state, question)));
    return Promise.resolve(Dialog.EndOfTurn);
  }

  /** Makes a question the open one, without a word. */
  protected open(dc: DialogContext, state: State, question: Omit<Question, 'id'>): Question {
    const turn = turnOf(dc.context);
    const asked = { ...question, id: turn.newId() };
    const { activeDialog } = dc;
    if (activeDialog)
      activeDialog.state = { ...state, question: asked, askedAt: turn.now } satisfies State & Open;
    return asked;
  }

  /** Ends it with a word, and with nothing found out. */
  protected setAside(dc: DialogContext): Promise<DialogTurnResult> {
    say(turnOf(dc.context), renderNoteCard(NOTES.setAside));
    return dc.endDialog();
  }
}

function readReply({ reading }: Turn): Reply {
  const { intent, said } = reading;
  if (intent.kind === 'reply') return wayOut(intent.value) ?? { value: intent.value };
  if (intent.kind === 'back' || intent.kind === 'skip') return intent.kind;
  return { value: said.text.trim() };
}

function wayOut(value: string): Reply | undefined {
  return value === 'skip' || value === 'back' || value === 'cancel' ? value : undefined;
}

/** The option that a typed answer means: its number, its value, or the only one whose label holds it. */
export function chosen(options: Question['options'], typed: string): string | undefined {
  const words = typed.toLowerCase().replace(/[.!]+$/, '');
  const exact = options.find(
    ({ label, value }) => label.toLowerCase() === words || value.toLowerCase() === words,
  );
  if (exact) return exact.value;
  const place = /^(?:the )?(?<word>\d{1,2}|first|second|third)(?: one)?$/.exec(words)?.groups?.word;
  if (place !== undefined) return options[(ORDINALS[place] ?? Number(place)) - 1]?.value;
  const holding = words.length < 2 ? [] : options.filter(({ label }) => label.toLowerCase().includes(words));
  return holding.length === 1 ? holding[0]?.value : undefined;
}

const ORDINALS: Partial<Record<string, number>> = { first: 1, second: 2, third: 3 };
