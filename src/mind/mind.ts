import { openCase, type Asker, type Case } from '../case';
import { renderAnswerCard } from '../cards/answer';
import { renderDeclinedCard } from '../cards/declined';
import type { Card } from '../cards/elements';
import { renderHandOffCard } from '../cards/hand-off';
import { renderHelpCard } from '../cards/help';
import { COMMAND_HELP } from '../commands/commands';
import { renderNoteCard } from '../cards/note';
import { NOTES } from '../cards/notes';
import { TOLD } from '../cards/told';
import type { ParamName } from '../checks/check';
import type { Audit } from '../audit';
import type { Answered, Mind, Reading } from '../conversation';
import type { Diagnose, Diagnosis } from '../diagnose';
import type { Live } from '../examine';
import type { Gaps } from '../gaps';
import { readIntent, type Intent, type Said } from '../intent';
import type { Catalogue } from '../knowledge/schema';
import type { Candidate } from '../match/candidate';
import { answerWith } from '../match/decide';
import type { Facts } from '../parse/facts';
import { readOutputs } from '../parse/output/read-outputs';
import type { Permission } from '../policy';
import { redact } from '../redact/redact';
import type { Store } from '../store/store';
import { buildResult, type Result } from '../verdict/result';
import type { Target } from '../watch/watch';
import type { Watches } from '../watch/watches';
import { createCases, type Cases } from './cases';
import { answerCommand } from './command';
import { lackingOf } from './lacking';
import { note, watch } from './beside';
import { placesOf } from './places';
import { createReports, type Reports } from './reports';
import { leaveOut, type SignIns } from './sign-ins';
import { carryOut } from './work';

/** A list to choose from that takes longer than this is not offered. */
const CHOICES_MS = 1200;

/** Begins live checks with the rights that this person has here. */
export type OpenLive = (signal: AbortSignal, asker: Asker) => Live;

export interface MindDeps {
  diagnose: Diagnose;
  catalogue: Catalogue;
  store: Store;
  /** Begins live checks; absent where nothing can be asked, and then no card offers them. */
  openLive?: OpenLive;
  watches?: Watches;
  /** Whether somebody may let the bot's own identity look at this while they are away; absent: everybody. */
  mayWatch?: (asker: Asker, target: Target) => Permission;
  /** People's sign-ins; absent where nobody signs in. */
  signIns?: SignIns;
  /** What somebody may run here, in sentences. */
  permits?: (asker: Asker) => string[];
  gaps?: Gaps;
  audit?: Pick<Audit, 'recordsOf'>;
  /** Whether somebody keeps the knowledge base, and may see what it could not answer. */
  isMaintainer?: (asker: Asker) => boolean;
  /** Milliseconds since 1970. */
  now: () => number;
  newId: () => string;
}

/** Everything below the dialogs, with what it needs. */
export interface Thinking extends MindDeps {
  cases: Cases;
  reports: Reports;
}

export function createMind(deps: MindDeps): Mind {
  const cases = createCases(deps.store, deps.now);
  const reports = createReports(deps.store, deps.now);
  const thinking: Thinking = { ...deps, cases, reports };
  return {
    read: (said, asker, signal) => read(said, asker, signal, thinking),
    diagnose: (text, asker, signal) => diagnose(text, asker, signal, thinking),
    fold: (caseId, text, asker, signal) => fold(caseId, text, asker, signal, thinking),
    tell: (intent, asker) => tell(intent, asker, thinking),
    work: (work, asker, signal) => carryOut(work, asker, signal, thinking),
    lacking: (caseId, asker, which) => lacking(caseId, asker, which, thinking),
    facts: async (caseId, asker) => (await cases.read(caseId, asker))?.evidence.facts ?? {},
    choices: (name, facts, asker) => choices(name, facts, asker, thinking),
    report: reports.read,
    remembered: cases.remembered,
    remember: cases.remember,
    places: () => placesOf(deps.catalogue),
    watch: (facts, asker, reference) => watch(facts, asker, reference, thinking),
    note: (gap, asker) => note(gap, asker, thinking),
  };
}

async function read(said: Said, asker: Asker, signal: AbortSignal, deps: Thinking): Promise<Reading> {
  const intent = readIntent(said);
  if (intent.kind !== 'diagnose') return { said, intent };
  return { said, intent, answered: await diagnose(intent.text, asker, signal, deps) };
}

async function diagnose(text: string, asker: Asker, signal: AbortSignal, deps: Thinking): Promise<Answered> {
  const at = new Date(deps.now()).toISOString();
  const opened = openCase(deps.newId(), asker, at);
  return keepAnswer(await deps.diagnose(opened, { text, at }, asker, signal), deps);
}

async function keepAnswer({ case: known, result }: Diagnosis, deps: Thinking): Promise<Answered> {
  const card = renderResult(result, deps);
  if (result.declined) return { card, isSure: false };
  await deps.cases.keep(known);
  const { question } = result;
  return {
    card,
    caseId: known.id,
    isSure: known.evidence.answers[0]?.how === 'anchor',
    ...(question ? { question } : {}),
  };
}

/** Pasted output that proves something about a case, or names what it lacked, belongs to it. */
async function fold(
  caseId: string,
  text: string,
  asker: Asker,
  signal: AbortSignal,
  deps: Thinking,
): Promise<Answered | undefined> {
  const known = await deps.cases.read(caseId, asker);
  if (!known) return undefined;
  const at = new Date(deps.now()).toISOString();
  const diagnosis = await deps.diagnose(known, { text, at }, asker, signal);
  const isNew = diagnosis.case.findings.length > known.findings.length;
  const isSame = diagnosis.case.evidence.answers[0]?.symptom === known.evidence.answers[0]?.symptom;
  if (isNew && isSame && !diagnosis.result.declined) return keepAnswer(diagnosis, deps);
  const [output] = readOutputs(redact(text).text);
  return output
    ? { card: renderNoteCard(TOLD.settlesNothing(output.command, output.isPartial)), caseId, isSure: true }
    : undefined;
}

