import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const [id = ''] = process.argv.slice(2);
const file = `knowledge/${id}.yaml`;
if (!/^[a-z0-9-]+\/[a-z0-9-]+$/.test(id))
  fail(`'${id}' is no id. Use area/slug in lower case: npm run new:symptom pull/some-error`);
if (existsSync(file)) fail(`${file} is there already.`);

mkdirSync(dirname(file), { recursive: true });
writeFileSync(
  file,
  `# yaml-language-server: $schema=../../docs/knowledge-schema.json
# The keys are explained in CONTRIBUTING.md. The tests fail until every REPLACE is replaced.
title: REPLACE with the message's own words
status: current
kind: symptom
stage: manifest
says: REPLACE with what happened, in a sentence or two.
anchors:
  - all: [REPLACE with the shortest unmistakable words of ${id}]
    strength: decisive
questions:
  - REPLACE with how people ask for this
causes:
  - id: replace-with-a-slug
    title: REPLACE with a statement that is true or false
    likelihood: common
    why: REPLACE with why it is so likely
    confirm:
      - command: az acr show --name {registry} --resource-group {registryResourceGroup}
        shows: REPLACE with what the output must show
    ruleOut: []
    fix:
      - do: REPLACE with what to do.
    source: [{ document: REPLACE }]
related: []
sources: [{ document: REPLACE }]
examples:
  match:
    - REPLACE with a message exactly as a tool prints it
    - REPLACE with the same in another wrapping
  miss:
    - text: REPLACE with a near miss of the same tool
      is: decline
`,
);
process.stdout.write(`${file} is written. Fill it in, then: npm test\n`);

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(64);
}
