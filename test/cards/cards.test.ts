import { readFileSync } from 'node:fs';
import { renderAnswerCard } from '../../src/cards/answer';
import { renderDeclinedCard } from '../../src/cards/declined';
import { actionsOf, MAX_CARD_BYTES, sizeOf } from '../../src/cards/elements';
import { renderFaultCard } from '../../src/cards/fault';
import { renderNoteCard } from '../../src/cards/note';
import { NOTES } from '../../src/cards/notes';
import { renderText } from '../../src/cards/text';
import { SECRETS } from '../../src/cards/secrets';
import { RULES } from '../../src/redact/rules';
import type { Result } from '../../src/verdict/result';
import { buildResult } from '../../src/verdict/result';
import { nodesOf, ofType } from '../helpers/card-nodes';
import { diagnoseTexts } from '../helpers/diagnose';
import { theCatalogue } from '../helpers/knowledge';

const catalogue = theCatalogue();
const FACTS = { registry: 'contoso.azurecr.io', repository: 'shop/cart', tag: '7', status: 401 };

/** The result that shows one entry, with its longest evidence. */
function resultOf(id: string): Result {
  const answers = [
    { symptom: id, confidence: 0.97, because: [{ line: 3, text: 'x'.repeat(280) }], how: 'anchor' as const },
  ];
  const evidence = { facts: FACTS, answers, redacted: ['json-web-token'] };
  return buildResult('case-1', { declined: false, answers, isTie: false }, evidence, [], catalogue);
}

describe('the card of every entry', () => {
  test.each(catalogue.symptoms.map(({ id }) => id))('%s', (id) => {
    const result = resultOf(id);
    const card = renderAnswerCard(result);
    expect(sizeOf(card)).toBeLessThanOrEqual(MAX_CARD_BYTES);
    // A TextBlock would read markdown in what it shows.
    expect(ofType(card, 'TextBlock')).toEqual([]);
    for (const block of ofType(card, 'CodeBlock')) {
      expect(block.codeSnippet).not.toBe('');
      expect(JSON.stringify(block.fallback)).toContain('Monospace');
    }
    expect(actionsOf(card).length).toBeLessThanOrEqual(6);
    const shown = new Set([...nodesOf(card)].map(({ id: own }) => own));
    for (const { targetElements } of ofType(card, 'Action.ToggleVisibility')) {
      for (const target of targetElements as string[]) expect(shown).toContain(target);
    }
    // No placeholder may reach the user unfilled, and what the text named must be in the commands.
    for (const block of ofType(card, 'CodeBlock'))
      expect(block.codeSnippet).not.toMatch(/(?<!\$)\{(?:registry|loginServer|repository|image)\}/);
  });
});

test('the card of a 401: path, deciding line, causes with their commands filled in', async () => {
  const text =
    'line one\nFailed to pull image "contoso.azurecr.io/shop/cart:7": failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://contoso.azurecr.io/oauth2/token?scope=repository%3Ashop%2Fcart%3Apull&service=contoso.azurecr.io: 401 Unauthorized';
  const card = renderAnswerCard(await diagnoseTexts(text));
  const words = ofType(card.body, 'TextRun').map(({ text: run }) => String(run).replace(/\u00a0/g, ' '));
  expect(words).toEqual(expect.arrayContaining(['dns ok', 'sign in FAILED', 'Line 2 decided']));
  expect(ofType(card, 'CodeBlock').map(({ codeSnippet }) => codeSnippet)).toEqual(
    expect.arrayContaining([expect.stringContaining('--attach-acr contoso')]),
  );
  expect(words).toContain('  not reached: access, manifest, layers, unpack, start');
  expect(card.speak.length).toBeLessThan(400);
});

test('a card that would be too big shows fewer details, and still every cause', () => {
  const [symptom] = catalogue.symptoms.filter(({ causes }) => causes.length >= 4);
  const result = resultOf(symptom!.id);
  const [answer] = result.answers;
  for (const cause of answer!.causes) cause.why = 'because '.repeat(3000);
  const card = renderAnswerCard(result);
  expect(sizeOf(card)).toBeLessThanOrEqual(MAX_CARD_BYTES);
  for (const { title } of answer!.causes) expect(JSON.stringify(card)).toContain(title);
});

test('notes, declines and faults say what to do next', async () => {
  for (const note of Object.values(NOTES)) expect(renderNoteCard(note).body.length).toBeGreaterThan(1);
  const declined = renderDeclinedCard(await diagnoseTexts('lorem ipsum dolor sit amet'));
  expect(declined.body.length).toBeGreaterThan(1);
  expect(JSON.stringify(renderFaultCard('id-1'))).toContain('id-1');
});

test('the plain text of an entry names title, id, causes and sources', () => {
  const text = renderText(resultOf('pull/unauthorized'));
  expect(text).toContain('pull/unauthorized');
  expect(text).toContain('POSSIBLE');
  expect(text).toContain('Source: ');
  expect(text).toContain('Masked before reading: a sign-in token (JWT).');
});

describe('a log of 120 lines with two different problems', () => {
  const log = readFileSync('test/fixtures/two-problems.log', 'utf8').trimEnd();

  test('both are answered, each with its own line, registry and image', async () => {
    expect(log.split('\n')).toHaveLength(120);
    const result = await diagnoseTexts(log);
    const lines = Object.fromEntries(
      result.answers.map(({ symptom, because }) => [symptom, because[0]?.line]),
    );
    expect(lines).toMatchObject({ 'pull/client-ip-denied': 92, 'pull/dns-no-such-host': 42 });
    const card = JSON.stringify(renderAnswerCard(result));
    const [first] = result.answers;
    const other = first?.symptom === 'pull/client-ip-denied' ? 42 : 92;
    expect(card).toContain(`Another problem in line ${other}: `);
    expect(card).toContain(other === 42 ? 'contosoprod7.azurecr.io' : 'fabrikamedge.azurecr.io');
    expect(
      result.answers.slice(0, 2).map(({ causes }) => JSON.stringify(causes).includes('fabrikamedge')),
    ).toContain(true);
    expect(renderText(result)).toMatch(/Another problem in this text\n {2}line (?:42|92): /);
  });
});

test('every kind of masked secret says what it is and where to make a live one worthless', async () => {
  expect(Object.keys(SECRETS).sort()).toEqual([...new Set(RULES.map(({ kind }) => kind))].sort());
  const result = await diagnoseTexts('docker login contoso.azurecr.io -u contoso -p hunter2hunter2');
  const card = JSON.stringify(result.declined ? renderDeclinedCard(result) : renderAnswerCard(result));
  expect(card).toContain('a password in a command. If it was live, change it where it was issued');
  expect(card).not.toContain('hunter2');
});
