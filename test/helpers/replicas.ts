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
  signal: (signal: 'SIGTERM' | 'SIGKILL') => void;
  stop: () => Promise<void>;
  post: (activity: unknown, token?: string) => Promise<number | 'no answer'>;
}

export interface ReplicaOptions {
  folder: string;
  heldMs: number;
  dies?: Death;
  scenario?: string;
  /** The next version: every stored form has another number. */
  isNext?: boolean;
  /** Authentication on, between this issuer and connector; without, local mode. */
  teams?: { metadata: string };
  /** A text that kills the process that reads it, or keeps it busy for ever. */
  poison?: { text: string; does: 'kill' | 'block' };
  /** No file may grow beyond so many blocks of 512 bytes, as on a disk that is full. */
  fileBlocks?: number;
  /** Ended when its event loop stands still for so long. */
  watchdogMs?: number;
}

/** Starts a replica of the built service, in a process of its own (replica.cjs). */
export async function startReplica(options: ReplicaOptions): Promise<Replica> {
  const command = [process.execPath, join(__dirname, 'replica.cjs'), JSON.stringify(options)];
  const limit = options.fileBlocks === undefined ? '' : `ulimit -f ${options.fileBlocks}; `;
  const child = spawn('/bin/sh', ['-c', `${limit}exec "$0" "$@"`, ...command]);
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
    signal: (signal) => void child.kill(signal),
    async stop() {
      child.stdin.end();
      await ended;
    },
    post: (activity, token) =>
      fetch(`http://127.0.0.1:${port}/api/messages`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(activity),
      }).then(
        ({ status }) => status,
        () => 'no answer' as const,
      ),
  };
}
