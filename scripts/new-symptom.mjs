import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const [id = ''] = process.argv.slice(2);
const file = `knowledge/${id}.yaml`;
if (!/^[a-z0-9-]+\/[a-z0-9-]+$/.test(id))
  fail(`'${id}' is no id. Use area/slug in lower case: npm run new:symptom pull/some-error`);
if (existsSync(file)) fail(`${file} is there already.`);

mkdirSync(dirname(file), { recursive: true });
// `acr-doctor gaps` fills in the same file.
writeFileSync(file, readFileSync('src/knowledge/new-symptom.yaml', 'utf8'));
process.stdout.write(`${file} is written. Fill it in, then: npm test\n`);

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(64);
}
