import type { TokenCredential } from '@azure/core-auth';
import type { HttpClient } from '@azure/core-rest-pipeline';
import { ContainerClient, type StorageSharedKeyCredential } from '@azure/storage-blob';
import { createBoundedClient, endedBy } from '../azure/pipeline';
import { orAbsent, storeErrorOf } from './blob-errors';
import { claimBlob } from './blob-lease';
import { DATA, list, LOCK, sweep } from './blob-lists';
import { nameFor } from './blob-names';
import { create, put, read, tooLate } from './blob-values';
import { asStorageHttp } from './storage-http';
import type { Lease, Store } from './store';

export interface BlobPlace {
  /** `https://<account>.blob.core.windows.net/<container>`; the container must be there. */
  url: string;
  /** An identity with the role Storage Blob Data Contributor. An account key is for tests. */
  credential: TokenCredential | StorageSharedKeyCredential;
  transport: HttpClient;
  limits?: BlobLimits;
}

export interface BlobLimits {
  /** Milliseconds for one call with its retries. */
  callMs: number;
  /** Milliseconds for one operation of the port, which may take several calls; not for lists and sweeps. */
  operationMs: number;
  /** Blobs a page of a list; Azure gives 5,000 at most. */
  page: number;
}

export const BLOB_LIMITS: BlobLimits = { callMs: 4000, operationMs: 10_000, page: 5000 };

/**
 * The store of several replicas: one blob a key, its etag the version, its expiry in its metadata.
 * @param now milliseconds since 1970, against which `expiresAt` is held.
 * @throws StoreError from every operation, when the container cannot be reached, or is missing or closed.
 */
export function openBlobStore(place: BlobPlace, now: () => number = Date.now): Store {
  const { url, credential, transport, limits = BLOB_LIMITS } = place;
  const container = new ContainerClient(url, credential, {
    httpClient: asStorageHttp(createBoundedClient(transport, limits.callMs)),
    // Retries stand below, in the bounded client, with its time limit around them.
    retryOptions: { maxTries: 1 },
  });
  const blobOf = (key: string) => container.getBlockBlobClient(nameFor(DATA, key));
  const lockOf = (key: string) => container.getBlockBlobClient(nameFor(LOCK, key));
  const told = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw storeErrorOf(error, url);
    });
  const soon = <T>(work: Promise<T>) => told(inTime(work, limits.operationMs));
  return {
    get: (key) => soon(read(blobOf(key), limits.callMs, now)),
    put: (key, value, options = {}) => soon(put(blobOf(key), key, value, options)),
    create: (key, value, options = {}) => soon(create(blobOf(key), value, options, now)),
    async delete(key) {
      await soon(orAbsent(blobOf(key).delete()));
    },
    list: (prefix) => told(list(container, prefix, limits.page, now)),
    lease: async (key, ms) => timed(await soon(claimBlob(lockOf(key), ms)), soon),
    sweep: () => told(sweep(container, limits.page, now)),
    close: () => Promise.resolve(),
  };
}

function timed(lease: Lease | undefined, soon: <T>(work: Promise<T>) => Promise<T>): Lease | undefined {
  return lease && { renew: (ms) => soon(lease.renew(ms)), release: () => soon(lease.release()) };
}

async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(tooLate(ms)), ms);
  try {
    return await endedBy(late.signal, work);
  } finally {
    clearTimeout(timer);
  }
}
