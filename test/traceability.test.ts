import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Symptom } from '../src/knowledge/schema';
import { theCatalogue } from './helpers/knowledge';

/**
 * Tables from every statement of the source documents (and every researched fact) to the entry and cause that
 * carries it. A row that carries nothing says why; a row that points at nothing fails here.
 */
const FOLDER = join('test', 'fixtures', 'traceability');

interface Row {
  at: string;
  ref: string;
  says: string;
  where: string[];
  why: string;
}

const { symptoms } = theCatalogue();
const entries = new Map(symptoms.map((symptom) => [symptom.id, symptom]));
const tables = readdirSync(FOLDER).map((file) => {
  const [head = '', , ...lines] = readFileSync(join(FOLDER, file), 'utf8').trimEnd().split('\n');
  const [, name = '', extent = ''] = /^# (\S+) (\S+)$/.exec(head) ?? [];
  const rows = lines.map((line, at): Row => {
    const [ref = '', says = '', where = '', why = ''] = line.split('\t');
    return { at: `${file}:${at + 3}`, ref, says, where: where === '-' ? [] : where.split(' '), why };
  });
  return { file, name, extent, rows };
});
const seeds = tables.filter(({ file }) => file.startsWith('seed-'));
const facts = tables.filter(({ file }) => file.startsWith('facts'));

const PARTS = [
  'steps',
  'says',
  'conflicts',
  'questions',
  'related',
  'causes',
  'anchors',
  'examples',
] as const;

/** The part of an entry a row points at: a cause by its id, or one of its keys that holds something. */
function findPart(symptom: Symptom, name: string): unknown {
  const cause = symptom.causes.find(({ id }) => id === name);
  if (cause) return cause;
  const key = PARTS.find((part) => part === name);
  const held = key && symptom[key];
  return Array.isArray(held) && held.length === 0 ? undefined : held;
}

test('there is a table of each source document and of the facts', () => {
  expect(seeds.map(({ name }) => name)).toEqual([
    'streaming-troubleshoot-2023',
    'streaming-guide',
    'streaming-2024',
    'aca-pull-errors-2023',
    'transfer-troubleshoot-2023',
  ]);
  expect(facts.length).toBeGreaterThan(0);
});

test.each(tables)('$file: every row points at something, or says why at nothing', ({ rows }) => {
  const lost = rows.flatMap(({ at, ref, says, where, why }) => {
    if (ref === '' || says === '') return [`${at}: a row needs ref and says`];
    if (where.length === 0)
      return why.startsWith('carries nothing, because ') ? [] : [`${at}: says neither where nor why not`];
    return where.flatMap((place) => {
      const [id = '', part] = place.split('#');
      const symptom = entries.get(id);
      if (!symptom) return [`${at}: there is no entry ${id}`];
      return part === undefined || findPart(symptom, part) ? [] : [`${at}: ${id} has no ${part}`];
    });
  });
  expect(lost).toEqual([]);
});

test.each(seeds)('$file: every line of the document is covered', ({ extent, rows }) => {
  const covered = new Set<number>();
  for (const { ref } of rows) {
    const [from = NaN, to = from] = ref.split('-').map(Number);
    for (let line = from; line <= to; line++) covered.add(line);
  }
  const missing = Array.from({ length: Number(extent) }, (_, at) => at + 1).filter(
    (line) => !covered.has(line),
  );
  expect(missing).toEqual([]);
});

test.each(seeds)('$file: at least one entry of every row cites the document', ({ name, rows }) => {
  const cites = (id: string) => JSON.stringify(entries.get(id) ?? '').includes(`"document":"${name}"`);
  const uncited = rows.filter(
    ({ where }) => where.length > 0 && !where.some((place) => cites(place.split('#')[0] ?? '')),
  );
  expect(uncited.map(({ at, where }) => `${at}: ${where.join(' ')}`)).toEqual([]);
});

test('every researched fact has a row', () => {
  const placed = new Set(facts.flatMap(({ rows }) => rows.map(({ ref }) => ref)));
  const missing = Array.from({ length: 217 }, (_, at) => `K${String(at + 1).padStart(3, '0')}`).filter(
    (fact) => !placed.has(fact),
  );
  expect(missing).toEqual([]);
});
