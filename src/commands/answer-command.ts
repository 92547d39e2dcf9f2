import type { AnswerDeps } from '../answer';
import type { Asker, Case } from '../case';
import { renderAnswerCard } from '../cards/answer';
import { renderDeclinedCard } from '../cards/declined';
import type { Card } from '../cards/elements';
import { renderNoteCard } from '../cards/note';
import { NOTES } from '../cards/notes';
import { renderReportCard } from '../cards/report';
import type { Report } from '../checks/run';
import { explainName, searchWords } from '../lookup';
import type { Store } from '../store/store';
import type { Command } from './commands';
import type { Typed } from './read-command';

/** The card that answers a command. */
export async function answerCommand(
  typed: Typed,
  text: string,
  asker: Asker,
  signal: AbortSignal,
  deps: AnswerDeps,
): Promise<Card> {
  if ('wrong' in typed) return renderWrong(typed);
  const { command, words } = typed;
  const { asks } = command;
  if (asks.does === 'check') return runAsked(typed, asks.checks, text, signal, deps);
  if (asks.does === 'search') return renderFound(words, deps);
  if (asks.does === 'who-am-i') return renderWhoAmI(asker, signal, deps);
  if (asks.does === 'forget-me') return forget(asker, deps.store);
  const result = explainName(words, deps.catalogue);
  return result.declined ? renderDeclinedCard(result) : renderAnswerCard(result);
}

function renderWrong({ wrong, usage, example }: Extract<Typed, { wrong: string }>): Card {
  return renderNoteCard({
    title: wrong,
    lines: [...(usage ? [`Usage: ${usage}`] : []), ...(example ? [`Example: ${example}`] : [])],
  });
}

async function runAsked(
  { facts }: { command: Command; facts: AnswerableFacts },
  wanted: readonly string[],
  text: string,
  signal: AbortSignal,
  { openLive, now }: AnswerDeps,
): Promise<Card> {
  if (!openLive) return renderNoteCard(NOTES.noLive);
  const live = openLive(signal);
  const reports: Report[] = [];
  for await (const report of live.run(live.named(wanted, facts), facts)) reports.push(report);
  const checks = reports.map(({ check, title, judged }) => ({
    id: check,
    title,
    judged: judged.map((one) => ({ ...one, says: live.says(one.check, one.statement) })),
  }));
  const checked = { at: new Date(now()).toISOString(), as: live.as, changes: [] };
  return renderReportCard({ asked: text.replace(/^\//, ''), checks, checked });
}

type AnswerableFacts = Extract<Typed, { command: Command }>['facts'];

function renderFound(words: string, { catalogue }: AnswerDeps): Card {
  const found = searchWords(words, catalogue);
  if (found.length === 0)
    return renderNoteCard({
      title: `No entry speaks of '${words.slice(0, 80)}'.`,
      lines: ['Paste the error message itself, or ask in a sentence.'],
    });
  return renderNoteCard({
    title: `Entries that speak of '${words.slice(0, 80)}'`,
    lines: found.map(({ title, symptom }) => `${title}  (${symptom})`),
    samples: found.slice(0, 6).map(({ title, symptom }) => ({ title, text: `/explain ${symptom}` })),
  });
}

function renderWhoAmI(asker: Asker, signal: AbortSignal, { openLive }: AnswerDeps): Card {
  const as = openLive
    ? `Live checks look with the rights of ${openLive(signal).as}.`
    : 'No live checks can be run here.';
  return renderNoteCard({
    title: 'Who you are to this bot',
    lines: [`User ${asker.id}`, `Tenant ${asker.tenant}`, as, 'forget me deletes your cases.'],
  });
}

/** Deletes what is kept about a person: their cases, with everything that was found for them. */
async function forget(asker: Asker, store: Store): Promise<Card> {
  let count = 0;
  for (const key of await store.list('case/')) {
    const found = (await store.get(key))?.value as Partial<Case> | undefined;
    if (found?.owner !== asker.id || found.tenant !== asker.tenant) continue;
    await store.delete(key);
    count++;
  }
  return renderNoteCard({
    title: count === 0 ? 'Nothing is kept about you.' : `Deleted: ${count} case${count === 1 ? '' : 's'}.`,
    lines: ['Buttons on older cards of yours no longer work. What was posted in a chat stays there.'],
  });
}
