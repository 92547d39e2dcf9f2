/** Narrower text was not broken by a terminal. */
const MIN_WIDTH = 40;
/** Widths at which `fold`, mails and terminals break lines that are no JSON, where nothing else shows it. */
const WIDTHS = [80, 100, 120, 132];

/** A text whose lines were broken at its width, joined again; undefined when none is that long. */
export function unwrapped(text: string): string | undefined {
  const width = Math.max(...text.split('\n').map((line) => line.length));
  return width < MIN_WIDTH ? undefined : joinedAt(text, width);
}

/** The same, only where the width is one that tools break at: two long lines may be as long as each other by chance. */
export function unwrappedAtUsualWidth(text: string): string | undefined {
  const width = Math.max(...text.split('\n').map((line) => line.length));
  return WIDTHS.includes(width) ? joinedAt(text, width) : undefined;
}

function joinedAt(text: string, width: number): string | undefined {
  const lines = text.split('\n');
  const joined: string[] = [];
  let isBroken = false;
  for (const line of lines) {
    if (isBroken) joined.push(`${joined.pop() ?? ''}${line}`);
    else joined.push(line);
    isBroken = line.length === width;
  }
  return joined.length === lines.length ? undefined : joined.join('\n');
}
