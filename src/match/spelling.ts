import Fuse from 'fuse.js';

/** Shorter words have too many neighbours to be corrected safely. */
const MIN_LENGTH = 5;
/** Fuse.js score (0 exact, 1 nothing) up to which a word is looked at: it counts a swap of letters as two errors. */
const MAX_SCORE = 0.45;
const MAX_LENGTH_DIFFERENCE = 2;
/** A paste of names would otherwise be looked up word by word. */
const MAX_LOOKUPS = 48;

/** Corrects misspelt words to words the knowledge base knows. Fuse.js finds the neighbours. */
export interface Speller {
  /** The word meant, or undefined when the word is known, too short, or like nothing known. */
  correct: (word: string) => string | undefined;
  knows: (word: string) => boolean;
}

/** @param known lower-case words; @param targets those of them a misspelling may become. */
export function createSpeller(known: ReadonlySet<string>, targets: readonly string[]): Speller {
  const fuse = new Fuse(targets, {
    includeScore: true,
    threshold: MAX_SCORE,
    ignoreLocation: false,
    distance: 8,
    minMatchCharLength: 3,
  });
  const seen = new Map<string, string | undefined>();
  const lookUp = (word: string): string | undefined => {
    const near = fuse
      .search(word, { limit: 6 })
      .filter(({ item }) => Math.abs(item.length - word.length) <= MAX_LENGTH_DIFFERENCE)
      .map(({ item }) => ({ item, distance: editDistance(item, word) }))
      .sort((a, b) => a.distance - b.distance)[0];
    return near && near.distance <= (word.length >= 8 ? 2 : 1) ? near.item : undefined;
  };
  return {
    knows: (word) => known.has(word),
    correct(word) {
      if (word.length < MIN_LENGTH || known.has(word) || !/^\p{L}+$/u.test(word)) return undefined;
      if (!seen.has(word)) {
        if (seen.size > 5000) seen.clear();
        seen.set(word, lookUp(word));
      }
      return seen.get(word);
    },
  };
}

/** Words that stand alone: not part of a host, path, identifier or hyphenated name. */
const LONE_WORD = /(?<![\p{L}\p{N}._/@-])\p{L}{5,30}(?![\p{L}\p{N}_/@]|[.-]\p{L})/gu;

/** A text with its misspelt words corrected; undefined when nothing was. Same line breaks as before. */
export function correctText(text: string, speller: Speller): string | undefined {
  let lookups = 0;
  const corrected = text.replace(LONE_WORD, (word) => {
    const lower = word.toLowerCase();
    if (lookups >= MAX_LOOKUPS || speller.knows(lower)) return word;
    lookups++;
    return speller.correct(lower) ?? word;
  });
  return corrected === text ? undefined : corrected;
}

/** Letters to insert, delete, replace or swap with a neighbour to turn one word into the other. */
export function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= a.length; row++) {
    rows.push([row]);
    for (let column = 1; column <= b.length; column++) rows[row]?.push(stepCost(rows, a, b, row, column));
  }
  return cell(rows, a.length, b.length);
}

function stepCost(rows: readonly number[][], a: string, b: string, row: number, column: number): number {
  const isSame = a[row - 1] === b[column - 1];
  const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
  return Math.min(
    cell(rows, row - 1, column) + 1,
    cell(rows, row, column - 1) + 1,
    cell(rows, row - 1, column - 1) + (isSame ? 0 : 1),
    isSwap ? cell(rows, row - 2, column - 2) + 1 : Infinity,
  );
}

function cell(rows: readonly number[][], row: number, column: number): number {
  return rows[row]?.[column] ?? Infinity;
}
