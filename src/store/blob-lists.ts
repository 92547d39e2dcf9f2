import type { BlobItem, ContainerClient } from '@azure/storage-blob';
import { orTaken } from './blob-errors';
import { breakLock, isLockOver } from './blob-lease';
import { keyOf, prefixFor } from './blob-names';
import { isExpired } from './blob-values';

/** Values, and locks with a lease: kept apart so that no key of one is a key of the other. */
export const DATA = 'data';
export const LOCK = 'lock';
/** Deletions of a sweep that run at the same time. */
const AT_ONCE = 8;
/** A lock that nobody released is kept for so long, for its holder may only be late. */
const LATE_MS = 60_000;

interface Page {
  /** The service's time. */
  date: Date | undefined;
  items: BlobItem[];
}

async function* pagesOf(container: ContainerClient, prefix: string, size: number): AsyncGenerator<Page> {
  const found = container.listBlobsFlat({ prefix, includeMetadata: true });
  for await (const { date, segment } of found.byPage({ maxPageSize: size }))
    yield { date, items: segment.blobItems };
}

/** Keys that begin with the prefix and have not expired, in order. */
export async function list(
  container: ContainerClient,
  prefix: string,
  size: number,
  now: () => number,
): Promise<string[]> {
  const keys: string[] = [];
  for await (const { items } of pagesOf(container, prefixFor(DATA, prefix), size)) {
    const live = items.filter(({ metadata }) => !isExpired(metadata, now()));
    keys.push(...live.flatMap(({ name }) => keyOf(DATA, name) ?? []));
  }
  // Names are in order, and keys with escaped letters in another.
  return keys.sort();
}

/** Deletes expired values and locks nobody released; how many that were. */
export async function sweep(container: ContainerClient, size: number, now: () => number): Promise<number> {
  let swept = 0;
  for await (const { items } of pagesOf(container, `${DATA}/`, size)) {
    const expired = items.filter(({ metadata }) => isExpired(metadata, now()));
    swept += await countOf(expired, (item) => removeValue(container, item));
  }
  for await (const { items, date } of pagesOf(container, `${LOCK}/`, size)) {
    const over = items.filter(({ metadata, properties: { lastModified } }) =>
      isLockOver({ now: date, lastModified, ms: metadata?.ms }, LATE_MS),
    );
    swept += await countOf(over, (item) => removeLock(container, item));
  }
  return swept;
}

/** How many of the items were removed. */
async function countOf(
  items: readonly BlobItem[],
  remove: (item: BlobItem) => Promise<boolean>,
): Promise<number> {
  let removed = 0;
  for (let first = 0; first < items.length; first += AT_ONCE) {
    const done = await Promise.all(items.slice(first, first + AT_ONCE).map(remove));
    removed += done.filter(Boolean).length;
  }
  return removed;
}

/** Only in the version that was seen: what was written anew since is not swept away. */
async function removeValue(container: ContainerClient, { name, properties }: BlobItem): Promise<boolean> {
  const conditions = { ifMatch: quoted(properties.etag) };
  return (await orTaken(container.getBlobClient(name).delete({ conditions }))) !== undefined;
}

/** Of a holder that died with a lease without end; Azure refuses to delete a blob somebody holds. */
async function removeLock(container: ContainerClient, item: BlobItem): Promise<boolean> {
  const { name, properties } = item;
  if (properties.leaseState === 'leased')
    await breakLock(container.getBlockBlobClient(name), quoted(properties.etag));
  return removeValue(container, item);
}

/** Lists give etags without the quotes that conditions want. */
function quoted(etag: string): string {
  return etag.startsWith('"') ? etag : `"${etag}"`;
}
