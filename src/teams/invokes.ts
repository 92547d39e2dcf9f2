import type { Activity } from 'botbuilder';
import { z } from 'zod';
import type { Asker } from '../case';
import type { Card } from '../cards/elements';
import { renderNoteCard } from '../cards/note';
import { NOTES } from '../cards/notes';
import { SHARE } from '../cards/posting';
import type { Mind } from '../conversation';
import type { Catalogue } from '../knowledge/schema';
import { redact } from '../redact/redact';
import { findShareable } from '../share';
import { intentOfMessage, readMessagePayload } from './chosen-message';
import {
  diagnoseDialog,
  DONE,
  inserted,
  previewOf,
  readQuery,
  readSubmit,
  searchResults,
} from './message-extension';
import { broken, follows, late, readExecute, refreshed } from './universal-actions';

/** What an invoke is answered with at once, and what follows it in the conversation. */
export interface InvokeAnswer {
  body: object;
  /** Goes on as a message with this value, as if it were a click in a card. */
  click?: unknown;
  /** Whether the click was an Action.Execute: what it leads to may stand in the place of the card, and answers it. */
  isExecuted?: boolean;
}

/** A thumb, and what was written beside it. Secrets are masked. */
export interface Rating {
  isLiked: boolean;
  comment?: string;
}

export interface InvokeDeps {
  mind: Mind;
  catalogue: Catalogue;
  asker: Asker;
  /** Takes note of what somebody thinks of the message that the invoke is about. */
  rate: (rating: Rating) => Promise<void>;
}

/** Teams shows a failure when an invoke is not answered within 5 s, and repeats it; what takes longer than this says so. */
const LIMIT_MS = 2500;
/** What nobody waits for any more ends by then. */
const WORK_MS = 10_000;

type Answer = (activity: Activity, deps: InvokeDeps) => Promise<InvokeAnswer> | InvokeAnswer;

/** Each invoke that is answered, by its name. Others are unknown here. */
const INVOKES: Partial<Record<string, Answer>> = {
  'composeExtension/query': ({ value }, { catalogue }) => ({
    body: searchResults(readQuery(value), catalogue),
  }),
  'composeExtension/fetchTask': openDialog,
  'composeExtension/submitAction': submitted,
  'message/submitAction': rated,
  'adaptiveCard/action': executed,
  // The documentation writes both; the Teams SDK sends the second.
  'suggestedAction/submit': ({ value }) => ({ body: {}, click: value as unknown }),
  'suggestedActions/submit': ({ value }) => ({ body: {}, click: value as unknown }),
};

/** Whether an invoke goes on as a turn of the conversation; the others look at no state of it, and need not wait. */
export function isClick({ type, name }: Partial<Activity>): boolean {
  return (
    type === 'invoke' &&
    ['adaptiveCard/action', 'suggestedAction/submit', 'suggestedActions/submit'].includes(name ?? '')
  );
}

/** The answer to an invoke; undefined for one that the bot does not know. */
export async function answerInvoke(activity: Activity, deps: InvokeDeps): Promise<InvokeAnswer | undefined> {
  const name = activity.name ?? '';
  return Object.hasOwn(INVOKES, name) ? INVOKES[name]?.(activity, deps) : undefined;
}

/** Diagnose in the menu of a message: whoever wrote it, the answer is for the one who picked it. */
async function openDialog({ value }: Activity, { mind, asker }: InvokeDeps): Promise<InvokeAnswer> {
  const message = readMessagePayload(value);
  if (!message) return { body: diagnoseDialog(renderNoteCard(NOTES.empty)) };
  const intent = intentOfMessage(message);
  const answering =
    intent.kind === 'diagnose'
      ? mind.diagnose(intent.text, asker, AbortSignal.timeout(WORK_MS)).then(({ card }) => card)
      : mind.tell(intent, asker);
  return { body: diagnoseDialog(await inTime(answering, lateCard)) };
}

async function submitted({ value }: Activity, { mind, asker }: InvokeDeps): Promise<InvokeAnswer> {
  const submit = readSubmit(value);
  if (submit.does === 'unknown') return { body: diagnoseDialog(renderNoteCard(NOTES.gone)) };
  if (submit.does === 'click')
    return { body: diagnoseDialog(await inTime(clicked(submit.value, mind, asker), lateCard)) };
  const { subject } = submit;
  const card = await findShareable(subject, mind, asker);
  if (!card) return { body: diagnoseDialog(renderNoteCard(NOTES.gone)) };
  if (submit.does === 'send') return { body: DONE, click: { verb: SHARE, ...subject } };
  if (submit.does === 'edit') return { body: diagnoseDialog(card) };
  return { body: submit.does === 'preview' ? previewOf(card, subject) : inserted(card, subject) };
}

/** A card's own button in the dialog: what can be told at once is. A conversation is needed for the rest. */
async function clicked(value: unknown, mind: Mind, asker: Asker): Promise<Card> {
  const said = { text: '', pictures: 0, files: [], value };
  const { intent, answered } = await mind.read(said, asker, AbortSignal.timeout(WORK_MS));
  if (answered) return answered.card;
  const isTold = ['explain', 'hand-off', 'help', 'greeting'].includes(intent.kind);
  return isTold ? mind.tell(intent, asker) : renderNoteCard(NOTES.needsConversation);
}

const lateCard = () => renderNoteCard(NOTES.late);

/** @param instead what is told when it takes longer than the client waits */
async function inTime<T>(answering: Promise<T>, instead: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(instead()), LIMIT_MS);
  });
  try {
    return await Promise.race([answering, tooLate]);
  } finally {
    clearTimeout(timer);
    // Nobody waits for what comes later, or fails.
    answering.catch(() => undefined);
  }
}

/**
 * `value` of a `message/submitAction` invoke: `{actionName: 'feedback', actionValue: {reaction: 'like'|'dislike', feedback:
 * '{"feedbackText": "..."}'}}`. Source: "Bot messages with AI-generated content", section on feedback buttons.
 */
const Feedback = z.object({
  actionName: z.literal('feedback'),
  actionValue: z.object({
    reaction: z.enum(['like', 'dislike']),
    feedback: z.unknown().optional(),
  }),
});
const FeedbackText = z.object({ feedbackText: z.string() });
/** What is kept of a comment. */
const MAX_COMMENT = 1000;

async function rated({ value }: Activity, { rate }: InvokeDeps): Promise<InvokeAnswer> {
  const feedback = Feedback.safeParse(value).data;
  if (feedback) {
    const { reaction, feedback: written } = feedback.actionValue;
    const comment = redact(commentOf(written).slice(0, MAX_COMMENT)).text.trim();
    await rate({ isLiked: reaction === 'like', ...(comment ? { comment } : {}) });
  }
  return { body: {} };
}

/** An encoded object in Teams; an object, or the bare text, elsewhere. */
function commentOf(written: unknown): string {
  const parsed = FeedbackText.safeParse(typeof written === 'string' ? jsonIn(written) : written);
  if (parsed.success) return parsed.data.feedbackText;
  return typeof written === 'string' && jsonIn(written) === undefined ? written : '';
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The same as a click of Action.Submit, answered once it is decided; or the card as it stands now. */
async function executed(activity: Activity, { mind, asker }: InvokeDeps): Promise<InvokeAnswer> {
  const asked = readExecute(activity.value);
  if ('broken' in asked) return { body: broken() };
  if ('click' in asked) return { click: asked.click, isExecuted: true, body: follows() };
  return { body: await inTime(refreshed(activity, asked.refresh, mind, asker), late) };
}
