import { appendFileSync } from 'node:fs';
import type { Card } from '../../src/cards/elements';

/** What a fault came to. */
export interface Row {
  /** What the user saw at the end, as it stood in the conversation. */
  saw: string;
  /** Answers that never came, or came twice; `nothing` is what every row must show, or say why not. */
  lost: string;
  /** Milliseconds from what the user sent to the last word about it. */
  ms: number;
}

/** The file `npm run faults` collects rows in; absent in CI. */
export const { FAULT_ROWS: ROWS } = globalThis as { FAULT_ROWS?: string };

/** A fault, shown: a test whose outcome is a row of docs/faults.md. */
export function fault(name: string, run: () => Promise<Row>, ms = 300_000): void {
  test(
    name,
    async () => {
      const row = await run();
      expect(row.saw).not.toBe('');
      if (ROWS !== undefined) appendFileSync(ROWS, `${JSON.stringify({ fault: name, ...row })}\n`);
    },
    ms,
  );
}

/** A card as a row shows it: its first line, and how many causes came to what. */
export function wordsOf(card: Card): string {
  const [title = ''] = card.fallbackText.split(/\n| {2,}/);
  const body = JSON.stringify(card.body);
  const counts = ['CONFIRMED', 'RULED OUT', 'POSSIBLE', 'COULD NOT CHECK'].flatMap((verdict) => {
    const many = body.split(`"text":"${verdict}"`).length - 1;
    return many === 0 ? [] : [`${many} ${verdict.toLowerCase()}`];
  });
  return counts.length === 0 ? `"${title.trim().slice(0, 90)}"` : counts.join(', ');
}
