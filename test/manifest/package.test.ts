import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { ConfigError, readPackageSettings } from '../../src/config';
import { appPackage } from '../../tools/package';

const ENV = {
  MicrosoftAppId: '3F2C1B7E-0a4d-4c58-9a66-5d1f0c9e7b21',
  ACR_DOCTOR_DEVELOPER: 'Contoso Platform',
  ACR_DOCTOR_WEBSITE: 'https://contoso.example/bot',
  ACR_DOCTOR_PRIVACY: 'https://contoso.example/privacy',
  ACR_DOCTOR_TERMS: 'https://contoso.example/terms',
};

describe('the zip', () => {
  const zip = appPackage(readPackageSettings(ENV), '1.2.3');

  test('opened again, it holds the manifest and the two icons at its root, and nothing else', () => {
    const files = unzipSync(zip);
    expect(Object.keys(files).sort()).toEqual(['color.png', 'manifest.json', 'outline.png']);
    const written = JSON.parse(strFromU8(files['manifest.json']!)) as Record<string, unknown>;
    expect(written).toMatchObject({
      version: '1.2.3',
      id: ENV.MicrosoftAppId.toLowerCase(),
      developer: { name: 'Contoso Platform', privacyUrl: ENV.ACR_DOCTOR_PRIVACY },
      icons: { color: 'color.png', outline: 'outline.png' },
    });
    for (const name of ['color.png', 'outline.png'])
      expect(Buffer.from(files[name]!).equals(readFileSync(join('manifest', name)))).toBe(true);
  });

  test('the same settings make the same bytes', () => {
    expect(Buffer.from(zip).equals(Buffer.from(appPackage(readPackageSettings(ENV), '1.2.3')))).toBe(true);
  });

  test('another zip reader takes it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'acr-doctor-package-'));
    try {
      const read = spawnSync(process.execPath, ['dist/tools/package.js', join(folder, 'teams.zip')], {
        env: ENV,
      });
      expect({ status: read.status, error: read.stderr.toString() }).toEqual({ status: 0, error: '' });
      const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
      expect(entriesOf(readFileSync(join(folder, 'teams.zip')))).toEqual([
        'manifest.json',
        'color.png',
        'outline.png',
      ]);
      expect(read.stdout.toString()).toContain(`version ${version}`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** Names in the central directory, read by the zip format itself (APPNOTE 4.3.12). */
function entriesOf(zip: Buffer): string[] {
  const end = zip.lastIndexOf(Buffer.from('504b0506', 'hex'));
  const names: string[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    names.push(zip.toString('utf8', at + 46, at + 46 + name!));
    at += 46 + name! + extra! + comment!;
  }
  return names;
}

describe('wrong settings', () => {
  const faultsOf = (env: Partial<Record<string, string>>): readonly string[] => {
    try {
      readPackageSettings(env);
      return [];
    } catch (error) {
      if (error instanceof ConfigError) return error.faults;
      throw error;
    }
  };

  test.each<[string, Partial<Record<string, string>>, RegExp]>([
    ['no bot id', { MicrosoftAppId: undefined }, /^MicrosoftAppId is ''/],
    ['a bot id that is none', { MicrosoftAppId: 'bot' }, /^MicrosoftAppId is 'bot'/],
    ['no developer', { ACR_DOCTOR_DEVELOPER: ' ' }, /^ACR_DOCTOR_DEVELOPER is ' '/],
    ['a developer with too long a name', { ACR_DOCTOR_DEVELOPER: 'n'.repeat(33) }, /at most 32 characters/],
    ['a website without TLS', { ACR_DOCTOR_WEBSITE: 'http://contoso.example' }, /^ACR_DOCTOR_WEBSITE/],
    [
      'a privacy statement that is no address',
      { ACR_DOCTOR_PRIVACY: 'contoso.example' },
      /^ACR_DOCTOR_PRIVACY/,
    ],
    ['no terms', { ACR_DOCTOR_TERMS: '' }, /^ACR_DOCTOR_TERMS is ''/],
    ['a domain with a scheme', { ACR_DOCTOR_DOMAINS: 'https://contoso.example' }, /^ACR_DOCTOR_DOMAINS/],
    ['all of a top-level domain', { ACR_DOCTOR_DOMAINS: '*.example' }, /^ACR_DOCTOR_DOMAINS/],
    ['a hundred domains', { ACR_DOCTOR_DOMAINS: 'a.example,'.repeat(100) }, /^ACR_DOCTOR_DOMAINS/],
  ])('%s', (_name, change, fault) => {
    const faults = faultsOf({ ...ENV, ...change });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(fault);
  });

  test('several domains', () => {
    const { domains } = readPackageSettings({
      ...ENV,
      ACR_DOCTOR_DOMAINS: 'Bot.contoso.example, *.fabrikam.example',
    });
    expect(domains).toEqual(['bot.contoso.example', '*.fabrikam.example']);
  });

  test('all at once, with exit code 64 and no file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'acr-doctor-package-'));
    try {
      const run = spawnSync(process.execPath, ['dist/tools/package.js', join(folder, 'teams.zip')], {
        env: {},
      });
      expect(run.status).toBe(64);
      expect(run.stderr.toString()).toMatch(
        /5 faults[\s\S]*MicrosoftAppId[\s\S]*DEVELOPER[\s\S]*WEBSITE[\s\S]*PRIVACY[\s\S]*TERMS/,
      );
      expect(run.stderr.toString()).not.toContain('    at ');
      expect(() => readFileSync(join(folder, 'teams.zip'))).toThrow('ENOENT');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
