import { z } from 'zod';
import type { Asker } from './case';
import type { Card } from './cards/elements';
import { SHARE, sharedCard, subjectOf, type ReportSubject, type Subject } from './cards/posting';
import type { Mind } from './conversation';

/** A click may say anything; the id becomes a key of the store. */
const Id = z.string().regex(/^[\w-]{1,100}$/);
const OfCase = z.object({ caseId: Id, symptom: z.string().max(200) });
const OfReport = z.object({ report: Id });
const Share = z.object({ verb: z.literal(SHARE) });

/** What a click on Share is about; undefined when it is no such click. */
export function readShare(value: unknown): Subject | ReportSubject | undefined {
  if (!Share.safeParse(value).success) return undefined;
  return OfCase.safeParse(value).data ?? OfReport.safeParse(value).data;
}

/** What others shall see of it, for its owner; undefined for everybody else, and when it is gone. */
export async function findShared(
  subject: Subject | ReportSubject,
  mind: Mind,
  asker: Asker,
): Promise<Card | undefined> {
  if ('report' in subject) return mind.report(subject.report, asker);
  const card = await findShareable(subject, mind, asker);
  return card && sharedCard(card, subject);
}

/**
 * The card of a case as it stands now, for its owner; undefined for everybody else, and when it is gone.
 * @param sent what a client says it is about: it may be anything
 */
export async function findShareable(sent: unknown, mind: Mind, asker: Asker): Promise<Card | undefined> {
  const subject = OfCase.safeParse(sent).data;
  if (!subject) return undefined;
  const card = await mind.tell({ kind: 'explain', ...subject, isGlance: true }, asker);
  return subjectOf(card)?.caseId === subject.caseId ? card : undefined;
}
