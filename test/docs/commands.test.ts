import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { folderWith } from '../helpers/folder';

/**
 * The commands of the documents, as they stand there. What needs no Azure, no Teams and no engine for containers is
 * run here, or, where it takes long, is named with what runs it; nothing else may stand in a document.
 */
const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'infra/README.md'].concat(
  readdirSync('docs')
    .filter((name) => name.endsWith('.md') && name !== 'checks.md')
    .map((name) => `docs/${name}`),
);
const textOf = (page: string) => readFileSync(page, 'utf8');
const CLI = 'node dist/src/cli.js';

/** Lines of the indented blocks, as somebody copies them: without the comment behind. */
const LINES = PAGES.flatMap((page) =>
  [
    ...textOf(page).matchAll(
      /^(?: {4}| {7})(?<line>(?:npm|npx|node|az|docker|export|acr-doctor|[A-Z_]+=).*)$/gm,
    ),
  ].map(({ groups }) => ({ page, line: (groups?.line ?? '').replace(/\s+# .*$/, '').trim() })),
);

/** Why a line is not run here. */
const ELSEWHERE: readonly [RegExp, string][] = [
  [
    /^npm ci( && npm (start|test|run build))?$/,
    'CI runs it on a clean checkout (.ci/run); test/service/start.test.ts',
  ],
  [/^npm test$/, 'this is it'],
  [/^ACR_DOCTOR_KNOWLEDGE=\S+ npm start$/, 'test/service/start.test.ts'],
  [/^npm run package$/, 'test/manifest/package.test.ts'],
  [/^export \w+=/, 'settings of the former'],
  [/^docker /, 'needs an engine; test/deploy/dockerfile.test.ts runs its steps'],
  [/^az /, 'needs Azure'],
  [/ --live\b/, 'needs Azure'],
];
const run = LINES.filter(({ line }) => line.startsWith(CLI) && !line.includes(' --live'));

test('every command of the documents is run here, or it is known what runs it', () => {
  expect(run.length).toBeGreaterThan(9);
  const others = LINES.filter((one) => !run.includes(one));
  expect(others.filter(({ line }) => !ELSEWHERE.some(([form]) => form.test(line)))).toEqual([]);
  expect(ELSEWHERE.filter(([form]) => !others.some(({ line }) => form.test(line)))).toEqual([]);
});

test('every script that a document names is in package.json', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
  const named = PAGES.flatMap((page) =>
    [...textOf(page).matchAll(/npm run (?!--)(?<name>[\w:-]+)/g)].map(({ groups }) => groups?.name ?? ''),
  );
  expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([]);
});

test('every file that a document links to is there', () => {
  const links = PAGES.flatMap((page) =>
    [...textOf(page).matchAll(/\]\((?<to>[^)#:\s]+)(?:#[^)]*)?\)/g)].map(({ groups }) =>
      join(dirname(page), groups?.to ?? ''),
    ),
  );
  expect(links.length).toBeGreaterThan(15);
  expect(links.filter((path) => !existsSync(path))).toEqual([]);
});

describe('runs as it stands', () => {
  const PASTE = readFileSync('test/fixtures/pull-401.txt', 'utf8');
  const folder = folderWith({
    'pasted.txt': PASTE,
    'further-output.txt': 'Server: 168.63.129.16',
    'many.jsonl': `${JSON.stringify({ id: 'a', text: PASTE })}\n`,
  });
  symlinkSync(resolve('dist'), join(folder, 'dist'));

  test.each(run.map(({ page, line }) => [line, page]))('%s (%s)', async (line) => {
    const { code, out, err } = await shell(line, folder);
    // 2: `doctor` found something wrong, as in a scenario that is broken.
    expect({ code, err, isAsExpected: code === 0 || (code === 2 && / doctor\b/.test(line)) }).toEqual({
      code,
      err,
      isAsExpected: true,
    });
    expect(out.length).toBeGreaterThan(40);
  });
});

function shell(line: string, cwd: string): Promise<{ code: number; out: string; err: string }> {
  return new Promise((done) => {
    execFile(
      '/bin/sh',
      ['-c', line],
      { cwd, env: { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: cwd } },
      (error, out, err) => done({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}
