/** How deep and how wide a JSON text may be before anything walks over it. An activity of Teams is about 10 deep. */
export const JSON_BOUNDS: JsonBounds = { depth: 32, values: 20_000 };

export interface JsonBounds {
  /** Objects and arrays inside each other. */
  depth: number;
  /** Objects, arrays and plain values together. */
  values: number;
}

/** Keys that reach an object's prototype when somebody copies them carelessly. No client of ours has them. */
const PROTOTYPE_KEYS = ['__proto__', 'constructor', 'prototype'];

/** Why a text is not taken, for the log; the caller of the bot is not told. */
export type JsonFault = 'too deep' | 'no JSON' | 'too many values' | 'a key of the prototype';

/** The value of a JSON text within the bounds, or what is wrong with it. */
export function parseBounded(
  text: string,
  bounds: JsonBounds = JSON_BOUNDS,
): { value: unknown } | { fault: JsonFault } {
  // Counted on the text: parsers and serializers that meet such a value later may call themselves for each level.
  if (depthOf(text) > bounds.depth) return { fault: 'too deep' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: 'no JSON' };
  }
  const fault = findFault(value, bounds.values);
  return fault === undefined ? { value } : { fault };
}

/** Brackets that stand open at the same time, strings left out. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isString = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (isString) {
      if (letter === '\\') at++;
      else if (letter === '"') isString = false;
    } else if (letter === '"') isString = true;
    else if (letter === '{' || letter === '[') deepest = Math.max(deepest, ++depth);
    else if (letter === '}' || letter === ']') depth--;
  }
  return deepest;
}

function findFault(root: unknown, most: number): JsonFault | undefined {
  const waiting: unknown[] = [root];
  for (let seen = 0; waiting.length > 0; seen++) {
    if (seen + waiting.length > most) return 'too many values';
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (Object.keys(value).some((key) => PROTOTYPE_KEYS.includes(key))) return 'a key of the prototype';
    for (const inner of Object.values(value)) waiting.push(inner);
  }
  return undefined;
}
