import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { createDiagnose } from '../../src/diagnose';
import { createGaps, type Gap } from '../../src/gaps';
import { SymptomFile } from '../../src/knowledge/schema';
import { skeletonOf, type Skeleton } from '../../src/knowledge/symptom-skeleton';
import { compileAnchor, Finder, meet } from '../../src/match/anchors';
import { parse } from '../../src/parse/parse';
import { openLmdbStore } from '../../src/store/lmdb';
import { openCase } from '../../src/case';
import { folderWith } from '../helpers/folder';
import { theCatalogue } from '../helpers/knowledge';
import { addressOf, runService } from '../helpers/service-process';

const ROOT = join(__dirname, '..', '..');
const CLI = join(ROOT, 'dist', 'src', 'cli.js');
const JAMMED =
  'Failed to pull image "contosoprod7.azurecr.io/team-a/worker:9": the gearbox of the replica is jammed after 3 turns';

function run(folder: string, ...args: string[]) {
  const child = spawnSync(process.execPath, [CLI, 'gaps', ...args], {
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', ACR_DOCTOR_STORE: folder },
  });
  return { code: child.status, out: child.stdout, err: child.stderr };
}

async function noted(folder: string): Promise<void> {
  const store = openLmdbStore(folder);
  const gaps = createGaps({ store, now: () => Date.UTC(2026, 10, 21), catalogue: theCatalogue() });
  await gaps.note({ kind: 'unanswered', text: JAMMED });
  await gaps.note({
    kind: 'disliked',
    text: JAMMED,
    symptom: 'pull/unauthorized',
    comment: 'it was the gearbox',
  });
  await gaps.note({ kind: 'unanswered', text: 'How do I sign an image in ACR with notation?' });
  await store.close();
}

test('prints them grouped, the most frequent first, each with the beginning of a symptom file', async () => {
  const folder = folderWith({});
  await noted(folder);
  const { code, out, err } = run(folder);
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('1. 2 times, on 2026-11-21: 1 unanswered, 1 disliked');
  expect(out).toContain(
    '   Failed to pull image "<image>": the gearbox of the replica is jammed after <number> turns',
  );
  expect(out).toContain('Disliked: pull/unauthorized (1)');
  expect(out).toContain('Comment: it was the gearbox');
  expect(out).toContain('npm run new:symptom pull/the-gearbox-of-the-replica-is');
  expect(out.indexOf('2. once')).toBeGreaterThan(out.indexOf('1. 2 times'));
  expect(out).not.toMatch(/contosoprod7|team-a/);
});

test('--json has the same, machine-readable', async () => {
  const folder = folderWith({});
  await noted(folder);
  const rows = JSON.parse(run(folder, '--json').out) as (Gap & { suggested: Skeleton })[];
  expect(rows.map(({ count, kinds }) => ({ count, kinds }))).toEqual([
    { count: 2, kinds: { unanswered: 1, disliked: 1 } },
    { count: 1, kinds: { unanswered: 1, disliked: 0 } },
  ]);
  expect(rows.map(({ template, suggested }) => skeletonOf(template).text === suggested.text)).toEqual([
    true,
    true,
  ]);
});

test('nothing noted, no store, wrong use', () => {
  const folder = folderWith({});
  expect(run(join(folder, 'nowhere'))).toMatchObject({
    code: 2,
    out: expect.stringContaining('No gap is noted') as string,
  });
  expect(run(folder, '--json')).toEqual({ code: 2, out: '[]\n', err: '' });
  expect(run(folder, 'extra')).toMatchObject({
    code: 64,
    err: expect.stringContaining("gaps takes no 'extra'") as string,
  });
});

test('while the service runs on the same store: both work, and what is noted meanwhile is read', async () => {
  const folder = folderWith({});
  const service = runService({ PORT: '0', ACR_DOCTOR_STORE: folder });
  try {
    const address = await addressOf(service);
    expect(run(folder).code).toBe(2);
    await noted(folder);
    expect(run(folder).out).toContain('1. 2 times');
    const health = await fetch(`${address}healthz`);
    expect(health.status).toBe(200);
    expect(run(folder, '--json').code).toBe(0);
  } finally {
    service.child.kill('SIGTERM');
    await service.ended;
  }
});

describe('the beginning of a symptom file', () => {
  const form = readFileSync(join(ROOT, 'src/knowledge/new-symptom.yaml'), 'utf8');
  const template =
    'Failed to pull image "<image>": the gearbox of the replica is jammed after <number> turns';

  test('is what npm run new:symptom writes, with title, anchor and example filled in', () => {
    const folder = folderWith({ 'src/knowledge/new-symptom.yaml': form, 'knowledge/x.txt': '' });
    const script = join(ROOT, 'scripts/new-symptom.mjs');
    const made = spawnSync(process.execPath, [script, 'pull/jammed'], { cwd: folder, encoding: 'utf8' });
    expect(made.stdout).toBe('knowledge/pull/jammed.yaml is written. Fill it in, then: npm test\n');
    const written = readFileSync(join(folder, 'knowledge/pull/jammed.yaml'), 'utf8').split('\n');
    const own = skeletonOf(template).text.split('\n');
    const changed = own.flatMap((line, at) => (line === written[at] ? [] : [line]));
    expect(own).toHaveLength(written.length);
    expect(changed).toEqual([
      'title: the gearbox of the replica is jammed after',
      '  - all: ["the gearbox of the replica is jammed after"]',
      `    - '${template}'`,
    ]);
  });

  test('has the form of an entry, and its anchor is met by the message it is from', async () => {
    const file = SymptomFile.parse(parseYaml(skeletonOf(template).text));
    const [anchor] = file.anchors;
    expect(meet(compileAnchor(anchor!), new Finder(parse(JAMMED).view), [])?.worth).toBeGreaterThan(0.9);
    const catalogue = theCatalogue();
    const entry = { ...file, id: 'pull/jammed', causes: [], sources: [] };
    const diagnose = createDiagnose({ ...catalogue, symptoms: [...catalogue.symptoms, entry] });
    const [asker, at] = [{ id: 'kim', tenant: 'contoso' }, '2026-11-21T10:00:00Z'];
    const { result } = await diagnose(
      openCase('1', asker, at),
      { text: JAMMED, at },
      asker,
      new AbortController().signal,
    );
    expect(result.answers[0]?.symptom).toBe('pull/jammed');
  });

  test('a question is a question of it; a stage is told where the words tell one', () => {
    const asked = parseYaml(skeletonOf('How do I sign an image in ACR?').text) as { questions: string[] };
    expect(asked.questions).toEqual(['How do I sign an image in ACR?']);
    const told = skeletonOf('exportPipelines run: the gearbox of the pipeline is jammed');
    expect(told.id).toMatch(/^transfer\//);
    expect(parseYaml(told.text)).toMatchObject({ stage: 'transfer' });
  });

  test('of lines that YAML would read as something else', () => {
    for (const odd of [
      '"a": - b # c\n- d: [e',
      "it's: 'quoted' error",
      '---\n...\nerror: x',
      '!tag &a *b error: %',
    ])
      expect((parseYaml(skeletonOf(odd).text) as { examples: { match: string[] } }).examples.match[0]).toBe(
        odd,
      );
  });
});
