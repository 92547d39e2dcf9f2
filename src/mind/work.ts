import type { Asker } from '../case';
import type { Card } from '../cards/elements';
import { renderNoteCard } from '../cards/note';
import { NOTES } from '../cards/notes';
import { renderReportCard } from '../cards/report';
import type { Report } from '../checks/run';
import { COMMANDS } from '../commands/commands';
import type { Work } from '../conversation';
import { createExamine, type Live } from '../examine';
import { lackingOf } from './lacking';
import { renderResult, type Thinking } from './mind';
import { tellSignedIn } from './sign-ins';

/** Does slow work, and gives its card anew whenever something was found. The last version is the final one. */
export async function* carryOut(
  work: Work,
  asker: Asker,
  signal: AbortSignal,
  deps: Thinking,
): AsyncGenerator<Card> {
  if (work.does === 'sign-in') yield await tellSignedIn(asker, deps);
  else if (!deps.openLive) yield renderNoteCard(NOTES.noLive);
  else if (work.does === 'check') yield* checkCase(work, asker, deps.openLive(signal, asker), deps);
  else yield* runAsked(work, asker, deps.openLive(signal, asker), deps);
}

/** Live checks of a case, to the end. What was found stays with the case. */
async function* checkCase(
  { caseId, facts }: Extract<Work, { does: 'check' }>,
  asker: Asker,
  live: Live,
  deps: Thinking,
): AsyncGenerator<Card> {
  const { cases, catalogue, now } = deps;
  const found = await cases.read(caseId, asker);
  if (!found) {
    yield renderNoteCard(NOTES.gone);
    return;
  }
  const known = { ...found, evidence: { ...found.evidence, facts: { ...found.evidence.facts, ...facts } } };
  const at = new Date(now()).toISOString();
  let last;
  for await (const examined of createExamine(catalogue)(known, live, asker, at)) {
    last = examined;
    const { result, done, of } = examined;
    if (done < of) yield renderResult(result, deps, { running: { done, of } });
  }
  if (!last) {
    yield renderNoteCard(NOTES.unchecked);
    return;
  }
  const { checked } = last.result;
  await cases.keep({ ...last.case, ...(checked ? { checked } : {}) });
  yield renderResult(last.result, deps, { lacks: lackingOf(last.case, 'all', live, catalogue) });
}

/** Live checks that a command names, without a failure to explain. */
async function* runAsked(
  { command, facts, text }: Extract<Work, { does: 'run' }>,
  asker: Asker,
  live: Live,
  { now, newId, reports: kept }: Thinking,
): AsyncGenerator<Card> {
  const asks = COMMANDS.find(({ name }) => name === command)?.asks;
  if (asks?.does !== 'check') {
    yield renderNoteCard(NOTES.gone);
    return;
  }
  const wanted = live.named(asks.checks, facts);
  const checked = { at: new Date(now()).toISOString(), as: live.as, changes: [] };
  const reports: Report[] = [];
  for await (const report of live.run(wanted, facts)) {
    reports.push(report);
    const checks = reports.map(({ check, title, judged }) => ({
      id: check,
      title,
      judged: judged.map((one) => ({ ...one, says: live.says(one.check, one.statement) })),
    }));
    const running = { done: reports.length, of: Math.max(wanted.length, reports.length) };
    const model = { asked: text, checks, checked };
    if (running.done < running.of) yield renderReportCard({ ...model, running });
    else {
      const id = newId();
      const card = renderReportCard({ ...model, id });
      // Where two talk nobody else is there to share it with.
      if ((asker.place?.kind ?? 'personal') !== 'personal') await kept.keep(id, card, asker);
      yield card;
    }
  }
  if (reports.length === 0) yield renderNoteCard(NOTES.unchecked);
}
