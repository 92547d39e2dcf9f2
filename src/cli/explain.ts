import { renderText } from '../cards/text';
import { openCatalogue } from '../knowledge/catalogue';
import { explainName } from '../lookup';
import { redact } from '../redact/redact';
import { readArguments } from './arguments';
import { EXIT, type Terminal } from './terminal';
import { UsageError } from '../usage-error';

/** `acr-doctor explain ID|CODE`: an entry by its id, a former id, or the error code its anchors name. */
export function runExplain(args: string[], terminal: Terminal): number {
  const { values, positionals } = readArguments(args, { json: { type: 'boolean' } });
  const name = redact(positionals.join(' ')).text.trim();
  if (name === '')
    throw new UsageError('explain needs an id or an error code, like: explain MANIFEST_UNKNOWN');
  const result = explainName(name, openCatalogue(terminal.config.knowledgeFolders));
  terminal.out(values.json ? `${JSON.stringify(result)}\n` : `${renderText(result, terminal.paint)}\n`);
  return result.declined ? EXIT.declined : EXIT.answered;
}
