import { createRateLimiter, RATES, type Rates } from '../../src/service/rates';

const WIDE = { burst: 1_000_000, perMinute: 1_000_000 };

function limiter(rates: Partial<Rates> = {}) {
  const clock = { ms: 0 };
  const rate = createRateLimiter({ user: WIDE, conversation: WIDE, all: WIDE, ...rates }, () => clock.ms);
  const admitted = (times: number, user = 'u', conversation = 'c') =>
    Array.from({ length: times }, () => rate.admit(user, conversation)).filter((one) => one.isAdmitted)
      .length;
  return { rate, clock, admitted };
}

test('a burst, then what comes back with time, and never more than the burst', () => {
  const { clock, admitted } = limiter({ user: { burst: 10, perMinute: 20 } });
  expect(admitted(50)).toBe(10);
  clock.ms += 2999;
  expect(admitted(50)).toBe(0);
  clock.ms += 1;
  expect(admitted(50)).toBe(1);
  clock.ms += 60 * 60_000;
  expect(admitted(50)).toBe(10);
});

test('one person does not use up what others have, nor does one conversation', () => {
  const { admitted } = limiter({
    user: { burst: 3, perMinute: 1 },
    conversation: { burst: 5, perMinute: 1 },
  });
  expect(admitted(9, 'a', 'x')).toBe(3);
  expect(admitted(9, 'b', 'x')).toBe(2);
  expect(admitted(9, 'b', 'y')).toBe(1);
  expect(admitted(9, 'c', 'y')).toBe(3);
});

test('everybody together', () => {
  const { rate, clock } = limiter({ all: { burst: 5, perMinute: 60 } });
  const admit = (n: number) => rate.admit(`u${n}`, `c${n}`).isAdmitted;
  expect([1, 2, 3, 4, 5, 6, 7].filter(admit)).toEqual([1, 2, 3, 4, 5]);
  clock.ms += 2000;
  expect([8, 9, 10].filter(admit)).toEqual([8, 9]);
});

test('a limited person is told once a minute, however long it goes on', () => {
  const { rate, clock } = limiter({ user: { burst: 1, perMinute: 1 } });
  let told = 0;
  let admitted = 0;
  for (let second = 0; second < 600; second++) {
    for (let times = 0; times < 20; times++) {
      const one = rate.admit('u', 'c');
      if (one.isAdmitted) admitted++;
      else if (one.mustTell) told++;
    }
    clock.ms += 1000;
  }
  expect(admitted).toBe(10);
  expect(told).toBe(10);
});

test('a million strangers take a bounded memory', () => {
  const { rate } = limiter();
  for (let n = 0; n < 100_000; n++) rate.admit(`user-${n}`, `conversation-${n}`);
  expect(rate.size()).toBeLessThanOrEqual(30_000);
});

test('a clock that is set back neither gives nor blocks', () => {
  const { clock, admitted } = limiter({ user: { burst: 2, perMinute: 60 } });
  clock.ms = 1_000_000;
  expect(admitted(5)).toBe(2);
  clock.ms = 0;
  expect(admitted(5)).toBe(0);
  clock.ms = 2000;
  expect(admitted(5)).toBe(2);
});

test('the built-in rates let a person work', () => {
  const clock = { ms: 0 };
  const rate = createRateLimiter(RATES, () => clock.ms);
  for (let n = 0; n < 100; n++) {
    expect(rate.admit('u', 'c').isAdmitted).toBe(true);
    clock.ms += 5000;
  }
});
