import { ConflictError, type Store } from '../../src/store/store';

/** What every store must do; run against each implementation. `at` moves the store's clock. */
export function storeContract(open: (now: () => number) => Promise<Store> | Store): void {
  let now = 1_000_000;
  let store: Store;
  beforeEach(async () => {
    now = 1_000_000;
    store = await open(() => now);
  });
  afterEach(() => store.close());

  test('what was put is there, and what was deleted is not', async () => {
    await store.put('case/1', { facts: { status: 401 } });
    expect((await store.get('case/1'))?.value).toEqual({ facts: { status: 401 } });
    await store.delete('case/1');
    expect(await store.get('case/1')).toBeUndefined();
  });

  test('a write over an old version is refused, and changes nothing', async () => {
    const first = await store.put('case/1', { n: 1 });
    const second = await store.put('case/1', { n: 2 }, { ifMatch: first });
    await expect(store.put('case/1', { n: 3 }, { ifMatch: first })).rejects.toThrow(ConflictError);
    expect(await store.get('case/1')).toEqual({ value: { n: 2 }, etag: second });
  });

  test('of many creators exactly one wins', async () => {
    const wins = await Promise.all(Array.from({ length: 12 }, (_, n) => store.create('activity/a', { n })));
    expect(wins.filter(Boolean)).toHaveLength(1);
  });

  test('of many writers over one version exactly one wins', async () => {
    const etag = await store.put('case/1', { n: 0 });
    const writes = await Promise.allSettled(
      Array.from({ length: 12 }, (_, n) => store.put('case/1', { n }, { ifMatch: etag })),
    );
    expect(writes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('list gives the keys of a prefix, in order, and no others', async () => {
    for (const key of ['job/b', 'job/a', 'jobs/c', 'case/1']) await store.put(key, {});
    expect(await store.list('job/')).toEqual(['job/a', 'job/b']);
  });

  test('what has expired is gone, may be created again, and is swept', async () => {
    await store.create('activity/a', {}, { expiresAt: now + 100 });
    await store.put('case/1', {});
    now += 200;
    expect(await store.get('activity/a')).toBeUndefined();
    expect(await store.list('activity/')).toEqual([]);
    expect(await store.sweep()).toBe(1);
    expect(await store.create('activity/a', {})).toBe(true);
    expect(await store.get('case/1')).toBeDefined();
  });

  test('a lease is held by one, until released or over', async () => {
    const first = await store.lease('conversation/1', 1000);
    expect(first).toBeDefined();
    expect(await store.lease('conversation/1', 1000)).toBeUndefined();
    await first?.release();
    const second = await store.lease('conversation/1', 1000);
    expect(second).toBeDefined();
    now += 1500;
    const third = await store.lease('conversation/1', 1000);
    expect(third).toBeDefined();
    expect(await second?.renew(1000)).toBe(false);
    expect(await third?.renew(1000)).toBe(true);
  });
}
