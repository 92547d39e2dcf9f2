import type { Asker } from '../case';
import type { Card } from '../cards/elements';
import { renderNoteCard } from '../cards/note';
import { NOTES } from '../cards/notes';
import { TOLD } from '../cards/told';
import type { Gap } from '../conversation';
import type { Facts } from '../parse/facts';
import { Target } from '../watch/watch';
import type { Thinking } from './mind';

/** Begins to watch a pipeline run, or else the conversion of an image. */
export async function watch(
  facts: Facts,
  asker: Asker,
  reference: object,
  { watches, mayWatch }: Thinking,
): Promise<Card> {
  if (!watches) return renderNoteCard(NOTES.noLive);
  const kind = facts.pipelineRun === undefined ? 'conversion' : 'pipeline-run';
  const target = Target.safeParse({ kind, facts });
  if (!target.success) return renderNoteCard(NOTES.nothingToWatch);
  // Nobody is there when it looks: it looks as the bot, which may see more than whoever asks.
  const permission = mayWatch?.(asker, target.data) ?? { allowed: true };
  if (!permission.allowed) return renderNoteCard(TOLD.notWatched(permission.needs));
  const conversation = asker.place?.conversation ?? '';
  const { id, says } = await watches.start({ ...target.data, asker, conversation, reference });
  return renderNoteCard(TOLD.watchBegun(says, id !== undefined));
}

export async function unwatch(asker: Asker, { watches }: Thinking): Promise<Card> {
  const conversation = asker.place?.conversation ?? '';
  const count = (await watches?.stop(asker, { conversation })) ?? 0;
  return renderNoteCard(TOLD.watchesEnded(count));
}

/** An answer that helped is no gap; of one that did not, the lines that decided are what it answered wrongly. */
export async function note(gap: Gap, asker: Asker, { gaps, cases }: Thinking): Promise<void> {
  if (gap.kind === 'unanswered') await gaps?.note(gap);
  if (gap.kind !== 'disliked') return;
  const { caseId, comment } = gap;
  const first = (await cases.read(caseId, asker))?.evidence.answers[0];
  if (!first) return;
  const text = first.because.map((because) => because.text).join('\n');
  await gaps?.note({ kind: 'disliked', text, symptom: first.symptom, ...(comment ? { comment } : {}) });
}

/** More would not fit on a card that somebody reads. */
const SHOWN_GAPS = 12;

/** What could not be answered, for whoever keeps the knowledge base. */
export async function listGaps(asker: Asker, { gaps, isMaintainer }: Thinking): Promise<Card> {
  if (!gaps || isMaintainer?.(asker) !== true) return renderNoteCard(NOTES.maintainersOnly);
  const found = await gaps.list();
  if (found.length === 0) return renderNoteCard(NOTES.noGap);
  const lines = found.slice(0, SHOWN_GAPS).map(({ count, template, symptoms }) => {
    const disliked = Object.keys(symptoms);
    const answered = disliked.length > 0 ? ` (answered with ${disliked.join(', ')})` : '';
    return `${count} x ${template.replace(/\n/g, ' / ').slice(0, 300)}${answered}`;
  });
  return renderNoteCard(TOLD.gaps(found.length, lines));
}

/** How far back a person sees their own records. */
const AUDIT_DAYS = 30;
const SHOWN_RECORDS = 20;

/** A person's own checks, as the audit has them. */
export async function listRecords(asker: Asker, { audit }: Thinking): Promise<Card> {
  const records = (await audit?.recordsOf(asker, AUDIT_DAYS)) ?? [];
  if (records.length === 0) return renderNoteCard(TOLD.noRecords(AUDIT_DAYS));
  const lines = records
    .slice(0, SHOWN_RECORDS)
    .map(
      ({ at, what, on, as, result }) =>
        `${what}${on === undefined ? '' : ` on ${on}`}: ${result} (${at.slice(0, 10)} ${at.slice(11, 16)} UTC, as ${as})`,
    );
  return renderNoteCard(TOLD.records(AUDIT_DAYS, records.length, lines));
}
