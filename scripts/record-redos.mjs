// `npm run record:redos`: asks recheck, a checker for regular expressions of super-linear time, about every pattern
// that meets pasted text. Slow (seconds a pattern), so the answers are kept in test/fixtures/redos.json by pattern, flags
// and recheck's version; test/patterns.test.ts fails for a pattern that is not there, or not safe.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

process.env.RECHECK_BACKEND = 'pure';
const require = createRequire(import.meta.url);
const { checkSync } = require('recheck');
const { version } = require('recheck/package.json');
const { findPatterns, keyOf } = require('../dist/tools/patterns.js');

const FILE = 'test/fixtures/redos.json';
const kept = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {};
const known = kept.version === version ? kept.patterns : {};
const patterns = {};
for (const pattern of findPatterns()) {
  const key = keyOf(pattern);
  patterns[key] = known[key] ?? ask(pattern);
}
const sorted = Object.fromEntries(Object.entries(patterns).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(FILE, `${JSON.stringify({ version, patterns: sorted }, null, 1)}\n`);

function ask({ where, source, flags }) {
  const { status, complexity } = checkSync(source, flags, { timeout: 8000 });
  process.stdout.write(`${status.padEnd(11)} ${where} /${source.slice(0, 90)}/${flags}\n`);
  return complexity ? `${status}: ${complexity.summary}` : status;
}
