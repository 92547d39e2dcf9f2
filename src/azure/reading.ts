/** Why something could not be read. */
export type UnreadableReason =
  | 'forbidden'
  | 'unauthorized'
  /** Nobody has agreed that the bot asks this resource as the user. */
  | 'consent-needed'
  /** The user must sign in, again, or with more than a password. */
  | 'sign-in-needed'
  | 'not-found'
  | 'throttled'
  | 'timed-out'
  | 'unreachable'
  | 'bad-answer'
  | 'cancelled';

/** A thing that could not be read: never the same as a thing that is not there or is switched off. */
export interface Unreadable {
  reason: UnreadableReason;
  /** The Azure action (or the registry's scope) that reading it takes, where a right may be what is missing. */
  permission?: string;
  /** What was seen, in one sentence for a person; without secrets, at most 300 characters. */
  saw: string;
  /** Azure's id of the failed call, for Microsoft support. */
  correlationId?: string;
}

/** One thing read from Azure, with the time of the answer (ISO 8601, UTC), or why it could not be read. */
export type Read<T> = { ok: true; value: T; at: string } | { ok: false; unreadable: Unreadable };

/** A list read page by page. `isComplete` is false when there were more pages than the limit allows. */
export interface Listed<T> {
  items: T[];
  isComplete: boolean;
}

/** Trouble outside, on its way to becoming an `Unreadable`. Used inside src/azure only. */
export class Trouble extends Error {
  override name = 'Trouble';
  constructor(readonly unreadable: Unreadable) {
    super(unreadable.saw);
  }
}

/** The same reading with another value; a failed one stays as it is. */
export function mapRead<T, U>(read: Read<T>, change: (value: T) => U): Read<U> {
  return read.ok ? { ...read, value: change(read.value) } : read;
}

/** The value of a reading. @throws Trouble when it could not be read. */
export function valueOf<T>(read: Read<T>): T {
  if (read.ok) return read.value;
  throw new Trouble(read.unreadable);
}
