import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { folderWith } from '../helpers/folder';

interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Runs the built command line as a user does. */
function run(args: string[], input = ''): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join('dist', 'src', 'cli.js'), ...args],
      { maxBuffer: 10_000_000 },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
    child.stdin?.end(input);
  });
}

interface Verdicts {
  answers: { symptom: string; causes: { cause: string; verdict: string; evidence: string[] }[] }[];
  checked: { as: string };
}
const PASTE = join('test', 'fixtures', 'pull-401.txt');

/** Verdicts of the first answer, by cause. */
async function verdictsIn(tenant: string): Promise<Record<string, string>> {
  const { code, out, err } = await run(['diagnose', PASTE, '--json', '--tenant', tenant]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const { answers, checked } = JSON.parse(out) as Verdicts;
  expect(answers[0]?.symptom).toBe('pull/unauthorized');
  expect(checked.as).toBe("the bot's application");
  return Object.fromEntries(answers[0]?.causes.map(({ cause, verdict }) => [cause, verdict]) ?? []);
}

describe("seed 003's 401, from the command line", () => {
  test.each([
    ['kubelet-identity-without-role', 'identity-without-pull-role'],
    ['abac-registry-acrpull-ignored', 'acrpull-ignored-in-abac-registry'],
    ['tag-missing', 'image-or-tag-missing'],
  ])('%s: exactly one cause confirmed', async (tenant, cause) => {
    const verdicts = await verdictsIn(tenant);
    expect(Object.keys(verdicts).filter((id) => verdicts[id] === 'confirmed')).toEqual([cause]);
    expect(Object.values(verdicts).filter((verdict) => verdict === 'ruled-out').length).toBeGreaterThan(2);
  });

  test('a scenario from outside the repository, with every call slow', async () => {
    const folder = folderWith({
      'mine.yaml': [
        'description: The role is gone, and Azure is slow.',
        `base: ${join(process.cwd(), 'src', 'practice', 'scenarios', 'kubelet-identity-without-role.yaml')}`,
        'rules:',
        "  - { match: '* *', delayMs: 300 }",
      ].join('\n'),
    });
    const verdicts = await verdictsIn(join(folder, 'mine.yaml'));
    expect(verdicts['identity-without-pull-role']).toBe('confirmed');
  });

  test('when every third call hangs the table is complete, and nothing is claimed for want of an answer', async () => {
    const verdicts = await verdictsIn('every-third-call-hangs');
    const healthy = await verdictsIn('healthy');
    expect(Object.keys(verdicts).sort()).toEqual(Object.keys(healthy).sort());
    expect(Object.values(verdicts)).not.toContain('confirmed');
    expect(Object.values(verdicts)).toContain('could-not-check');
  });

  test('a scenario with faults: every one with its line, and no stack', async () => {
    const folder = folderWith({ 'bad.yaml': 'base: healthy\ntenant:\n  registrys: {}\n' });
    const { code, err } = await run(['diagnose', PASTE, '--tenant', join(folder, 'bad.yaml')]);
    expect(code).toBe(64);
    expect(err).toMatch(/bad\.yaml:\d+ .*registrys/);
    expect(err).not.toMatch(/\n\s+at /);
  });
});

describe('one check', () => {
  test('without a name: the list', async () => {
    const { code, out } = await run(['check']);
    expect(code).toBe(0);
    expect(out).toContain('registry/network');
    expect(out).toContain('--registry [--client-ip]');
  });

  test('as text and as JSON', async () => {
    const args = [
      'check',
      'registry/network',
      '--registry',
      'contosoprod7',
      '--tenant',
      'registry-public-access-off',
    ];
    const text = await run(args);
    expect(text.out).toMatch(
      /PROBLEM {10}Public network access is off\n {17}saw: public network access is Disabled/,
    );
    const { judged } = JSON.parse((await run([...args, '--json'])).out) as { judged: { holds: string }[] };
    expect(judged.length).toBeGreaterThan(5);
  });

  test.each([
    [['check', 'registry/netwrk'], /is no check\. Did you mean registry\/network/],
    [
      ['check', 'exists', '--registry', 'contoso'],
      /'exists' may be (?:registry|image)\/exists or (?:registry|image)\/exists\./,
    ],
    [['check', 'registry/tier'], /needs --registry/],
    [['check', 'registry/tier', '--registry', 'contoso', '--failed-at', 'yesterday'], /give a time like/],
    [['check', 'image/exists', '--image', 'nginx'], /is no whole reference; write it like/],
  ])('%j', async (args, message) => {
    const { code, err } = await run(args);
    expect(code).toBe(64);
    expect(err).toMatch(message);
  });
});
