import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KnowledgeError, loadKnowledge } from './load';

/** `npm run build` and `npm run knowledge`: check the knowledge base and write it as the one file that loads fast. */
function build(): number {
  const target = join('dist', 'knowledge.json');
  try {
    const catalogue = loadKnowledge(['knowledge']);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, JSON.stringify(catalogue));
    const causes = catalogue.symptoms.reduce((sum, symptom) => sum + symptom.causes.length, 0);
    process.stdout.write(`${target}: ${catalogue.symptoms.length} entries, ${causes} causes\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof KnowledgeError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

process.exitCode = build();
