import { card, sizeOf, text, type Action, type Card } from './elements';

const MAX_LINES = 40;
const MAX_CHARACTERS = 3000;
const MAX_ACTIONS = 6;
/** Bytes of one button; a greater one carries more than an id. */
const MAX_ACTION_BYTES = 1000;
/** Buttons that work without the parts of the card they stood on. */
const KEPT_ACTIONS = ['Action.Submit', 'Action.Execute', 'Action.OpenUrl'];

/** What is shown when Teams refused a card as too large: the beginning of its plain text, and its buttons. */
export function renderShortenedCard(plain: string, actions: readonly Action[]): Card {
  const lines = beginning(plain);
  const note = 'The answer is longer than Teams takes. This is its beginning.';
  return card(
    [text([{ text: note, weight: 'Bolder' }]), ...lines.map((line) => text([line], { spacing: 'Small' }))],
    actions
      .filter((action) => KEPT_ACTIONS.includes(action.type) && sizeOf(action) <= MAX_ACTION_BYTES)
      .slice(0, MAX_ACTIONS),
    [note, ...lines].join('\n'),
    note,
  );
}

/** Whole lines only, as many as fit; blank ones vanish. A first line that is too long by itself is cut. */
function beginning(plain: string): string[] {
  const lines: string[] = [];
  let left = MAX_CHARACTERS;
  for (const line of plain.split('\n')) {
    if (line.trim() === '') continue;
    if (lines.length === MAX_LINES || (line.length > left && lines.length > 0)) break;
    lines.push(line.slice(0, left));
    left -= line.length;
  }
  return lines;
}
