/** Lets at most so many calls run at once; the others wait in turn. */
export interface Slots {
  /** Runs `work` in a slot. A waiter whose signal is aborted leaves the queue and rejects with its reason. */
  run: <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;
}

export function createSlots(atOnce: number): Slots {
  let free = atOnce;
  const waiting: (() => void)[] = [];
  const release = () => {
    const next = waiting.shift();
    if (next) next();
    else free++;
  };
  const acquire = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (free > 0) {
        free--;
        resolve();
        return;
      }
      const leave = () => {
        waiting.splice(waiting.indexOf(enter), 1);
        reject(reasonOf(signal));
      };
      const enter = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      waiting.push(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  return {
    async run(work, signal) {
      if (signal.aborted) throw reasonOf(signal);
      await acquire(signal);
      try {
        return await work();
      } finally {
        release();
      }
    },
  };
}

/** The reason of an aborted signal, as an Error. */
export function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted');
}
