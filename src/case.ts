import type { Facts } from './parse/facts';
import type { Candidate } from './match/candidate';
import type { Finding } from './verdict/finding';
import type { Checked } from './verdict/result';
import { foldTimelines, type Timeline } from './verdict/timeline';

/** Version of the stored form; a stored case of another version is not read. */
export const CASE_SCHEMA: number = 1;

/** What all pastes of a case say together. Holds quoted lines of redacted text, never a whole paste. */
export interface Evidence {
  facts: Facts;
  answers: Candidate[];
  /** Kinds of secrets that were masked. */
  redacted: string[];
  /** Pulls that a log or an event list told, by the check that read them. */
  timelines?: Timeline[];
}

/** One problem of one person: every paste, click and check about it folds into the same case. */
export interface Case {
  id: string;
  schema: number;
  /** Who asked: the user's object id, or `local`. */
  owner: string;
  tenant: string;
  evidence: Evidence;
  findings: Finding[];
  /** When live checks last looked, and as whom; absent when none did. */
  checked?: Checked;
  /** ISO 8601, UTC. */
  createdAt: string;
}

/** Who asks, and in which tenant. */
export interface Asker {
  id: string;
  tenant: string;
  /** What the channel calls them: the token service knows them by it. Absent on the command line. */
  account?: string;
  /** Where it is asked; absent on the command line. */
  place?: Place;
}

export interface Place {
  kind: 'personal' | 'groupChat' | 'channel';
  /** Id of the conversation, without the thread. */
  conversation: string;
  /** The team's Entra group id or Teams id, in a channel. */
  team?: string;
}

export function openCase(id: string, asker: Asker, createdAt: string): Case {
  return {
    id,
    schema: CASE_SCHEMA,
    owner: asker.id,
    tenant: asker.tenant,
    evidence: { facts: {}, answers: [], redacted: [] },
    findings: [],
    createdAt,
  };
}

/** @throws Error when the case is not the asker's: a click on somebody else's card. */
export function assertOwner(known: Case, asker: Asker): void {
  if (known.owner !== asker.id || known.tenant !== asker.tenant)
    throw new Error('This case belongs to somebody else.');
}

/** Adds what a further paste says. Facts already known stay unless the new paste names them anew. */
export function foldEvidence(
  known: Evidence,
  facts: Facts,
  answers: readonly Candidate[],
  redacted: string[],
): Evidence {
  const merged = new Map(known.answers.map((answer) => [answer.symptom, answer]));
  for (const answer of answers) {
    const other = merged.get(answer.symptom);
    if (!other || other.confidence < answer.confidence) merged.set(answer.symptom, answer);
  }
  return {
    ...known,
    facts: { ...known.facts, ...facts },
    answers: [...merged.values()].sort((a, b) => b.confidence - a.confidence),
    redacted: [...new Set([...known.redacted, ...redacted])],
  };
}

/** Adds pulls that were read. */
export function withTimelines(evidence: Evidence, found: readonly Timeline[]): Evidence {
  if (found.length === 0) return evidence;
  return { ...evidence, timelines: foldTimelines(evidence.timelines ?? [], found) };
}

/** Adds what live checks found. A check that ran again replaces what it saw before, and not what was pasted. */
export function foldFindings(
  known: readonly Finding[],
  found: readonly Finding[],
  checks: readonly string[],
): Finding[] {
  const kept = known.filter(
    ({ check, vantage }) => check === undefined || vantage.from === 'pasted' || !checks.includes(check),
  );
  return [...kept, ...found];
}

/** Facts of one message, which say nothing of another message's registry. */
const OF_THE_MESSAGE = [
  ...([
    'registry',
    'badHost',
    'repository',
    'tag',
    'digest',
    'status',
    'code',
    'endpoint',
    'clientIp',
  ] as const),
  ...(['dnsServer', 'stage', 'correlationId', 'pod', 'node', 'method', 'scope', 'failedAt'] as const),
];

/** What is known about one answer: all that was pasted, but the deciding message's own names where they differ. */
export function factsOf({ facts }: Evidence, { facts: own }: Candidate): Facts {
  if (!own) return facts;
  const isAnother =
    own.registry !== undefined && facts.registry !== undefined && own.registry !== facts.registry;
  if (!isAnother) return { ...facts, ...own };
  const shared = Object.entries(facts).filter(([name]) => !OF_THE_MESSAGE.some((other) => other === name));
  return { ...Object.fromEntries(shared), ...own };
}
