import type { Asker } from '../case';
import { ConflictError, type Lease, type Store } from '../store/store';
import { claimPost, closeWatch, replaceStray, stepWatch } from './step';
import { readWatch, WATCHING, type End, type Look, type Seen, type Target, type Watch } from './watch';
import { DROPPED } from './words';

/** To whom an end is told. */
export interface Told {
  id: string;
  asker: Asker;
  conversation: string;
  reference: unknown;
  /** Absent for a watch that another version stored. */
  target?: Target;
}

export interface KeeperDeps {
  store: Store;
  /** Milliseconds since 1970. */
  now: () => number;
  look: Look;
  /** Sends the end. When it rejects it is tried again, ever later, at most `WATCHING.posts` times. */
  post: (to: Told, end: End) => Promise<void>;
  /** Runs something later; returns what takes that back. Default: `setTimeout`, which keeps no process alive. */
  timer?: (work: () => void, ms: number) => () => void;
  /** Told of trouble with the store or a post, and of faults of our own; for the log. */
  onFault?: (where: string, error: unknown) => void;
}

/** Runs the rounds of the watches that this process holds. */
export interface Keeper {
  /** Writes a watch over a version, or where none is; false when somebody else wrote first. */
  write: (watch: Watch, etag?: string) => Promise<boolean>;
  /** Takes a watch on, unless another process has it. */
  hold: (watch: Pick<Watch, 'id' | 'nextAt'>) => Promise<boolean>;
  drop: (id: string) => Promise<void>;
  resume: () => Promise<number>;
  close: () => Promise<void>;
}

interface Held {
  lease: Lease;
  cancel: () => void;
}

interface Place extends Required<KeeperDeps> {
  held: Map<string, Held>;
  /** What is under way, to be waited for at the end. */
  working: Set<Promise<void>>;
  end: AbortController;
  /** Takes back the next look for watches that nobody holds. */
  cancelResume: () => void;
}

const STORE_AGAIN_MS = 60_000;

export function createKeeper(deps: KeeperDeps): Keeper {
  const place: Place = {
    timer: later,
    onFault: () => undefined,
    ...deps,
    held: new Map(),
    working: new Set(),
    end: new AbortController(),
    cancelResume: () => undefined,
  };
  return {
    write: (watch, etag) => write(place, watch, etag),
    hold: (watch) => hold(place, watch),
    drop: (id) => drop(place, id),
    resume: () => resume(place),
    async close() {
      place.end.abort();
      place.cancelResume();
      for (const { cancel } of place.held.values()) cancel();
      await Promise.all(place.working);
      for (const id of [...place.held.keys()]) await drop(place, id);
    },
  };
}

function isEnding({ end }: Place): boolean {
  return end.signal.aborted;
}

function later(work: () => void, ms: number): () => void {
  const timer = setTimeout(work, ms).unref();
  return () => clearTimeout(timer);
}

async function write({ store, now }: Place, watch: Watch, etag?: string): Promise<boolean> {
  const key = `watch/${watch.id}`;
  const isDone = watch.state === 'done';
  const expiresAt = isDone ? now() + WATCHING.rememberMs : watch.until + WATCHING.keepMs;
  if (etag === undefined) return store.create(key, watch, { expiresAt });
  try {
    await store.put(key, watch, { ifMatch: etag, expiresAt });
    return true;
  } catch (error) {
    if (error instanceof ConflictError) return false;
    throw error;
  }
}

async function hold(place: Place, { id, nextAt }: Pick<Watch, 'id' | 'nextAt'>): Promise<boolean> {
  if (place.held.has(id) || isEnding(place)) return false;
  const lease = await place.store.lease(`watch/${id}`, WATCHING.spareMs);
  if (!lease) return false;
  place.held.set(id, { lease, cancel: () => undefined });
  await schedule(place, id, nextAt);
  return true;
}

async function drop(place: Place, id: string): Promise<void> {
  const held = place.held.get(id);
  place.held.delete(id);
  held?.cancel();
  // What cannot be released ends by itself.
  await held?.lease.release().catch((error: unknown) => place.onFault(`watch ${id}`, error));
}

/** Sets the next round. The lease lasts until some time after it, so no heartbeat is needed. */
async function schedule(place: Place, id: string, at: number): Promise<void> {
  const held = place.held.get(id);
  if (!held || isEnding(place)) return;
  const wait = Math.max(0, at - place.now());
  if (!(await held.lease.renew(wait + WATCHING.spareMs))) {
    place.held.delete(id);
    return;
  }
  // It may have been dropped, or the process told to end, while the store was asked.
  if (place.held.get(id) !== held || isEnding(place)) return;
  held.cancel = place.timer(() => work(place, id), wait);
}

function work(place: Place, id: string): void {
  const running = round(place, id).catch(async (error: unknown) => {
    place.onFault(`watch ${id}`, error);
    await schedule(place, id, place.now() + STORE_AGAIN_MS).catch((again: unknown) => {
      place.onFault(`watch ${id}`, again);
      // Whoever looks for watches that nobody holds finds it once its lease is over.
      place.held.delete(id);
    });
  });
  follow(place, running);
}

