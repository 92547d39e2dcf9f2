import fc from 'fast-check';
import { openCase } from '../src/case';
import { createDiagnose } from '../src/diagnose';
import { parse } from '../src/parse/parse';
import { MAX_CHARS, redact } from '../src/redact/redact';
import { theCatalogue } from './helpers/knowledge';

/**
 * Anything somebody may paste runs through redact, parse and match: nothing is thrown, and what comes out refers to what
 * went in. Nothing here is timed; the longest is printed.
 */
const catalogue = theCatalogue();
const diagnose = createDiagnose(catalogue);
const asker = { id: 'fuzz', tenant: 'fuzz' };
const at = '2026-01-01T00:00:00Z';
const known = new Set(catalogue.symptoms.map(({ id }) => id));
let tried = 0;
let longest = { ms: 0, chars: 0 };

async function holds(text: string): Promise<void> {
  const began = performance.now();
  const clean = redact(text);
  // Masks make a text longer; beyond the cap it would be cut again.
  if (clean.text.length <= MAX_CHARS) expect(redact(clean.text).text === clean.text).toBe(true);
  const { view } = parse(clean.text);
  expect(view.at.length).toBe(view.tight.length);
  const { result } = await diagnose(
    openCase('fuzz', asker, at),
    { text, at },
    asker,
    new AbortController().signal,
  );
  const lines = text.split(/\r\n|\n|\r/).length + 1;
  for (const { symptom, confidence, because } of result.answers) {
    expect(known.has(symptom)).toBe(true);
    expect(confidence).toBeGreaterThan(0);
    expect(confidence).toBeLessThanOrEqual(1);
    for (const { line } of because) expect(line).toBeLessThanOrEqual(lines);
  }
  expect(result.declined).toBe(result.answers.length === 0);
  const ms = performance.now() - began;
  tried++;
  if (ms > longest.ms) longest = { ms, chars: text.length };
}

afterAll(() => {
  process.stdout.write(
    `Fuzz: ${tried} inputs, the longest took ${longest.ms.toFixed(0)} ms for ${longest.chars} characters.\n`,
  );
});

/** Words of real messages, so that random texts reach the deeper code, too. */
const word = fc.constantFrom(
  ...[
    'azurecr.io',
    '401',
    'Unauthorized',
    'failed to',
    'fetch oauth token',
    'https://',
    '/v2/',
    '/manifests/',
    'sha256:',
  ],
  ...[
    '{"error":',
    '"code":',
    '\\"',
    '\\n',
    '\n',
    'rpc error: code =',
    'Warning  Failed',
    'lookup',
    'dial tcp',
    ': EOF',
  ],
  ...[
    'not found',
    'sig=',
    'Bearer ',
    'eyJ',
    'password: ',
    '[',
    ']',
    ', rpc error',
    '8578',
    '\u001b[31m',
    'ns=',
    '%3A',
    '?',
  ],
);
const phrase = fc
  .array(fc.oneof(word, fc.string({ maxLength: 12 })), { maxLength: 60 })
  .map((parts) => parts.join(' '));

test('random unicode, control characters included', async () => {
  await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 3000 }), holds), {
    numRuns: 300,
    seed: 42,
  });
}, 120_000);

test('pieces of real messages in any order', async () => {
  await fc.assert(fc.asyncProperty(phrase, holds), { numRuns: 400, seed: 42 });
}, 120_000);

test('real messages cut, doubled and interleaved', async () => {
  const examples = catalogue.symptoms.flatMap(({ examples: { match } }) => match);
  const cut = fc
    .tuple(fc.constantFrom(...examples), fc.constantFrom(...examples), fc.nat(400), fc.nat(400))
    .map(([one, other, from, to]) => one.slice(from) + other.slice(0, to) + one.slice(0, to));
  await fc.assert(fc.asyncProperty(cut, holds), { numRuns: 300, seed: 42 });
}, 120_000);

test.each([
  ['one line of a letter', 'a'],
  ['spaces', ' '],
  ['line breaks', '\n'],
  ['opening brackets', '[{('],
  ['nested errors', '{"error":{"details":['],
  ['quotes and backslashes', '\\"'],
  ['escaped line breaks', '"\\n'],
  ['hosts', 'a.azurecr.io/'],
  ['dots', '.'],
  ['colons', 'ns=a:'],
  ['tokens', 'eyJhbGciOi.'],
  ['bearer', 'Bearer '],
  ['base64', 'QUJDRA+/'],
  ['blob paths', '/v2/a/blobs/'],
  ['login', 'docker login -u a -p '],
  ['passwords', '\npassword:     '],
  ['markup', '<at '],
  ['pulls', 'pulling image: "'],
  ['retries', ', rpc error: code = '],
  ['control characters', '\u0000\u0007\u202e'],
  ['surrogates', '\ud800\udc00\ud83d'],
])(
  '1 MB of %s',
  async (_name, piece) => {
    await holds(piece.repeat(Math.ceil(1_000_000 / piece.length)));
  },
  120_000,
);
