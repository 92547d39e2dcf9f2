import { styleText } from 'node:util';
import { PLAIN, type Paint } from '../cards/text';
import { readConfig, type Config } from '../config';
import { redact } from '../redact/redact';

/** Exit codes of the command line; 64 and 70 are those of sysexits.h. */
export const EXIT = { answered: 0, declined: 2, usage: 64, software: 70 } as const;

/** What a command needs of its surroundings. */
export interface Terminal {
  out: (text: string) => void;
  err: (text: string) => void;
  paint: Paint;
  config: Config;
}

export function createTerminal(): Terminal {
  const config = readConfig();
  const hasColours = process.stdout.isTTY && !config.noColor;
  return {
    out: (text) => void process.stdout.write(text),
    // A path, an argument or an answer of Azure may stand in it, and with it a secret.
    err: (text) => void process.stderr.write(redact(text).text),
    paint: hasColours ? (style, text) => styleText(style, text) : PLAIN,
    config,
  };
}
