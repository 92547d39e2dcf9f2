import { z } from 'zod';
import type { Asker } from './case';
import type { Card } from './cards/elements';
import { SHARE, subjectOf, type Subject } from './cards/posting';
import type { Mind } from './conversation';

/** A click may say anything; the id becomes a key of the store. */
const Share = z.object({
  verb: z.literal(SHARE),
  caseId: z.string().regex(/^[\w-]{1,100}$/),
  symptom: z.string().max(200),
});

/** What a click on Share is about; undefined when it is no such click. */
export function readShare(value: unknown): Subject | undefined {
  const { caseId, symptom } = Share.safeParse(value).data ?? {};
  return caseId !== undefined && symptom !== undefined ? { caseId, symptom } : undefined;
}

/**
 * The card of a case as it stands now, for its owner; undefined for everybody else, and when it is gone.
 * @param sent what a client says it is about: it may be anything
 */
export async function findShareable(sent: unknown, mind: Mind, asker: Asker): Promise<Card | undefined> {
  const subject = Share.omit({ verb: true }).safeParse(sent).data;
  if (!subject) return undefined;
  const card = await mind.tell({ kind: 'explain', ...subject, isGlance: true }, asker);
  return subjectOf(card)?.caseId === subject.caseId ? card : undefined;
}