async function tell(intent: Intent, asker: Asker, deps: Thinking): Promise<Card> {
  if (intent.kind === 'hand-off') return handOff(intent.caseId, asker, deps);
  if (intent.kind === 'explain') return explain(intent, asker, deps);
  if (intent.kind === 'command') return answerCommand(intent.typed, asker, deps);
  if (intent.kind === 'bye' || intent.kind === 'skip')
    return (await leaveOut(asker, deps)) ?? renderNoteCard(NOTES[intent.kind]);
  if (intent.kind === 'help') return renderHelpCard(NOTES.help, COMMAND_HELP);
  return renderNoteCard(intent.kind in NOTES ? NOTES[intent.kind as keyof typeof NOTES] : NOTES.gone);
}

/** A button to another symptom of a case. Clicks outlive deployments, so case, owner and tenant are checked anew. */
async function explain(
  intent: Extract<Intent, { kind: 'explain' }>,
  asker: Asker,
  deps: Thinking,
): Promise<Card> {
  const { catalogue, cases } = deps;
  const known = intent.caseId ? await cases.read(intent.caseId, asker) : undefined;
  const { id, evidence, findings } = known ?? NO_CASE;
  const chosen = chosenOf(intent.symptom, evidence.answers, catalogue);
  if (!chosen) return renderNoteCard(NOTES.gone);
  if (known && intent.isGlance && evidence.answers[0] === chosen) return stands(known, asker, deps);
  // What was chosen stands first from now on, for checks and notes as well.
  const answers = [chosen, ...evidence.answers.filter((answer) => answer !== chosen)];
  if (known && !intent.isGlance) await cases.keep({ ...known, evidence: { ...evidence, answers } });
  const decision = { declined: false as const, answers: [chosen], isTie: false };
  return renderResult(asChecked(buildResult(id, decision, evidence, findings, catalogue), known), deps);
}

const NO_CASE: Pick<Case, 'id' | 'evidence' | 'findings'> = {
  id: '',
  evidence: { facts: {}, answers: [], redacted: [] },
  findings: [],
};

/** The entry of that id, or once of that id, as the case found it. */
function chosenOf(
  symptom: string,
  answers: readonly Candidate[],
  catalogue: Catalogue,
): Candidate | undefined {
  const entry = catalogue.symptoms.find(({ id, was }) => id === symptom || was.includes(symptom));
  if (!entry) return undefined;
  const found = answers.find((answer) => answer.symptom === entry.id);
  return found ?? { symptom: entry.id, confidence: 1, because: [], how: 'anchor' };
}

/** The whole card of a case as it stands, with what it offered. */
function stands(known: Case, asker: Asker, deps: Thinking): Card {
  const { catalogue, openLive } = deps;
  const [first, second] = known.evidence.answers;
  const decision = answerWith(known.evidence.answers);
  // Somebody chose the less likely one since: nothing is left to ask.
  const isChosen = (first?.confidence ?? 0) < (second?.confidence ?? 0);
  const told = decision.declined || !isChosen ? decision : { ...decision, isTie: false };
  const result = buildResult(known.id, told, known.evidence, known.findings, catalogue);
  const live = known.checked && openLive?.(AbortSignal.timeout(CHOICES_MS), asker);
  return renderResult(asChecked(result, known), deps, {
    lacks: live ? lackingOf(known, 'all', live, catalogue) : [],
  });
}

/** The case as it stands now, for whoever takes it over. */
async function handOff(id: string, asker: Asker, { cases, catalogue, now }: Thinking): Promise<Card> {
  const known = await cases.read(id, asker);
  if (!known) return renderNoteCard(NOTES.gone);
  const decision = answerWith(known.evidence.answers);
  const result = buildResult(id, decision, known.evidence, known.findings, catalogue);
  return renderHandOffCard(asChecked(result, known), new Date(now()).toISOString());
}

/** With the time and the rights of the last live checks, so that what they found is not told without. */
function asChecked(result: Result, known: Case | undefined): Result {
  return known?.checked ? { ...result, checked: known.checked } : result;
}

async function lacking(
  caseId: string,
  asker: Asker,
  which: 'all' | 'essential',
  deps: Thinking,
): Promise<ParamName[]> {
  const known = await deps.cases.read(caseId, asker);
  if (!known || !deps.openLive) return [];
  return lackingOf(known, which, deps.openLive(AbortSignal.timeout(CHOICES_MS), asker), deps.catalogue);
}

async function choices(
  name: ParamName,
  facts: Facts,
  asker: Asker,
  { openLive }: Thinking,
): Promise<string[]> {
  if (!openLive) return [];
  const signal = AbortSignal.timeout(CHOICES_MS);
  const late = new Promise<string[]>((resolve) => {
    signal.addEventListener('abort', () => resolve([]), { once: true });
  });
  return Promise.race([openLive(signal, asker).choices(name, facts), late]);
}

/** The card of a result, with the buttons that can be answered here. */
export function renderResult(
  result: Result,
  { openLive }: Pick<Thinking, 'openLive'>,
  more: { running?: { done: number; of: number }; lacks?: readonly ParamName[] } = {},
): Card {
  return result.declined
    ? renderDeclinedCard(result)
    : renderAnswerCard(result, { canCheck: openLive !== undefined, canHandOff: true, ...more });
}
