import { createJobs, type JobOptions } from '../../src/service/jobs';
import type { Job } from '../../src/service/stored-job';
import { openLmdbStore } from '../../src/store/lmdb';
import { StoreError, type Store } from '../../src/store/store';
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

test('what was decided and shown goes with the job; after the third start all that is left is to say so', async () => {
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
  const [last] = await createJobs(store, options()).takeOver();
  expect(last).toMatchObject({ key: 'a', isGivenUp: true });
  expect(givenUp).toEqual(['a: attempts']);
  // Even that word killed the process.
  letTheHolderDie();
  expect(await taken()).toEqual([]);
  expect(givenUp).toEqual(['a: attempts', 'a: attempts']);
  expect(await store.list('open/')).toEqual([]);
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
    takenAt: now,
    sent: [],
    reference: { serviceUrl: 'x' },
    activity: { text: 'y' },
  });
  expect(givenUp).toEqual([]);
});

test('a job that could not be answered is tried again, ever later, for a day; that counts as no start', async () => {
  let held = await createJobs(store, options()).open('a', {}, {});
  const waits: number[] = [];
  for (const begun = now; now - begun < 23 * 3_600_000;) {
    await held?.leave();
    const { nextAt } = ((await store.get('open/a'))!.value as Job).undelivered!;
    waits.push((nextAt - now) / HELD_MS);
    now = nextAt - 1;
    expect(await taken()).toEqual([]);
    now = nextAt;
    [held] = await createJobs(store, options()).takeOver();
    expect(held?.job).toMatchObject({ attempts: 1, undelivered: { times: waits.length } });
  }
  expect(waits.slice(0, 7)).toEqual([1, 2, 4, 8, 16, 30, 30]);
  expect(waits.length).toBeLessThan(70);
  await held?.leave();
  now += 2 * 3_600_000;
  expect(await taken()).toEqual([]);
  expect(givenUp).toEqual(['a: undelivered']);
});

test('of many that wait, some are taken over at once and the others next', async () => {
  for (let n = 0; n < 25; n++) await (await createJobs(store, options()).open(`k${n}`, {}, {}))?.leave();
  letTheHolderDie();
  expect(await taken()).toHaveLength(20);
  expect(await taken()).toHaveLength(5);
});

describe('a store that takes nothing for a while', () => {
  let isDown = false;
  const failing = (): Store => ({
    ...store,
    put: (...given) => (isDown ? Promise.reject(new StoreError('full')) : store.put(...given)),
    delete: (key) => (isDown ? Promise.reject(new StoreError('full')) : store.delete(key)),
  });
  beforeEach(() => (isDown = false));

  test('what is done is not done again by the process that did it', async () => {
    const jobs = createJobs(failing(), options());
    const held = await jobs.open('a', {}, {});
    isDown = true;
    await held?.done();
    isDown = false;
    expect(await store.list('open/')).toEqual(['open/a']);
    expect(await jobs.takeOver()).toEqual([]);
    expect(await store.list('open/')).toEqual([]);
    expect(givenUp).toEqual([]);
  });

  test('what was said is not said again', async () => {
    const jobs = createJobs(failing(), options());
    const held = await jobs.open('a', {}, {});
    await held?.decided([]);
    isDown = true;
    const posted = { id: 'activity-1', reference: {}, audience: 'public' as const };
    await expect(held?.shown(0, posted)).rejects.toThrow(StoreError);
    await held?.leave();
    isDown = false;
    now += HELD_MS;
    const [again] = await jobs.takeOver();
    expect(again?.job.sent).toEqual([posted]);
  });
});

test('a process that stood still learns that another one has its job, and ends nothing', async () => {
  const held = await createJobs(store, { ...options(), heldMs: 20 }).open('a', {}, {});
  await expect(held?.isOurs()).resolves.toBe(true);
  const stop = performance.now() + 60;
  while (performance.now() < stop);
  now += 60;
  const [other] = await createJobs(store, options()).takeOver();
  expect(other?.key).toBe('a');
  await expect(held?.isOurs()).resolves.toBe(false);
  await held?.done();
  await held?.leave();
  expect(await store.list('open/')).toEqual(['open/a']);
  expect((await store.get('open/a'))?.value).toMatchObject({ attempts: 2 });
  await other?.done();
  expect(await store.list('open/')).toEqual([]);
});

test('a claim that is being renewed while it is released is free afterwards', async () => {
  const renewals: (() => void)[] = [];
  const slow: Store = {
    ...store,
    async lease(key, ms) {
      const lease = await store.lease(key, ms);
      return (
        lease && {
          ...lease,
          renew: async (longer) => {
            await new Promise<void>((resolve) => renewals.push(resolve));
            return lease.renew(longer);
          },
        }
      );
    },
  };
  const held = await createJobs(slow, { ...options(), heldMs: 30 }).open('a', {}, {});
  await new Promise((resolve) => setTimeout(resolve, 15));
  const done = held?.done();
  await new Promise((resolve) => setTimeout(resolve, 15));
  for (const go of renewals) go();
  await done;
  expect(renewals).toHaveLength(1);
  expect(await store.lease('job/a', 1000)).toBeDefined();
});
