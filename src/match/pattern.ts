/** Longest line a pattern is tried on: patterns must be linear, and this bounds them if one is not. */
export const MAX_PATTERN_LINE = 4096;

/**
 * Compiles a pattern of the knowledge base, once. Patterns come from reviewed files only, never from user text.
 * @throws SyntaxError when the pattern is not a regular expression.
 */
export function compilePattern(source: string): RegExp {
  return new RegExp(source, 'iu');
}

/** The first line of `text` a pattern matches, as [start, end) in `text`. */
export function findPattern(pattern: RegExp, text: string): { start: number; end: number } | undefined {
  let lineStart = 0;
  while (lineStart <= text.length) {
    const newline = text.indexOf('\n', lineStart);
    const lineEnd = newline === -1 ? text.length : newline;
    for (let at = lineStart; at < lineEnd; at += MAX_PATTERN_LINE) {
      const match = pattern.exec(text.slice(at, Math.min(lineEnd, at + MAX_PATTERN_LINE)));
      if (match) return { start: at + match.index, end: at + match.index + match[0].length };
    }
    lineStart = lineEnd + 1;
  }
  return undefined;
}
