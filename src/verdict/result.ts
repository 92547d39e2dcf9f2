import { factsOf, type Evidence } from '../case';
import type { Catalogue, Cause, Conflict, Proof, SourceRef, Stage, Step, Symptom } from '../knowledge/schema';
import type { Decision } from '../match/decide';
import type { Because, Candidate } from '../match/candidate';
import type { Facts } from '../parse/facts';
import { fillCommand } from './fill';
import type { Finding } from './finding';
import { checksOf } from './link';
import { pullPath, type PathMark } from './pull-path';
import { separate, type Separation } from './separate';
import { showTimeline, type ShownTimeline } from './timeline';

export type Verdict = 'confirmed' | 'ruled-out' | 'possible' | 'could-not-check';

/** A step or proof with its commands filled in. */
export type FilledStep = Step;
export type FilledProof = Proof;

/** A cited document: where a reader finds the statement. */
export interface Source {
  title: string;
  section?: string;
  address: string;
  dated?: string;
}

export interface CauseVerdict {
  cause: string;
  title: string;
  verdict: Verdict;
  likelihood: Cause['likelihood'];
  why: string;
  /** What was seen; for `could-not-check`, why nothing could be. */
  evidence: string[];
  /** Rights that would let the check see what it could not. */
  needs: string[];
  fix: FilledStep[];
  confirm: FilledProof[];
  ruleOut: FilledProof[];
  sources: Source[];
}

export interface Answer {
  symptom: string;
  /** How many live checks speak about its causes. */
  checks: number;
  title: string;
  says: string;
  kind: Symptom['kind'];
  status: Symptom['status'];
  stage?: Stage;
  confidence: number;
  because: Because[];
  path: PathMark[];
  causes: CauseVerdict[];
  steps: FilledStep[];
  conflicts: Conflict[];
  successor?: string;
  sources: Source[];
}

/** The answer to one case: what is shown on a card, printed by the command line and returned as JSON. */
export interface Result {
  id: string;
  declined: boolean;
  /** Why nothing is answered, as a sentence; absent when something is. */
  reason?: string;
  /** What to do next when nothing is answered. */
  next: string[];
  answers: Answer[];
  /** Whether the first two answers are too close to tell apart. */
  isTie: boolean;
  /** Asked when they are, unless they are two problems of one text. */
  question?: Separation;
  evidence: Facts;
  redacted: string[];
  /** Pulls one after the other, as far as a log or an event list told them. */
  timelines?: ShownTimeline[];
  /** When live checks looked, and with whose rights; absent when none ran. */
  checked?: Checked;
}

export interface Checked {
  /** ISO 8601, UTC. */
  at: string;
  /** Whose rights, in words: "the bot's application". */
  as: string;
  /** What was changed in the days before the failure, newest of each kind: told, and not claimed as the cause. */
  changes: string[];
  /** On a second look: which verdicts are others than before; empty when none is. */
  since?: { at: string; changed: string[] };
}

/** Verdicts that differ between two results of one case, each as a sentence. */
export function changedVerdicts(before: Result, after: Result): string[] {
  const known = new Map(
    before.answers.flatMap(({ symptom, causes }) =>
      causes.map(({ cause, verdict }) => [`${symptom} ${cause}`, verdict] as const),
    ),
  );
  return after.answers.flatMap(({ symptom, causes }) =>
    causes.flatMap(({ cause, title, verdict }) => {
      const was = known.get(`${symptom} ${cause}`);
      return was === undefined || was === verdict
        ? []
        : [`${title}: was ${WORDS[was]}, now ${WORDS[verdict]}`];
    }),
  );
}

const WORDS: Record<Verdict, string> = {
  confirmed: 'confirmed',
  'ruled-out': 'ruled out',
  possible: 'possible',
  'could-not-check': 'not to be checked',
};

