import type { Note } from './note';

/*
 * What is said in words that carry a name or a number: each function makes one note of plain values. Whatever a person
 * wrote is shown as it is, never read as markdown.
 */

/** Of words that were searched for or typed, as much as fits on a line. */
const MAX_WORDS = 80;
const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

const OWN_RIGHTS = 'Live checks look with your own rights in Azure.';
const NO_LIVE = 'No live checks can be run here.';

export const TOLD = {
  /** @param why a sentence for each file */
  fileNotRead: (why: readonly string[]): Note => ({ title: 'A file was not read.', lines: why }),

  /** A question that another message put aside. */
  setAside: (ask: string): Note => ({
    title: `Set aside: "${ask}"`,
    lines: ['The message is answered instead.'],
  }),

  helpForQuestion: (hints: readonly string[], canGoBack: boolean, canSkip: boolean): Note => ({
    title: 'A question is open.',
    lines: [
      ...hints,
      `Type the answer or use a button.${canGoBack ? ' back goes one step back.' : ''}${canSkip ? ' skip leaves it out.' : ''} cancel ends it.`,
      'A new error message, a command with a slash, or another button sets the question aside.',
    ],
  }),

  /** Output that was asked for and proves nothing. */
  settlesNothing: (command: string, isPartial: boolean): Note => ({
    title: `Read: the output of ${command}. It settles none of the causes of your case.`,
    lines: [
      ...(isPartial ? ['It was cut off; the whole of it may say more.'] : []),
      'The case stays as it is. hand-off shows what is known of it.',
    ],
  }),

  wrongCommand: (wrong: string, usage?: string, example?: string): Note => ({
    title: wrong,
    lines: [...(usage ? [`Usage: ${usage}`] : []), ...(example ? [`Example: ${example}`] : [])],
  }),

  notFound: (words: string): Note => ({
    title: `No entry speaks of '${words.slice(0, MAX_WORDS)}'.`,
    lines: ['Paste the error message itself, or ask in a sentence.'],
  }),

  found: (words: string, entries: readonly { title: string; symptom: string }[]): Note => ({
    title: `Entries that speak of '${words.slice(0, MAX_WORDS)}'`,
    lines: entries.map(({ title, symptom }) => `${title}  (${symptom})`),
    samples: entries.slice(0, 6).map(({ title, symptom }) => ({ title, text: `/explain ${symptom}` })),
  }),

  /**
   * @param as with whose rights live checks look, `you` for their own; absent where none can be run
   * @param more on a person's sign-in, and on what they may run
   */
  whoAmI: (user: string, tenant: string, as: string | undefined, more: readonly string[]): Note => ({
    title: 'Who you are to this bot',
    lines: [
      `User ${user}`,
      `Tenant ${tenant}`,
      as === 'you' ? OWN_RIGHTS : as === undefined ? NO_LIVE : `Live checks look with the rights of ${as}.`,
      ...more,
      'forget me deletes your cases, watches and what you named before; audit lists the checks run for you.',
    ],
  }),

  forgotten: (cases: number): Note => ({
    title: cases === 0 ? 'Nothing is kept about you.' : `Deleted: ${counted(cases, 'case')}.`,
    lines: ['Buttons on older cards of yours no longer work. What was posted in a chat stays there.'],
  }),

  /** @param needs what leave it would take, as half a sentence */
  notWatched: (needs: string): Note => ({
    title: "Not watched: a watch looks with the bot's own identity.",
    lines: [`For that, ${needs}.`, 'The same live check can be run again at any time.'],
  }),

  /** @param as with whose rights live checks look, where nobody signs in; absent where none can be run */
  noSignIn: (as?: string): Note => ({
    title: 'Nobody needs to sign in here.',
    lines: [as === undefined ? NO_LIVE : `Live checks look with the rights of ${as}, not with yours.`],
  }),

  signedIn: (name?: string): Note => ({
    title: `You are signed in${name === undefined ? '' : ` as ${name}`}.`,
    lines: [`${OWN_RIGHTS} sign out ends that; who am I tells more.`],
  }),

  /** @param isWatched whether it goes on; else it was refused */
  watchBegun: (says: string, isWatched: boolean): Note => ({
    title: says,
    lines: [
      isWatched ? 'stop watching ends it before.' : 'stop watching ends all of yours in this conversation.',
    ],
  }),

  watchesEnded: (count: number): Note => ({
    title:
      count === 0 ? 'Nothing is watched for you here.' : `Ended: ${count} watch${count === 1 ? '' : 'es'}.`,
    lines: ['watch with an image or a pipeline run begins one.'],
  }),

  /** @param symptom the entry that explains the failure */
  watchEnded: (title: string, lines: readonly string[], symptom?: string): Note => ({
    title,
    lines,
    ...(symptom ? { samples: [{ title: 'What it means', text: `/explain ${symptom}` }] } : {}),
  }),

  /** @param known all of them; `lines` the first, each in one line */
  gaps: (known: number, lines: readonly string[]): Note => ({
    title: `${counted(known, 'gap')}, the most frequent first`,
    lines: [...lines, 'acr-doctor gaps prints them whole, each with the beginning of its entry.'],
  }),

  noRecords: (days: number): Note => ({
    title: `No check was run for you in ${days} days.`,
    lines: ['Live checks are listed here: when, what, on what, with which result and whose rights.'],
  }),

  records: (days: number, known: number, lines: readonly string[]): Note => ({
    title: `Checks run for you in ${days} days: ${known}`,
    lines,
  }),
};
