import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { actionsOf, MAX_CARD_BYTES, sizeOf, type Card } from '../../src/cards/elements';
import { fitCard } from '../../src/cards/fit';
import { renderHandOffCard } from '../../src/cards/hand-off';
import { renderNoteCard } from '../../src/cards/note';
import { renderAnswerCard } from '../../src/cards/answer';
import { renderDeclinedCard } from '../../src/cards/declined';
import { renderQuestionCard } from '../../src/cards/question';
import { renderReportCard } from '../../src/cards/report';
import { NOTES } from '../../src/cards/notes';
import { SIGN_IN_NOTES } from '../../src/cards/sign-in';
import { TOLD } from '../../src/cards/told';
import { universalCard } from '../../src/cards/universal';
import { drawEveryState, type State } from '../../src/practice/states/states';
import { nodesOf, ofType } from '../helpers/card-nodes';
import { diagnoseTexts } from '../helpers/diagnose';
import { theCatalogue } from '../helpers/knowledge';

/** Every card in every state: what all of them keep to. The same are drawn in test/browser/gallery.test.ts. */
let states: State[];
beforeAll(async () => {
  states = await drawEveryState(theCatalogue());
});

const kindOf = ({ id }: State) => id.slice(0, id.indexOf('/'));

test('every function that makes a card has its states: a new kind of card needs some in src/practice/states', () => {
  const folder = join('src', 'cards');
  const made = readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .split(/^export function /m)
      .slice(1)
      .map((text) => text.slice(0, text.indexOf(' {\n')))
      .filter((head) => head.endsWith('): Card'))
      .map((head) => head.slice(0, head.indexOf('('))),
  );
  // It makes a card of nothing but parts; `withActions` only changes buttons.
  const own = made.filter((name) => !['card', 'withActions'].includes(name));
  expect([...new Set(states.map(kindOf))].sort()).toEqual(own.sort());
});

