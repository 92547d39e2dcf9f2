import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const INDEX = join(__dirname, '..', '..', 'dist', 'src', 'index.js');

export interface Run {
  child: ChildProcess;
  output: () => string;
  /** Resolves with the exit code. */
  ended: Promise<number | null>;
}

/** Starts the built service as `npm start` does, with only these settings. */
export function runService(env: Record<string, string>): Run {
  const child = spawn(process.execPath, [INDEX], { env: { PATH: '/usr/bin:/bin', ...env } });
  let text = '';
  const hear = (chunk: Buffer) => (text += chunk.toString());
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, output: () => text, ended };
}

/** The address the service prints once it listens. */
export async function addressOf(run: Run): Promise<string> {
  const end = Date.now() + 15_000;
  while (Date.now() < end) {
    const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(run.output())?.[0];
    if (address) return address;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  throw new Error(`the service printed no address: ${run.output()}`);
}
