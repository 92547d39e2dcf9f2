import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderWith } from './helpers/folder';

const ROOT = join(__dirname, '..');
const PARTS = ['package.json', 'package-lock.json', 'scripts/licences.mjs', 'docs/dependencies.md'];

function check(folder: string) {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/licences.mjs', '--check'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stderr };
}

/** The project's own lists, one of them changed. */
function changed(file: string, from: string | RegExp, to: string): string {
  const folder = folderWith({});
  for (const part of PARTS) cpSync(join(ROOT, part), join(folder, part));
  const text = readFileSync(join(ROOT, file), 'utf8');
  expect(text).toMatch(from);
  writeFileSync(join(folder, file), text.replace(from, to));
  return folder;
}

test('every direct dependency is exact, locked with a hash, listed, and said what it is for', () => {
  expect(check(ROOT)).toEqual({ status: 0, stderr: '' });
});

test.each([
  ['a version that is a range', 'package.json', /"zod": "/, '"zod": "^', /zod: '\^.*no exact version/],
  [
    'a version that is not the locked one',
    'package.json',
    /"zod": "\d+/,
    '"zod": "99',
    /zod: package-lock\.json has another/,
  ],
  ['a dependency nobody speaks for', 'scripts/licences.mjs', /\n {2}zod: .*/, '', /zod: say in scripts/],
  ['one that is gone', 'package.json', /,\s*"zod": "[^"]+"/, '', /zod: no dependency any more/],
  ['a package without a hash', 'package-lock.json', /"integrity"/, '"other"', /no integrity hash/],
  ['a page that is old', 'docs/dependencies.md', /zod/, 'zed', /not what would be written/],
])('%s is a fault', (_name, file, from, to, fault) => {
  const { status, stderr } = check(changed(file, from, to));
  expect([status, stderr]).toEqual([1, expect.stringMatching(fault)]);
});

test('no install script runs', () => {
  expect(readFileSync(join(ROOT, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m);
});
