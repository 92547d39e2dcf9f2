import {
  ActivityEventNames,
  TurnContext,
  type Activity,
  type ChannelAccount,
  type ConversationReference,
} from 'botbuilder';

/** Who is to see an activity: everybody in the conversation, or one person in it. */
export type Audience = 'public' | { privateTo: ChannelAccount };

/** An account as Teams writes it; the SDK's type lacks the mark of a targeted message. */
export type Account = ChannelAccount & { isTargeted?: boolean };

/** Carried by the buttons of a card that only one person sees, so that a click is answered privately, too. */
const MARK = 'privateCard';

/**
 * Whether an incoming activity was sent to the bot alone, among others: a slash command or targeted message, or a
 * click in a card that was shown privately. Forging the mark only makes an answer more private. In a personal chat
 * there is nobody else: an ordinary answer is private there.
 */
export function isPrivate(activity: Partial<Activity>): boolean {
  if (activity.conversation?.conversationType === 'personal') return false;
  const recipient: Account | undefined = activity.recipient;
  return recipient?.isTargeted === true || carriesMark(activity.value);
}

/** Who is to see the answer to an activity: targeted in, targeted out. */
export function audienceOf(activity: Partial<Activity>): Audience {
  return isPrivate(activity) && activity.from ? { privateTo: activity.from } : 'public';
}

/** The same for a stored reference made by `replyReference`. */
export function audienceOfReference({ bot, conversation, user }: Partial<ConversationReference>): Audience {
  return audienceOf({
    ...(bot ? { recipient: bot } : {}),
    ...(conversation ? { conversation } : {}),
    ...(user ? { from: user } : {}),
  });
}

/**
 * Where the answer to an activity goes, as plain data; in a channel with the thread (`;messageid=`). It keeps that the
 * activity was private, so that whatever is sent later from it is private, too.
 */
export function replyReference(activity: Activity): Partial<ConversationReference> {
  // A proactive turn has an id of its own; what is answered stands in the reference it was made from.
  if (activity.name === ActivityEventNames.ContinueConversation && activity.relatesTo)
    return activity.relatesTo;
  const reference = TurnContext.getConversationReference(activity);
  return isPrivate(activity) ? privately(reference) : reference;
}

/** The same place, for the person alone whose activity it was made of; in a personal chat nothing changes. */
export function privately(reference: Partial<ConversationReference>): Partial<ConversationReference> {
  return reference.bot ? { ...reference, bot: { ...reference.bot, isTargeted: true } as Account } : reference;
}

/** The same place, for everybody there. */
export function publicly(reference: Partial<ConversationReference>): Partial<ConversationReference> {
  if (!reference.bot) return reference;
  return { ...reference, bot: { ...reference.bot, isTargeted: false } as Account };
}

/** A copy of an activity whose cards' buttons carry the mark. */
export function markPrivate(activity: Partial<Activity>): Partial<Activity> {
  if (!activity.attachments) return activity;
  const attachments = activity.attachments.map((attachment) =>
    attachment.contentType === 'application/vnd.microsoft.card.adaptive'
      ? { ...attachment, content: marked(attachment.content) }
      : attachment,
  );
  return { ...activity, attachments };
}

function marked(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(marked);
  if (typeof part !== 'object' || part === null) return part;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(part)) copy[key] = key === 'data' ? value : marked(value);
  if (copy.type !== 'Action.Submit' && copy.type !== 'Action.Execute') return copy;
  if (copy.data === undefined || isRecord(copy.data)) copy.data = { ...copy.data, [MARK]: true };
  return copy;
}

/** A submit's data is the value itself; an execute's stands in `action.data`. */
function carriesMark(value: unknown): boolean {
  if (!isRecord(value)) return false;
  if (value[MARK] === true) return true;
  const { action } = value;
  return isRecord(action) && isRecord(action.data) && action.data[MARK] === true;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
