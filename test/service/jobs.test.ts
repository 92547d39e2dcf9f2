import { createJobs, type JobOptions } from '../../src/service/jobs';
import { openLmdbStore } from '../../src/store/lmdb';
import type { Store } from '../../src/store/store';
import { folderWith } from '../helpers/folder';

let store: Store;
let now: number;
let givenUp: string[];
beforeEach(() => {
  now = Date.now();
  givenUp = [];
  store = openLmdbStore(folderWith({}), () => now);
});
afterEach(() => store.close());

/** The clock here is moved by hand: so long that no claim is renewed by the real one meanwhile. */
const HELD_MS = 60_000;
const options = (): JobOptions => ({
  now: () => now,
  heldMs: HELD_MS,
  onGivenUp: (key, why) => givenUp.push(`${key}: ${why}`),
});
/** The process that held them is gone: its time is over, and nobody renews it. */
const letTheHolderDie = () => (now += HELD_MS + 1);
const taken = async () => (await createJobs(store, options()).takeOver()).map(({ key }) => key);

test('of replicas that start at once, each open job is taken over by exactly one', async () => {
  const keys = Array.from({ length: 20 }, (_, n) => String(n).padStart(2, '0'));
  for (const key of keys) await createJobs(store, options()).open(key, {}, { text: key });
  letTheHolderDie();
  const all = await Promise.all([taken(), taken(), taken()]);
  expect(all.flat().sort()).toEqual(keys);
});

test('a job that somebody works on is taken on by nobody else, and not taken over', async () => {
  const jobs = createJobs(store, options());
  const held = await jobs.open('a', {}, {});
  expect(held?.job).toMatchObject({ attempts: 1, sent: [] });
  expect(await createJobs(store, options()).open('a', {}, {})).toBeUndefined();
  expect(await taken()).toEqual([]);
  await held?.done();
  expect(await createJobs(store, options()).open('a', {}, {})).toBeUndefined();
  expect(await taken()).toEqual([]);
});

test('what was decided and shown goes with the job, and the third start is the last', async () => {
  const first = await createJobs(store, options()).open('a', {}, { text: 'x' });
  await first?.decided([{ work: { does: 'check', caseId: 'c', facts: {} } }]);
  const posted = { id: 'activity-1', reference: {}, audience: 'public' as const };
  await first?.shown(0, posted);
  for (const attempts of [2, 3]) {
    letTheHolderDie();
    const [again] = await createJobs(store, options()).takeOver();
    expect(again?.job).toMatchObject({ attempts, sent: [posted], activity: { text: 'x' } });
    expect(again?.job.outcome).toHaveLength(1);
  }
  letTheHolderDie();
  expect(await taken()).toEqual([]);
  expect(givenUp).toEqual(['a: attempts']);
  letTheHolderDie();
  expect(await taken()).toEqual([]);
});

test('a job in which neither message nor place can be read is given up, and stops nothing', async () => {
  await store.put('open/old', { state: 'open', tries: 'one' });
  await createJobs(store, options()).open('a', {}, {});
  letTheHolderDie();
  expect(await taken()).toEqual(['a']);
  expect(givenUp).toEqual(['old: unreadable']);
});

test('a job of another version is left to it for a time, then begun anew', async () => {
  const theirs = {
    schema: 2,
    attempts: 'two',
    reference: { serviceUrl: 'x' },
    activity: { text: 'y' },
    outcome: 7,
  };
  await store.put('open/theirs', theirs);
  const jobs = createJobs(store, options());
  expect(await jobs.takeOver()).toEqual([]);
  now += 4 * HELD_MS - 1;
  expect(await jobs.takeOver()).toEqual([]);
  expect((await store.get('open/theirs'))?.value).toEqual(theirs);
  now += 1;
  const [held] = await jobs.takeOver();
  expect(held?.job).toEqual({
    attempts: 1,
    sent: [],
    reference: { serviceUrl: 'x' },
    activity: { text: 'y' },
  });
  expect(givenUp).toEqual([]);
});

test('a job that was left is free at once', async () => {
  const held = await createJobs(store, options()).open('a', {}, {});
  await held?.leave();
  expect(await taken()).toEqual(['a']);
});
