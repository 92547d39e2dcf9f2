import type { Activity, ConversationReference } from 'botbuilder';
import type { Log } from '../service/log';
import { markPrivate, type Account, type Audience } from './audience';
import type { Connector, ConnectorAnswer, ConnectorRequest } from './connector';
import type { Pacer } from './pacer';
import { withRetries, type Clock } from './retry';
import { shorten } from './shorten';

/** Where an activity stands. Plain data: it may be stored, and updated by another process. */
export interface Posted {
  /** Empty when Teams gave none; an update then posts anew. */
  id: string;
  reference: Partial<ConversationReference>;
  audience: Audience;
}

/** An activity on its way. */
export interface Order {
  /** Asked at each attempt, so that what waits is replaced by what is newer. */
  activity: () => Partial<Activity>;
  reference: Partial<ConversationReference>;
  audience: Audience;
}

/** What it goes by. */
export interface Way {
  connector: Connector;
  /** Milliseconds for each of the requests it takes, repeats included. */
  limitMs: number;
  log: Log;
  clock: Clock;
  pacer: Pacer;
}

/**
 * Posts an activity. A private one that is refused goes to the person's own chat with the bot, and never to everybody.
 * @returns where it stands; undefined, and an error in the log, when it was not delivered.
 */
export async function post(order: Order, way: Way): Promise<Posted | undefined> {
  const { reference } = order;
  const audience = isOwnChat(order) ? 'public' : order.audience;
  const addressed = { ...order, audience };
  const answer = await callFitting((activity) => postRequest(addressed, activity), order, way);
  if (isTaken(answer)) return { id: answer.id ?? '', reference, audience };
  report(audience === 'public' ? 'message not delivered' : 'private message refused', addressed, answer, way);
  return audience === 'public' ? undefined : postInOwnChat(addressed, audience.privateTo, way);
}

/**
 * Puts an activity in the place of one that stands. One that was deleted, expired (a private one after 24 hours) or cannot be
 * reached is posted anew, to the same people. @returns where it stands now; undefined when it was not delivered.
 */
export async function put(id: string, order: Order, way: Way): Promise<Posted | undefined> {
  if (id === '') return post(order, way);
  const { reference, audience } = order;
  const answer = await callFitting((activity) => putRequest(id, order, activity), order, way);
  if (isTaken(answer)) return { id, reference, audience };
  if (answer.status === 403 || answer.status === 404) return post(order, way);
  report('update not delivered', order, answer, way);
  return undefined;
}

/** Shows that an answer is being written; tried once, never to everybody when the answer is private. */
export async function showTyping(order: Order, way: Way): Promise<void> {
  if (order.audience !== 'public' && !isOwnChat(order)) return;
  if (way.pacer.reserve(order.reference.conversation?.id ?? '', 0) === undefined) return;
  await way.connector.call(postRequest({ ...order, audience: 'public' }, order.activity()));
}

/** In somebody's own chat with the bot an ordinary message is private; targeted ones do not exist there. */
function isOwnChat({ reference: { conversation, user }, audience }: Order): boolean {
  if (audience === 'public' || conversation?.conversationType !== 'personal') return false;
  return user?.id === audience.privateTo.id;
}

async function postInOwnChat(order: Order, person: Account, way: Way): Promise<Posted | undefined> {
  const { conversation, bot, serviceUrl, channelId } = order.reference;
  const tenantId = conversation?.tenantId;
  const parameters = {
    isGroup: false,
    bot: plain(bot),
    members: [plain(person)],
    ...(tenantId ? { tenantId, channelData: { tenant: { id: tenantId } } } : {}),
  };
  const request: ConnectorRequest = { method: 'POST', path: [], body: parameters };
  const made = await call(() => request, { isRepeatable: true, conversation: `new ${person.id}` }, way);
  if (!isTaken(made) || !made.id) {
    report('no personal chat for a private message; not delivered', order, made, way);
    return undefined;
  }
  const reference = {
    channelId: channelId ?? 'msteams',
    serviceUrl: serviceUrl ?? '',
    user: plain(person),
    bot: plain(bot),
    conversation: {
      id: made.id,
      conversationType: 'personal',
      isGroup: false,
      name: '',
      tenantId: tenantId ?? '',
    },
  };
  way.log.info({ why: 'private message refused' }, 'sent to the personal chat instead');
  return post({ activity: order.activity, reference, audience: 'public' }, way);
}

