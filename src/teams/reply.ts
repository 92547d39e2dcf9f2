import type {
  Activity,
  CloudAdapter,
  ConversationReference,
  Middleware,
  ResourceResponse,
  TurnContext,
} from 'botbuilder';
import type { Log } from '../service/log';
import { audienceOf, audienceOfReference, replyReference, type Audience } from './audience';
import { connectorOf } from './connector';
import { post, put, showTyping, type Order, type Posted, type Way } from './delivery';
import { createLatest } from './latest';
import { createPacer } from './pacer';
import { CLOCK, type Clock } from './retry';

export type { Audience } from './audience';
export type { Posted } from './delivery';

/** A turn, or, outside of one, the reference that `replyReference` made of the activity to be answered. */
export type Where = TurnContext | Partial<ConversationReference>;

/** Sends and updates what the bot says. Nothing here throws for what Teams answers. */
export interface Replies {
  /**
   * @param audience by default that of the activity answered: private for private.
   * @returns where it stands; undefined, and an error in the log, when it was not delivered.
   */
  send: (where: Where, activity: Partial<Activity>, audience?: Audience) => Promise<Posted | undefined>;
  /**
   * Puts an activity in the place of one that stands. Of quick updates of the same one only the newest is sent, and
   * all of them end when it is.
   * @param turn whose connection is used; without, a proactive turn is begun.
   * @returns where it stands now, which differs when the former was deleted; undefined as above.
   */
  update: (posted: Posted, activity: Partial<Activity>, turn?: TurnContext) => Promise<Posted | undefined>;
  /** Shows that an answer is being written; not when the answer is private. */
  typing: (where: Where, audience?: Audience) => Promise<void>;
  /**
   * For `adapter.use`: whatever a dialog or prompt sends with `context.sendActivity` goes the same way, so that no
   * forgotten line answers a private message in public, and with the same retries.
   */
  guard: Middleware;
}

export interface ReplyDeps {
  adapter: CloudAdapter;
  /** The bot's app id; empty in local mode. */
  appId: string;
  log: Log;
  clock?: Clock;
}

/** Milliseconds for a request and its repeats. A turn is awaited by Teams, which gives up at about 15 s. */
const TURN_MS = 6000;
const LATER_MS = 60_000;
/** How many updates that had to be posted anew are remembered, for callers that still name the former. */
const REMEMBERED = 1000;

/** Thrown out of `context.sendActivity` by the guard, as the SDK throws there for what Teams refuses. */
export class UndeliveredError extends Error {
  override name = 'UndeliveredError';
}

export function createReplies({ adapter, appId, log, clock = CLOCK }: ReplyDeps): Replies {
  const pacer = createPacer(clock.now);
  const latest = createLatest<Partial<Activity>, Posted | undefined>();
  const moved = new Map<string, Posted>();
  const through = async <T>(where: Where, work: (way: Way) => Promise<T>): Promise<T | undefined> => {
    const way = (context: TurnContext, limitMs: number) =>
      work({ connector: connectorOf(context), limitMs, log, clock, pacer });
    if (isTurn(where)) return way(where, where.activity.relatesTo ? LATER_MS : TURN_MS);
    let result: T | undefined;
    await adapter.continueConversationAsync(appId, where, async (context) => {
      result = await way(context, LATER_MS);
    });
    return result;
  };
  const orderOf = (where: Where, activity: Partial<Activity>, audience?: Audience): Order => ({
    activity: () => activity,
    reference: isTurn(where) ? replyReference(where.activity) : where,
    audience: audience ?? (isTurn(where) ? audienceOf(where.activity) : audienceOfReference(where)),
  });
  const send: Replies['send'] = async (where, activity, audience) => {
    const order = orderOf(where, activity, audience);
    return through(where, (way) => post(order, way));
  };
  const update: Replies['update'] = (posted, activity, turn) => {
    const key = keyOf(posted);
    return latest(key, activity, async (current) => {
      const { id, reference, audience } = moved.get(key) ?? posted;
      const order = { activity: current, reference, audience };
      const where = turn?.activity.serviceUrl === reference.serviceUrl ? turn : undefined;
      const now = await through(where ?? reference, (way) => put(id, order, way));
      if (now && now.id !== id) remember(moved, key, now);
      return now;
    });
  };
  const typing: Replies['typing'] = async (where, audience) => {
    const order = orderOf(where, { type: 'typing' }, audience);
    await through(where, (way) => showTyping(order, way));
  };
  return { send, update, typing, guard: createGuard({ send, update, typing }) };
}

/** What the SDK itself must take: it never reaches the conversation. */
const INSIDE = ['invokeResponse', 'delay', 'trace'];

function createGuard({ send, update, typing }: Omit<Replies, 'guard'>): Middleware {
  const sendOne = async (context: TurnContext, activity: Partial<Activity>): Promise<ResourceResponse> => {
    const { type = 'message' } = activity;
    if (INSIDE.includes(type)) {
      const [response] = await context.adapter.sendActivities(context, [activity]);
      return response ?? { id: '' };
    }
    context.responded = true;
    if (type === 'typing') {
      await typing(context);
      return { id: '' };
    }
    const posted = await send(context, activity);
    if (!posted) throw new UndeliveredError('the message was not delivered; the log says why');
    return { id: posted.id };
  };
  return {
    async onTurn(context, next) {
      context.onSendActivities(async (turn, activities, proceed) => {
        // Such replies go back in the answer to the request itself.
        if (turn.activity.deliveryMode === 'expectReplies') return proceed();
        const responses: ResourceResponse[] = [];
        for (const activity of activities) responses.push(await sendOne(turn, activity));
        return responses;
      });
      context.onUpdateActivity(async (turn, activity) => {
        const reference = replyReference(turn.activity);
        const posted = { id: activity.id ?? '', reference, audience: audienceOf(turn.activity) };
        if (!(await update(posted, activity, turn)))
          throw new UndeliveredError('the update was not delivered; the log says why');
      });
      await next();
    },
  };
}

function isTurn(where: Where): where is TurnContext {
  return 'turnState' in where;
}

function keyOf({ id, reference }: Posted): string {
  return `${reference.conversation?.id ?? ''}\n${id}`;
}

function remember(moved: Map<string, Posted>, key: string, posted: Posted): void {
  moved.set(key, posted);
  const [oldest] = moved.keys();
  if (moved.size > REMEMBERED && oldest !== undefined) moved.delete(oldest);
}