function follow(place: Place, running: Promise<void>): void {
  place.working.add(running);
  void running.finally(() => place.working.delete(running));
}

/** One look, or one post, of one watch. */
async function round(place: Place, id: string): Promise<void> {
  if (!(await place.held.get(id)?.lease.renew(WATCHING.spareMs))) return drop(place, id);
  const found = await place.store.get(`watch/${id}`);
  const watch = found && findWatch(place, id, found.value);
  if (found && !watch) await place.store.delete(`watch/${id}`);
  if (!found || !watch || watch.state === 'done') return drop(place, id);
  const next = watch.state === 'open' ? await lookAgain(place, watch) : claimAgain(watch, place.now());
  if (next) await goOn(place, watch, next, found.etag);
}

async function goOn(place: Place, watch: Watch, next: Watch, etag: string): Promise<void> {
  const { id } = watch;
  // Too early: the post of somebody else may still be under way.
  if (next.nextAt === watch.nextAt) return schedule(place, id, next.nextAt);
  if (next.posts > WATCHING.posts) {
    await write(place, closeWatch(watch), etag);
    return drop(place, id);
  }
  // Where another process wrote in between, what it left is read again, later: it may have died since.
  if (!(await write(place, next, etag))) return schedule(place, id, place.now() + WATCHING.firstMs);
  if (next.state === 'open') return schedule(place, id, next.nextAt);
  await tell(place, next);
}

/** Undefined when the process is ending: what was under way then says nothing. */
async function lookAgain(place: Place, watch: Watch): Promise<Watch | undefined> {
  const { signal } = place.end;
  const seen = await place.look(watch.target, signal).catch((error: unknown): Seen => {
    place.onFault(`look at ${watch.id}`, error);
    const saw = 'the look itself failed; it is logged';
    return { state: 'unreadable', unreadable: { reason: 'bad-answer', saw } };
  });
  return signal.aborted ? undefined : stepWatch(watch, seen, place.now());
}

/** A post that was begun: it may still be under way until `nextAt`. */
function claimAgain(watch: Watch, now: number): Watch {
  return now < watch.nextAt ? watch : claimPost(watch, now);
}

async function tell(place: Place, watch: Watch): Promise<void> {
  const { id, asker, conversation, reference, target, end } = watch;
  if (!end) return drop(place, id);
  const isStray = end.outcome === 'dropped';
  try {
    await place.post({ id, asker, conversation, reference, ...(isStray ? {} : { target }) }, end);
  } catch (error) {
    place.onFault(`post of watch ${id}`, error);
    return schedule(place, id, watch.nextAt);
  }
  // Whoever dies here leaves `posting`, and the end is told again: see `createWatches`.
  const current = await place.store.get(`watch/${id}`);
  if (current && isSame(current.value, watch)) await write(place, closeWatch(watch), current.etag);
  await drop(place, id);
}

function isSame(value: unknown, { posts, startedAt }: Watch): boolean {
  const read = readWatch(value);
  return 'watch' in read && read.watch.posts === posts && read.watch.startedAt === startedAt;
}

async function resume(place: Place): Promise<number> {
  let taken = 0;
  for (const key of await place.store.list('watch/')) {
    const isTaken = await adopt(place, key).catch((error: unknown) => {
      place.onFault(key, error);
      return false;
    });
    if (isTaken) taken++;
  }
  if (!isEnding(place))
    place.cancelResume = place.timer(() => {
      follow(place, resumeAgain(place));
    }, WATCHING.adoptMs);
  return taken;
}

async function resumeAgain(place: Place): Promise<void> {
  try {
    await resume(place);
  } catch (error) {
    place.onFault('watches that nobody holds', error);
    if (isEnding(place)) return;
    place.cancelResume = place.timer(() => {
      follow(place, resumeAgain(place));
    }, WATCHING.adoptMs);
  }
}

async function adopt(place: Place, key: string): Promise<boolean> {
  const id = key.slice('watch/'.length);
  const found = place.held.has(id) ? undefined : await place.store.get(key);
  if (!found) return false;
  const read = readWatch(found.value);
  if (!('watch' in read)) {
    const { nextAt } = read.stray;
    return place.now() >= nextAt + WATCHING.leftMs && hold(place, { id, nextAt: place.now() });
  }
  return read.watch.state !== 'done' && hold(place, read.watch);
}

/** In place of a target that another version stored; it is never looked at. */
const LOST: Target = { kind: 'pipeline-run', facts: { registry: 'unknown', pipelineRun: 'unknown' } };

/** The stored watch; of another version only that it was dropped, to be told once like any end. */
function findWatch({ now, onFault }: Place, id: string, value: unknown): Watch | undefined {
  const read = readWatch(value);
  if ('watch' in read) return read.watch;
  const { reference } = read.stray;
  if (typeof reference === 'object' && reference !== null)
    return replaceStray({ ...read.stray, id, target: LOST }, DROPPED, now());
  onFault(`watch ${id}`, new Error('It is of another version, with no address to tell that it was dropped.'));
  return undefined;
}
