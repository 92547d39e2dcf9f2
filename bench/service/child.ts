import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cost } from './spin';

/** Bytes of a process after a full collection. */
export interface Memory {
  rss: number;
  /** Of it, what no file stands behind; absent where there is no /proc. */
  anonymous?: number;
  /** Of it, pages of mapped files, the store's above all, which the system takes back when it needs them. */
  ofFiles?: number;
  heap: number;
}

/** What a child is told first. */
export interface ChildOptions {
  metadata: string;
  connector: string;
  /** Where the service keeps its store and audit. */
  folder: string;
  simulator: string;
  scenario: string;
  /** What diagnosing takes, in steps of work, by text: for the echo bot that spins as long. */
  spin?: Record<string, number>;
}

export interface Child {
  name: string;
  url: string;
  memory: () => Promise<Memory>;
  /** Milliseconds of processor time so far, all threads. */
  processor: () => Promise<number>;
  /** What diagnosing each text costs there. */
  costs: (texts: readonly string[]) => Promise<Cost[]>;
  stop: () => Promise<void>;
}

/** Starts `dist/bench/service/<script>.js` and waits for the address it tells. Its standard output goes nowhere. */
export async function startChild(
  name: string,
  script: string,
  options: ChildOptions,
  nodeFlags: readonly string[] = [],
): Promise<Child> {
  const child = fork(join(__dirname, `${script}.js`), [], {
    execArgv: ['--expose-gc', ...nodeFlags],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const { url } = (await ask(child, options)) as { url: string };
  return {
    name,
    url,
    memory: () => ask(child, 'memory') as Promise<Memory>,
    processor: () => ask(child, 'processor') as Promise<number>,
    costs: (texts) => ask(child, { texts }) as Promise<Cost[]>,
    async stop() {
      child.send('stop');
      await ended;
    },
  };
}

type Question = 'memory' | 'processor' | { texts: readonly string[] };

function ask(child: ChildProcess, question: Question | ChildOptions): Promise<unknown> {
  const answer = answerOf(child);
  child.send(question);
  return answer;
}

function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = (code: number | null) =>
      reject(new Error(`${child.spawnargs[2] ?? 'child'} ended with ${code ?? 0}`));
    child.once('exit', fail);
    child.once('message', (answer) => {
      child.off('exit', fail);
      resolve(answer);
    });
  });
}

export interface Begun {
  url: string;
  costs?: (texts: readonly string[]) => Promise<Cost[]>;
  stop?: () => Promise<void>;
}

/**
 * In the child: begins with its options, tells its address, and answers what it is asked until it is to stop, or until
 * who started it is gone.
 */
export function serveParent(begin: (options: ChildOptions) => Promise<Begun>): void {
  process.once('disconnect', () => process.exit(1));
  process.once('message', (options: ChildOptions) => {
    void begin(options).then(({ url, costs, stop = () => Promise.resolve() }) => {
      process.on('message', (question: Question | 'stop') => {
        if (question === 'memory') process.send?.(readMemory());
        else if (question === 'processor') process.send?.(readProcessor());
        else if (question === 'stop') void stop().finally(() => process.exit(0));
        else void costs?.(question.texts).then((found) => process.send?.(found));
      });
      process.send?.({ url });
    });
  });
}

function readMemory(): Memory {
  const { gc } = globalThis as { gc?: () => void };
  gc?.();
  gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { rss, heap: heapUsed, ...partsOfRss() };
}

function readProcessor(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function partsOfRss(): Pick<Memory, 'anonymous' | 'ofFiles'> {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    const bytes = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
    return { anonymous: bytes('RssAnon'), ofFiles: bytes('RssFile') };
  } catch {
    return {};
  }
}
