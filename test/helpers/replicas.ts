import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Death {
  when: 'before' | 'after';
  does: 'put' | 'create' | 'delete';
  /** Prefix of the key. */
  key: string;
  nth: number;
}

export interface Replica {
  port: number;
  /** Resolves with the signal or code it ended with. */
  ended: Promise<NodeJS.Signals | number | null>;
  /** What it said on standard error. */
  complaints: () => string;
  stop: () => Promise<void>;
  post: (activity: unknown) => Promise<number | 'no answer'>;
}

/** Starts a replica of the built service, in a process of its own (replica.cjs). */
export async function startReplica(options: {
  folder: string;
  heldMs: number;
  dies?: Death;
  scenario?: string;
  /** The next version: every stored form has another number. */
  isNext?: boolean;
}): Promise<Replica> {
  const child = spawn(process.execPath, [join(__dirname, 'replica.cjs'), JSON.stringify(options)]);
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ended = new Promise<NodeJS.Signals | number | null>((resolve) =>
    child.once('close', (code, signal) => resolve(signal ?? code)),
  );
  const port = await new Promise<number>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      if (line.startsWith('{"port"')) resolve((JSON.parse(line) as { port: number }).port);
    });
    void ended.then((how) => reject(new Error(`the replica ended (${String(how)}): ${complaints}`)));
  });
  return {
    port,
    ended,
    complaints: () => complaints,
    async stop() {
      child.stdin.end();
      await ended;
    },
    post: (activity) =>
      fetch(`http://127.0.0.1:${port}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(activity),
      }).then(
        ({ status }) => status,
        () => 'no answer' as const,
      ),
  };
}
