import Fuse from 'fuse.js';
import MiniSearch from 'minisearch';
import { openCase } from '../src/case';
import { createDiagnose } from '../src/diagnose';
import type { Catalogue, Symptom } from '../src/knowledge/schema';

/** Something that names symptoms for a text: ids, best first; none when it declines. */
export interface System {
  name: string;
  answer: (text: string) => Promise<string[]>;
}

/** This matcher first, then full-text search over the same entries, as people would set it up. */
export function createSystems(catalogue: Catalogue): System[] {
  return [acrDoctor(catalogue), miniSearch(catalogue), plainFuse(catalogue), fuseTokens(catalogue)];
}

const ASKER = { id: 'bench', tenant: 'bench' };

function acrDoctor(catalogue: Catalogue): System {
  const diagnose = createDiagnose(catalogue);
  const opened = openCase('bench', ASKER, '2026-01-01T00:00:00Z');
  const { signal } = new AbortController();
  return {
    name: 'acr-doctor',
    async answer(text) {
      const { result } = await diagnose(opened, { text, at: opened.createdAt }, ASKER, signal);
      return result.answers.map(({ symptom }) => symptom);
    },
  };
}

/** All words of an entry as one text. */
function wordsOf(symptom: Symptom): string {
  const anchors = symptom.anchors.flatMap((anchor) => (anchor.all ?? []).flat());
  return [symptom.title, symptom.says, ...anchors, ...symptom.questions, ...symptom.examples.match].join(
    '\n',
  );
}

const documentsOf = (catalogue: Catalogue) =>
  catalogue.symptoms.map((symptom) => ({ id: symptom.id, text: wordsOf(symptom) }));

function miniSearch(catalogue: Catalogue): System {
  const index = new MiniSearch({ fields: ['text'], searchOptions: { fuzzy: 0.2, prefix: true } });
  index.addAll(documentsOf(catalogue));
  return {
    name: 'minisearch',
    answer: (text) =>
      Promise.resolve(
        index
          .search(text)
          .slice(0, 5)
          .map(({ id }) => String(id)),
      ),
  };
}

function plainFuse(catalogue: Catalogue): System {
  const fuse = new Fuse(documentsOf(catalogue), { keys: ['text'], ignoreLocation: true, threshold: 0.6 });
  return {
    name: 'fuse.js',
    answer: (text) =>
      Promise.resolve(fuse.search(text.slice(0, 500), { limit: 5 }).map(({ item }) => item.id)),
  };
}

function fuseTokens(catalogue: Catalogue): System {
  const fuse = new Fuse(documentsOf(catalogue), {
    keys: ['text'],
    useTokenSearch: true,
    ignoreLocation: true,
  });
  return {
    name: 'fuse.js tokens',
    answer: (text) => Promise.resolve(fuse.search(text, { limit: 5 }).map(({ item }) => item.id)),
  };
}
