import { CardFactory, MessageFactory } from 'botbuilder';
import type { Card } from '../cards/elements';
import { UndeliveredError, type Posted, type Replies, type Where } from '../teams/reply';

/** How cards get into a conversation. @throws UndeliveredError when Teams takes them in no way */
export interface Mouth {
  send: (card: Card) => Promise<Posted>;
  /** Replaces what was posted; sends anew when nothing was, or it is gone. @returns where the card stands now */
  replace: (posted: Posted | undefined, card: Card) => Promise<Posted>;
}

/** A card as an activity. `summary` is what notifications show; the card itself carries its plain text. */
export function cardActivity(card: Card) {
  const activity = MessageFactory.attachment(CardFactory.adaptiveCard(card));
  return { ...activity, summary: card.speak.slice(0, 200) };
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
export function openMouth(replies: Replies, turn: Where, reference: Where): SwitchingMouth {
  let where = turn;
  let speaking: Promise<unknown> = Promise.resolve();
  let hasSpoken = false;
  const speak = (say: () => Promise<Posted | undefined>) => {
    hasSpoken = true;
    const saying = speaking.then(async () => {
      const posted = await say();
      if (!posted) throw new UndeliveredError('The card was not delivered; the log says why.');
      return posted;
    });
    speaking = saying.catch(() => undefined);
    return saying;
  };
  const send = (card: Card) => speak(() => replies.send(where, cardActivity(card)));
  return {
    send,
    replace: (posted, card) =>
      posted
        ? speak(() =>
            replies.update(
              posted,
              cardActivity(card),
              'activity' in where && 'adapter' in where ? where : undefined,
            ),
          )
        : send(card),
    hasSpoken: () => hasSpoken,
    async leaveTurn() {
      await speaking;
      where = reference;
    },
  };
}
