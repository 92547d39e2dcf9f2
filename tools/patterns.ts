import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { openCatalogue } from '../src/knowledge/catalogue';

/** One regular expression that meets text from outside, and where it stands. */
export interface Pattern {
  where: string;
  source: string;
  flags: string;
}

/** Folders and files whose patterns meet what somebody pasted. */
const PLACES = [
  'src/redact',
  'src/parse',
  'src/match',
  'src/verdict',
  'src/teams',
  'src/intent.ts',
  'src/cards/text.ts',
];

/** Every regular expression of the stages a paste runs through, and of the knowledge base. */
export function findPatterns(): Pattern[] {
  const written = PLACES.flatMap(sourceFiles).flatMap(patternsOf);
  const { symptoms, elsewhere } = openCatalogue([]);
  const known = [...symptoms, ...elsewhere].flatMap(({ id, anchors }) =>
    anchors.flatMap(({ pattern }) => (pattern ? [{ where: id, source: pattern, flags: 'iu' }] : [])),
  );
  const seen = new Set<string>();
  return [...written, ...known].filter((pattern) => {
    const isNew = !seen.has(keyOf(pattern));
    seen.add(keyOf(pattern));
    return isNew;
  });
}

export function keyOf({ source, flags }: Pattern): string {
  return `/${source}/${flags}`;
}

function sourceFiles(place: string): string[] {
  if (place.endsWith('.ts')) return [place];
  const entries = readdirSync(place, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function patternsOf(file: string): Pattern[] {
  const found: Pattern[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      found.push({ where: file, source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true));
  return found;
}

/** Whether nothing in a pattern repeats without end: the work a start costs is then bounded, and all of it linear. */
export function isBounded(source: string): boolean {
  const bare = source.replace(/\\./g, '_').replace(/\[[^\]]*\]/g, '_');
  return !/[*+]|\{\d+,\}/.test(bare);
}
