import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { API, REFERENCE } from '../src/parse/extract/image';
import { LOGIN_SERVER } from '../src/parse/extract/registry';
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
  'src/checks',
  'src/verdict',
  'src/teams',
  'src/intent.ts',
  'src/cards/text.ts',
];

/** Patterns that are put together from parts; the only ones, as `composedIn` sees. */
const COMPOSED: readonly Pattern[] = [
  { where: 'src/parse/extract/image.ts', source: REFERENCE.source, flags: REFERENCE.flags },
  { where: 'src/parse/extract/image.ts', source: API.source, flags: API.flags },
  { where: 'src/parse/extract/registry.ts', source: LOGIN_SERVER.source, flags: LOGIN_SERVER.flags },
];
/** The one helper that compiles the knowledge base's own patterns, which are looked at one by one. */
const COMPILER = 'src/match/pattern.ts';

/** Files that put patterns together at run time, beside those that are known here. */
export function unknownComposers(): string[] {
  const known = new Set([...COMPOSED.map(({ where }) => where), COMPILER]);
  return PLACES.flatMap(sourceFiles).filter(
    (file) => !known.has(file) && /\b(?:new )?RegExp\(/.test(readFileSync(file, 'utf8')),
  );
}

/** Every regular expression of the stages a paste runs through, and of the knowledge base. */
export function findPatterns(): Pattern[] {
  const written = [...PLACES.flatMap(sourceFiles).flatMap(patternsOf), ...COMPOSED];
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
