import type { Anchor } from '../knowledge/schema';
import type { Span } from '../parse/attempts';
import type { View } from '../parse/view';
import {
  compileLiteral,
  findCutOff,
  findPlaces,
  gramsOf,
  mayHold,
  type Grams,
  type Literal,
  type Place,
} from './literal';
import { compilePattern, findPattern } from './pattern';
import { WEIGHTS } from './weights';

export interface CompiledAnchor {
  anchor: Anchor;
  groups: Literal[][];
  none: Literal[];
  pattern?: RegExp;
}

/** An anchor that was met: its worth, where its words stand in `view.text`, and the span from first to last. */
export interface Hit {
  worth: number;
  platform: boolean;
  /** False when the paste ends in the middle of the words. */
  isWhole: boolean;
  /** The words that decided, each where it stands in `view.text`. */
  words: Span[];
}

export function compileAnchor(anchor: Anchor): CompiledAnchor {
  return {
    anchor,
    groups: (anchor.all ?? []).map((group) => (Array.isArray(group) ? group : [group]).map(compileLiteral)),
    none: (anchor.none ?? []).map(compileLiteral),
    ...(anchor.pattern ? { pattern: compilePattern(anchor.pattern) } : {}),
  };
}

/** Finds the places of literals in one view; each literal is looked for once, however many anchors share it. */
export class Finder {
  private readonly found = new Map<string, readonly Place[]>();
  private readonly grams: Grams;

  constructor(readonly view: View) {
    this.grams = gramsOf(view.tight);
  }

  places(literal: Literal): readonly Place[] {
    if (!mayHold(this.grams, literal)) return NOWHERE;
    const known = this.found.get(literal.tight);
    if (known) return known;
    const places = findPlaces(this.view, literal);
    this.found.set(literal.tight, places);
    return places;
  }
}

const NOWHERE: readonly Place[] = [];

/** The best way an anchor is met in a view, or undefined. `idle` are parts whose words count for little. */
export function meet(compiled: CompiledAnchor, finder: Finder, idle: readonly Span[]): Hit | undefined {
  const { anchor } = compiled;
  const worth = WEIGHTS.strength[anchor.strength];
  if (compiled.pattern) {
    const span = findPattern(compiled.pattern, finder.view.text);
    return span && { worth, platform: anchor.platform, isWhole: true, words: [span] };
  }
  const met = meetAll(compiled, finder);
  if (!met) return undefined;
  const words = met.places.map(({ textStart, textEnd }) => ({ start: textStart, end: textEnd }));
  const isIdle = words.some((word) => idle.some((span) => word.start >= span.start && word.end <= span.end));
  const factor = (met.isCutOff ? WEIGHTS.truncated : 1) * (isIdle ? WEIGHTS.idle : 1);
  return { worth: worth * factor, platform: anchor.platform, isWhole: !met.isCutOff, words };
}

/**
 * One place for every group, all within one window, none of the forbidden words in it. The first group is the
 * pivot: each of its places is tried, and the nearest place of every other group must lie within the window.
 */
function meetAll(
  { groups, none }: CompiledAnchor,
  finder: Finder,
): { places: Place[]; isCutOff: boolean } | undefined {
  const found: Place[][] = [];
  let missing = 0;
  for (const group of groups) {
    const places = placesOf(group, finder);
    // A paste can end within one literal, not within two.
    if (places.length === 0 && ++missing > 1) return undefined;
    found.push(places);
  }
  if (missing > 0) return meetCutOff(groups, found, none, finder);
  const [pivots = [], ...others] = found;
  for (const pivot of pivots) {
    const places = [pivot, ...others.map((candidates) => nearest(candidates, pivot))];
    if (places.every((place) => place !== undefined) && !hasForbidden(places, none, finder))
      return { places, isCutOff: false };
  }
  return undefined;
}

function placesOf(group: readonly Literal[], finder: Finder): Place[] {
  const all: Place[] = [];
  for (const literal of group) for (const place of finder.places(literal)) all.push(place);
  return all;
}

/** The paste may end in the middle of the last literal: all others must be whole, and this one nearly so. */
function meetCutOff(
  groups: Literal[][],
  whole: Place[][],
  none: Literal[],
  finder: Finder,
): { places: Place[]; isCutOff: boolean } | undefined {
  const missing = whole.findIndex((places) => places.length === 0);
  const cut = (groups[missing] ?? [])
    .map((literal) => findCutOff(finder.view, literal, WEIGHTS.truncatedPart, WEIGHTS.truncatedChars))
    .find((place) => place !== undefined);
  if (!cut) return undefined;
  const places = whole.map((candidates, at) => (at === missing ? cut : nearest(candidates, cut)));
  if (!places.every((place) => place !== undefined) || hasForbidden(places, none, finder)) return undefined;
  return { places, isCutOff: true };
}

function nearest(places: readonly Place[], pivot: Place): Place | undefined {
  let best: Place | undefined;
  for (const place of places) {
    const distance = Math.abs(place.start - pivot.start);
    if (
      place.record === pivot.record &&
      distance <= WEIGHTS.window &&
      (!best || distance < Math.abs(best.start - pivot.start))
    )
      best = place;
  }
  return best;
}

function hasForbidden(places: readonly Place[], none: readonly Literal[], finder: Finder): boolean {
  const pivot = places[0];
  return pivot !== undefined && none.some((literal) => nearest(finder.places(literal), pivot) !== undefined);
}
