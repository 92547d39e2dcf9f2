import {
  CardFactory,
  MessageFactory,
  type CloudAdapter,
  type ConversationReference,
  type TurnContext,
} from 'botbuilder';
import type { Card } from '../cards/elements';

/** How cards get into a conversation. */
export interface Mouth {
  /** @returns the id of the activity, empty when the channel gives none */
  send: (card: Card) => Promise<string>;
  /** Replaces what an activity shows; sends anew when it is gone. @returns the id that shows the card now */
  replace: (id: string, card: Card) => Promise<string>;
}

/** A card as an activity. `summary` is what notifications show; the card itself carries its plain text. */
export function cardActivity(card: Card) {
  const activity = MessageFactory.attachment(CardFactory.adaptiveCard(card));
  return { ...activity, summary: card.speak.slice(0, 200) };
}

/** Within a turn. */
export function mouthOf(context: TurnContext): Mouth {
  const send = async (card: Card) => (await context.sendActivity(cardActivity(card)))?.id ?? '';
  return {
    send,
    async replace(id, card) {
      if (id === '') return send(card);
      try {
        await context.updateActivity({
          ...cardActivity(card),
          id,
          conversation: context.activity.conversation,
        });
        return id;
      } catch (error) {
        if (!isGone(error)) throw error;
        return send(card);
      }
    },
  };
}

/** After the turn is over and its context revoked: each call is a proactive turn of the same conversation. */
export function mouthFor(
  adapter: CloudAdapter,
  appId: string,
  reference: Partial<ConversationReference>,
): Mouth {
  const within = async (speak: (mouth: Mouth) => Promise<string>) => {
    let id = '';
    await adapter.continueConversationAsync(appId, reference, async (context) => {
      id = await speak(mouthOf(context));
    });
    return id;
  };
  return {
    send: (card) => within((mouth) => mouth.send(card)),
    replace: (id, card) => within((mouth) => mouth.replace(id, card)),
  };
}

/** The message was deleted, or is too old to be changed. */
function isGone(error: unknown): boolean {
  const { statusCode } = error as { statusCode?: unknown };
  return statusCode === 404 || statusCode === 403 || statusCode === 405 || statusCode === 501;
}

/** Speaks within the turn until it ends, and proactively from then on. */
export interface SwitchingMouth extends Mouth {
  /** Ends the turn's part: waits for what is being said, and speaks through the other from then on. */
  leaveTurn: () => Promise<void>;
  hasSpoken: () => boolean;
}

export function switching(inTurn: Mouth, later: Mouth): SwitchingMouth {
  let current = inTurn;
  let speaking: Promise<unknown> = Promise.resolve();
  let hasSpoken = false;
  const speak = (say: (mouth: Mouth) => Promise<string>) => {
    hasSpoken = true;
    const saying = speaking.then(() => say(current));
    speaking = saying.catch(() => undefined);
    return saying;
  };
  return {
    send: (card) => speak((mouth) => mouth.send(card)),
    replace: (id, card) => speak((mouth) => mouth.replace(id, card)),
    hasSpoken: () => hasSpoken,
    async leaveTurn() {
      await speaking;
      current = later;
    },
  };
}
