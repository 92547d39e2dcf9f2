import type { Note } from './note';

/** What is said of somebody's sign-in. Each says what was not done, and what to do. */
export const SIGN_IN_NOTES = {
  late: {
    title: 'Nobody signed in within 15 minutes. The live checks were not run.',
    lines: ['Check live on the card asks again. The answers above need no sign-in.'],
  },
  declined: {
    title: 'You closed the sign-in page. The live checks were not run.',
    lines: [
      'Check live on the card asks again. Without signing in, run the commands on the card and paste their output: it is read the same way.',
    ],
  },
  dropped: {
    title: 'Left out: the live checks that waited for your sign-in.',
    lines: ['Run the commands on the card and paste their output: it is read the same way.'],
  },
  wrongCode: {
    title: 'The sign-in did not come through.',
    lines: ['Press Sign in once more. What waits for it is kept for 15 minutes.'],
  },
  unasked: {
    title: 'The sign-in could not be asked for: the token service did not answer.',
    lines: ['Press Sign in once more in a minute. What waits for it is kept for 15 minutes.'],
  },
  ofAnother: {
    title: 'You signed in with another account than the one that you use in Teams.',
    lines: ['That sign-in was dropped. Press Sign in once more and choose the account of Teams.'],
  },
  forAnother: {
    title: 'The sign-in was not made for this bot.',
    lines: [
      "Whoever runs it must set the scope of the OAuth connection to the app's own, api://botid-.../access_as_user.",
    ],
  },
  nothingWaits: {
    title: 'You are signed in.',
    lines: ['Nothing waits for it. Check live on a card begins.'],
  },
  signedOut: {
    title: 'You are signed out.',
    lines: ['No token of yours is used any more. The next live check asks you to sign in.'],
  },
  nobodySignsIn: { title: 'Nobody signs in here, so nobody signs out.', lines: [] },
  notSignedOut: {
    title: 'You could not be signed out: the token service did not answer.',
    lines: ['Tokens kept in this process were dropped. Type sign out once more in a minute.'],
  },
} satisfies Record<string, Note>;
