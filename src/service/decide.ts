import type { TurnContext } from 'botbuilder';
import { converse } from '../../dialogs/converse';
import type { Outcome } from '../../dialogs/turn';
import type { BotDeps } from '../bot';
import { renderNoteCard } from '../cards/note';
import { NOTES } from '../cards/notes';
import type { ReportSubject, Subject } from '../cards/posting';
import { TOLD } from '../cards/told';
import type { Asker } from '../case';
import type { Reading } from '../conversation';
import { findShared, readShare } from '../share';
import { StoreError } from '../store/store';
import { privately, publicly } from '../teams/audience';
import { troubleCard } from './adapter';
import { isForAskerOnly } from './discretion';
import { BusyError } from './gate';
import type { Heard } from './heard';
import type { Held } from './jobs';
import { askerOf } from './taken-activity';

/** A diagnosis, or a round of live checks, that takes longer than this is stopped. */
export const WORK_MS = 60_000;

type DecideDeps = Pick<BotDeps, 'state' | 'mind' | 'now' | 'newId' | 'log'>;

/** What is made of the message, written down. A fault of ours ends the job: the user is told of it. */
export async function decide(
  context: TurnContext,
  held: Held,
  hearing: Promise<Heard>,
  deps: DecideDeps,
): Promise<Outcome> {
  try {
    const { reading, refused } = await hearing;
    // This process stood still, and another one answers.
    if (!(await held.isOurs())) return [];
    const asker = askerOf(held.job.activity);
    const { reference, activity } = held.job;
    const subject = readShare(activity.value);
    if (subject) return await share(held, subject, asker, deps);
    const outcome = reading ? [...(await talk(context, held.key, reading, asker, deps))] : [];
    const isQuiet = reading !== undefined && isForAskerOnly(asker, reading, outcome);
    if (refused.length > 0) outcome.push({ card: renderNoteCard(TOLD.fileNotRead(refused)) });
    await held.decided(outcome, isQuiet ? privately(reference) : reference);
    return outcome;
  } catch (error) {
    if (error instanceof BusyError) return [{ card: renderNoteCard(NOTES.busy) }];
    if (error instanceof StoreError)
      return [{ card: troubleCard(error, deps.log, {}, 'nothing was decided') }];
    await held.done();
    throw error;
  }
}

function talk(
  context: TurnContext,
  key: string,
  reading: Reading,
  asker: Asker,
  { state, mind, now, newId }: DecideDeps,
): Promise<Outcome> {
  const signal = AbortSignal.timeout(WORK_MS);
  return converse(context, state, { reading, asker, mind: mind(), now: now(), newId, signal }, key);
}

/** What only its owner saw is posted for everybody: a case as it stands now, a report as it was; and by nobody else. */
async function share(
  held: Held,
  subject: Subject | ReportSubject,
  asker: Asker,
  { mind }: DecideDeps,
): Promise<Outcome> {
  const card = await findShared(subject, mind(), asker);
  const outcome = [{ card: card ?? renderNoteCard(NOTES.notShared) }];
  const { reference } = held.job;
  await held.decided(outcome, card ? publicly(reference) : privately(reference));
  return outcome;
}
