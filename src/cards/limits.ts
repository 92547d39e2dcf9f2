import type { Note } from './note';

/** What is said when more is asked than can be answered. Neither asks for patience without saying for how long. */
export const LIMIT_NOTES: Record<'tooMuch' | 'busy', Note> = {
  tooMuch: {
    title: 'That is more than can be answered at once.',
    lines: [
      'Messages of the last minute that got no answer were not read. Send the next one in a minute.',
      'One long paste is better than many short ones: put all lines around the error into one message.',
    ],
  },
  busy: {
    title: 'Too many diagnoses are running.',
    lines: ['This message was not read. Send it again in a minute.'],
  },
};
