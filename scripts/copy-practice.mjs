import { cpSync } from 'node:fs';

// What the compiler leaves behind: the page and the scenarios of local mode.
for (const folder of ['page', 'scenarios'])
  cpSync(`src/practice/${folder}`, `dist/src/practice/${folder}`, { recursive: true });

// The symptom file that `acr-doctor gaps` fills in.
cpSync('src/knowledge/new-symptom.yaml', 'dist/src/knowledge/new-symptom.yaml');
