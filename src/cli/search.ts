import { openCatalogue } from '../knowledge/catalogue';
import { searchWords } from '../lookup';
import { readArguments } from './arguments';
import { EXIT, type Terminal } from './terminal';
import { UsageError } from '../usage-error';

/** `acr-doctor search WORDS`: entries that share the words, best first, one a line. */
export function runSearch(args: string[], terminal: Terminal): number {
  const { values, positionals } = readArguments(args, { json: { type: 'boolean' } });
  const words = positionals.join(' ').trim();
  if (words === '') throw new UsageError('search needs words, like: search key rotated container app');
  const rows = searchWords(words, openCatalogue(terminal.config.knowledgeFolders));
  if (values.json) terminal.out(`${JSON.stringify(rows)}\n`);
  else if (rows.length === 0) terminal.out(`No entry speaks of '${words}'.\n`);
  else for (const row of rows) terminal.out(`${row.symptom.padEnd(52)} ${row.title}\n`);
  return rows.length > 0 ? EXIT.answered : EXIT.declined;
}
