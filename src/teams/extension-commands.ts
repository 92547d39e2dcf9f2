/**
 * The two commands of the message extension: the manifest declares them, and an invoke names one in `value.commandId`.
 * Schema 1.29: id at most 64 characters, title 32, description 128; a parameter's name 64.
 */

/** In the menu of a message: reads that message. Its invoke is `composeExtension/fetchTask`. */
export const DIAGNOSE_MESSAGE = {
  id: 'diagnoseMessage',
  title: 'Diagnose',
  says: 'Read this message as an error: why an image does not pull, convert or transfer',
} as const;

/** In the compose box: looks up an entry to send. Its invoke is `composeExtension/query`. */
export const SEARCH_ENTRIES = {
  id: 'searchEntries',
  title: 'Look up a symptom',
  says: 'Look up an error or a symptom, and put its causes and fixes into your message',
  parameter: { name: 'words', title: 'Words or an error code', says: 'For example: MANIFEST_UNKNOWN' },
} as const;
