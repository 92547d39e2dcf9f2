import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseBounded } from './json-bounds';

export interface BodyLimits {
  /** Bytes of one body. Teams sends at most about 100 KB of text, twice, escaped; the local page up to 1 MB. */
  bytes: number;
  /** Bytes of all bodies that are held at the same time, until each is answered. */
  bytesAtOnce: number;
  /** Milliseconds until a body must be whole. */
  ms: number;
}

export const BODY_LIMITS: BodyLimits = { bytes: 2_500_000, bytesAtOnce: 64_000_000, ms: 15_000 };

/** A body that is not taken: the status, and why, for the log only. */
export interface BodyRefusal {
  status: 400 | 408 | 413 | 415 | 429;
  why: string;
}

export type ReadBody = (
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<{ value: unknown } | { refusal: BodyRefusal }>;

/**
 * Reads JSON bodies within limits. What is too large is not kept while the rest of it arrives, and what many send
 * at once counts together, so that a flood of the largest bodies takes a bounded amount of memory.
 */
export function createBodyReader(limits: BodyLimits = BODY_LIMITS): ReadBody {
  let held = 0;
  return async (request, response) => {
    const refusal = findHeaderRefusal(request, limits.bytes);
    if (refusal) return { refusal };
    let mine = 0;
    const take = (bytes: number): BodyRefusal | undefined => {
      mine += bytes;
      held += bytes;
      if (mine > limits.bytes) return { status: 413, why: 'the body is too large' };
      if (held > limits.bytesAtOnce) return { status: 429, why: 'too many bytes at once' };
      return undefined;
    };
    response.once('close', () => (held -= mine));
    const read = await readText(request, take, limits.ms);
    if ('refusal' in read) return read;
    const parsed = parseBounded(read.text);
    return 'fault' in parsed ? { refusal: { status: 400, why: parsed.fault } } : parsed;
  };
}

function findHeaderRefusal({ headers }: IncomingMessage, most: number): BodyRefusal | undefined {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') return { status: 415, why: 'the body is not declared as JSON' };
  // A compressed body may be a thousand times its size; nobody who talks to a bot sends one.
  const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (encoding !== 'identity') return { status: 415, why: 'the body is compressed' };
  if (Number(headers['content-length'] ?? 0) > most)
    return { status: 413, why: 'the body is declared too large' };
  return undefined;
}

function readText(
  request: IncomingMessage,
  take: (bytes: number) => BodyRefusal | undefined,
  ms: number,
): Promise<{ text: string } | { refusal: BodyRefusal }> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const timer = setTimeout(() => end({ refusal: { status: 408, why: 'the body came too slowly' } }), ms);
    const hear = (chunk: Buffer) => {
      const refusal = take(chunk.length);
      if (refusal) end({ refusal });
      else chunks.push(chunk);
    };
    const end = (read: { text: string } | { refusal: BodyRefusal }) => {
      clearTimeout(timer);
      request.off('data', hear);
      chunks.length = 0;
      resolve(read);
    };
    request.on('data', hear);
    request.once('end', () => end({ text: Buffer.concat(chunks).toString('utf8') }));
    request.once('error', () => end({ refusal: { status: 400, why: 'the connection broke' } }));
    request.once('close', () => end({ refusal: { status: 400, why: 'the connection was closed' } }));
  });
}

/** Milliseconds that a refused sender has to stop sending; an answer is often read only after that. */
const LEAVE_MS = 2000;

/** Lets go of a request whose body is not wanted: reads past it for a moment, keeps nothing, and hangs up. */
export function hangUp(request: IncomingMessage): void {
  request.resume();
  const { socket } = request;
  const timer = setTimeout(() => socket.destroy(), LEAVE_MS);
  request.once('end', () => clearTimeout(timer));
  socket.once('close', () => clearTimeout(timer));
}
