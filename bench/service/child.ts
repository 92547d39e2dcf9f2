import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of a process after a full collection. */
export interface Memory {
  rss: number;
  /** Without pages that are the store's file, which the system takes back when it needs them; absent where /proc is. */
  own?: number;
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
  /** What diagnosing took, in milliseconds, by text: for the echo bot that spins as long. */
  spin?: Record<string, number>;
}

export interface Child {
  name: string;
  url: string;
  memory: () => Promise<Memory>;
  /** Milliseconds of processor time so far, all threads. */
  processor: () => Promise<number>;
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
    async stop() {
      child.send('stop');
      await ended;
    },
  };
}

function ask(child: ChildProcess, question: 'memory' | 'processor' | ChildOptions): Promise<unknown> {
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

/**
 * In the child: begins with its options, tells its address, and answers what it is asked until it is to stop, or until
 * who started it is gone.
 */
export function serveParent(
  begin: (options: ChildOptions) => Promise<{ url: string; stop?: () => Promise<void> }>,
): void {
  process.once('disconnect', () => process.exit(1));
  process.once('message', (options: ChildOptions) => {
    void begin(options).then(({ url, stop = () => Promise.resolve() }) => {
      process.on('message', (question) => {
        if (question === 'memory') process.send?.(readMemory());
        else if (question === 'processor') process.send?.(readProcessor());
        else void stop().finally(() => process.exit(0));
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
  const own = anonymousBytes();
  return { rss, heap: heapUsed, ...(own === undefined ? {} : { own }) };
}

function readProcessor(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function anonymousBytes(): number | undefined {
  try {
    const found = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return found ? Number(found[1]) * 1024 : undefined;
  } catch {
    return undefined;
  }
}
