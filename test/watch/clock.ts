import type { Store } from '../../src/store/store';

/** A clock that stands until it is moved. What timers were set to do is done on the way, all of one moment at once. */
export interface FakeClock {
  now: () => number;
  timer: (work: () => void, ms: number) => () => void;
  move: (ms: number) => Promise<void>;
  /** Milliseconds until each timer that is set, in order. */
  waits: () => number[];
}

/** @param settled waits until what a timer began is done */
export function fakeClock(settled: () => Promise<void>, start = Date.UTC(2026, 10, 21, 10)): FakeClock {
  let now = start;
  let count = 0;
  const timers = new Map<number, { at: number; work: () => void }>();
  return {
    now: () => now,
    timer(work, ms) {
      const id = count++;
      timers.set(id, { at: now + ms, work });
      return () => void timers.delete(id);
    },
    async move(ms) {
      const until = now + ms;
      for (;;) {
        const first = Math.min(...[...timers.values()].map(({ at }) => at));
        if (first > until) break;
        now = Math.max(now, first);
        const due = [...timers].filter(([, { at }]) => at === first);
        for (const [id] of due) timers.delete(id);
        for (const [, { work }] of due) work();
        await settled();
      }
      now = until;
    },
    waits: () => [...timers.values()].map(({ at }) => at - now).sort((a, b) => a - b),
  };
}

/** Counts calls that are under way, so that a test can wait until all is done. */
export function counting() {
  let open = 0;
  const count = async <T>(work: Promise<T>): Promise<T> => {
    open++;
    try {
      return await work;
    } finally {
      open--;
    }
  };
  const counted = <A extends unknown[], T>(call: (...args: A) => Promise<T>) => {
    return (...args: A) => count(call(...args));
  };
  const store = ({ sweep, close, ...calls }: Store): Store => ({
    get: counted(calls.get),
    put: counted(calls.put),
    create: counted(calls.create),
    delete: counted(calls.delete),
    list: counted(calls.list),
    async lease(key, ms) {
      const lease = await count(calls.lease(key, ms));
      return lease && { renew: counted(lease.renew), release: counted(lease.release) };
    },
    sweep,
    close,
  });
  const settled = async () => {
    for (let calm = 0; calm < 4; calm = open === 0 ? calm + 1 : 0)
      await new Promise((resolve) => setImmediate(resolve));
  };
  return { store, counted, settled };
}
