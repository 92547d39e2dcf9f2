import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { diagnoseTexts, fold, wrapAtSpaces } from './helpers/diagnose';

interface Literal {
  document: string;
  is: string;
  text: string;
  prose?: boolean;
}
interface NotOurs {
  says?: string;
  text: string;
}
const fixture = <T>(name: string) => parse(readFileSync(join(__dirname, 'fixtures', name), 'utf8')) as T[];
const LITERALS = fixture<Literal>('literal-messages.yaml');
const NOT_OURS = fixture<NotOurs>('not-ours.yaml');

/** The same message about somebody else's registry, image and container. */
function renamed(text: string): string {
  return text
    .replace(/\bm?someacr\b|\bmystreamingtest\b/g, 'fabrikamhub42')
    .replace(/\bsomeregistry\.com\b|\bsomehost\.com\b/g, 'fabrikamhub42.azurecr.io')
    .replace(/jupyter\/all-spark-notebook|\bsomeimage\b|\bimage(?=:a?t)/g, 'payments/ledger-api')
    .replace(/\bsometag\b|\batest\b/g, '2026.11.3-rc.1')
    .replace(/some-container/g, 'ledger');
}

const VARIANTS: [string, (text: string) => string][] = [
  ['as it stands', (text) => text],
  ['with other names', renamed],
  ['folded at 80 columns', (text) => fold(text)],
  ['wrapped at spaces', (text) => wrapAtSpaces(text.replace(/\n/g, ' '))],
  ['renamed and folded', (text) => fold(renamed(text))],
  ['as a JSON string', (text) => JSON.stringify({ message: text })],
  ['in upper case', (text) => text.toUpperCase()],
];

describe.each(VARIANTS)('each literal message of the documents, %s', (name, vary) => {
  const printed = name === 'as a JSON string' ? LITERALS.filter(({ prose }) => !prose) : LITERALS;
  test.each(printed.map((literal) => [literal.is, literal] as const))('%s', async (is, { text }) => {
    const result = await diagnoseTexts(vary(text));
    expect(result.answers.map(({ symptom }) => symptom)[0]).toBe(is);
  });
});

describe('what is not ours is declined, with what it is and what to try', () => {
  test.each(NOT_OURS.map((item) => [item.text.slice(0, 70), item] as const))(
    '%s',
    async (_text, { text, says }) => {
      const result = await diagnoseTexts(text);
      expect(result.answers.map(({ symptom }) => symptom)).toEqual([]);
      expect(result.declined).toBe(true);
      expect(result.reason).toMatch(new RegExp(says ?? 'Nothing documented', 'i'));
      expect(result.next.length).toBeGreaterThan(0);
    },
  );
});
