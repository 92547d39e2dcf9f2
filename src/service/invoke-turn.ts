import type { Activity, TurnContext } from 'botbuilder';
import type { BotDeps } from '../bot';
import type { Asker } from '../case';
import { answerInvoke, type Rating } from '../teams/invokes';
import { NEWEST } from './answers';
import { BusyError } from './gate';
import type { SignInAnswer } from './sign-in';
import { askerOf } from './taken-activity';

type InvokeTurnDeps = Pick<BotDeps, 'mind' | 'catalogue' | 'answers' | 'log'>;

/** Answers an invoke at once. @returns the click that it was, whose answer is a message; undefined for most. */
export async function takeInvoke(context: TurnContext, deps: InvokeTurnDeps): Promise<Activity | undefined> {
  const { activity } = context;
  const respond = (status: number, body: object) =>
    context.sendActivity({ type: 'invokeResponse', value: { status, body } });
  const asker = askerOf(activity);
  const rate = (rating: Rating) => noteRating(activity, rating, asker, deps);
  try {
    const parts = { mind: deps.mind(), catalogue: deps.catalogue(), asker, rate };
    const answer = await answerInvoke(activity, parts);
    // Without a response the route says that there is nothing here.
    if (!answer) return undefined;
    await respond(200, answer.body);
    return answer.click === undefined ? undefined : { ...activity, type: 'message', value: answer.click };
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
