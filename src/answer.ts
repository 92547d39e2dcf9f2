import type { Asker, Case } from './case';
import { CASE_SCHEMA, openCase } from './case';
import { answerCommand } from './commands/answer-command';
import { renderAnswerCard } from './cards/answer';
import { renderDeclinedCard } from './cards/declined';
import type { Card } from './cards/elements';
import { renderHandOffCard } from './cards/hand-off';
import { renderNoteCard } from './cards/note';
import { answerWith } from './match/decide';
import type { Diagnose, Diagnosis } from './diagnose';
import { createExamine, type Live } from './examine';
import type { Intent } from './intent';
import type { Catalogue } from './knowledge/schema';
import { NOTES } from './cards/notes';
import type { Store } from './store/store';
import { buildResult, type Result } from './verdict/result';

/** How long a case is kept. */
export const CASE_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface AnswerDeps {
  diagnose: Diagnose;
  catalogue: Catalogue;
  store: Store;
  /** Begins live checks; absent where nothing can be asked, and then no card offers them. */
  openLive?: (signal: AbortSignal) => Live;
  /** Milliseconds since 1970. */
  now: () => number;
  newId: () => string;
}

/** Works out the card for what somebody wants. Knows nothing of chats: a turn, a job and a test call it alike. */
export type Answerer = (intent: Intent, asker: Asker, signal: AbortSignal) => Promise<Card>;

export function createAnswerer(deps: AnswerDeps): Answerer {
  return async (intent, asker, signal) => {
    if (intent.kind === 'diagnose') return diagnoseText(intent.text, asker, signal, deps);
    if (intent.kind === 'check') return check(intent.caseId, asker, signal, deps);
    if (intent.kind === 'hand-off') return handOff(intent.caseId, asker, deps);
    if (intent.kind === 'explain') return explain(intent, asker, deps);
    if (intent.kind === 'command') return answerCommand(intent.typed, intent.text, asker, signal, deps);
    return renderNoteCard(NOTES[intent.kind]);
  };
}

async function diagnoseText(
  text: string,
  asker: Asker,
  signal: AbortSignal,
  deps: AnswerDeps,
): Promise<Card> {
  const at = new Date(deps.now()).toISOString();
  const diagnosis = await deps.diagnose(openCase(deps.newId(), asker, at), { text, at }, asker, signal);
  if (!diagnosis.result.declined) {
    await keep(diagnosis.case, deps);
  }
  return render(diagnosis.result, deps);
}

async function keep(known: Case, { store, now }: AnswerDeps): Promise<void> {
  await store.put(`case/${known.id}`, known, { expiresAt: now() + CASE_DAYS * DAY_MS });
}

/** Live checks of a case, to the end. What was found stays with the case. */
async function check(id: string, asker: Asker, signal: AbortSignal, deps: AnswerDeps): Promise<Card> {
  const known = await readCase(id, asker, deps.store);
  if (!known || !deps.openLive) return renderNoteCard(NOTES.gone);
  const at = new Date(deps.now()).toISOString();
  let last: Diagnosis | undefined;
  for await (last of createExamine(deps.catalogue)(known, deps.openLive(signal), asker, at));
  if (!last) return renderNoteCard(NOTES.unchecked);
  await keep(last.case, deps);
  return render(last.result, deps);
}

/** A button to another symptom of a case. Clicks outlive deployments, so case, owner and tenant are checked anew. */
async function explain(
  intent: Extract<Intent, { kind: 'explain' }>,
  asker: Asker,
  deps: AnswerDeps,
): Promise<Card> {
  const known = intent.caseId ? await readCase(intent.caseId, asker, deps.store) : undefined;
  const evidence = known?.evidence ?? { facts: {}, answers: [], redacted: [] };
  const candidate = evidence.answers.find(({ symptom }) => symptom === intent.symptom);
  const isKnown = deps.catalogue.symptoms.some(
    ({ id, was }) => id === intent.symptom || was.includes(intent.symptom),
  );
  if (!isKnown) return renderNoteCard(NOTES.gone);
  const answers = [
    candidate ?? { symptom: intent.symptom, confidence: 1, because: [], how: 'anchor' as const },
  ];
  const decision = { declined: false as const, answers, isTie: false };
  return render(
    buildResult(intent.caseId ?? '', decision, evidence, known?.findings ?? [], deps.catalogue),
    deps,
  );
}

/** The case as it stands now, for whoever takes it over. */
async function handOff(id: string, asker: Asker, deps: AnswerDeps): Promise<Card> {
  const known = await readCase(id, asker, deps.store);
  if (!known) return renderNoteCard(NOTES.gone);
  const decision = answerWith(known.evidence.answers);
  const result = buildResult(id, decision, known.evidence, known.findings, deps.catalogue);
  return renderHandOffCard(result, new Date(deps.now()).toISOString());
}

async function readCase(id: string, asker: Asker, store: Store): Promise<Case | undefined> {
  const found = (await store.get(`case/${id}`))?.value as Case | undefined;
  const isTheirs = found?.owner === asker.id && found.tenant === asker.tenant;
  return found && isTheirs && found.schema === CASE_SCHEMA ? found : undefined;
}

function render(result: Result, { openLive }: AnswerDeps): Card {
  return result.declined
    ? renderDeclinedCard(result)
    : renderAnswerCard(result, { canCheck: openLive !== undefined, canHandOff: true });
}
