/** Output of a command that somebody pasted, recognised by its command line or by its form. */
export interface Output {
  /** The command without its options: `az acr show`, `kubectl describe pod`, `nslookup`. */
  command: string;
  /** The command line, where it was pasted too: its options tell what an empty list means. */
  commandLine?: string;
  /** Line of the paste on which the output begins, from 1. */
  line: number;
  /** The output as it stands. */
  text: string;
  /** Its JSON value, mended where the paste was cut off or wrapped; absent when it is no JSON. */
  json?: unknown;
  /** Whether it was cut off or mended: what is missing in it proves nothing. */
  isPartial: boolean;
}

/** How the output of one command is told from others where its command line is missing. */
export interface OutputForm {
  command: string;
  /** Other ways to write the command: `az acr manifest list-referrers` is also `oras discover`. */
  also?: readonly string[];
  /** Whether a JSON value is this command's: by keys that no other command's output has. */
  isJson?: (value: unknown) => boolean;
  /** Whether a text is this command's: by words that only it prints. Bounded patterns only. */
  isText?: (text: string) => boolean;
}

/** Whether a value is an object that has all of these keys. */
export function hasKeys(value: unknown, ...keys: string[]): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && keys.every((key) => key in value);
}

/** Whether a value is a list with at least one item, and its first has all of these keys. */
export function isListOf(value: unknown, ...keys: string[]): value is Record<string, unknown>[] {
  return Array.isArray(value) && value.length > 0 && hasKeys(value[0], ...keys);
}
