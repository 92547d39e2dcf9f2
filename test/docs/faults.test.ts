import { readdirSync, readFileSync } from 'node:fs';

const PAGE = readFileSync('docs/faults.md', 'utf8');
const [MEASURED = '', ELSEWHERE = ''] = PAGE.split('## Shown elsewhere');

/** Cells of a table's rows, its head and line left out. */
function rowsOf(part: string): string[][] {
  return part
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('\\|', '|')),
    );
}

/** Names of the faults in test/faults: the first words of `fault(...)`, and of the lists that are run through it. */
function faultNames(): string[] {
  const text = readdirSync('test/faults')
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(`test/faults/${file}`, 'utf8'))
    .join('\n');
  const named = /(?:\bfault\(\s*|^\s*\[\s*)(?:'(?<single>[^'\n]+)'|"(?<double>[^"\n]+)"),/gm;
  return [...text.matchAll(named)].map(({ groups }) => groups?.single ?? groups?.double ?? '');
}

test('every fault that is tested stands in the table, and no other', () => {
  const names = faultNames();
  expect(names.length).toBeGreaterThan(50);
  expect(
    rowsOf(MEASURED)
      .map(([name]) => name)
      .sort(),
  ).toEqual([...names].sort());
});

test('every row says what the user saw, what was lost, and how long', () => {
  for (const [, saw = '', lost = '', long = ''] of rowsOf(MEASURED)) {
    expect(saw).not.toBe('');
    expect(lost).toMatch(/^nothing|^the message/);
    expect(long).toMatch(/^\d+\.\d s$/);
  }
  expect(MEASURED).toMatch(/Measured on \d{4}-\d\d-\d\d with node v/);
});

test('what is shown elsewhere is shown there', () => {
  const rows = rowsOf(ELSEWHERE);
  expect(rows.length).toBeGreaterThan(5);
  for (const [, , , shown = ''] of rows) {
    const [, file = '', name = ''] = /^`(test\/[\w/-]+\.test\.ts)`: (.+)$/.exec(shown) ?? [];
    expect(readFileSync(file, 'utf8')).toContain(name);
  }
});
