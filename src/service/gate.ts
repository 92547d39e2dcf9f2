/** More work came than may wait. */
export class BusyError extends Error {
  override name = 'BusyError';
  constructor() {
    super('Gate: as much work is waiting as may wait. Tell whoever asked to come back.');
  }
}

export interface GateLimits {
  /** Works that run at the same time. */
  atOnce: number;
  /** Works that may wait for their turn. */
  waiting: number;
}

/** Runs a bounded number of works at once and lets a bounded number wait, in order. */
export interface Gate {
  /** @throws BusyError at once when too many wait already; else whatever the work throws */
  run: <T>(work: () => Promise<T>) => Promise<T>;
}

export function createGate({ atOnce, waiting }: GateLimits): Gate {
  const queue: (() => void)[] = [];
  let running = 0;
  // The place of a work that ends goes to the next one directly: whoever comes in between does not get it.
  const leave = () => {
    const next = queue.shift();
    if (next) next();
    else running--;
  };
  return {
    async run(work) {
      if (running >= atOnce) {
        if (queue.length >= waiting) throw new BusyError();
        await new Promise<void>((resolve) => queue.push(resolve));
      } else running++;
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
