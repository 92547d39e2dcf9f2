/**
 * Runs one piece of work for a key at a time and lets newer values overtake older ones that still wait: of many quick
 * updates only the first and the newest are carried out.
 * @returns a function whose promise is that of the newest value, whoever gave it.
 */
export function createLatest<Value, Result>(): (
  key: string,
  value: Value,
  run: (current: () => Value) => Promise<Result>,
) => Promise<Result> {
  interface Line {
    value: Value;
    given: number;
    taken: number;
    done: Promise<Result>;
  }
  const lines = new Map<string, Line>();
  const work = async (
    key: string,
    line: Omit<Line, 'done'>,
    run: (current: () => Value) => Promise<Result>,
  ) => {
    const current = () => {
      line.taken = line.given;
      return line.value;
    };
    try {
      let result = await run(current);
      while (line.taken !== line.given) result = await run(current);
      return result;
    } finally {
      lines.delete(key);
    }
  };
  return (key, value, run) => {
    const open = lines.get(key);
    if (open) {
      open.value = value;
      open.given++;
      return open.done;
    }
    const line = { value, given: 1, taken: 0 };
    const opened: Line = Object.assign(line, {
      // One tick later, so that the line is in the map before its work begins.
      done: Promise.resolve().then(() => work(key, line, run)),
    });
    lines.set(key, opened);
    return opened.done;
  };
}
