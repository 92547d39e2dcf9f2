import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { loadKnowledge } from '../src/knowledge/load';
import { SymptomFile } from '../src/knowledge/schema';
import { PolicySchema } from '../src/policy';
import { renderChecks, renderRole } from './checks-page';
import { commandsPage } from './commands-page';
import { renderIndex, renderPage } from './reference-page';

/** Every generated file and its content: the reference of the knowledge base, and the schema editors complete from. */
export function generatedFiles(): Map<string, string> {
  const catalogue = loadKnowledge(['knowledge']);
  const files = new Map<string, string>();
  const schema = z.toJSONSchema(SymptomFile, { io: 'input' });
  files.set('docs/knowledge-schema.json', `${JSON.stringify(schema, null, 2)}\n`);
  const policy = z.toJSONSchema(PolicySchema, { io: 'input' });
  files.set('docs/policy-schema.json', `${JSON.stringify(policy, null, 2)}\n`);
  files.set('docs/knowledge/README.md', renderIndex(catalogue));
  files.set('docs/checks.md', renderChecks(catalogue));
  files.set('docs/commands.md', commandsPage());
  files.set('docs/bot-role.json', renderRole('reader'));
  files.set('docs/bot-secrets-role.json', renderRole('secrets'));
  for (const symptom of catalogue.symptoms)
    files.set(`docs/knowledge/${symptom.id}.md`, renderPage(symptom, catalogue));
  return files;
}

/** `npm run generate` */
export function generate(): void {
  rmSync(join('docs', 'knowledge'), { recursive: true, force: true });
  const files = generatedFiles();
  for (const [file, content] of files) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  process.stdout.write(`${files.size} files generated\n`);
}

if (require.main === module) generate();
