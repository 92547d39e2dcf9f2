import { sizeOf, submit, toggle, type Action } from '../../src/cards/elements';
import { renderShortenedCard } from '../../src/cards/shortened';

const NOTE = 'The answer is longer than Teams takes. This is its beginning.';

test('the beginning in whole lines, blank ones left out, and the buttons that still work', () => {
  const note = submit('Hand-off note', { verb: 'note', case: 'c1' });
  const huge: Action = submit('Paste', { text: 'x'.repeat(2000) });
  const card = renderShortenedCard('one\n\n  \ntwo', [note, toggle(['more'], 'More'), huge]);
  expect(card.fallbackText).toBe(`${NOTE}\none\ntwo`);
  expect(card.actions).toEqual([note]);
  expect(card.speak).toBe(NOTE);
});

test('never more than a few kilobytes, whatever the text', () => {
  const buttons = Array.from({ length: 20 }, (_, n) => submit(`Button ${n}`, { case: 'c'.repeat(400) }));
  for (const plain of [
    'x'.repeat(500_000),
    'line\n'.repeat(100_000),
    `${'\u2717'.repeat(2900)}\nnext`.repeat(9),
    '',
  ]) {
    const card = renderShortenedCard(plain, buttons);
    expect(sizeOf(card)).toBeLessThan(25_000);
    expect(card.body.length).toBeLessThanOrEqual(41);
    expect(card.actions).toHaveLength(6);
  }
});