function postRequest({ reference, audience }: Order, activity: Partial<Activity>): ConnectorRequest {
  const { conversation, activityId } = reference;
  const path = [conversation?.id ?? '', 'activities'];
  if (audience !== 'public') {
    const recipient = { ...plain(audience.privateTo), isTargeted: true };
    const body = { ...bodyOf(markPrivate(activity), reference), recipient };
    return { method: 'POST', path, isTargeted: true, body };
  }
  const body = { ...bodyOf(activity, reference), recipient: plain(reference.user) };
  return activityId
    ? { method: 'POST', path: [...path, activityId], body: { ...body, replyToId: activityId } }
    : { method: 'POST', path, body };
}

/** A targeted message's update names no recipient: Teams refuses it with 400. */
function putRequest(
  id: string,
  { reference, audience }: Order,
  activity: Partial<Activity>,
): ConnectorRequest {
  const path = [reference.conversation?.id ?? '', 'activities', id];
  if (audience !== 'public')
    return {
      method: 'PUT',
      path,
      isTargeted: true,
      body: { ...bodyOf(markPrivate(activity), reference), id },
    };
  return {
    method: 'PUT',
    path,
    body: { ...bodyOf(activity, reference), id, recipient: plain(reference.user) },
  };
}

/** Says itself where it goes: whatever address the activity had before is left out. */
function bodyOf(
  activity: Partial<Activity>,
  { conversation, bot, channelId, serviceUrl }: Partial<ConversationReference>,
): Partial<Activity> {
  const body = { ...activity };
  delete body.id;
  delete body.recipient;
  delete body.replyToId;
  delete body.callerId;
  return {
    ...body,
    type: activity.type ?? 'message',
    ...(channelId ? { channelId } : {}),
    ...(serviceUrl ? { serviceUrl } : {}),
    ...(conversation ? { conversation } : {}),
    from: plain(bot),
  };
}

function plain(account: Account | undefined): Account {
  const copy = { ...(account ?? { id: '', name: '' }) };
  delete copy.isTargeted;
  return copy;
}

/** Calls; what is too large for Teams is said in short instead of not at all. */
async function callFitting(
  requestOf: (activity: Partial<Activity>) => ConnectorRequest,
  { activity, reference }: Order,
  way: Way,
): Promise<ConnectorAnswer> {
  const conversation = reference.conversation?.id ?? '';
  const isRepeatable = requestOf(activity()).method === 'PUT';
  const answer = await call(() => requestOf(activity()), { isRepeatable, conversation }, way);
  if (answer.status !== 413) return answer;
  way.log.warn({ fault: answer.fault }, 'message too large for Teams, shortened');
  return call(() => requestOf(shorten(activity())), { isRepeatable, conversation }, way);
}

function call(
  request: () => ConnectorRequest,
  { isRepeatable, conversation }: { isRepeatable: boolean; conversation: string },
  { connector, limitMs, clock, pacer }: Way,
): Promise<ConnectorAnswer> {
  const attempt = async (leftMs: number): Promise<ConnectorAnswer> => {
    const wait = pacer.reserve(conversation, leftMs);
    if (wait === undefined) return { status: 0, fault: 'too many messages to this conversation already' };
    if (wait > 0) await clock.sleep(wait);
    return connector.call(request());
  };
  return withRetries(attempt, { isRepeatable, limitMs }, clock);
}

function isTaken({ status }: ConnectorAnswer): boolean {
  return status >= 200 && status < 300;
}

function report(
  message: string,
  { reference, audience }: Order,
  answer: ConnectorAnswer,
  { log }: Way,
): void {
  const values = {
    status: answer.status,
    fault: answer.fault,
    conversationType: reference.conversation?.conversationType,
    isPrivate: audience !== 'public',
  };
  log.error(values, message);
}
