import { sizeOf, text, type Action, type Card, type Element, type Run } from './elements';

/** Ends the head of what a click unfolds. */
export const MORE: Run = { text: '  \u203a details', color: 'Accent', size: 'Small' };

const SHORTENED = text(
  [{ text: 'Shortened to fit into a message. Ask ACR Doctor in a chat for all of it.', isSubtle: true }],
  { separator: true },
);

/**
 * The card made to fit: first without the plain text for old clients, then without what a click would unfold, from the
 * last, and at worst without the end of what is shown. Where anything was left out, its last line says so.
 * @param max bytes of its JSON.
 */
export function fitCard(card: Card, max: number): Card {
  if (sizeOf(card) <= max) return card;
  let fitting: Card = { ...card, fallbackText: card.speak };
  if (sizeOf(fitting) <= max) return fitting;
  const room = max - sizeOf(SHORTENED) - 1;
  for (const id of foldedIds(card.body).reverse()) {
    if (sizeOf(fitting) <= room) break;
    fitting = without(fitting, id);
  }
  while (sizeOf(fitting) > room && fitting.body.length > 1)
    fitting = { ...fitting, body: fitting.body.slice(0, -1) };
  return { ...fitting, body: [...fitting.body, SHORTENED] };
}

/** Details of causes before the list of sources: every claim keeps its source as long as there is room. */
function foldedIds(body: readonly Element[]): string[] {
  const ids = body.flatMap(({ id, isVisible }) =>
    typeof id === 'string' && isVisible === false ? [id] : [],
  );
  return [...ids.filter((id) => id === 'sources'), ...ids.filter((id) => id !== 'sources')];
}

/** Leaves out one folded part, and what would unfold it. */
function without(card: Card, id: string): Card {
  const { actions, ...rest } = card;
  const left = (actions ?? []).filter((action) => !unfolds(action, id));
  const body = card.body.filter((element) => element.id !== id).map((element) => unhooked(element, id));
  return { ...rest, body, ...(left.length > 0 ? { actions: left } : {}) };
}

function unhooked(element: Element, id: string): Element {
  const { selectAction, ...rest } = element;
  if (!unfolds(selectAction as Action | undefined, id)) return element;
  return { ...rest, items: (rest.items as Element[]).map(withoutMore) };
}

function withoutMore(element: Element): Element {
  if (!Array.isArray(element.inlines)) return element;
  return { ...element, inlines: element.inlines.filter((run: Partial<Run>) => run.text !== MORE.text) };
}

function unfolds(action: Action | undefined, id: string): boolean {
  return Array.isArray(action?.targetElements) && action.targetElements.includes(id);
}
