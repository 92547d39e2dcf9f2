import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { folderWith } from '../helpers/folder';

/** Runs the built command line with only these settings. */
function doctor(args: string[], env: Record<string, string> = {}) {
  const folder = folderWith({});
  const own = { ACR_DOCTOR_STORE: join(folder, 'store'), ACR_DOCTOR_AUDIT: join(folder, 'audit') };
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(
      process.execPath,
      [join('dist', 'src', 'cli.js'), 'doctor', ...args],
      { env: { PATH: '/usr/bin:/bin', ...own, ...env } },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

test('a healthy deployment: 0, and a line for each thing', async () => {
  const { code, out, err } = await doctor([]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('simulated tenant practice');
  expect(out).toMatch(/\n0 problems, 0 not checked, 13 lines\n$/);
});

test('a broken one: 2, with what to do', async () => {
  const { code, out } = await doctor(['--tenant', 'forbidden-reader']);
  expect(code).toBe(2);
  expect(out).toMatch(/PROBLEM +registries .*sees no registry\n +to do: Give the identity the role/);
});

test('--json', async () => {
  const { code, out } = await doctor(['--json', '--tenant', 'forbidden-reader']);
  const told = JSON.parse(out) as { usable: boolean; lines: { id: string; state: string }[] };
  expect(code).toBe(2);
  expect(told.usable).toBe(false);
  expect(told.lines.filter(({ state }) => state === 'problem').map(({ id }) => id)).toEqual(['registries']);
});

test('settings: all faults at once, no secret', async () => {
  const { code, out } = await doctor([], {
    NODE_ENV: 'production',
    MicrosoftAppId: 'x',
    MicrosoftAppPassword: 'a-client-secret-value',
    PORT: 'http',
  });
  expect(code).toBe(2);
  for (const name of ['MicrosoftAppId', 'MicrosoftAppType', 'MicrosoftAppTenantId', 'PORT'])
    expect(out).toMatch(new RegExp(`PROBLEM +settings +${name} is`));
  expect(out).not.toContain('a-client-secret-value');
});

test.each([
  ['a word too many', ['now']],
  ['an unknown option', ['--quick']],
  ['an unknown scenario', ['--tenant', 'no-such-scenario']],
])('wrong use: %s is 64', async (_name, args) => {
  expect((await doctor(args)).code).toBe(64);
});
