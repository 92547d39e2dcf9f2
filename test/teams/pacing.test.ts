import { createLatest } from '../../src/teams/latest';
import { createPacer, LIMITS } from '../../src/teams/pacer';
import { readRetryAfter } from '../../src/teams/retry';

const HOUR = 3_600_000;

describe('the pacer', () => {
  test('books messages so that no limit of Teams is passed, and as early as that allows', () => {
    let now = 0;
    const pacer = createPacer(() => now);
    const moments = Array.from({ length: 2000 }, () => pacer.reserve('a', 2 * HOUR)!);
    for (const { most, inMs } of LIMITS) {
      for (let n = most; n < moments.length; n++)
        expect(moments[n]! - moments[n - most]!).toBeGreaterThanOrEqual(inMs);
    }
    expect(moments.slice(0, 9)).toEqual([0, 0, 0, 0, 0, 0, 0, 1000, 2000]);
    expect(moments[60]).toBe(30_000);
    expect(moments[1800]).toBe(HOUR);
    expect(pacer.reserve('b', 0)).toBe(0);
    now = 3 * HOUR;
    expect(pacer.reserve('a', 0)).toBe(0);
  });

  test('books nothing when it would be too late', () => {
    let now = 0;
    const pacer = createPacer(() => now);
    for (let n = 0; n < 7; n++) pacer.reserve('a', 0);
    expect([pacer.reserve('a', 999), pacer.reserve('a', 999)]).toEqual([undefined, undefined]);
    now = 1000;
    expect(pacer.reserve('a', 0)).toBe(0);
  });
});

test.each<[string | undefined, number | undefined]>([
  ['3', 3000],
  ['0', 0],
  ['1.5', 1500],
  ['-2', 0],
  ['Sat, 21 Nov 2026 13:00:05 GMT', 5000],
  ['Sat, 21 Nov 2026 12:00:00 GMT', 0],
  ['soon', undefined],
  ['', undefined],
  [undefined, undefined],
])('Retry-After %j is %p ms', (value, ms) => {
  expect(readRetryAfter(value, Date.parse('2026-11-21T13:00:00Z'))).toBe(ms);
});

describe('the newest only', () => {
  const gate = () => {
    let open: () => void = () => undefined;
    const passed = new Promise<void>((resolve) => (open = resolve));
    return { passed, open: () => open() };
  };

  test('a value that comes while one is carried out follows it; those between are left out', async () => {
    const latest = createLatest<number, number>();
    const { passed, open } = gate();
    const done: number[] = [];
    const run = async (current: () => number) => {
      const value = current();
      if (value === 1) await passed;
      done.push(value);
      return value;
    };
    const first = latest('k', 1, run);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const others = [2, 3, 4].map((value) => latest('k', value, run));
    const elsewhere = latest('other', 9, run);
    open();
    expect(await Promise.all([first, ...others, elsewhere])).toEqual([4, 4, 4, 4, 9]);
    expect(done).toEqual([9, 1, 4]);
  });

  test('one that still waits is replaced before it leaves', async () => {
    const latest = createLatest<number, number>();
    const { passed, open } = gate();
    let runs = 0;
    const run = async (current: () => number) => {
      runs++;
      await passed;
      return current();
    };
    const results = [latest('k', 1, run), latest('k', 2, run)];
    open();
    expect(await Promise.all(results)).toEqual([2, 2]);
    expect(runs).toBe(1);
  });

  test('a failure ends the line, and the next begins anew', async () => {
    const latest = createLatest<number, number>();
    await expect(latest('k', 1, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await latest('k', 2, (current) => Promise.resolve(current()))).toBe(2);
  });
});
