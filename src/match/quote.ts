import type { Span } from '../parse/attempts';
import type { View } from '../parse/view';

/** A quote longer than this is shortened between the deciding words. */
const MAX_QUOTE = 140;
/** Words nearer to each other than this are quoted with what stands between them. */
const MAX_GAP = 40;
/** A single short word is quoted with its surroundings up to this many characters. */
const LEAST = 60;

/** The deciding words as they stand in the text, what lies far between them left out: `failed to fetch ... 401`. */
export function quoteWords(words: readonly Span[], view: View): string {
  const parts: Span[] = [];
  for (const word of [...words].sort((a, b) => a.start - b.start)) {
    const last = parts.at(-1);
    if (last && word.start - last.end <= MAX_GAP) last.end = Math.max(last.end, word.end);
    else parts.push({ start: word.start, end: word.end });
  }
  const [only] = parts;
  if (only && parts.length === 1) return withSurroundings(only, view);
  return parts
    .map(({ start, end }) => oneLine(view.text.slice(start, end)))
    .join(' ... ')
    .slice(0, MAX_QUOTE * 2);
}

function withSurroundings({ start, end }: Span, view: View): string {
  if (end - start >= LEAST) return oneLine(view.text.slice(start, Math.min(end, start + MAX_QUOTE)));
  const lineStart = view.text.lastIndexOf('\n', Math.max(0, start - 1)) + 1;
  const newline = view.text.indexOf('\n', end);
  const lineEnd = newline === -1 ? view.text.length : newline;
  const from = Math.max(lineStart, start - (MAX_QUOTE - LEAST) / 2);
  const to = Math.min(lineEnd, from + MAX_QUOTE);
  return `${from > lineStart ? '...' : ''}${oneLine(view.text.slice(from, to))}${to < lineEnd ? '...' : ''}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
