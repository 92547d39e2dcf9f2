/**
 * A pasted text in the form the matcher reads, with the way back to the line the user sees.
 *
 * `text` has terminal colours, invisible characters, JSON escapes and typographic quotes undone and hard-wrapped
 * lines joined. `tight` is `text` in lower case without white space, quotes and other marks that wrapping, quoting
 * and escaping add, so that a literal is found however it was pasted; `at[i]` is where `tight[i]` stands in `text`.
 */
export interface View {
  text: string;
  tight: string;
  at: Uint32Array;
  /** Start of each piece of `text` and the line of the paste (from 1) it came from; ascending. */
  pieces: { start: number; line: number }[];
  /** Where lines were joined without a space. The joining may be wrong, so a word may begin or end there. */
  joins: ReadonlySet<number>;
  /** Where the records of a structured log begin in `text`; empty for any other text. */
  records: number[];
}

interface Piece {
  text: string;
  line: number;
}

/** Builds the view of a redacted text. Linear in its length. */
export function buildView(redacted: string): View {
  const pieces = redacted.split(/\r\n|\n|\r/).flatMap((line, at) => decode(line, at + 1));
  const joins = findJoins(pieces);
  const starts: View['pieces'] = [];
  const parts: string[] = [];
  let length = 0;
  for (const [at, piece] of pieces.entries()) {
    const separator = at === 0 || joins[at] ? '' : '\n';
    starts.push({ start: length + separator.length, line: piece.line });
    const own = joins[at + 1] ? piece.text : piece.text.trimEnd();
    parts.push(separator, own);
    length += separator.length + own.length;
  }
  const text = parts.join('');
  const joined = starts.filter((_, at) => joins[at]).map(({ start }) => start);
  return {
    text,
    ...tighten(text),
    pieces: starts,
    joins: new Set(joined),
    records: findRecords(starts, text),
  };
}

