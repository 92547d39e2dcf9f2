import { parseArgs, type ParseArgsConfig } from 'node:util';
import {} from './terminal';
import { UsageError } from '../usage-error';

/** Parses the arguments of a command. @throws UsageError naming the wrong argument. */
export function readArguments<const T extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  options: T,
) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error));
  }
}
