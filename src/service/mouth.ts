import { CardFactory, MessageFactory, type Activity, type ConversationReference } from 'botbuilder';
import { MAX_CARD_BYTES, type Card } from '../cards/elements';
import { fitCard } from '../cards/fit';
import { privateCard, subjectOf } from '../cards/posting';
import { universalCard } from '../cards/universal';
import { audienceOfReference, type Audience } from '../teams/audience';
import { UndeliveredError, type Posted, type Replies, type Where } from '../teams/reply';

/** How cards get into a conversation. @throws UndeliveredError when Teams takes them in no way */
export interface Mouth {
  send: (card: Card) => Promise<Posted>;
  /** Posts what is no card of ours, such as Teams' own sign-in card. */
  post: (activity: Partial<Activity>) => Promise<Posted>;
  /** Replaces what was posted; sends anew when nothing was, or it is gone. @returns where the card stands now */
  replace: (posted: Posted | undefined, card: Card) => Promise<Posted>;
}

/** A card as an activity. `summary` is what notifications show; the card itself carries its plain text. */
export function cardActivity(card: Card) {
  const activity = MessageFactory.attachment(CardFactory.adaptiveCard(card));
  return { ...activity, summary: card.speak.slice(0, 200) };
}

/**
 * An answer to a case can be rated with Teams' own thumbs, and shared where others are that do not see it. Where two talk
 * its buttons change it in its place; in targeted messages universal actions are nowhere documented.
 */
function answerActivity(
  card: Card,
  audience: Audience,
  { conversation, user }: Partial<ConversationReference>,
) {
  const isAlone = conversation?.conversationType === 'personal' && user !== undefined;
  const shown = isAlone ? universalCard(card, user.id) : audience === 'public' ? card : privateCard(card);
  const activity = cardActivity(fitCard(shown, MAX_CARD_BYTES));
  return subjectOf(card) ? { ...activity, channelData: { feedbackLoop: { type: 'default' } } } : activity;
}

export interface MouthOptions {
  /** Told of each card that was newly posted, or replaced. */
  onShown?: (posted: Posted, card: Card) => Promise<void>;
  /** An earlier answer, in whose place the first card stands. */
  instead?: Posted;
}

/** Speaks within the turn until it ends, and proactively from then on: its context is revoked. */
export interface SwitchingMouth extends Mouth {
  /** Waits for what is being said, and speaks through the reference from then on. */
  leaveTurn: () => Promise<void>;
  hasSpoken: () => boolean;
}

/**
 * @param turn the turn's context, as long as it lasts
 * @param reference where the conversation goes on after it, made by `replyReference`: what was asked privately is
 * answered privately
 */
export function openMouth(
  replies: Replies,
  turn: Where,
  reference: Partial<ConversationReference>,
  { onShown, instead }: MouthOptions = {},
): SwitchingMouth {
  const audience = audienceOfReference(reference);
  let standing = instead && isSameAudience(instead.audience, audience) ? instead : undefined;
  let where = turn;
  let speaking: Promise<unknown> = Promise.resolve();
  let hasSpoken = false;
  const utter = (say: () => Promise<Posted | undefined>, onSaid?: (posted: Posted) => Promise<void>) => {
    hasSpoken = true;
    const saying = speaking.then(async () => {
      const posted = await say();
      if (!posted) throw new UndeliveredError('The card was not delivered; the log says why.');
      await onSaid?.(posted);
      return posted;
    });
    speaking = saying.catch(() => undefined);
    return saying;
  };
  const speak = (card: Card, say: () => Promise<Posted | undefined>) =>
    utter(say, (posted) => onShown?.(posted, card) ?? Promise.resolve());
  const replace = (posted: Posted, card: Card) =>
    speak(card, () =>
      replies.update(
        posted,
        answerActivity(card, posted.audience, posted.reference),
        'activity' in where && 'adapter' in where ? where : undefined,
      ),
    );
  const send = (card: Card) => {
    const former = standing;
    standing = undefined;
    return former
      ? replace(former, card)
      : speak(card, () => replies.send(where, answerActivity(card, audience, reference), audience));
  };
  return {
    send,
    post: (activity) => utter(() => replies.send(where, activity, audience)),
    replace: (posted, card) => (posted ? replace(posted, card) : send(card)),
    hasSpoken: () => hasSpoken,
    async leaveTurn() {
      await speaking;
      where = reference;
    },
  };
}

function isSameAudience(one: Audience, other: Audience): boolean {
  if (one === 'public' || other === 'public') return one === other;
  return one.privateTo.id === other.privateTo.id;
}