/** A line that is a whole record by itself: of a journal, of klog, logfmt or JSON lines, or a row of an event table. */
const STRUCTURED =
  /^(?:[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d \S{1,80} \S{1,80}: |[IWEF]\d{4} \d\d:\d\d|time="|\{"|(?:\S{1,80} +)?(?:\d{1,4}[smhd]\S{0,20} |\d{1,4}[smhd] +\(x\d).{0,20}(?:Normal|Warning) |(?:Normal|Warning) +[A-Z])/;
/** Fewer records are one story, told in several lines. */
const MIN_RECORDS = 6;

function findRecords(pieces: View['pieces'], text: string): number[] {
  const records = pieces.filter(({ start }) => STRUCTURED.test(text.slice(start, start + 240).trimStart()));
  return records.length < MIN_RECORDS ? [] : records.map(({ start }) => start);
}

/** Which record (from 0) of a structured log an index of `view.text` lies in; -1 outside of any. */
export function recordAt({ records }: View, index: number): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((records[middle] ?? 0) <= index) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The line of the paste (from 1) that the character at `index` of `view.text` came from. */
export function lineAt(view: View, index: number): number {
  let low = 0;
  let high = view.pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((view.pieces[middle]?.start ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return view.pieces[low]?.line ?? 1;
}

const COLOURS = /\x1b\[[0-9;?]{0,20}[A-Za-z]/g;
const INVISIBLE =
  /[\u200b-\u200f\u2028-\u202e\u2060-\u2069\u061c\u180e\ufeff\u00ad\u0000-\u0008\u000b-\u001f\u007f]/g;
/** A message copied out of a page or a mail brings its markup along. */
const MARKUP =
  /<\/?(?:div|span|p|br|b|i|u|strong|em|code|pre|ul|ol|li|a|table|tbody|tr|td|font)\b[^<>]{0,400}>/gi;
const ENTITIES: Record<string, string> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  '#39': "'",
  '#x27': "'",
  nbsp: ' ',
};

/** One physical line may hold several: JSON-escaped line breaks are line breaks the tool printed. */
function decode(line: string, number: number): Piece[] {
  let text = line
    .replace(COLOURS, '')
    .replace(INVISIBLE, '')
    .replace(MARKUP, ' ')
    .replace(/[\u00a0\t]/g, ' ');
  text = text.replace(/[\u201c\u201d\u201e]/g, '"').replace(/[\u2018\u2019\u201a]/g, "'");
  text = text.replace(/[\u2013\u2014]/g, '-').replace(/\u2026/g, '...');
  text = text.replace(
    /&(lt|gt|amp|quot|apos|nbsp|#39|#x27);/g,
    (whole, name: string) => ENTITIES[name] ?? whole,
  );
  text = text.replace(/^ {0,20}(?:[>\u2502\u2551\u2503] {0,3})+/, '');
  if (!isEscaped(text)) return [{ text, line: number }];
  return unescaped(text)
    .split('\n')
    .map((part) => ({ text: part, line: number }));
}

/** JSON-escaped text shows `\"`, or `\n` inside quotes; a Windows path shows neither. */
function isEscaped(text: string): boolean {
  return text.includes('\\"') || text.includes('\\u00') || /["'(][^"']{0,4000}\\n/.test(text.slice(0, 8000));
}

function unescaped(text: string): string {
  return text
    .replace(/\\{1,8}u00([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .replace(/(?:\\{1,8}r)?\\{1,8}n/g, '\n')
    .replace(/\\{1,8}t/g, ' ')
    .replace(/\\{1,8}(["'/])/g, '$1');
}

/** Widths at which `fold` and terminals break lines; believed even when only one line is that long. */
const WRAP_WIDTHS = new Set([80, 100, 120, 132]);
const MIN_WRAP = 40;
/** How much shorter than the widest line a line may be that was broken after a hyphen or slash. */
const HYPHEN_SLACK = 30;

/** Which pieces continue the one before without a space: it was broken in the middle of a word. */
function findJoins(pieces: readonly Piece[]): boolean[] {
  const width = Math.max(0, ...pieces.map((piece) => piece.text.length).slice(0, 20_000));
  const full = pieces.filter((piece) => piece.text.length === width).length;
  const wrapped = width >= MIN_WRAP && (full >= 2 || WRAP_WIDTHS.has(width));
  if (!wrapped) return pieces.map(() => false);
  // A single full line may be full by chance: then a capitalised word begins a sentence of its own.
  const isSentence = (text: string) => full < 2 && /^[A-Z][a-z]/.test(text);
  return pieces.map((piece, at) => {
    const before = pieces[at - 1];
    if (!before || before.line === piece.line || startsRecord(piece.text) || isSentence(piece.text))
      return false;
    if (/^(?: {2}|$)/.test(piece.text)) return false;
    if (before.text.length === width) return true;
    return (
      before.text.length >= width - HYPHEN_SLACK &&
      /\w[-/]$/.test(before.text) &&
      /^[a-z0-9]/.test(piece.text)
    );
  });
}

const RECORD_START =
  /^(?:\[?\d{4}[-/]\d\d[-/]\d\d|\[?\d\d?:\d\d:\d\d|[IWEF]\d{4} |time="|\{|\[\+\]|#\d+ |Warning\b|Normal\b|Error\b|ERROR\b|error:|\$ |PS [A-Z]:|[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d)/;

/** Whether a line begins a log record of its own (a time, a level, a prompt) rather than going on with the last. */
export function startsRecord(line: string): boolean {
  return RECORD_START.test(line.trimStart().slice(0, 40));
}

const KEPT = /[a-z0-9:/.\-_@=%?&,()[\]{}<>#+$~;!]/;

/** Lower case, without white space, quotes, backslashes, asterisks, back-ticks, bars and other marks. */
export function tighten(text: string): { tight: string; at: Uint32Array } {
  const lower = text.toLowerCase();
  const source = lower.length === text.length ? lower : text;
  const at = new Uint32Array(source.length);
  const kept: string[] = [];
  for (let index = 0; index < source.length; index++) {
    const char = source.charAt(index);
    if (!isKept(char)) continue;
    at[kept.length] = index;
    kept.push(char);
  }
  return { tight: kept.join(''), at: at.subarray(0, kept.length) };
}

/** ASCII by table, for speed; beyond it letters are kept (other languages), marks are not. */
const ASCII_KEPT = Array.from({ length: 128 }, (_, code) => KEPT.test(String.fromCharCode(code)));

function isKept(char: string): boolean {
  const code = char.charCodeAt(0);
  return code < 128 ? (ASCII_KEPT[code] ?? false) : /\p{L}/u.test(char);
}