test('every note that can be said is among them, and no two states have one name', () => {
  const shown = states
    .filter((state) => kindOf(state) === 'renderNoteCard')
    .map(({ id }) => id.split('/')[1]);
  expect(shown).toEqual(
    expect.arrayContaining([
      ...Object.keys(NOTES),
      ...Object.keys(SIGN_IN_NOTES).map((name) => `sign-in ${name}`),
      ...Object.keys(TOLD).map((name) => `told ${name}`),
    ]),
  );
  const ids = states.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

/** Elements and actions of Adaptive Cards 1.5, by what the client of every platform draws. */
const DRAWN_EVERYWHERE = [
  ...['AdaptiveCard', 'Container', 'RichTextBlock', 'TextRun', 'ActionSet', 'Input.ChoiceSet'],
  ...['Action.Submit', 'Action.Execute', 'Action.OpenUrl', 'Action.ToggleVisibility'],
  ...['TableRow', 'TableCell'],
];

test('each card: six buttons at most, below 80 KB as it is sent, spoken words, and no element without a fallback', () => {
  for (const { id, card } of states) {
    const sent = universalCard(card, '29:kim');
    const where = (what: unknown) => ({ id, what });
    expect(where(actionsOf(card).length <= 6 || kindOf({ id, card }) === 'dialogCard')).toEqual(where(true));
    expect(where(sizeOf(sent) <= MAX_CARD_BYTES)).toEqual(where(true));
    expect(where(card.speak.trim() !== '' && card.fallbackText.trim() !== '')).toEqual(where(true));
    expect(where(ofType(card, 'TextBlock'))).toEqual(where([]));
    const odd = [...nodesOf(sent)].filter(
      ({ type, fallback }) =>
        typeof type === 'string' && !DRAWN_EVERYWHERE.includes(type) && fallback === undefined,
    );
    expect(where(odd)).toEqual(where([]));
  }
});

test('each fallback says the same as what it stands for, in elements that every client draws', () => {
  let count = 0;
  for (const { card } of states)
    for (const node of nodesOf(card)) {
      if (node.fallback === undefined || node.type === 'Action.Execute') continue;
      count++;
      const types = [...nodesOf(node.fallback)].flatMap(({ type }) =>
        typeof type === 'string' ? [type] : [],
      );
      expect(types.filter((type) => !DRAWN_EVERYWHERE.includes(type))).toEqual([]);
      const words = ofType(node.fallback, 'TextRun').map(({ text }) => text);
      if (node.type === 'CodeBlock') expect(words).toEqual([node.codeSnippet]);
      else
        for (const { text } of ofType(node.rows, 'TextRun').slice(2))
          expectSaid(words.join('\n'), String(text));
    }
  expect(count).toBeGreaterThan(50);
});

/** A cell's words; a gap in a column is drawn as a dot. */
function expectSaid(words: string, cell: string): void {
  const text = cell.replace(/^ ?\u00b7 ?/, '');
  if (text !== '') expect(words).toContain(text);
}

test('every button has a title that a phone shows whole, or the whole of it in a tooltip', () => {
  for (const { card } of states)
    for (const { title = '', tooltip } of actionsOf(card)) {
      expect(title.length).toBeGreaterThan(0);
      if (title.length > 44 || title.endsWith('…'))
        expect(String(tooltip).length).toBeGreaterThan(title.length - 1);
    }
});

test('links leave Teams only under the name of the document they open, over https', () => {
  const links = states.flatMap(({ card }) => ofType(card, 'Action.OpenUrl'));
  expect(links.length).toBeGreaterThan(100);
  const documents = new Set(Object.values(theCatalogue().documents).map(({ title }) => title));
  for (const { title, url } of links) {
    expect(url).toMatch(/^https:\/\//);
    const named = [...documents].some((name) => String(title).startsWith(name));
    expect(named || /^GitHub \S+#\d+/.test(String(title))).toBe(true);
  }
});

const HOSTILE = fc.oneof(
  fc.constantFrom(
    '[click](https://attacker.example)',
    '![x](https://attacker.example/p.png)',
    '<img src=x onerror=alert(1)>',
    '<at>Everybody</at>',
    '**bold** _it_ `code` ~~no~~',
    '\u202eevil\u202c',
    'zero\u200bwidth\u200d',
    '{{DATE(2026-01-01T00:00:00Z,SHORT)}}',
    '${title}',
    'https://attacker.example',
    '\r\n# heading\r\n- item',
    'x'.repeat(20_000),
    '\u0000\ufffe',
  ),
  fc.string({ unit: 'binary', maxLength: 200 }),
);

/** Where somebody's words may stand: nothing else of a card is made of them. */
const WORDS_MAY_STAND = [
  'text',
  'codeSnippet',
  'title',
  'label',
  'tooltip',
  'speak',
  'fallbackText',
  'summary',
];

test('what somebody wrote is shown as it stands in every note: no markdown, no link, no other element', () => {
  fc.assert(
    fc.property(HOSTILE, (words) => {
      const cards = [
        TOLD.notFound(words),
        TOLD.setAside(words),
        TOLD.wrongCommand(words, words, words),
        TOLD.fileNotRead([words]),
        TOLD.whoAmI(words, words, words, [words]),
        TOLD.signedIn(words),
        TOLD.notWatched(words),
        TOLD.records(30, 1, [words]),
        TOLD.gaps(1, [words]),
        TOLD.watchEnded(words, [words]),
        TOLD.settlesNothing(words, true),
        TOLD.helpForQuestion([words], true, true),
      ].map(renderNoteCard);
      for (const card of cards) expectPlain(card, words);
    }),
    { numRuns: 60 },
  );
});

const judged = fc.record({
  check: fc.constant('registry/network'),
  statement: fc.string(),
  holds: fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const, 'not-applicable' as const),
  says: HOSTILE,
  saw: HOSTILE,
  vantage: fc.constant('configuration' as const),
  about: fc.constant('registry' as const),
  subject: HOSTILE,
  permission: HOSTILE,
  changedBy: fc.constant([]),
});

test('reports, questions, answers and hand-off notes keep to all of that, whatever was found and however much', async () => {
  const result = await diagnoseTexts(readFileSync('test/fixtures/pull-401.txt', 'utf8'));
  const [answer] = result.answers;
  fc.assert(
    fc.property(fc.array(judged, { maxLength: 60 }), HOSTILE, (found, words) => {
      const checked = { at: '2026-11-21T10:42:00.000Z', as: words, changes: [words, words] };
      const causes = answer!.causes.map((cause, at) => ({
        ...cause,
        verdict: VERDICTS[at % 4]!,
        evidence: found.map(({ saw }) => saw),
        needs: [words],
      }));
      const because = [{ line: 1, text: words }];
      const evidence = { ...result.evidence, registry: words, repository: words, tag: words };
      const told = { ...result, checked, evidence, answers: [{ ...answer!, causes, because }] };
      const options = [{ label: words, value: words }];
      const cards = [
        renderReportCard({ asked: words, checks: [{ id: 'x', title: 'x', judged: found }], checked }),
        renderAnswerCard(told, { canCheck: true, canHandOff: true }),
        renderHandOffCard(told, checked.at),
        renderDeclinedCard({ ...told, declined: true, reason: words, next: [words] }),
        renderQuestionCard({ id: 'q', ask: words, hints: [words], options, canSkip: true, canGoBack: true }),
      ];
      for (const card of cards) {
        const own = ofType(card, 'Action.OpenUrl').map(({ url }) => url);
        expect(own.filter((url) => String(url).includes('attacker'))).toEqual([]);
        expect(ofType(card, 'TextBlock')).toEqual([]);
        expect(actionsOf(card).length).toBeLessThanOrEqual(6);
        expect(sizeOf(fitCard(universalCard(card, '29:kim'), MAX_CARD_BYTES))).toBeLessThanOrEqual(
          MAX_CARD_BYTES,
        );
      }
    }),
    { numRuns: 25 },
  );
});
const VERDICTS = ['confirmed', 'possible', 'could-not-check', 'ruled-out'] as const;

function expectPlain(card: Card, words: string): void {
  expect(sizeOf(card)).toBeLessThanOrEqual(MAX_CARD_BYTES);
  expect(ofType(card, 'TextBlock')).toEqual([]);
  expect(ofType(card, 'Action.OpenUrl')).toEqual([]);
  expect(ofType(card, 'Image')).toEqual([]);
  if (words.length < 10) return;
  for (const node of nodesOf(card))
    for (const [key, value] of Object.entries(node))
      if (typeof value === 'string' && value.includes(words)) expect(WORDS_MAY_STAND).toContain(key);
}
