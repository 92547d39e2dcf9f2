import type { Activity } from 'botbuilder';
import { z } from 'zod';
import type { Asker } from '../case';
import { privateCard } from '../cards/posting';
import { MAX_CARD_BYTES, type Card } from '../cards/elements';
import { fitCard } from '../cards/fit';
import { REFRESH, universalCard } from '../cards/universal';
import { INVOKE_WORDS } from '../cards/words';
import type { Mind } from '../conversation';
import { findShareable } from '../share';

/*
 * Action.Execute on the wire: the invoke `adaptiveCard/action`, and what it is answered with. Source: "Universal Actions
 * for Adaptive Cards" of the Microsoft Teams documentation. The answer's `statusCode` stands in its body; the request is
 * answered with 200 either way.
 */

/** `value` of an `adaptiveCard/action` invoke. `trigger` is `automatic` when a client refreshes the card by itself. */
const Execute = z.object({
  action: z.object({ verb: z.string().nullish(), data: z.record(z.string(), z.unknown()).nullish() }),
  trigger: z.string().nullish(),
});

/** What an Action.Execute asks for: to show the card anew, or the same as a click of Action.Submit. */
export type Executed = { refresh: unknown } | { click: Record<string, unknown> } | { broken: true };

/** An automatic trigger asks to show the card and sets nothing going, whatever its verb. */
export function readExecute(value: unknown): Executed {
  const invoke = Execute.safeParse(value).data;
  if (!invoke) return { broken: true };
  const { action, trigger } = invoke;
  const data = { ...action.data };
  if (action.verb === REFRESH || trigger === 'automatic') return { refresh: data };
  return { click: { ...data, ...(action.verb ? { verb: action.verb } : {}) } };
}

/** The card of a case as it stands now, for its owner alone; an error leaves the card as it was. */
export async function refreshed(
  activity: Activity,
  data: unknown,
  mind: Mind,
  asker: Asker,
): Promise<object> {
  const card = await findShareable(data, mind, asker);
  return card ? shownInPlace(card, activity) : failure('Gone', INVOKE_WORDS.gone);
}

/** Replaces the clicked card, in the client of whoever clicked. Among others it is marked as theirs alone. */
export function shownInPlace(card: Card, { conversation, from }: Partial<Activity>): object {
  const isAlone = conversation?.conversationType === 'personal';
  const value = isAlone ? universalCard(card, from?.id ?? '') : privateCard(card);
  const fitting = fitCard(value, MAX_CARD_BYTES);
  return { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: fitting };
}

/** What takes longer than a client waits, or stands elsewhere: a word beside the card, which stays. */
export function follows(): object {
  return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: INVOKE_WORDS.follows };
}

export function broken(): object {
  return failure('BadRequest', INVOKE_WORDS.broken);
}

export function late(): object {
  return failure('Late', INVOKE_WORDS.late);
}

function failure(code: string, message: string): object {
  return { statusCode: 400, type: 'application/vnd.microsoft.error', value: { code, message } };
}
