import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFiles } from '../tools/generate';

const files = generatedFiles();
const TO_DO = 'Run: npm run generate';

test('every generated file is what the knowledge base makes it now', () => {
  const stale = [...files].filter(
    ([file, content]) => !existsSync(file) || readFileSync(file, 'utf8') !== content,
  );
  expect({ stale: stale.map(([file]) => file), toDo: TO_DO }).toEqual({ stale: [], toDo: TO_DO });
});

test('no page is left of an entry that is gone', () => {
  const pages = readdirSync('docs/knowledge', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const left = pages.filter((page) => !files.has(page));
  expect({ left, toDo: TO_DO }).toEqual({ left: [], toDo: TO_DO });
});
