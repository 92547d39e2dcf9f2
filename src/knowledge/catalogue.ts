import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalogue } from './schema';

/** Written by the build; `__dirname` is dist/src/knowledge there and src/knowledge under ts-jest. */
const BUILT = join(__dirname, '..', '..', 'knowledge.json');
const SOURCE = join(__dirname, '..', '..', 'knowledge');

/**
 * The knowledge base: the built file, or where there is none or a company adds folders of its own, the YAML files.
 * The reader of YAML is loaded only then: it costs more than everything else the command line does.
 * @throws KnowledgeError listing every fault of a company's folder.
 */
export function openCatalogue(companyFolders: readonly string[]): Catalogue {
  const built = existsSync(BUILT) ? (JSON.parse(readFileSync(BUILT, 'utf8')) as Catalogue) : undefined;
  if (built && companyFolders.length === 0) return built;
  const { loadKnowledge } = loadReader();
  return built ? loadKnowledge(companyFolders, built) : loadKnowledge([SOURCE, ...companyFolders]);
}

function loadReader(): typeof import('./load') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- synchronous, lazy, and works under jest
  return require('./load') as typeof import('./load');
}
