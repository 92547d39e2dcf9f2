import { createHash } from 'node:crypto';

/** 40 hex digits that stand for these parts in a key: no name or text can be read out of it, and any text makes one. */
export function hashOf(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 40);
}
