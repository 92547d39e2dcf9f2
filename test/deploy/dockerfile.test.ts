import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { folderWith } from '../helpers/folder';
import { settingNames } from '../helpers/settings';

const DOCKERFILE = readFileSync('Dockerfile', 'utf8');
const FINAL = DOCKERFILE.slice(DOCKERFILE.lastIndexOf('\nFROM '));

test('the Dockerfile has no fault that the linter knows', () => {
  expect(validate(DOCKERFILE).map(({ message }) => message)).toEqual([]);
  expect(validate('FROM node\nHEALTHCHEK NONE\n')).toHaveLength(1);
});

test('the image: not root, one process, asked through node, its settings known', () => {
  expect(FINAL).toMatch(/^USER 1000:1000$/m);
  expect(FINAL).toMatch(/^HEALTHCHECK .*\\\n +CMD \["node", "-e", /m);
  expect(FINAL).toMatch(/^CMD \["node", "dist\/src\/index\.js"\]$/m);
  expect(DOCKERFILE).not.toMatch(/\bcurl\b|:latest|--force|ADD /);
  const given = [...FINAL.matchAll(/\b(?<name>[A-Z_]{4,})=/g)].map(({ groups }) => groups?.name ?? '');
  expect(given.filter((name) => !settingNames().includes(name))).toEqual([]);
});

test('what the image copies is there, and the build context leaves tests, stores and secrets out', () => {
  const kept = readFileSync('.dockerignore', 'utf8').trim().split('\n');
  expect(kept[0]).toBe('*');
  for (const line of kept.slice(1))
    expect({ line, isThere: existsSync(line.slice(1)) }).toEqual({ line, isThere: true });
  const copied = [...DOCKERFILE.matchAll(/^COPY (?!--from)(?<what>.+) \S+$/gm)].flatMap(
    ({ groups }) => groups?.what?.split(' ') ?? [],
  );
  const isKept = (path: string) =>
    path === '.' || kept.some((line) => line.startsWith('!') && path.startsWith(line.slice(1)));
  expect(copied.length).toBeGreaterThan(3);
  expect(copied.filter((path) => !isKept(path))).toEqual([]);
});

test('pruning takes types, maps and documents, and leaves code and licences', () => {
  const folder = folderWith({
    'a/index.js': '',
    'a/index.d.ts': '',
    'a/index.js.map': '',
    'a/README.md': '',
    'a/LICENSE.md': '',
    'a/lib/history.js': '',
    'a/src/index.ts': '',
    'a/package.json': '{}',
  });
  execFileSync(process.execPath, ['scripts/prune-packages.mjs', folder]);
  const left = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  expect(left.sort()).toEqual(['a/LICENSE.md', 'a/index.js', 'a/lib/history.js', 'a/package.json']);
});
