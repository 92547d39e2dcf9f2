/** One thing of a deployment that was looked at. */
export interface Line {
  /** What it is about, stable for machines: `store`, `rights/subscription`. */
  id: string;
  state: 'ok' | 'problem' | 'could-not-check';
  /** What was seen, in one sentence without its full stop and without secrets. */
  saw: string;
  /** What to do about it; absent where nothing is to be done. */
  toDo?: string;
}

export function ok(id: string, saw: string): Line {
  return { id, state: 'ok', saw };
}

export function problem(id: string, saw: string, toDo: string): Line {
  return { id, state: 'problem', saw, toDo };
}

export function unchecked(id: string, saw: string, toDo?: string): Line {
  return { id, state: 'could-not-check', saw, ...(toDo === undefined ? {} : { toDo }) };
}

/** The message of something thrown; ours name the place and the remedy already. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
