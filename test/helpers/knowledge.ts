import { join } from 'node:path';
import { loadKnowledge } from '../../src/knowledge/load';
import type { Catalogue } from '../../src/knowledge/schema';

let catalogue: Catalogue | undefined;

/** The knowledge base as its files stand, read once a test file. */
export function theCatalogue(): Catalogue {
  catalogue ??= loadKnowledge([join(__dirname, '..', '..', 'knowledge')]);
  return catalogue;
}
