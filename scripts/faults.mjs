/**
 * The fault matrix, measured: runs test/faults with the limits of the service (in CI they run with shorter ones) and
 * prints a row for each fault. With --write the table in docs/faults.md becomes what was measured.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const PAGE = 'docs/faults.md';
const BEGIN = '<!-- measured: npm run faults -- --write -->';
const END = '<!-- end of what is measured -->';

const folder = mkdtempSync(join(tmpdir(), 'acr-doctor-faults-'));
const file = join(folder, 'rows.jsonl');
writeFileSync(file, '');
const globals = JSON.stringify({ FAULT_ROWS: file });
const jest = [
  'node_modules/jest/bin/jest.js',
  '--runInBand',
  '--forceExit',
  '--globals',
  globals,
  'test/faults',
];
const { status } = spawnSync(process.execPath, jest, { stdio: ['ignore', 'ignore', 'inherit'] });
const rows = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line));
rmSync(folder, { recursive: true });

const cell = (text) => text.replaceAll('|', '\\|');
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
const table = [
  '| fault | what the user saw | lost | how long |',
  '| --- | --- | --- | --- |',
  ...rows.map(
    ({ fault, saw, lost, ms }) => `| ${cell(fault)} | ${cell(saw)} | ${cell(lost)} | ${seconds(ms)} |`,
  ),
].join('\n');
const [{ model }] = cpus();
const machine = `Measured on ${new Date().toISOString().slice(0, 10)} with node ${process.version}, ${cpus().length} × ${model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB.`;
process.stdout.write(`${table}\n\n${machine}\n`);

if (process.argv.includes('--write') && status === 0) {
  const page = readFileSync(PAGE, 'utf8');
  const [before] = page.split(BEGIN);
  const [, after] = page.split(END);
  const text = `${before}${BEGIN}\n\n${machine}\n\n${table}\n\n${END}${after}`;
  writeFileSync(PAGE, await format(text, { ...(await resolveConfig(PAGE)), filepath: PAGE }));
}
process.exitCode = status ?? 1;
