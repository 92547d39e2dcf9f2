import { MORE, sizeOf, text, type Action, type Card, type Element, type Run } from './elements';

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

/**
 * What a click would unfold, the most needed first: lists of causes, whose titles say what else may be wrong, then the
 * sources, then details.
 */
function foldedIds(body: readonly Element[]): string[] {
  const found = foldedIn(body);
  const lists = found.filter(({ element }) => foldedIn(partsOf(element)).length > 0);
  const sources = found.filter(({ id }) => id === 'sources');
  const details = found.filter((one) => !lists.includes(one) && !sources.includes(one));
  return [...lists, ...sources, ...details].map(({ id }) => id);
}

function foldedIn(body: readonly Element[]): { id: string; element: Element }[] {
  return body.flatMap((element) => {
    const { id, isVisible } = element;
    const own = typeof id === 'string' && isVisible === false ? [{ id, element }] : [];
    return [...own, ...foldedIn(partsOf(element))];
  });
}

function partsOf({ items }: Element): Element[] {
  return Array.isArray(items) ? (items as Element[]) : [];
}

/** Leaves out one folded part, at whatever depth, and what would unfold it. */
function without(card: Card, id: string): Card {
  const { actions, ...rest } = card;
  const left = (actions ?? []).filter((action) => !unfolds(action, id));
  return { ...rest, body: partsWithout(card.body, id), ...(left.length > 0 ? { actions: left } : {}) };
}

function partsWithout(parts: readonly Element[], id: string): Element[] {
  return parts
    .filter((element) => element.id !== id)
    .map((element) => {
      const told = Array.isArray(element.items)
        ? { ...element, items: partsWithout(element.items as Element[], id) }
        : element;
      return unhooked(told, id);
    });
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
