import { card, container, MORE, sizeOf, submit, text, toggle, type Card } from '../../src/cards/elements';
import { fitCard } from '../../src/cards/fit';

const SAYS = 'w'.repeat(400);
const cause = (at: number) => [
  container([text(['POSSIBLE', MORE]), text([`cause ${at}`])], { selectAction: toggle([`cause${at}`]) }),
  container([text([`${at} ${SAYS}`])], { id: `cause${at}`, isVisible: at === 0 }),
];
const CARD: Card = card(
  [
    text(['title']),
    ...[0, 1, 2].flatMap(cause),
    container([text([`sources ${SAYS}`])], { id: 'sources', isVisible: false }),
  ],
  [submit('Note', { verb: 'hand-off' }), toggle(['sources'], 'Sources')],
  'p'.repeat(1000),
  'spoken',
);
const written = (max: number) => JSON.stringify(fitCard(CARD, max));
const PLAIN = 950;

test('a card that fits is left alone', () => {
  expect(fitCard(CARD, sizeOf(CARD))).toBe(CARD);
});

test('the plain text for old clients goes first, and nothing of the card', () => {
  const fitting = fitCard(CARD, sizeOf(CARD) - 1);
  expect(fitting).toEqual({ ...CARD, fallbackText: 'spoken' });
});

test('then the details of the last cause, and what would unfold them; it says so', () => {
  const max = sizeOf(CARD) - PLAIN - 100;
  expect(sizeOf(fitCard(CARD, max))).toBeLessThanOrEqual(max);
  expect(written(max)).not.toContain('"cause2"');
  expect(written(max)).toMatch(/cause 2[\s\S]*Shortened to fit/);
  expect(written(max)).toContain('"cause1"');
  expect(written(max).match(/\u203a details/g)).toHaveLength(2);
});

test('sources go after all details, with their button', () => {
  const max = sizeOf(CARD) - PLAIN - 900;
  expect(sizeOf(fitCard(CARD, max))).toBeLessThanOrEqual(max);
  expect(written(max)).not.toContain('"cause1"');
  expect(written(max)).toMatch(/"cause0"[\s\S]*"sources"/);
  const { actions } = fitCard(CARD, 1700);
  expect(actions).toEqual([submit('Note', { verb: 'hand-off' })]);
});

test('what is left without folded parts loses its end, and never its title', () => {
  const long: Card = { ...CARD, body: [text(['title']), ...Array.from({ length: 40 }, () => text([SAYS]))] };
  const fitting = fitCard(long, 3000);
  expect(sizeOf(fitting)).toBeLessThanOrEqual(3000);
  expect(JSON.stringify(fitting.body)).toMatch(/title[\s\S]*www[\s\S]*Shortened to fit/);
});
