/** The versions of one card as they come: always the newest, and whether it is the last. */
export interface Versions<T> {
  newest: () => T | undefined;
  isDone: () => boolean;
  /** The fault that ended it, if one did. */
  fault: () => unknown;
  /** Resolves when nothing more comes. */
  end: Promise<void>;
  /** Resolves when there is a newer version than that; at once when there is. */
  changedSince: (seen: T | undefined) => Promise<void>;
}

/** Begins to read at once, so that work goes on while nobody looks. */
export function followVersions<T>(source: AsyncIterable<T>): Versions<T> {
  let newest: T | undefined;
  let isDone = false;
  let fault: unknown;
  let wake: () => void = () => undefined;
  const read = async () => {
    try {
      for await (const version of source) {
        newest = version;
        wake();
      }
    } catch (error) {
      fault = error ?? new Error('the work ended without saying why');
    }
    isDone = true;
  };
  return {
    newest: () => newest,
    isDone: () => isDone,
    fault: () => fault,
    end: read(),
    changedSince: (seen) =>
      newest !== seen ? Promise.resolve() : new Promise((resolve) => (wake = resolve)),
  };
}
