import { mkdirSync } from 'node:fs';
import { createCredential, type Asker } from '../azure/credential';
import { createBoundedClient } from '../azure/pipeline';
import { createTransport } from '../azure/transport';
import { openLmdbStore } from './lmdb';
import type { Store } from './store';

/** The store that the settings name: a Blob container, asked with the bot's own identity, or a folder. */
export function openStore(
  { storeFolder, storeContainer }: { storeFolder: string; storeContainer?: string },
  asker: Asker,
): Store {
  if (storeContainer === undefined) {
    mkdirSync(storeFolder, { recursive: true });
    return openLmdbStore(storeFolder);
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the storage client is loaded where it is used only
  const { openBlobStore, BLOB_LIMITS } = require('./blob') as typeof import('./blob');
  const transport = createTransport();
  const credential = createCredential(asker, createBoundedClient(transport, BLOB_LIMITS.callMs));
  return openBlobStore({ url: storeContainer, credential, transport });
}
