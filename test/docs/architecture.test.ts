import { readdirSync, readFileSync } from 'node:fs';

const PAGE = readFileSync('docs/architecture.md', 'utf8');
const foldersOf = (path: string) =>
  readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
const named = [...PAGE.matchAll(/^\| (?<cell>`[^|]+) \|/gm)]
  .map(({ groups }) => groups?.cell ?? '')
  .join(' ');

test('every folder of src has a row in docs/architecture.md, and every row a folder', () => {
  const folders = foldersOf('src').map((name) => `src/${name}/`);
  expect(folders.filter((folder) => !named.includes(`\`${folder}\``))).toEqual([]);
  const rows = [...named.matchAll(/`(?<path>src\/[\w-]+\/)`/g)].map(({ groups }) => groups?.path ?? '');
  expect(rows.filter((path) => !folders.includes(path))).toEqual([]);
});

test('what the drawing names is there', () => {
  const drawing = PAGE.split('\n')
    .filter((line) => line.startsWith('    '))
    .join('\n');
  const paths = [...drawing.matchAll(/(?:src|dialogs|knowledge)\/?[\w/.-]*/g)].map(([path]) =>
    path.replace(/\/$/, ''),
  );
  expect(paths.length).toBeGreaterThan(12);
  for (const path of paths.filter((one) => !['knowledge.json'].includes(one)))
    expect(readdirSync(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.')).toContain(
      path.slice(path.lastIndexOf('/') + 1),
    );
});
