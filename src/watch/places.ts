import { z } from 'zod';
import type { Asker } from '../case';
import { hashOf } from '../store/hash';
import { ConflictError, type Store } from '../store/store';
import { readWatch, WATCHING } from './watch';

/** The watches of one person by id, with when each took its place (milliseconds since 1970). */
const Places = z.record(z.string(), z.number());

/** A place whose watch is not written yet is believed for so long: whoever took it may have died. */
const PLACE_MS = 60_000;

export function placesKey({ id, tenant }: Asker): string {
  return `watcher/${hashOf(tenant, id)}`;
}

/** Takes a place for a watch; false when the person has as many as allowed. Of several replicas none goes over. */
export async function takePlace(store: Store, asker: Asker, id: string, now: number): Promise<boolean> {
  const key = placesKey(asker);
  for (;;) {
    const found = await store.get(key);
    const taken = await stillTaken(store, Places.safeParse(found?.value).data ?? {}, now);
    if (taken[id] === undefined && Object.keys(taken).length >= WATCHING.perPerson) return false;
    const value = { ...taken, [id]: now };
    const expiresAt = now + WATCHING.limitMs + WATCHING.keepMs;
    if (await isWritten(store, key, value, expiresAt, found?.etag)) return true;
  }
}

async function stillTaken(store: Store, places: Record<string, number>, now: number) {
  const taken: Record<string, number> = {};
  for (const [id, since] of Object.entries(places)) {
    const stored = await store.get(`watch/${id}`);
    const read = stored && readWatch(stored.value);
    const isOpen = read !== undefined && 'watch' in read && read.watch.state !== 'done';
    if (isOpen || (!stored && now - since < PLACE_MS)) taken[id] = since;
  }
  return taken;
}

/** False when somebody else wrote in between. */
async function isWritten(store: Store, key: string, value: unknown, expiresAt: number, etag?: string) {
  if (etag === undefined) return store.create(key, value, { expiresAt });
  try {
    await store.put(key, value, { ifMatch: etag, expiresAt });
    return true;
  } catch (error) {
    if (error instanceof ConflictError) return false;
    throw error;
  }
}
