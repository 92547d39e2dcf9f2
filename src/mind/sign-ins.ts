import type { Asker } from '../case';
import type { Card } from '../cards/elements';
import { renderNoteCard } from '../cards/note';
import { SIGN_IN_NOTES } from '../cards/sign-in';
import { TOLD } from '../cards/told';
import { redact } from '../redact/redact';
import type { Thinking } from './mind';

/** What the mind knows of sign-ins: plain values. */
export interface SignIns {
  standingOf: (asker: Asker) => Promise<SignInStanding>;
  /** Resources that were asked for as them: with why there was no token, where there was none. */
  leavesOf: (asker: Asker) => Promise<{ resource: string; refused?: string }[]>;
  /** @returns whether it is sure that they are signed out */
  signOut: (asker: Asker) => Promise<boolean>;
  /** Leaves out the work that waits for their sign-in. @returns how much that was */
  drop: (asker: Asker) => Promise<number>;
}

export type SignInStanding =
  { is: 'signed-in'; name?: string; account?: string } | { is: 'signed-out' | 'unknown' | 'faulty' };

/** What `sign in` ends with: it begins as work, so that a sign-in that is needed comes first. */
export async function tellSignedIn(asker: Asker, { signIns, openLive }: Thinking): Promise<Card> {
  if (!signIns) return renderNoteCard(TOLD.noSignIn(openLive?.(AbortSignal.abort(), asker).as));
  const standing = await signIns.standingOf(asker);
  if (standing.is !== 'signed-in') return renderNoteCard({ title: STANDINGS[standing.is], lines: [] });
  return renderNoteCard(TOLD.signedIn(standing.name === undefined ? undefined : nameOf(standing)));
}

const STANDINGS: Record<Exclude<SignInStanding['is'], 'signed-in'>, string> = {
  'signed-out': 'You are not signed in. Type sign in; live checks ask for it by themselves.',
  unknown: 'Whether you are signed in could not be asked: the token service did not answer.',
  faulty: 'Your sign-in cannot be used for this bot. Type sign out, then sign in.',
};

export async function signOut(asker: Asker, { signIns }: Thinking): Promise<Card> {
  if (!signIns) return renderNoteCard(SIGN_IN_NOTES.nobodySignsIn);
  await signIns.drop(asker);
  return renderNoteCard(
    (await signIns.signOut(asker)) ? SIGN_IN_NOTES.signedOut : SIGN_IN_NOTES.notSignedOut,
  );
}

/** A farewell or `skip` also leaves out what waits for a sign-in. */
export async function leaveOut(asker: Asker, { signIns }: Thinking): Promise<Card | undefined> {
  const count = (await signIns?.drop(asker)) ?? 0;
  return count > 0 ? renderNoteCard(SIGN_IN_NOTES.dropped) : undefined;
}

/** Lines of `who am I` on a person's sign-in, and on what Azure gave tokens for in this process. */
export async function signInLines(asker: Asker, signIns: SignIns): Promise<string[]> {
  const standing = await signIns.standingOf(asker);
  if (standing.is !== 'signed-in') return [STANDINGS[standing.is]];
  const leaves = await signIns.leavesOf(asker);
  return [
    `Signed in as ${nameOf(standing)}`,
    ...(leaves.length === 0 ? ['Consent: no resource was asked for as you yet by this process.'] : []),
    ...leaves.map(({ resource, refused }) =>
      refused === undefined ? `${resource}: asked as you` : `${resource}: ${refused}`,
    ),
  ];
}

/** Names come from a token, and are masked like any text. */
function nameOf({ name, account }: Extract<SignInStanding, { is: 'signed-in' }>): string {
  const words = [name, account === undefined ? undefined : `(${account})`].filter(Boolean).join(' ');
  return redact(words === '' ? 'somebody without a name' : words).text.slice(0, 200);
}
