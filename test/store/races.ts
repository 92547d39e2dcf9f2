import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Store } from '../../src/store/store';

const RACER = join(__dirname, 'racer.cjs');

/** A store that other processes can open too. */
export interface SharedStore {
  store: Store;
  /** What `racer.cjs` opens. */
  place: Record<string, string>;
  /** A certificate the other process must trust. */
  certificateFile?: string;
}

interface Outcome {
  won: string[];
  lost: string[];
  conflicts: number;
  got: boolean;
}

/** Starts a process that waits for the word to begin, and gives what it printed when it has ended. */
export function startRacer({ place, certificateFile }: SharedStore, task: Record<string, unknown>) {
  const child = spawn(process.execPath, [RACER, JSON.stringify({ place, ...task })], {
    env: certificateFile === undefined ? {} : { NODE_EXTRA_CA_CERTS: certificateFile },
  });
  let said = '';
  let complaints = '';
  let begun = () => undefined as unknown;
  const isReady = new Promise((resolve) => (begun = () => resolve(undefined)));
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.includes('ready')) begun();
  });
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ended = new Promise<Outcome>((resolve, reject) =>
    child.once('close', () => {
      const result = said.split('\n').find((line) => line.startsWith('{'));
      if (result === undefined) reject(new Error(`the process ended without a result: ${complaints}`));
      else resolve(JSON.parse(result) as Outcome);
    }),
  );
  return { isReady, begin: () => child.stdin.end('go\n'), ended };
}

async function race(shared: SharedStore, task: Record<string, unknown>): Promise<[Outcome, Outcome]> {
  const racers = [startRacer(shared, task), startRacer(shared, task)] as const;
  const ended = Promise.all([racers[0].ended, racers[1].ended]);
  // Whoever ends before it is ready says why.
  await Promise.race([ended, Promise.all(racers.map(({ isReady }) => isReady))]);
  for (const { begin } of racers) begin();
  return ended;
}

/** Two processes over one store; run against each implementation. */
export function storeRaces(open: () => Promise<SharedStore> | SharedStore): void {
  const keys = Array.from({ length: 60 }, (_, n) => `activity/${String(n).padStart(2, '0')}`);
  let shared: SharedStore;
  beforeEach(async () => {
    shared = await open();
  });
  afterEach(() => shared.store.close());

  test('each of 60 keys that two processes create is created by exactly one', async () => {
    const [one, other] = await race(shared, { race: 'create', keys });
    expect([...one.won, ...other.won].sort()).toEqual(keys);
    expect(await shared.store.list('activity/')).toEqual(keys);
  });

  test('each of 60 versions that two processes write over is taken by one and refused to the other', async () => {
    const etags: string[] = [];
    for (const key of keys) etags.push(await shared.store.put(key, { n: 0 }));
    const [one, other] = await race(shared, { race: 'put', keys, etags });
    expect([...one.won, ...other.won].sort()).toEqual(keys);
    expect(one.lost).toEqual(other.won);
    expect(other.lost).toEqual(one.won);
  });

  test('200 rounds of two processes that count up under ifMatch lose nothing', async () => {
    await shared.store.put('case/1', { n: 0 });
    const [one, other] = await race(shared, { race: 'increment', keys: ['case/1'], rounds: 200 });
    expect((await shared.store.get('case/1'))?.value).toEqual({ n: 400 });
    // They did meet.
    expect(one.conflicts + other.conflicts).toBeGreaterThan(0);
  });
}
