import { format } from 'node:util';
import { redact } from '../redact/redact';

/** More causes than this are a circle. */
const MAX_CAUSES = 5;

/** What may be printed of an error, stacks of its causes included, with secrets masked. Of what is no error, nothing. */
export function lastWords(error: unknown): string {
  const stacks: string[] = [];
  let one = error;
  while (one instanceof Error && stacks.length < MAX_CAUSES) {
    stacks.push(one.stack ?? String(one));
    one = one.cause;
  }
  if (stacks.length === 0)
    return `${typeof error === 'string' ? redact(error).text : 'Something that is no error was thrown.'}\n`;
  return `${redact(stacks.join('\ncaused by: ')).text}\n`;
}

/** An error that nobody catches would be printed by node as it is, with whatever stands in its words. */
export function guardLastWords(): void {
  const end = (error: unknown) => {
    process.stderr.write(lastWords(error));
    process.exit(70);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', (error) => {
    if (!isTwinOfACommit(error)) end(error);
  });
}

/**
 * Of a commit that fails, because the disk is full, lmdb (3.5.6, write.js, `finishBatch`) rejects one promise more than
 * those it gave out: nobody can listen to it, and whoever wrote is told by their own.
 */
function isTwinOfACommit(error: unknown): boolean {
  return error instanceof Error && 'commitError' in error;
}

/** What packages print by themselves, such as the Bot Framework's adapter each request that it refuses, is masked too. */
export function maskConsole(): void {
  const print = (...parts: unknown[]) => {
    const words = parts.map((part) => (part instanceof Error ? (part.stack ?? String(part)) : part));
    process.stderr.write(`${redact(format(...words)).text}\n`);
  };
  Object.assign(console, { log: print, info: print, debug: print, warn: print, error: print, trace: print });
}
