import type { Note } from './note';

/** What is said when a message cannot be answered. None asks for patience without saying for how long. */
export const LIMIT_NOTES: Record<'tooMuch' | 'busy' | 'store' | 'givenUp', Note> = {
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
  store: {
    title: 'The message could not be kept.',
    lines: [
      "The bot's store does not take anything at the moment, so this message gets no answer. Send it again in a minute; if this stays, tell whoever runs the bot.",
    ],
  },
  givenUp: {
    title: 'One message could not be answered.',
    lines: [
      'The bot stopped three times while it worked on it, and will not try again. Send a part of it: the lines around the error are enough. Whoever runs the bot finds the reason in its log.',
    ],
  },
};
