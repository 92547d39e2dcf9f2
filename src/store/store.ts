/** A stored value with the mark of its version. */
export interface Stored {
  /** Plain JSON; whoever reads it checks its form. */
  value: unknown;
  etag: string;
}

/** A claim on a key for a time. It ends by itself, so a process that dies holds nothing up for long. */
export interface Lease {
  /** Prolongs the claim; false when somebody else has it by now. */
  renew: (ms: number) => Promise<boolean>;
  release: () => Promise<void>;
}

export interface PutOptions {
  /** Write only over this version. */
  ifMatch?: string;
  /** Milliseconds since 1970 after which the value may be swept away. */
  expiresAt?: number;
}

/**
 * Where cases, jobs and dialog stacks are kept. Values are plain JSON, keys are paths like `case/0b1f6471`.
 * One implementation for one machine (lmdb), one for replicas (Azure Blob Storage).
 */
export interface Store {
  get: (key: string) => Promise<Stored | undefined>;
  /** Writes and returns the new version. @throws ConflictError when `ifMatch` is not the version there. */
  put: (key: string, value: unknown, options?: PutOptions) => Promise<string>;
  /** Writes only where nothing is; false when something is. Of several writers exactly one gets true. */
  create: (key: string, value: unknown, options?: PutOptions) => Promise<boolean>;
  delete: (key: string) => Promise<void>;
  /** Keys that begin with the prefix, in order. */
  list: (prefix: string) => Promise<string[]>;
  /** Claims a key; undefined while somebody else has it. */
  lease: (key: string, ms: number) => Promise<Lease | undefined>;
  /** Deletes what has expired, and says how many that were. */
  sweep: () => Promise<number>;
  close: () => Promise<void>;
}

/** Somebody else wrote the value in between. */
export class ConflictError extends Error {
  override name = 'ConflictError';
  constructor(key: string) {
    super(`Store: '${key}' was changed by somebody else. Read it again and repeat the change.`);
  }
}

/** The place of the store did not do what was asked. Says where, what it answered, and what to do; never a secret. */
export class StoreError extends Error {
  override name = 'StoreError';
}
