import type { View } from '../parse/view';
import { recordAt, tighten } from '../parse/view';

/** A literal made ready for search: its tight form and whether its ends must be word boundaries. */
export interface Literal {
  tight: string;
  wordStart: boolean;
  wordEnd: boolean;
  /** Only a phrase may be cut off: the beginning of a single word begins other words too. */
  isPhrase: boolean;
}

/** Where a literal stands: in `view.tight` (`start`, `end`) and where it begins in `view.text`. */
export interface Place {
  start: number;
  end: number;
  textStart: number;
  textEnd: number;
  /** Which record of a structured log it lies in; two records are two messages. */
  record: number;
}

const WORD = /[\p{L}\p{N}_]/u;

export function compileLiteral(literal: string): Literal {
  const { tight } = tighten(literal);
  return {
    tight,
    wordStart: WORD.test(tight.charAt(0)),
    wordEnd: WORD.test(tight.charAt(tight.length - 1)),
    isPhrase: /\s/.test(literal.trim()),
  };
}

/** More places than this are noise (a retry loop); the first ones are as good as the last. */
const MAX_PLACES = 64;

/** Every place of a literal in the view, at most `MAX_PLACES`, in order. */
export function findPlaces(view: View, literal: Literal): Place[] {
  const places: Place[] = [];
  let start = view.tight.indexOf(literal.tight);
  while (start !== -1 && places.length < MAX_PLACES) {
    const end = start + literal.tight.length;
    const textStart = view.at[start] ?? 0;
    const textEnd = (view.at[end - 1] ?? 0) + 1;
    if (isWhole(view, literal, textStart, textEnd))
      places.push({ start, end, textStart, textEnd, record: recordAt(view, textStart) });
    start = view.tight.indexOf(literal.tight, start + 1);
  }
  return places;
}

/** `401` must not be found in `1.4010`, nor `denied` in `denieded`. */
function isWhole(view: View, literal: Literal, textStart: number, textEnd: number): boolean {
  const isWordAt = (index: number) => WORD.test(view.text.charAt(index));
  if (literal.wordStart && textStart > 0 && isWordAt(textStart - 1) && !view.joins.has(textStart))
    return false;
  return !(literal.wordEnd && isWordAt(textEnd) && !view.joins.has(textEnd));
}

/** The longest beginning of a literal with which the text ends, as a place; undefined when it is too short. */
export function findCutOff(
  view: View,
  literal: Literal,
  minPart: number,
  minChars: number,
): Place | undefined {
  if (!literal.isPhrase) return undefined;
  const least = Math.max(minChars, Math.ceil(literal.tight.length * minPart));
  const text = view.tight.endsWith('...') ? view.tight.slice(0, -3) : view.tight;
  for (let length = literal.tight.length - 1; length >= least; length--) {
    if (!text.endsWith(literal.tight.slice(0, length))) continue;
    const start = text.length - length;
    const textStart = view.at[start] ?? 0;
    return {
      start,
      end: text.length,
      textStart,
      textEnd: view.text.length,
      record: recordAt(view, textStart),
    };
  }
  return undefined;
}
