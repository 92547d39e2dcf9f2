import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { folderWith } from '../helpers/folder';

const CLI = join(__dirname, '..', '..', 'dist', 'src', 'cli.js');
const UNAUTHORIZED =
  'Failed to pull image "contoso.azurecr.io/shop/cart:7": failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://contoso.azurecr.io/oauth2/token?scope=repository%3Ashop%2Fcart%3Apull&service=contoso.azurecr.io: 401 Unauthorized';

function run(args: string[], input = '', env: Record<string, string> = {}) {
  const child = spawnSync(process.execPath, [CLI, ...args], {
    input,
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', ...env },
  });
  return { code: child.status, out: child.stdout, err: child.stderr };
}

describe('diagnose', () => {
  test('reads standard input, draws the path, and exits 0', () => {
    const { code, out, err } = run(['diagnose'], UNAUTHORIZED);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toContain('dns ok > connect ok > tls ok > sign in FAILED > access . > manifest .');
    expect(out).toContain('Registry contoso.azurecr.io   Image shop/cart:7');
    expect(out).toContain('--attach-acr contoso');
    expect(out).not.toContain('\u001b');
  });

  test('--json follows the contract', () => {
    const { out } = run(['diagnose', '--json'], `docker login -p s3cret-Value1\n${UNAUTHORIZED}`);
    const result = JSON.parse(out) as Record<string, unknown> & { answers: Record<string, unknown>[] };
    expect(result).toMatchObject({
      declined: false,
      redacted: ['password-in-command'],
      evidence: {
        registry: 'contoso.azurecr.io',
        repository: 'shop/cart',
        tag: '7',
        status: 401,
        stage: 'authenticate',
      },
    });
    expect(result.answers[0]).toMatchObject({
      symptom: 'pull/unauthorized',
      confidence: expect.any(Number) as number,
      because: [{ line: 2, text: expect.stringContaining('401') as string }],
    });
    expect(out).not.toContain('s3cret-Value1');
  });

  test('a decline exits 2 and says what to do', () => {
    const { code, out } = run(['diagnose'], 'the quick brown fox');
    expect(code).toBe(2);
    expect(out).toContain('Nothing documented');
  });

  test('further files fold into the same case', () => {
    const folder = folderWith({
      'one.txt': UNAUTHORIZED,
      'two.txt': 'Correlation ID: 9788c9dc-17f9-4718-b7c3-10da8669d899',
    });
    const { out } = run(['diagnose', '--json', join(folder, 'one.txt'), join(folder, 'two.txt')]);
    const result = JSON.parse(out) as { answers: { symptom: string }[]; evidence: object };
    expect(result.answers[0]?.symptom).toBe('pull/unauthorized');
    expect(result.evidence).toMatchObject({
      registry: 'contoso.azurecr.io',
      correlationId: '9788c9dc-17f9-4718-b7c3-10da8669d899',
    });
  });

  test('--jsonl gives one result a line, in order, and exits 0', () => {
    const lines = [
      { id: 'a', text: UNAUTHORIZED },
      { id: 'b', text: 'good morning' },
    ].map((item) => JSON.stringify(item));
    const { code, out } = run(['diagnose', '--jsonl', '-'], `${lines.join('\n')}\n`);
    expect(code).toBe(0);
    const results = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; declined: boolean });
    expect(results.map(({ id, declined }) => [id, declined])).toEqual([
      ['a', false],
      ['b', true],
    ]);
  });
});

describe('explain and search', () => {
  test('explain takes a code, an id, and the last part of an id', () => {
    for (const name of [
      'UNSUPPORTED_PLATFORM',
      'artifact-streaming/conversion-unsupported-platform',
      'conversion-unsupported-platform',
    ]) {
      const { code, out } = run(['explain', name]);
      expect(code).toBe(0);
      expect(out).toContain('artifact-streaming/conversion-unsupported-platform');
    }
  });

  test('explain says when there is no such entry', () => {
    const { code, out } = run(['explain', 'NO_SUCH_CODE_AT_ALL']);
    expect(code).toBe(2);
    expect(out).toContain("There is no entry or code 'NO_SUCH_CODE_AT_ALL'");
  });

  test('search lists entries', () => {
    const { code, out } = run(['search', 'unauthorized', 'token']);
    expect(code).toBe(0);
    expect(out.split('\n').slice(0, 3).join('\n')).toContain('pull/unauthorized');
  });
});

describe('wrong use exits 64 and says what was wrong', () => {
  test.each([
    [['frobnicate'], "'frobnicate' is no command"],
    [['diagnose', '--jsno'], "Unknown option '--jsno'"],
    [['diagnose', '/no/such/file'], 'cannot read /no/such/file'],
    [['diagnose', '--jsonl', '/no/such/file'], 'cannot read /no/such/file'],
    [['explain'], 'explain needs an id'],
    [['search'], 'search needs words'],
  ])('%j', (args, message) => {
    const { code, err } = run(args);
    expect(err).toContain(message);
    expect(code).toBe(64);
  });

  test('a line that is no item, with its number', () => {
    const { code, err } = run(['diagnose', '--jsonl', '-'], '{"id":"a","text":"x"}\n{"id":"b"}\n');
    expect(err).toContain('line 2 has no "text"');
    expect(code).toBe(64);
  });

  test("a fault in a company's folder, with file and line", () => {
    const folder = folderWith({ 'contoso/entry.yaml': 'title: only this\n' });
    const { code, err } = run(['diagnose'], 'x', { ACR_DOCTOR_KNOWLEDGE: folder });
    expect(err).toContain('contoso/entry.yaml:1');
    expect(code).toBe(64);
  });
});
