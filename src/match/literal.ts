import type { View } from '../parse/view';
import { recordAt, tighten } from '../parse/view';

/** A literal made ready for search: its tight form and whether its ends must be word boundaries. */
export interface Literal {
  tight: string;
  wordStart: boolean;
  wordEnd: boolean;
  /** Only a phrase may be cut off: the beginning of a single word begins other words too. */
  isPhrase: boolean;
  /** Hashes of its first and last letters (see `Grams`): most literals are told absent by them alone. */
  grams: readonly [number, number] | undefined;
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
    grams: tight.length < GRAM ? undefined : [gramAt(tight, 0), gramAt(tight, tight.length - GRAM)],
  };
}

/** Which runs of four letters a text holds, by hash. Looking one up is a hundred times quicker than searching for it. */
export type Grams = Uint8Array;

const GRAM = 4;
const GRAM_SLOTS = 1 << 16;

export function gramsOf(tight: string): Grams {
  const grams = new Uint8Array(GRAM_SLOTS);
  for (let at = 0; at + GRAM <= tight.length; at++) grams[gramAt(tight, at)] = 1;
  return grams;
}

function gramAt(text: string, at: number): number {
  let hash = 0;
  for (let index = at; index < at + GRAM; index++) hash = Math.imul(hash, 31) + text.charCodeAt(index);
  return (hash ^ (hash >>> 15)) & (GRAM_SLOTS - 1);
}

/** False when a literal cannot stand in the text; true when it may. */
export function mayHold(grams: Grams, { grams: own }: Literal): boolean {
  return own === undefined || (grams[own[0]] === 1 && grams[own[1]] === 1);
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
  const text = view.tight.endsWith('...') ? view.tight.slice(0, -3) : view.tight;
  // Where the text ends within the literal, the literal holds the text's last letters.
  if (!literal.tight.includes(text.slice(-minChars))) return undefined;
  const least = Math.max(minChars, Math.ceil(literal.tight.length * minPart));
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
