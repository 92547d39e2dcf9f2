import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME =
  /\b(?:ACR_DOCTOR_[A-Z_]+|OTEL_[A-Z_]+|AZURE_[A-Z_]+|APPLICATIONINSIGHTS_[A-Z_]+|MicrosoftApp[A-Z][A-Za-z]+|NODE_ENV|NO_COLOR|LOG_LEVEL|PORT|HOST)\b/g;

/** Names of all settings that src/config*.ts read: there alone is the environment read. */
export function settingNames(): string[] {
  const text = readdirSync('src')
    .filter((file) => /^config.*\.ts$/.test(file))
    .map((file) => readFileSync(join('src', file), 'utf8'))
    .join('\n')
    // A word in a comment is no setting.
    .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  // HOST is also the name of a pattern there.
  const read = (name: string) => name !== 'HOST' || text.includes('env.HOST');
  return [...new Set(text.match(NAME) ?? [])].filter(read).sort();
}