/** Joins a decision, the case's evidence and its findings into the result. Pure. */
export function buildResult(
  id: string,
  decision: Decision,
  evidence: Evidence,
  findings: readonly Finding[],
  catalogue: Catalogue,
): Result {
  const base = { id, isTie: false, redacted: evidence.redacted };
  if (decision.declined) {
    return {
      ...base,
      declined: true,
      ...declineWords(decision, catalogue),
      answers: [],
      evidence: evidence.facts,
    };
  }
  const answers = decision.answers.flatMap((candidate) => {
    const symptom = catalogue.symptoms.find((entry) => entry.id === candidate.symptom);
    return symptom
      ? [buildAnswer(symptom, candidate, factsOf(evidence, candidate), findings, catalogue)]
      : [];
  });
  const [first] = decision.answers;
  const named = first ? factsOf(evidence, first) : evidence.facts;
  const stage = answers[0]?.stage ?? named.stage;
  const facts = { ...named, ...(stage ? { stage } : {}) };
  const question = decision.isTie ? questionOf(answers, catalogue) : undefined;
  return {
    ...base,
    declined: false,
    next: [],
    answers,
    isTie: decision.isTie,
    ...(question ? { question } : {}),
    ...(evidence.timelines ? { timelines: evidence.timelines.map(showTimeline) } : {}),
    evidence: facts,
  };
}

/** Two that the same line decided are one problem read in two ways; two lines may be two problems. */
function questionOf([first, second]: readonly Answer[], { symptoms }: Catalogue): Separation | undefined {
  const line = (answer: Answer | undefined) => answer?.because[0]?.line ?? 0;
  if (line(first) !== line(second) && line(first) > 0 && line(second) > 0) return undefined;
  const [one, other] = [first, second].map((answer) => symptoms.find(({ id }) => id === answer?.symptom));
  return one && other ? separate(one, other) : undefined;
}

function buildAnswer(
  symptom: Symptom,
  candidate: Candidate,
  facts: Facts,
  findings: readonly Finding[],
  catalogue: Catalogue,
): Answer {
  const fill = <T extends Step | Proof>(part: T): T => fillPart(part, facts, catalogue);
  const toSources = (refs: readonly SourceRef[]) => refs.map((ref) => sourceOf(ref, catalogue));
  const causes = symptom.causes.map((cause): CauseVerdict => {
    const own = findings.filter((finding) => finding.symptom === symptom.id && finding.cause === cause.id);
    return {
      cause: cause.id,
      title: cause.title,
      verdict: verdictOf(own),
      likelihood: cause.likelihood,
      why: cause.why,
      evidence: sawOnce(own),
      needs: [...new Set(own.flatMap(({ permission }) => permission ?? []))],
      fix: cause.fix.map(fill),
      confirm: cause.confirm.map(fill),
      ruleOut: cause.ruleOut.map(fill),
      sources: toSources(cause.source),
    };
  });
  return {
    symptom: symptom.id,
    checks: checksOf([symptom]).length,
    title: symptom.title,
    says: symptom.says,
    kind: symptom.kind,
    status: symptom.status,
    ...(symptom.stage ? { stage: symptom.stage } : {}),
    confidence: Math.round(candidate.confidence * 1000) / 1000,
    because: candidate.because,
    path: pathOf(symptom, facts, findings),
    causes: causes.sort(byNextThingToDo),
    steps: symptom.steps.map(fill),
    conflicts: symptom.conflicts,
    ...(symptom.successor ? { successor: symptom.successor } : {}),
    sources: toSources(symptom.sources),
  };
}

/** Nothing failed where somebody only asks how. */
function pathOf({ id, kind, stage }: Symptom, facts: Facts, findings: readonly Finding[]): PathMark[] {
  if (kind === 'howto') return [];
  const own = findings.filter(({ symptom }) => symptom === id);
  return pullPath(stage ?? facts.stage, facts, {
    stops: own.flatMap(({ stops }) => stops ?? []),
    passed: own.flatMap(({ passed }) => passed ?? []),
  });
}

/**
 * What was seen, each once: a live check that saw what a paste had told adds nothing, nor does one that could not tell
 * where another could.
 */
