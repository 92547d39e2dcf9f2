/** Runs the turns of one conversation one after the other, and those of different ones side by side. */
export interface TurnQueue {
  run: <T>(conversation: string, turn: () => Promise<T>) => Promise<T>;
}

export function createTurnQueue(): TurnQueue {
  const last = new Map<string, Promise<unknown>>();
  return {
    run(conversation, turn) {
      const before = last.get(conversation) ?? Promise.resolve();
      const mine = before.then(turn, turn);
      const settled = mine.catch(() => undefined);
      last.set(conversation, settled);
      void settled.then(() => {
        if (last.get(conversation) === settled) last.delete(conversation);
      });
      return mine;
    },
  };
}
