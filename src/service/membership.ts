import type { TurnContext } from 'botbuilder';
import { renderNoteCard } from '../cards/note';
import { NOTES } from '../cards/notes';
import { hashOf } from '../store/hash';
import type { Store } from '../store/store';
import { threadless } from './answers';
import type { Log } from './log';
import { cardActivity } from './mouth';

export interface MembershipDeps {
  store: Store;
  /** Ends the watches that would be told there. @returns how many ended */
  endWatches: (conversation: string) => Promise<number>;
  log: Log;
}

/** What comes and goes with the bot's being in a conversation. */
export type Membership = (context: TurnContext) => Promise<void>;

/**
 * Teams tells an installation twice: as `installationUpdate`, and as `conversationUpdate` with the bot among the new
 * members, in no order. The personal chat is greeted at whichever comes first; a team or group is not disturbed.
 */
export function createMembership(deps: MembershipDeps): Membership {
  return async (context) => {
    if (isRemoved(context)) await leave(context, deps);
    else if (isAdded(context)) await welcome(context, deps);
  };
}

function isAdded({ activity }: TurnContext): boolean {
  const { type, action, membersAdded = [], recipient } = activity;
  return type === 'installationUpdate'
    ? action === 'add'
    : membersAdded.some(({ id }) => id === recipient.id);
}

/** An upgrade removes nothing: its action is `remove-upgrade`. */
function isRemoved({ activity: { type, action } }: TurnContext): boolean {
  return type === 'installationUpdate' && action === 'remove';
}

async function welcome(context: TurnContext, { store }: MembershipDeps): Promise<void> {
  const { conversation } = context.activity;
  if (conversation.isGroup || !['personal', undefined].includes(conversation.conversationType)) return;
  const key = keyOf(context);
  if (!(await store.create(key, {}))) return;
  try {
    await context.sendActivity(cardActivity(renderNoteCard(NOTES.welcome)));
  } catch (error) {
    // Whichever comes next may greet.
    await store.delete(key);
    throw error;
  }
}

/** Nothing is sent: the bot may not speak there any more. Cases stay their owners', for their time. */
async function leave(context: TurnContext, { store, endWatches, log }: MembershipDeps): Promise<void> {
  const { channelId } = context.activity;
  const conversation = threadless(context.activity.conversation.id);
  await store.delete(keyOf(context));
  const dialogs = `dialog/${channelId}/conversations/${conversation}`;
  const states = (await store.list(dialogs)).filter((key) => ['/', ';'].includes(key.charAt(dialogs.length)));
  for (const key of states) await store.delete(key);
  const watches = await endWatches(conversation);
  log.info({ states: states.length, watches }, 'removed from a conversation');
}

function keyOf({ activity: { channelId, conversation } }: TurnContext): string {
  return `welcomed/${hashOf(channelId, conversation.id)}`;
}
