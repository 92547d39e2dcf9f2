import { dataOf, subjectOf, type Subject } from './posting';
import { withActions, type Action, type Card } from './elements';

/** Verbs whose click changes the card itself. What the others ask for stands below it, as after any message. */
const IN_PLACE: readonly unknown[] = ['check', 'reply'];

export function isInPlace(verb: unknown): boolean {
  return IN_PLACE.includes(verb);
}

/** The verb of a client that shows a card again. */
export const REFRESH = 'refresh';

/** A card of universal actions: what a click changes is changed in its place, and it is up to date when seen again. */
export type UniversalCard = Card & { refresh?: { action: Action; userIds: string[] } };

/**
 * The card for a chat with one person. What changes it is Action.Execute; clients without it send the same as
 * Action.Submit. Opened again, the card of a case shows how the case stands now, to its owner.
 * @param userId of the person, as the channel writes it (`29:...`): Teams refreshes for those named, at most 60
 */
export function universalCard(card: Card, userId: string): UniversalCard {
  const told = withActions(card, executed);
  const subject = subjectOf(card);
  return subject ? { ...told, refresh: { action: refreshOf(subject), userIds: [userId] } } : told;
}

function executed(action: Action): Action {
  const { verb } = dataOf(action);
  if (action.type !== 'Action.Submit' || !isInPlace(verb)) return action;
  // Its data names the verb as well: what is read of a click is the same whichever of the two it was.
  return { ...action, type: 'Action.Execute', verb, fallback: action };
}

function refreshOf(subject: Subject): Action {
  return { type: 'Action.Execute', title: 'Refresh', verb: REFRESH, data: { ...subject } };
}
