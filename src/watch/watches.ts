import { createHash } from 'node:crypto';
import type { Asker } from '../case';
import type { Store } from '../store/store';
import { createKeeper, type Keeper, type KeeperDeps } from './keeper';
import { placesKey, takePlace } from './places';
import { beginWatch } from './step';
import { readWatch, Target, type Watch } from './watch';
import { NAMES_MISSING, tellKnown, tellStarted, TOO_MANY } from './words';

/** What somebody asks to be told the end of. */
export type WatchRequest = Target & {
  asker: Asker;
  /** Id of the conversation: the same target is watched once in it, whoever asks. */
  conversation: string;
  /** Where the end is told; opaque JSON, handed to `post` as it is. */
  reference: unknown;
};

/** A watch that goes on, for a list. Times are ISO 8601, UTC. */
export type Listed = Target & {
  id: string;
  conversation: string;
  startedAt: string;
  until: string;
  /** What was last seen, as the service says it. */
  last?: { words: string; at: string };
};

export interface Watches {
  /** `id` is absent when the watch was refused; `says` tells which it was. */
  start: (request: WatchRequest) => Promise<{ id?: string; says: string }>;
  /** Ends one watch of a person, or all of theirs in a conversation; nothing is posted. @returns how many ended */
  stop: (asker: Asker, which: { id: string } | { conversation: string }) => Promise<number>;
  /** Ends all watches of a conversation, whoever asked: the bot is no longer there to tell. @returns how many ended */
  leave: (conversation: string) => Promise<number>;
  list: (asker: Asker) => Promise<Listed[]>;
  /**
   * At start-up: takes over the watches that nobody holds, and goes on doing so every minute, because the lease of a
   * process that died may still run. @returns how many were taken over at once
   */
  resume: () => Promise<number>;
  /** At shutdown: finishes what is being posted and gives the watches back. They stay open for the next process. */
  close: () => Promise<void>;
  /** Deletes all watches of a person, ended ones too. */
  forget: (asker: Asker) => Promise<void>;
}

/**
 * Watches of conversions and pipeline runs. Each posts its end once: to post, a replica must first have written
 * `posting` over the version it read, and of several writers the store lets one through. One window stays: who dies
 * between the post and the record of it (milliseconds, as a rule) leaves `posting` behind, and whoever takes over
 * tells the same end again. Told twice is better than never.
 */
export function createWatches(deps: KeeperDeps): Watches {
  const keeper = createKeeper(deps);
  const { store } = deps;
  return {
    start: (request) => start(request, deps, keeper),
    async stop(asker, which) {
      const theirs = (await readAll(store)).filter(
        (watch) =>
          isOf(watch, asker) &&
          watch.state !== 'done' &&
          ('id' in which ? watch.id === which.id : watch.conversation === which.conversation),
      );
      await remove(theirs, store, keeper);
      return theirs.length;
    },
    async leave(conversation) {
      const there = (await readAll(store)).filter(
        (watch) => watch.conversation === conversation && watch.state !== 'done',
      );
      await remove(there, store, keeper);
      return there.length;
    },
    async list(asker) {
      const all = await readAll(store);
      return all.filter((watch) => isOf(watch, asker) && watch.state === 'open').map(listedOf);
    },
    resume: keeper.resume,
    close: keeper.close,
    async forget(asker) {
      await remove(
        (await readAll(store)).filter((watch) => isOf(watch, asker)),
        store,
        keeper,
      );
      await store.delete(placesKey(asker));
    },
  };
}

async function start(
  { asker, conversation, reference, ...named }: WatchRequest,
  { store, now }: KeeperDeps,
  keeper: Keeper,
): Promise<{ id?: string; says: string }> {
  const target = Target.safeParse(named).data;
  if (!target) return { says: NAMES_MISSING };
  const id = idOf(target, asker, conversation);
  for (;;) {
    const found = await store.get(`watch/${id}`);
    const read = found && readWatch(found.value);
    if (read && 'watch' in read && read.watch.state !== 'done') return { id, says: tellKnown(read.watch) };
    if (!(await takePlace(store, asker, id, now()))) return { says: TOO_MANY };
    const watch = beginWatch({ id, target, asker, conversation, reference }, now());
    if (!(await keeper.write(watch, found?.etag))) continue;
    await keeper.hold(watch);
    return { id, says: tellStarted(watch) };
  }
}

/** The same target in the same conversation has the same id, so that the store lets only one watch of it begin. */
function idOf({ kind, facts }: Target, { tenant }: Asker, conversation: string): string {
  const names = Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = JSON.stringify([tenant, conversation, kind, names]);
  return createHash('sha256').update(parts).digest('hex').slice(0, 16);
}

function isOf({ asker }: Watch, { id, tenant }: Asker): boolean {
  return asker.id === id && asker.tenant === tenant;
}

async function readAll(store: Store): Promise<Watch[]> {
  const found = await Promise.all((await store.list('watch/')).map((key) => store.get(key)));
  return found.flatMap((stored) => {
    const read = stored && readWatch(stored.value);
    return read && 'watch' in read ? [read.watch] : [];
  });
}

/** A look or a round under way finds its version gone, and ends. */
async function remove(watches: readonly Watch[], store: Store, keeper: Keeper): Promise<void> {
  for (const { id } of watches) {
    await store.delete(`watch/${id}`);
    await keeper.drop(id);
  }
}

function listedOf({ target, id, conversation, startedAt, until, last }: Watch): Listed {
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    ...target,
    id,
    conversation,
    startedAt: iso(startedAt),
    until: iso(until),
    ...(last ? { last: { words: last.words, at: iso(last.at) } } : {}),
  };
}
