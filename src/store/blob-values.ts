import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { BlockBlobClient, ModifiedAccessConditions } from '@azure/storage-blob';
import { Trouble } from '../azure/reading';
import { isConflict, orAbsent } from './blob-errors';
import { ConflictError, type PutOptions, type Stored } from './store';

export function tooLate(ms: number): Trouble {
  return new Trouble({ reason: 'timed-out', saw: `no whole answer within ${ms / 1000} s` });
}

type Metadata = Record<string, string> | undefined;

/** Whether what was written with this metadata counts no more. @param now milliseconds since 1970 */
export function isExpired(metadata: Metadata, now: number): boolean {
  return metadata?.expires !== undefined && Number(metadata.expires) <= now;
}

export async function read(
  blob: BlockBlobClient,
  bodyMs: number,
  now: () => number,
): Promise<Stored | undefined> {
  const found = await orAbsent(blob.download());
  if (!found) return undefined;
  const { readableStreamBody: body, etag, metadata } = found;
  if (!(body instanceof Readable) || etag === undefined)
    throw new Error('The storage client gave no body or no etag.');
  const value = await textOf(body, bodyMs);
  return isExpired(metadata, now()) ? undefined : { value: parsed(value), etag };
}

/** What is no JSON was not written here; like any value of an unknown form it is for its reader to refuse. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A body that stalls is given up: the client's time limit ends when the first of it has come. */
async function textOf(body: Readable, ms: number): Promise<string> {
  const timer = setTimeout(() => body.destroy(tooLate(ms)), ms);
  try {
    return await text(body);
  } finally {
    clearTimeout(timer);
  }
}

interface There {
  etag?: string;
  metadata?: Metadata;
}
type Written = { etag: string } | { refused: There | undefined };

/**
 * Writes if the conditions hold, and else says what is there. Each write carries a mark: when an answer was lost, the
 * second try is refused because of the first, and the mark tells that what is there is ours.
 */
async function write(
  blob: BlockBlobClient,
  value: unknown,
  { expiresAt }: PutOptions,
  conditions: ModifiedAccessConditions,
): Promise<Written> {
  const mark = randomUUID();
  const body = JSON.stringify(value);
  const metadata = { write: mark, ...(expiresAt === undefined ? {} : { expires: String(expiresAt) }) };
  try {
    const { etag = '' } = await blob.upload(body, Buffer.byteLength(body), {
      conditions,
      metadata,
      blobHTTPHeaders: { blobContentType: 'application/json' },
    });
    return { etag };
  } catch (error) {
    if (!isConflict(error)) throw error;
    const there = await orAbsent(blob.getProperties());
    return there?.metadata?.write === mark ? { etag: there.etag ?? '' } : { refused: there };
  }
}

export async function put(
  blob: BlockBlobClient,
  key: string,
  value: unknown,
  options: PutOptions,
): Promise<string> {
  const { ifMatch } = options;
  const written = await write(blob, value, options, ifMatch === undefined ? {} : { ifMatch });
  if ('refused' in written) throw new ConflictError(key);
  return written.etag;
}

export async function create(
  blob: BlockBlobClient,
  value: unknown,
  options: PutOptions,
  now: () => number,
): Promise<boolean> {
  const written = await write(blob, value, options, { ifNoneMatch: '*' });
  if ('etag' in written) return true;
  const { refused: there } = written;
  if (there?.etag === undefined || !isExpired(there.metadata, now())) return false;
  // Over exactly the version that has expired, so that of several who see it one wins.
  return 'etag' in (await write(blob, value, options, { ifMatch: there.etag }));
}
