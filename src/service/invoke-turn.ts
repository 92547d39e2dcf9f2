import type { Activity, TurnContext } from 'botbuilder';
import type { BotDeps } from '../bot';
import type { Outcome } from '../../dialogs/turn';
import type { Asker } from '../case';
import type { Card } from '../cards/elements';
import { isInPlace } from '../cards/universal';
import { replyReference } from '../teams/audience';
import { answerInvoke, type Rating } from '../teams/invokes';
import type { Posted } from '../teams/reply';
import { shownInPlace } from '../teams/universal-actions';
import { NEWEST } from './answers';
import { BusyError } from './gate';
import type { SignInAnswer } from './sign-in';
import { askerOf } from './taken-activity';

type InvokeTurnDeps = Pick<BotDeps, 'mind' | 'catalogue' | 'answers' | 'log'>;

/** A click that came as an invoke, and goes on as a message. */
export interface Click {
  activity: Activity;
  /** The card whose button it was, where what the click leads to may stand in its place. */
  instead?: Posted;
  /** Answers the invoke. @param shown what stands in the card's place by now */
  answer: (shown: Card | undefined) => Promise<void>;
}

/** Answers an invoke at once. @returns the click that it was, whose answer is a message; undefined for most. */
export async function takeInvoke(context: TurnContext, deps: InvokeTurnDeps): Promise<Click | undefined> {
  const { activity } = context;
  const respond = async (status: number, body: object) => {
    await context.sendActivity({ type: 'invokeResponse', value: { status, body } });
  };
  const asker = askerOf(activity);
  const rate = (rating: Rating) => noteRating(activity, rating, asker, deps);
  try {
    const parts = { mind: deps.mind(), catalogue: deps.catalogue(), asker, rate };
    const answer = await answerInvoke(activity, parts);
    // Without a response the route says that there is nothing here.
    if (!answer) return undefined;
    const { body, click, isExecuted } = answer;
    const message = { ...activity, type: 'message', value: click };
    if (isExecuted)
      return {
        activity: message,
        ...placeOf(message),
        answer: (shown) => respond(200, shown ? shownInPlace(shown, activity) : body),
      };
    await respond(200, body);
    return click === undefined ? undefined : { activity: message, answer: () => Promise.resolve() };
  } catch (error) {
    // A card would stand in front of everybody; the client shows to the one who asked that it failed.
    deps.log.error({ invoke: activity.name, message: String(error) }, 'invoke failed');
    await respond(error instanceof BusyError ? 429 : 500, {});
    return undefined;
  }
}

/** Answers an invoke about a sign-in at once. @returns what is to be said or done after it */
export async function takeSignIn(
  context: TurnContext,
  { signIn, log }: Pick<BotDeps, 'signIn' | 'log'>,
): Promise<SignInAnswer | undefined> {
  const respond = (status: number, body: object) =>
    context.sendActivity({ type: 'invokeResponse', value: { status, body } });
  try {
    const answer = await signIn?.answer(context.activity);
    if (answer) await respond(answer.status, answer.body);
    return answer;
  } catch (error) {
    log.error({ invoke: context.activity.name, message: String(error) }, 'invoke failed');
    await respond(500, {});
    return undefined;
  }
}

/** An answer whose checks cannot begin yet stays: what they ask for stands below it. */
export function mayStand([first]: Outcome, value: unknown): boolean {
  return verbOf(value) !== 'check' || (first !== undefined && 'work' in first);
}

function verbOf(value: unknown): unknown {
  return (value as { verb?: unknown } | undefined)?.verb;
}

/** Where two talk the card is theirs, and changes in its place; among others what is found is told to one alone. */
function placeOf(click: Activity): Pick<Click, 'instead'> {
  const { replyToId: id, conversation } = click;
  if (!id || conversation.conversationType !== 'personal' || !isInPlace(verbOf(click.value))) return {};
  return { instead: { id, reference: replyReference(click), audience: 'public' } };
}

async function noteRating(
  { conversation, replyToId }: Activity,
  { isLiked, comment }: Rating,
  asker: Asker,
  { answers, mind }: InvokeTurnDeps,
): Promise<void> {
  // Teams says which message it is about, the Playground does not; where two talk only the newest answer can be meant.
  const isSure = replyToId !== undefined || conversation.conversationType === 'personal';
  const id = replyToId ?? NEWEST;
  const place = { conversation: conversation.id, id };
  const caseId = isSure ? await answers.caseOf(place) : undefined;
  const kind = isLiked ? 'liked' : 'disliked';
  if (caseId === undefined || !(await answers.isFirst(place, `${asker.tenant}/${asker.id}`, kind))) return;
  await mind().note({ kind, caseId, ...(comment ? { comment } : {}) }, asker);
}
