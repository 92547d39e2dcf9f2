import { z } from 'zod';
import { subjectOf } from '../cards/posting';
import type { Card } from '../cards/elements';
import { hashOf } from '../store/hash';
import type { Store } from '../store/store';
import type { Posted } from '../teams/reply';

/** As long as a case is kept. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
/** A message is edited soon or not at all. */
const EDITED_MS = 24 * 60 * 60 * 1000;

// What another version wrote in another form counts as not there: a thumb then finds no case, an edit is answered anew.
const ShownForm = z.object({ caseId: z.string() });
const AnsweredForm = z.object({
  text: z.string(),
  posted: z.object({
    id: z.string(),
    reference: z.record(z.string(), z.unknown()),
    audience: z.union([z.literal('public'), z.object({ privateTo: z.looseObject({ id: z.string() }) })]),
  }),
});

/** Stands for the newest answer of a conversation. */
export const NEWEST = '';

/** A message of a conversation. */
interface Place {
  conversation: string;
  id: string;
}

/** Which answer stands where: so that a thumb finds its case, and an edited question its answer. */
export interface Answers {
  /** Takes note that a card stands there. */
  shown: (posted: Posted, card: Card) => Promise<void>;
  /** The case that a message of ours is about. */
  caseOf: (place: Place) => Promise<string | undefined>;
  /** Whether that opinion is new: one person's thumb on one message counts once. */
  isFirst: (place: Place, who: string, opinion: string) => Promise<boolean>;
  /** Takes note of where the answer to a message stands. @param key of the message, as of its job */
  answered: (key: string, text: string, posted: Posted) => Promise<void>;
  /** Where the answer to a message stands, and whether the message said the same then. */
  answerTo: (key: string, text: string) => Promise<{ posted: Posted; isSame: boolean } | undefined>;
}

export function createAnswers(store: Store, now: () => number): Answers {
  return {
    async shown(posted, card) {
      const caseId = subjectOf(card)?.caseId;
      const conversation = posted.reference.conversation?.id;
      if (caseId === undefined || conversation === undefined || posted.id === '') return;
      const expiresAt = now() + KEPT_MS;
      const keys = [posted.id, NEWEST].map((id) => `shown/${hashOf(threadless(conversation), id)}`);
      await Promise.all(keys.map((key) => store.put(key, { caseId }, { expiresAt })));
    },
    async caseOf({ conversation, id }) {
      const found = await store.get(`shown/${hashOf(threadless(conversation), id)}`);
      return ShownForm.safeParse(found?.value).data?.caseId;
    },
    isFirst: ({ conversation, id }, who, opinion) =>
      store.create(
        `thumb/${hashOf(threadless(conversation), id, who, opinion)}`,
        {},
        { expiresAt: now() + KEPT_MS },
      ),
    async answered(key, text, posted) {
      await store.put(`answered/${key}`, { text: hashOf(text), posted }, { expiresAt: now() + EDITED_MS });
    },
    async answerTo(key, text) {
      const found = AnsweredForm.safeParse((await store.get(`answered/${key}`))?.value).data;
      return found && { posted: found.posted as Posted, isSame: found.text === hashOf(text) };
    },
  };
}

/** A thread's conversation is the channel's with the id of its first message behind; an invoke may come without it. */
export function threadless(conversation: string): string {
  return conversation.replace(/;messageid=.*$/, '');
}
