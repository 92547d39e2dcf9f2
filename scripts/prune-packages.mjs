// Usage: node scripts/prune-packages.mjs node_modules
// Takes out of installed packages what node never loads: types, sources of TypeScript, source maps and documents; half
// of their bytes. Licences stay.
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const [root] = process.argv.slice(2);
if (root === undefined) throw new Error('Usage: node scripts/prune-packages.mjs FOLDER');
const UNREAD = /\.(?:[cm]?ts|map|markdown|md|flow|tsbuildinfo)$/i;
const LICENCE = /licen[cs]e|notice|copying/i;

let bytes = 0;
for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !UNREAD.test(entry.name) || LICENCE.test(entry.name)) continue;
  const path = join(entry.parentPath, entry.name);
  bytes += statSync(path).size;
  rmSync(path);
}
process.stdout.write(`${Math.round(bytes / 1e6)} MB of files pruned from ${root}\n`);
