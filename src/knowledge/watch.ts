import { existsSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import { KnowledgeError, loadKnowledge } from './load';
import type { Catalogue } from './schema';

/** The YAML files of a checkout, seen from dist/src/knowledge; an installed package has none. */
const CHECKOUT = join(__dirname, '..', '..', '..', 'knowledge');
/** Editors write a file in several steps; one reload follows the last of them. */
const QUIET_MS = 150;

export interface WatchOptions {
  companyFolders: readonly string[];
  onChange: (catalogue: Catalogue) => void;
  /** Every fault of the files as they stand now; the knowledge base in use stays. */
  onFault: (message: string) => void;
  /** Replaced by tests. */
  checkout?: string;
}

/** Reads the knowledge base again whenever one of its files changes. @returns what ends the watching. */
export function watchKnowledge({ companyFolders, onChange, onFault, checkout = CHECKOUT }: WatchOptions): () => void {
  // Without the checkout's files there is nothing to merge a company's changed folder over.
  if (!existsSync(checkout)) return () => undefined;
  const folders = [checkout, ...companyFolders];
  let timer: NodeJS.Timeout | undefined;
  const reload = () => {
    try {
      onChange(loadKnowledge(folders));
    } catch (error) {
      if (!(error instanceof KnowledgeError)) throw error;
      onFault(error.message);
    }
  };
  const watchers = folders.map((folder): FSWatcher =>
    watch(folder, { recursive: true, persistent: false }, () => {
      clearTimeout(timer);
      timer = setTimeout(reload, QUIET_MS);
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
