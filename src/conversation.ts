import type { Asker } from './case';
import type { Card } from './cards/elements';
import type { ParamName } from './checks/check';
import type { Intent, Said } from './intent';
import type { Stage } from './knowledge/schema';
import type { Facts } from './parse/facts';
import type { Separation } from './verdict/separate';

/** Slow work that a conversation sets going. Plain JSON: it is written down and outlives the process. */
export type Work =
  /** Live checks of a case, with names that were given beside the paste. */
  | { does: 'check'; caseId: string; facts: Facts }
  /** Live checks of a command, by its name. */
  | { does: 'run'; command: string; facts: Facts; text: string }
  /** To say that somebody is signed in, once they are. */
  | { does: 'sign-in' };

/** What a message says once it is read, before any conversation is looked at. */
export interface Reading {
  said: Said;
  intent: Intent;
  /** The answer, when it is an error or a question. */
  answered?: Answered;
}

export interface Answered {
  card: Card;
  /** The case that keeps what was pasted; absent when nothing is answered. */
  caseId?: string;
  /** Whether literal words of a documented message decided, rather than likeness. */
  isSure: boolean;
  /** Asked when two symptoms fit equally well. */
  question?: Separation;
}

/** What a conversation remembers of one person. */
export interface Memory {
  /** The case that a further paste or a command is likely about. */
  caseId?: string;
}

/** All that a conversation can have done. The dialogs talk; this thinks. Plain values in and out. */
export interface Mind {
  read: (said: Said, asker: Asker, signal: AbortSignal) => Promise<Reading>;
  /** Reads a text as an error, even when its words would be a command: that of a message which somebody else wrote. */
  diagnose: (text: string, asker: Asker, signal: AbortSignal) => Promise<Answered>;
  /** Folds a further paste into a case; undefined when it says nothing about it. */
  fold: (caseId: string, text: string, asker: Asker, signal: AbortSignal) => Promise<Answered | undefined>;
  /** What can be answered at once: notes, an entry, a hand-off note, who am I. */
  tell: (intent: Intent, asker: Asker) => Promise<Card>;
  /** Versions of one card, the last of them final; each replaces the one before. */
  work: (work: Work, asker: Asker, signal: AbortSignal) => AsyncIterable<Card>;
  /** Names that live checks of the case need and nobody gave, most useful first; all of them, or only what nothing works without. */
  lacking: (caseId: string, asker: Asker, which: 'all' | 'essential') => Promise<ParamName[]>;
  /** What is known of a case: its registry, repository and so on. */
  facts: (caseId: string, asker: Asker) => Promise<Facts>;
  /** Values of a parameter that are really there, at most 40; empty when that cannot be seen in time. */
  choices: (name: ParamName, facts: Facts, asker: Asker) => Promise<string[]>;
  /** A report that they were shown among others; undefined when it is gone, or somebody else's. */
  report: (id: string, asker: Asker) => Promise<Card | undefined>;
  /** What the person gave for a parameter before. */
  remembered: (asker: Asker) => Promise<Facts>;
  remember: (facts: Facts, asker: Asker) => Promise<void>;
  /** Entries to choose from where somebody has no message to paste, by place. */
  places: () => readonly Place[];
  /** Begins to watch what the facts name. `reference` says where the end is told. */
  watch: (facts: Facts, asker: Asker, reference: object) => Promise<Card>;
  /** Notes a message that was not answered, or an answer that did not help. */
  note: (gap: Gap, asker: Asker) => Promise<void>;
}

/** A place where something fails, and what is seen there most. */
export interface Place {
  label: string;
  symptoms: readonly { symptom: string; label: string; stage?: Stage }[];
}

export type Gap =
  { kind: 'unanswered'; text: string } | { kind: 'liked' | 'disliked'; caseId: string; comment?: string };
