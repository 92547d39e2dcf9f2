import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressOf, runService } from '../helpers/service-process';
import { folderWith } from '../helpers/folder';

const ENTRY = readFileSync('knowledge/quarantine/image-held.yaml', 'utf8');
const ID = 'company/held-by-the-scanner';

async function until(text: () => string, wanted: RegExp): Promise<string> {
  const end = Date.now() + 10_000;
  while (Date.now() < end && !wanted.test(text())) await new Promise((resolve) => setTimeout(resolve, 30));
  return text();
}

test('local mode answers from a changed file at once, and keeps the former entries when it is faulty', async () => {
  const folder = folderWith({ [`${ID}.yaml`]: ENTRY });
  const file = join(folder, `${ID}.yaml`);
  const run = runService({ PORT: '0', ACR_DOCTOR_STORE: folderWith({}), ACR_DOCTOR_KNOWLEDGE: folder });
  try {
    await addressOf(run);
    writeFileSync(file, ENTRY.replace(/^title: .*/m, 'title: Held by our scanner'));
    expect(await until(run.output, /read again/)).toMatch(/Knowledge read again: \d+ entries\./);
    writeFileSync(file, ENTRY.replace(/^title: /m, 'titel: '));
    const told = await until(run.output, /former entries/);
    expect(told).toContain(`${ID}.yaml:`);
    expect(told).toMatch(/titel[\s\S]*The former entries stay in use\./);
  } finally {
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);
  }
});
