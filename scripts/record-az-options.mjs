// `npm run record:az`: what the installed azure-cli (Debian's, on any machine with `apt-get install azure-cli`) says
// in its help of each command the knowledge base uses. Written to test/fixtures/az-options.json, which
// test/az-commands.test.ts compares; commands this CLI does not know need a reason in az-unchecked.yaml.
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

const require = createRequire(import.meta.url);
const { findAzCalls } = require('../dist/tools/az-calls.js');
const { openCatalogue } = require('../dist/src/knowledge/catalogue.js');
const run = promisify(execFile);

const paths = [...new Set(findAzCalls(openCatalogue([])).map(({ path }) => path))].sort();
const version = JSON.parse((await run('az', ['version', '-o', 'json'])).stdout)['azure-cli'];
const commands = {};
await Promise.all([worker(), worker()]);
const sorted = Object.fromEntries(Object.entries(commands).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(
  'test/fixtures/az-options.json',
  `${JSON.stringify({ azureCli: version, commands: sorted }, null, 1)}\n`,
);
process.stdout.write(`azure-cli ${version}: ${Object.keys(sorted).length} commands recorded\n`);

async function worker() {
  for (let path = paths.shift(); path !== undefined; path = paths.shift()) {
    const options = await readOptions(path);
    if (options.length > 0) commands[path] = options;
  }
}

/** The options in a command's help: the words before the colon that begin with a dash. A group has none but --help. */
async function readOptions(path) {
  const { stdout } = await run('az', [...path.split(' '), '--help']).catch((failure) => failure);
  if (!/^Command\n/m.test(stdout)) return [];
  const lines = stdout.split('\n').filter((line) => /^ {4}-/.test(line));
  return [
    ...new Set(lines.flatMap((line) => line.split(' : ')[0].match(/(?<=\s)--?[a-z][a-z0-9-]*/gi) ?? [])),
  ].sort();
}