function sawOnce(all: readonly Finding[]): string[] {
  const isDecided = all.some(({ effect }) => effect === 'confirms' || effect === 'rules-out');
  const findings = isDecided ? all.filter(({ effect }) => effect !== 'unknown') : all;
  const pasted = findings.filter(({ vantage }) => vantage.from === 'pasted').map(({ saw }) => saw);
  const isTold = (saw: string) => pasted.some((one) => one.startsWith(`${saw} (pasted, line `));
  return [...new Set(findings.map(({ saw }) => saw).filter((saw) => !isTold(saw)))];
}

/** Evidence on both sides proves neither. */
function verdictOf(findings: readonly Finding[]): Verdict {
  const has = (effect: Finding['effect']) => findings.some((finding) => finding.effect === effect);
  if (has('confirms')) return has('rules-out') ? 'possible' : 'confirmed';
  if (has('rules-out')) return 'ruled-out';
  return has('unknown') ? 'could-not-check' : 'possible';
}

const VERDICT_ORDER: readonly Verdict[] = ['confirmed', 'possible', 'could-not-check', 'ruled-out'];
const LIKELIHOOD_ORDER: readonly Cause['likelihood'][] = ['common', 'occasional', 'rare'];

function byNextThingToDo(a: CauseVerdict, b: CauseVerdict): number {
  const byVerdict = VERDICT_ORDER.indexOf(a.verdict) - VERDICT_ORDER.indexOf(b.verdict);
  return byVerdict || LIKELIHOOD_ORDER.indexOf(a.likelihood) - LIKELIHOOD_ORDER.indexOf(b.likelihood);
}

function fillPart<T extends Step | Proof>(part: T, facts: Facts, catalogue: Catalogue): T {
  const { command, powershell } = part;
  return {
    ...part,
    ...(command ? { command: fillCommand(command, facts, catalogue.parameters, 'bash') } : {}),
    ...(powershell ? { powershell: fillCommand(powershell, facts, catalogue.parameters, 'powershell') } : {}),
  };
}

/** Resolves a citation; a GitHub thread, `github:owner/repo#12`, carries its own address. */
export function sourceOf(ref: SourceRef, catalogue: Catalogue): Source {
  const section = ref.section ? { section: ref.section } : {};
  const thread = /^github:([^#]+)#(\d+)$/.exec(ref.document);
  if (thread) {
    return {
      title: `GitHub ${thread[1]}#${thread[2]}`,
      ...section,
      address: `https://github.com/${thread[1]}/issues/${thread[2]}`,
    };
  }
  const document = catalogue.documents[ref.document];
  if (!document) throw new Error(`document ${ref.document} passed the build but is not in the catalogue`);
  return {
    title: document.title,
    ...section,
    address: document.address,
    ...(document.dated ? { dated: document.dated } : {}),
  };
}

type Declined = Extract<Decision, { declined: true }>;

function declineWords(decision: Declined, catalogue: Catalogue): { reason: string; next: string[] } {
  if (decision.reason === 'empty') {
    return {
      reason: 'There is no text to read.',
      next: ['Paste the error message as text, with a few lines around it.'],
    };
  }
  const foreign = catalogue.elsewhere.find((entry) => entry.id === decision.foreignId);
  if (foreign) return { reason: `${foreign.title}. ${foreign.says}`, next: foreign.try };
  if (decision.about) {
    return {
      reason: `The failing call went to ${decision.about}, not to Azure Container Registry.`,
      next: [
        'Ask whoever runs that registry.',
        'If the image should come from your registry, write its login server in front of the name.',
      ],
    };
  }
  return {
    reason: 'Nothing documented about Azure Container Registry matches this text.',
    next: NEXT_WHEN_UNKNOWN,
  };
}

const NEXT_WHEN_UNKNOWN = [
  'Paste the whole message of the failing step, with a few lines before it; for a pod: kubectl describe pod <pod> --namespace <namespace>.',
  'Or look for words, like: search key rotated container app.',
];
