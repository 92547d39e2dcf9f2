import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { ICON_FILES, manifest } from '../manifest/manifest';
import { ConfigError, readPackageSettings, type PackageSettings } from '../src/config';

const PACKAGE = join('dist', 'acr-doctor-teams.zip');

/** The same settings make the same bytes: the earliest time a zip can hold stands in place of the hour of packing. */
const MTIME = new Date(1980, 0, 1);

/** The Teams app package: the manifest and its two icons at the root of a zip file. */
export function appPackage(settings: PackageSettings, version: string): Uint8Array {
  const files: Zippable = {
    'manifest.json': strToU8(`${JSON.stringify(manifest(settings, version), null, 2)}\n`),
  };
  for (const name of ICON_FILES) files[name] = readFileSync(join('manifest', name));
  return zipSync(files, { mtime: MTIME });
}

/** `npm run package`, with another file as its argument where the default does not suit. */
function main(file = PACKAGE): void {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  try {
    writeFileSync(file, appPackage(readPackageSettings(), version));
    process.stdout.write(`${file}, version ${version}: upload it in Teams, see docs/operations.md\n`);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 64;
  }
}

if (require.main === module) main(process.argv[2]);
