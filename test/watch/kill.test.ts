import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { openLmdbStore } from '../../src/store/lmdb';
import type { Watch } from '../../src/watch/watch';
import { folderWith } from '../helpers/folder';

const DIST = join(__dirname, '..', '..', 'dist', 'src');
const START = Date.UTC(2026, 10, 21, 10);
const MINUTE = 60_000;

/**
 * A process of its own that watches. Its clock begins where it is told, and jumps over every wait. It kills itself where
 * it is told to, as a machine does that fails: nothing is cleaned up.
 */
const WATCHER = `
const { writeSync } = require('node:fs');
const { openLmdbStore } = require('${DIST}/store/lmdb.js');
const { createWatches } = require('${DIST}/watch/watches.js');
const { folder, at, begin, ends, dies } = JSON.parse(process.argv[1]);
let now = at, looks = 0;
const say = (event) => writeSync(1, JSON.stringify(event) + '\\n');
const die = (where) => { if (dies === where) process.kill(process.pid, 'SIGKILL'); };
const store = openLmdbStore(folder, () => now);
const watches = createWatches({
  store,
  now: () => now,
  timer: (work, ms) => {
    if (ms === 60000) return () => undefined;
    say({ waits: ms });
    const timer = setTimeout(() => { now += ms; work(); }, 1);
    return () => clearTimeout(timer);
  },
  look: async () => {
    say({ look: ++looks });
    die('look ' + looks);
    if (looks < ends) return { state: 'open', words: 'run outweek47 is Running' };
    return { state: 'ended', outcome: 'succeeded', words: 'run outweek47 is Succeeded' };
  },
  post: async (to, end) => {
    die('before the post');
    say({ post: end.title });
    die('after the post');
    setTimeout(() => watches.close().then(() => store.close()).then(() => process.exit(0)), 50);
  },
  onFault: (where, error) => say({ fault: where + ': ' + error }),
});
const request = {
  kind: 'pipeline-run', facts: { registry: 'contosoprod7.azurecr.io', pipelineRun: 'outweek47' },
  asker: { id: 'kim', tenant: 'contoso' }, conversation: 'a', reference: { id: 'a' },
};
const end = (taken) => taken > 0 || store.close().then(() => process.exit(0));
if (begin) watches.start(request).then(({ id }) => say({ id }));
else watches.resume().then((taken) => { say({ taken }); end(taken); });
const keep = setInterval(() => undefined, 1000);
`;

interface Run {
  events: Record<string, unknown>[];
  signal: NodeJS.Signals | null;
}

async function runWatcher(options: object): Promise<Run> {
  const child = spawn(process.execPath, ['-e', WATCHER, JSON.stringify(options)]);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const signal = await new Promise<NodeJS.Signals | null>((resolve) =>
    child.once('close', (_code, killedBy) => resolve(killedBy)),
  );
  expect(err).toBe('');
  const events = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { events, signal };
}

async function storedIn(folder: string, at: number): Promise<Watch> {
  const store = openLmdbStore(folder, () => at);
  const [key = ''] = await store.list('watch/');
  const found = await store.get(key);
  await store.close();
  return found?.value as Watch;
}

const posts = (...runs: Run[]) => runs.flatMap(({ events }) => events.flatMap(({ post }) => post ?? []));
const waits = ({ events }: Run) => events.flatMap(({ waits: ms }) => ms ?? []);

test('killed before the post: the next process tells the end, once', async () => {
  const folder = folderWith({});
  const first = await runWatcher({ folder, at: START, begin: true, ends: 2, dies: 'before the post' });
  expect([first.signal, posts(first)]).toEqual(['SIGKILL', []]);
  expect(await storedIn(folder, START)).toMatchObject({
    state: 'posting',
    posts: 1,
    end: { outcome: 'succeeded' },
  });
  const second = await runWatcher({ folder, at: START + 5 * MINUTE, ends: 99 });
  expect(posts(first, second)).toEqual(['Pipeline run outweek47 succeeded']);
  // The end was known: nobody looks again.
  expect(second.events.some(({ look }) => look !== undefined)).toBe(false);
  expect(await storedIn(folder, START + 6 * MINUTE)).toMatchObject({
    state: 'done',
    posts: 2,
    reference: null,
  });
  const third = await runWatcher({ folder, at: START + 20 * MINUTE, ends: 1 });
  expect(third.events).toEqual([{ taken: 0 }]);
});

test('killed between the post and the record of it: told twice, which is the one window', async () => {
  const folder = folderWith({});
  const first = await runWatcher({ folder, at: START, begin: true, ends: 1, dies: 'after the post' });
  expect([first.signal, posts(first)]).toEqual(['SIGKILL', ['Pipeline run outweek47 succeeded']]);
  expect(await storedIn(folder, START)).toMatchObject({ state: 'posting' });
  const second = await runWatcher({ folder, at: START + 5 * MINUTE, ends: 1 });
  expect(posts(second)).toEqual(['Pipeline run outweek47 succeeded']);
  expect(await storedIn(folder, START + 6 * MINUTE)).toMatchObject({ state: 'done' });
});

test('killed between rounds: the next process goes on with the interval it had', async () => {
  const folder = folderWith({});
  const first = await runWatcher({ folder, at: START, begin: true, ends: 99, dies: 'look 4' });
  expect(first.signal).toBe('SIGKILL');
  expect(waits(first)).toEqual([5_000, 10_000, 20_000, 40_000]);
  expect(await storedIn(folder, START)).toMatchObject({ state: 'open', intervalMs: 40_000 });
  const second = await runWatcher({ folder, at: START + 5 * MINUTE, ends: 3 });
  // At once, as its time has come; then twice the interval it had, and so on.
  expect(waits(second).slice(0, 3)).toEqual([0, 80_000, 160_000]);
  expect(posts(first, second)).toEqual(['Pipeline run outweek47 succeeded']);
});

test('while its lease runs nobody takes a watch over', async () => {
  const folder = folderWith({});
  await runWatcher({ folder, at: START, begin: true, ends: 99, dies: 'look 1' });
  const soon = await runWatcher({ folder, at: START + 30_000, ends: 1 });
  expect(soon.events).toEqual([{ taken: 0 }]);
  const later = await runWatcher({ folder, at: START + 2 * MINUTE, ends: 1 });
  expect(posts(later)).toEqual(['Pipeline run outweek47 succeeded']);
});
