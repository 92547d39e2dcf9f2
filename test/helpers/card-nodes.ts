export type Node = Record<string, unknown>;

/** Every object within a card, the card itself first. */
export function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const item of value) yield* nodesOf(item);
  else if (typeof value === 'object' && value !== null) {
    yield value as Node;
    for (const part of Object.values(value)) yield* nodesOf(part);
  }
}

export const ofType = (card: unknown, type: string): Node[] =>
  [...nodesOf(card)].filter((node) => node.type === type);
