import { randomUUID } from 'node:crypto';
import type { BlockBlobClient } from '@azure/storage-blob';
import { isAbsent, isConflict, orAbsent, orTaken } from './blob-errors';
import type { Lease } from './store';

/** Azure leases last 15 to 60 seconds, or until they are broken. Source: "Lease Blob". */
const SHORTEST_S = 15;
const LONGEST_S = 60;
const ENDLESS = -1;

/** A lock without a mark belongs to somebody who is about to make it, or who died before. */
const UNMARKED_MS = 60_000;
/** Times of the service are whole seconds, so a difference of two may be one too long. */
const ROUNDING_MS = 1000;
const MAX_TRIES = 3;

/**
 * Claims a lock blob by a lease of Azure. A time Azure has no lease for is rounded up (shorter) or made endless
 * (longer), and written on the blob; whoever finds that time over breaks the lease. All times are the service's own,
 * so clocks of replicas do not matter. A claim never ends early, and late by two seconds at most.
 * @param ms how long it is held, unless renewed or released.
 */
export async function claimBlob(blob: BlockBlobClient, ms: number): Promise<Lease | undefined> {
  const id = randomUUID();
  for (let tried = 0; tried < MAX_TRIES; tried++) {
    try {
      const { etag } = await blob.getBlobLeaseClient(id).acquireLease(secondsFor(ms));
      const marked = await mark(blob, id, ms, etag);
      // Without the mark it is not ours: somebody found the former claim over, and broke this lease for that one.
      return marked === undefined ? undefined : leaseOf(blob, id, marked);
    } catch (error) {
      const isWorthAnotherTry = isAbsent(error) ? await makeLock(blob) : await isFreed(blob, error);
      if (!isWorthAnotherTry) return undefined;
    }
  }
  return undefined;
}

function secondsFor(ms: number): number {
  const seconds = Math.ceil(ms / 1000);
  return seconds > LONGEST_S ? ENDLESS : Math.max(seconds, SHORTEST_S);
}

/** Writes on a leased blob how long it is held; the new etag, or undefined when the lease is no longer ours. */
async function mark(
  blob: BlockBlobClient,
  leaseId: string,
  ms: number,
  ifMatch: string | undefined,
): Promise<string | undefined> {
  const write = randomUUID();
  const conditions = { leaseId, ...(ifMatch === undefined ? {} : { ifMatch }) };
  const written = await orTaken(blob.setMetadata({ write, ms: String(ms) }, { conditions }));
  if (written) return written.etag;
  // When the answer was lost, the second try is refused because of the first.
  const there = await orAbsent(blob.getProperties());
  return there?.metadata?.write === write ? there.etag : undefined;
}

async function makeLock(blob: BlockBlobClient): Promise<true> {
  await orTaken(blob.upload('', 0, { conditions: { ifNoneMatch: '*' } }));
  return true;
}

/** Breaks a lease whose time is over, unless somebody does it at the same moment. */
async function isFreed(blob: BlockBlobClient, error: unknown): Promise<boolean> {
  if (!isConflict(error)) throw error;
  const there = await orAbsent(blob.getProperties());
  if (!there) return true;
  const { date, lastModified, metadata, etag } = there;
  if (!isLockOver({ now: date, lastModified, ms: metadata?.ms })) return false;
  return (await breakLock(blob, etag)) !== undefined;
}

/** Ends the lease of a lock that is still in this version; undefined when it is not. */
export function breakLock(blob: BlockBlobClient, etag: string | undefined): Promise<object | undefined> {
  return orTaken(
    blob.getBlobLeaseClient().breakLease(0, { conditions: etag === undefined ? {} : { ifMatch: etag } }),
  );
}

interface LockTimes {
  /** The service's time. */
  now: Date | undefined;
  lastModified: Date | undefined;
  /** From the blob's metadata. */
  ms: string | undefined;
}

/** Whether the time written on a lock has passed, and this many milliseconds more. */
export function isLockOver({ now, lastModified, ms }: LockTimes, moreMs = 0): boolean {
  if (!now || !lastModified) return false;
  const held = ms === undefined ? UNMARKED_MS : Number(ms);
  return now.getTime() - lastModified.getTime() >= held + ROUNDING_MS + moreMs;
}

function leaseOf(blob: BlockBlobClient, id: string, marked: string): Lease {
  let etag: string | undefined = marked;
  const conditions = () => (etag === undefined ? {} : { ifMatch: etag });
  return {
    async renew(ms) {
      if (etag === undefined) return false;
      // Azure's renew keeps the former time; taking it again with the same id sets a new one.
      const again = blob.getBlobLeaseClient(id).acquireLease(secondsFor(ms), { conditions: conditions() });
      etag = (await orTaken(again)) && (await mark(blob, id, ms, etag));
      return etag !== undefined;
    },
    async release() {
      if (etag === undefined) return;
      await orTaken(blob.delete({ conditions: { leaseId: id, ...conditions() } }));
      etag = undefined;
    },
  };
}
