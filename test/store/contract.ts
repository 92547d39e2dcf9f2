import { ConflictError, type Store } from '../../src/store/store';

/** A store under test, whose time can be moved. */
export interface OpenedStore {
  store: Store;
  now: () => number;
  /** Lets time pass: by moving a clock, or by waiting where the service has a clock of its own. */
  pass: (ms: number) => Promise<void>;
}

/** What every store must do; run against each implementation. */
export function storeContract(open: () => Promise<OpenedStore> | OpenedStore): void {
  let store: Store;
  let now: () => number;
  let pass: OpenedStore['pass'];
  beforeEach(async () => {
    ({ store, now, pass } = await open());
  });
  afterEach(() => store.close());

  test('what was put is there, and what was deleted is not', async () => {
    await store.put('case/1', { facts: { status: 401 } });
    expect((await store.get('case/1'))?.value).toEqual({ facts: { status: 401 } });
    await store.delete('case/1');
    expect(await store.get('case/1')).toBeUndefined();
    await store.delete('case/1');
  });

  test('a write over an old version is refused, and changes nothing', async () => {
    const first = await store.put('case/1', { n: 1 });
    const second = await store.put('case/1', { n: 2 }, { ifMatch: first });
    await expect(store.put('case/1', { n: 3 }, { ifMatch: first })).rejects.toThrow(ConflictError);
    expect(await store.get('case/1')).toEqual({ value: { n: 2 }, etag: second });
  });

  test('a version never comes again: not after a deletion, and not after writes at once', async () => {
    const first = await store.put('case/1', { n: 1 });
    await store.delete('case/1');
    await expect(store.put('case/1', { n: 2 }, { ifMatch: first })).rejects.toThrow(ConflictError);
    expect(await store.get('case/1')).toBeUndefined();
    await store.put('case/1', { n: 1 });
    await expect(store.put('case/1', { n: 2 }, { ifMatch: first })).rejects.toThrow(ConflictError);
    const etags = await Promise.all(Array.from({ length: 12 }, (_, n) => store.put('case/2', { n })));
    expect(new Set(etags).size).toBe(12);
  });

  test('of many creators exactly one wins', async () => {
    const wins = await Promise.all(Array.from({ length: 12 }, (_, n) => store.create('activity/a', { n })));
    expect(wins.filter(Boolean)).toHaveLength(1);
    const { value } = (await store.get('activity/a'))!;
    expect(value).toEqual({ n: wins.indexOf(true) });
  });

  test('of many creators over what has expired exactly one wins', async () => {
    await store.create('activity/a', {}, { expiresAt: now() + 100 });
    expect(await store.create('activity/a', {})).toBe(false);
    await pass(200);
    const wins = await Promise.all(Array.from({ length: 12 }, (_, n) => store.create('activity/a', { n })));
    expect(wins.filter(Boolean)).toHaveLength(1);
    const { value } = (await store.get('activity/a'))!;
    expect(value).toEqual({ n: wins.indexOf(true) });
  });

  test('of many writers over one version exactly one wins', async () => {
    const etag = await store.put('case/1', { n: 0 });
    const writes = await Promise.allSettled(
      Array.from({ length: 12 }, (_, n) => store.put('case/1', { n }, { ifMatch: etag })),
    );
    expect(writes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const reasons = writes.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
    expect(reasons.map(({ name }) => name)).toEqual(Array(11).fill('ConflictError'));
  });

  test('list gives the keys of a prefix, in order, and no others', async () => {
    for (const key of ['job/b', 'job/a', 'jobs/c', 'case/1']) await store.put(key, {});
    expect(await store.list('job/')).toEqual(['job/a', 'job/b']);
    expect(await store.list('job')).toEqual(['job/a', 'job/b', 'jobs/c']);
    expect(await store.list('')).toEqual(['case/1', 'job/a', 'job/b', 'jobs/c']);
    expect(await store.list('nothing/')).toEqual([]);
  });

  test('keys with slashes, dots and signs are kept apart and come back as they were', async () => {
    const keys = [
      'dialog/msteams/conversations/19:a@thread.tacv2;messageid=17/',
      ...['dialog/a', 'dialog/a/', 'dialog/a//', 'dialog/a/.', 'dialog/a/../b', 'dialog/b', 'dialog/a.'],
      ...['dialog/A', 'dialog/%2F', 'dialog/a b?c#d&e=f', 'dialog/\\', 'dialog/Köln', 'dialog/=2F'],
    ];
    for (const key of keys) await store.put(key, { key });
    for (const key of keys) expect((await store.get(key))?.value).toEqual({ key });
    expect(await store.list('dialog/')).toEqual([...keys].sort());
    expect(await store.list('dialog/a/')).toEqual(keys.filter((key) => key.startsWith('dialog/a/')).sort());
  });

  test('a value of 1 MB comes back whole', async () => {
    const value = { text: 'Ä'.repeat(200_000) + 'b"\\\n'.repeat(150_000) };
    await store.put('case/large', value);
    expect((await store.get('case/large'))?.value).toEqual(value);
  });

  test('what has expired is gone, may be created again, and is swept', async () => {
    await store.create('activity/a', {}, { expiresAt: now() + 100 });
    await store.put('case/1', {});
    await pass(200);
    expect(await store.get('activity/a')).toBeUndefined();
    expect(await store.list('activity/')).toEqual([]);
    expect(await store.sweep()).toBe(1);
    expect(await store.sweep()).toBe(0);
    expect(await store.create('activity/a', {})).toBe(true);
    expect(await store.get('case/1')).toBeDefined();
  });

  test('a write without an end takes a former end away', async () => {
    await store.put('case/1', { n: 1 }, { expiresAt: now() + 100 });
    await store.put('case/1', { n: 2 });
    await pass(200);
    expect(await store.sweep()).toBe(0);
    expect((await store.get('case/1'))?.value).toEqual({ n: 2 });
  });

  test('a lease is held by one, until released or over', async () => {
    const first = await store.lease('conversation/1', 1000);
    expect(first).toBeDefined();
    expect(await store.lease('conversation/1', 1000)).toBeUndefined();
    expect(await store.lease('conversation/2', 1000)).toBeDefined();
    await first?.release();
    const second = await store.lease('conversation/1', 1000);
    expect(second).toBeDefined();
    await pass(1500);
    const third = await store.lease('conversation/1', 30_000);
    expect(third).toBeDefined();
    expect(await second?.renew(1000)).toBe(false);
    await second?.release();
    expect(await third?.renew(30_000)).toBe(true);
    expect(await store.lease('conversation/1', 1000)).toBeUndefined();
  });

  test('of many who want a lease exactly one gets it, of a lease that is over too', async () => {
    const claim = () => store.lease('conversation/1', 1000);
    const first = await Promise.all(Array.from({ length: 8 }, claim));
    expect(first.filter(Boolean)).toHaveLength(1);
    await pass(1500);
    const second = await Promise.all(Array.from({ length: 8 }, claim));
    expect(second.filter(Boolean)).toHaveLength(1);
  });

  test('a lease is no value: it is not in a list, and a value of its name is another thing', async () => {
    const held = await store.lease('conversation/1', 30_000);
    expect(await store.create('conversation/1', {})).toBe(true);
    expect(await store.list('conversation/')).toEqual(['conversation/1']);
    await held?.release();
    expect(await store.get('conversation/1')).toBeDefined();
  });
}
