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
  process.on('uncaughtException', (error) => {
    process.stderr.write(lastWords(error));
    process.exit(70);
  });
}
