import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

/** Lets the bot read secrets to compare or try them, as an operator may. */
const POLICY = "version: 1\nallow: [{ who: '*', checks: '*', registries: '*', revealSecrets: true }]\n";

/** Runs local mode over one simulated tenant for as long as `use` takes, in a folder of its own. */
export async function withLocalService(
  { scenario = 'practice' }: { scenario?: string },
  use: (address: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'acr-doctor-pictures-'));
  const policy = join(folder, 'policy.yaml');
  writeFileSync(policy, POLICY);
  const service = spawn(process.execPath, ['dist/src/index.js'], {
    env: {
      PORT: '0',
      ACR_DOCTOR_STORE: join(folder, 'store'),
      ACR_DOCTOR_AUDIT: join(folder, 'audit'),
      ACR_DOCTOR_TENANT: scenario,
      ...(scenario === 'practice' ? {} : { ACR_DOCTOR_POLICY: policy }),
    },
  });
  try {
    const address = await new Promise<string>((resolve, reject) => {
      service.stdout.on('data', (chunk: Buffer) => {
        const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(chunk.toString());
        if (found) resolve(found[0]);
      });
      service.once('exit', () => reject(new Error('the service ended')));
    });
    await use(address);
  } finally {
    service.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
}
