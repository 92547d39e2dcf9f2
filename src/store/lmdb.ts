import { randomInt, randomUUID } from 'node:crypto';
import { open, type RootDatabase } from 'lmdb';
import { ConflictError, StoreError, type Lease, type PutOptions, type Store } from './store';

interface Entry {
  value: unknown;
  expiresAt?: number;
}
interface Claim {
  holder: string;
  until: number;
}

/** End of a range of keys that share a prefix. */
const LAST = '\uffff';

/**
 * The store of one machine: an lmdb environment in a folder, safe for several processes of that machine.
 * @param now milliseconds since 1970; a parameter so that tests can move time.
 */
export function openLmdbStore(folder: string, now: () => number = Date.now): Store {
  const db = open<Entry, string>({ path: folder, useVersions: true, noSubdir: false });
  return withReasons(storeIn(db, now), folder);
}

function storeIn(db: Database, now: () => number): Store {
  const live = (key: string) => {
    const found = db.getEntry(key);
    return found && !isExpired(found.value, now()) ? found : undefined;
  };
  return {
    get: (key) => {
      const found = live(key);
      return Promise.resolve(found && { value: found.value.value, etag: String(found.version) });
    },
    put: (key, value, options = {}) => put(db, key, value, options),
    async create(key, value, options = {}) {
      const found = db.getEntry(key);
      // Over exactly the version that has expired, so that of several who see it one wins.
      if (found && !live(key)) return db.put(key, entryOf(value, options), newVersion(), found.version);
      return db.ifNoExists(key, () => void db.put(key, entryOf(value, options), newVersion()));
    },
    async delete(key) {
      await db.remove(key);
    },
    list: (prefix) =>
      Promise.resolve(
        [...db.getKeys({ start: prefix, end: prefix + LAST })].filter((key) => live(key) !== undefined),
      ),
    lease: (key, ms) => claim(db, `lease/${key}`, ms, now),
    async sweep() {
      const expired = [...db.getRange({ versions: true })].filter(({ value }) => isExpired(value, now()));
      // Only in the version that was seen: what was written anew since is not swept away.
      const removed = await Promise.all(expired.map(({ key, version }) => db.remove(key, version ?? 0)));
      return removed.filter(Boolean).length;
    },
    close: () => db.close(),
  };
}

type Database = RootDatabase<Entry, string>;

/** The same store, whose failures are StoreErrors that say where and why. */
function withReasons(store: Store, folder: string): Store {
  const told =
    <Given extends unknown[], T>(does: (...given: Given) => Promise<T>) =>
    async (...given: Given): Promise<T> => {
      try {
        return await does(...given);
      } catch (error) {
        throw error instanceof ConflictError ? error : await storeErrorOf(error, folder);
      }
    };
  const { get, put, create, delete: remove, list, lease, sweep, close } = store;
  const claimed = told(lease);
  return {
    ...{ get: told(get), put: told(put), create: told(create), delete: told(remove), list: told(list) },
    async lease(key, ms) {
      const taken = await claimed(key, ms);
      return taken && { renew: told(taken.renew), release: told(taken.release) };
    },
    ...{ sweep: told(sweep), close: told(close) },
  };
}

/** lmdb tells why a commit failed (disk full, file too large, input/output error) a moment later, by a promise. */
async function storeErrorOf(error: unknown, folder: string): Promise<StoreError> {
  const { commitError } = error as { commitError?: Promise<never> };
  const reason = commitError ? await commitError.catch((why: unknown) => why) : error;
  const words = reason instanceof Error ? reason.message : String(reason);
  const toDo = 'Look at the free space of its disk, and at whose folder it is.';
  return new StoreError(`Store: ${folder}: ${words}. ${toDo}`, { cause: error });
}

/** Counted up, a version would come again after a deletion, or after two writes at once, and an old etag would match. */
function newVersion(): number {
  return randomInt(1, 2 ** 48 - 1);
}

function entryOf(value: unknown, { expiresAt }: PutOptions): Entry {
  return expiresAt === undefined ? { value } : { value, expiresAt };
}

function isExpired(entry: Entry, now: number): boolean {
  return entry.expiresAt !== undefined && entry.expiresAt <= now;
}

async function put(db: Database, key: string, value: unknown, options: PutOptions): Promise<string> {
  const next = newVersion();
  const entry = entryOf(value, options);
  const isWritten =
    options.ifMatch === undefined
      ? await db.put(key, entry, next)
      : await db.put(key, entry, next, Number(options.ifMatch));
  if (!isWritten) throw new ConflictError(key);
  return String(next);
}

/** Takes a free or expired claim; the version check makes one of several takers win. */
async function claim(db: Database, key: string, ms: number, now: () => number): Promise<Lease | undefined> {
  const holder = randomUUID();
  const found = db.getEntry(key);
  const taken = found?.value.value as Claim | undefined;
  if (found && taken && taken.until > now()) return undefined;
  const write = (until: number) => ({ value: { holder, until } satisfies Claim, expiresAt: until + 60_000 });
  const isMine = found
    ? await db.put(key, write(now() + ms), newVersion(), found.version ?? 0)
    : await db.ifNoExists(key, () => void db.put(key, write(now() + ms), newVersion()));
  if (!isMine) return undefined;
  const stillMine = () => {
    const current = db.getEntry(key);
    return current && (current.value.value as Claim).holder === holder ? current : undefined;
  };
  return {
    async renew(longer) {
      const current = stillMine();
      if (!current) return false;
      return db.put(key, write(now() + longer), newVersion(), current.version ?? 0);
    },
    async release() {
      const current = stillMine();
      if (current) await db.remove(key, current.version ?? 0);
    },
  };
}
