import { actionsOf, type Card } from '../../src/cards/elements';
import type { Move } from '../helpers/talk';
import type { Line } from './transcripts';

/** What a person reads of cards: their text, and the titles of their buttons. */
export function readingOf(cards: readonly Card[]): string {
  return cards
    .map((card) => {
      const { fallbackText, body } = card;
      const buttons = actionsOf(card)
        .map(({ title }) => title ?? '')
        .join(' | ');
      return `${fallbackText}\n${JSON.stringify(body)}\n[${buttons}]`;
    })
    .join('\n\n');
}

/** The same move with the id of the last card's case filled in. */
export function moveOf(does: Move, cards: readonly Card[]): Move {
  if (typeof does !== 'object' || !('value' in does)) return does;
  const caseId = /"caseId":"(?<id>[\w-]+)"/.exec(JSON.stringify(cards))?.groups?.id ?? 'none';
  return { value: JSON.parse(JSON.stringify(does.value).replace('$case', caseId)) as unknown };
}

export function check({ says, never = [], cards: count = 1 }: Line, said: readonly Card[]): void {
  const read = readingOf(said);
  expect(said.map(({ fallbackText }) => fallbackText.slice(0, 100))).toHaveLength(count);
  for (const one of says) expect(read).toMatch(one);
  for (const one of never) expect(read).not.toMatch(one);
}
