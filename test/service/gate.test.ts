import { BusyError, createGate } from '../../src/service/gate';

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

test('so many at once, so many waiting in order, and the rest is told at once', async () => {
  const gate = createGate({ atOnce: 2, waiting: 3 });
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const works = Array.from({ length: 7 }, (_, n) =>
    gate.run(() => {
      begun.push(n);
      return new Promise<number>((resolve) => ends.push(() => resolve(n)));
    }),
  );
  await expect(works[5]).rejects.toBeInstanceOf(BusyError);
  await expect(works[6]).rejects.toBeInstanceOf(BusyError);
  expect(begun).toEqual([0, 1]);
  for (let n = 0; n < 5; n++) {
    ends[n]?.();
    await settle();
    expect(begun.length - (n + 1)).toBeLessThanOrEqual(2);
  }
  expect(await Promise.all(works.slice(0, 5))).toEqual([0, 1, 2, 3, 4]);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});

test('a work that fails frees its place, and nobody gets in between', async () => {
  const gate = createGate({ atOnce: 1, waiting: 1 });
  let running = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++running);
    await settle();
    running--;
    throw new Error('broken');
  };
  const first = gate.run(work);
  const second = gate.run(work);
  await expect(first).rejects.toThrow('broken');
  const third = gate.run(work);
  await expect(second).rejects.toThrow('broken');
  await expect(third).rejects.toThrow('broken');
  expect(most).toBe(1);
});
