import { hashOf } from '../store/hash';
import type { Lease, Store } from '../store/store';
import { keepLease } from './kept-lease';

/** Runs the turns of one conversation one after the other, in all processes of a store; others side by side. */
export interface TurnQueue {
  /** @throws Error when another process holds the conversation for longer than a turn may take */
  run: <T>(conversation: string, turn: () => Promise<T>) => Promise<T>;
}

const HELD_MS = 15_000;
/** Teams delivers an activity again after about 15 seconds; waiting longer would only pile up. */
const PATIENCE_MS = 20_000;
const FIRST_PAUSE_MS = 15;
const LONGEST_PAUSE_MS = 250;

/** @param heldMs how long a process that died in a turn holds its conversation up */
export function createTurnQueue(store: Pick<Store, 'lease'>, heldMs = HELD_MS): TurnQueue {
  const last = new Map<string, Promise<unknown>>();
  return {
    run(conversation, turn) {
      const before = last.get(conversation) ?? Promise.resolve();
      const leased = () => withLease(store, conversation, turn, heldMs);
      const mine = before.then(leased, leased);
      const settled = mine.catch(() => undefined);
      last.set(conversation, settled);
      void settled.then(() => {
        if (last.get(conversation) === settled) last.delete(conversation);
      });
      return mine;
    },
  };
}

async function withLease<T>(
  store: Pick<Store, 'lease'>,
  conversation: string,
  turn: () => Promise<T>,
  heldMs: number,
): Promise<T> {
  const key = `turn/${hashOf(conversation)}`;
  const kept = keepLease(await waitFor(store, key, heldMs), heldMs);
  try {
    return await turn();
  } finally {
    await kept.release();
  }
}

async function waitFor(store: Pick<Store, 'lease'>, key: string, heldMs: number): Promise<Lease> {
  const end = performance.now() + PATIENCE_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const lease = await store.lease(key, heldMs);
    if (lease) return lease;
    if (performance.now() > end)
      throw new Error(`another process holds ${key} for over ${PATIENCE_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random() / 2)));
  }
}
