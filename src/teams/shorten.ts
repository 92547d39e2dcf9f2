import { CardFactory, type Activity } from 'botbuilder';
import { z } from 'zod';
import type { Action } from '../cards/elements';
import { renderShortenedCard } from '../cards/shortened';

const CardForm = z.object({
  fallbackText: z.string(),
  actions: z
    .array(z.custom<Action>((action) => z.looseObject({ type: z.string() }).safeParse(action).success))
    .catch([]),
});

/** The activity as one small card, for when Teams answers 413: the beginning of its plain text. */
export function shorten(activity: Partial<Activity>): Partial<Activity> {
  const { attachments = [], text = '' } = activity;
  const card = attachments
    .map(({ content }) => CardForm.safeParse(content))
    .find(({ success }) => success)?.data;
  const small = renderShortenedCard(card?.fallbackText ?? text, card?.actions ?? []);
  const short = { ...activity, attachments: [CardFactory.adaptiveCard(small)] };
  delete short.text;
  // Citations of a text that is no longer there.
  delete short.entities;
  return short;
}
