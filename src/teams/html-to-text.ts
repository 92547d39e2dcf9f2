import { Parser } from 'htmlparser2';

const BLOCK = new Set([
  'p',
  'div',
  'li',
  'ul',
  'ol',
  'pre',
  'tr',
  'table',
  'blockquote',
  'h1',
  'h2',
  'h3',
  'h4',
  'hr',
]);
const SKIPPED_TAGS = new Set(['script', 'style']);

interface Reader {
  parts: string[];
  /** Tags inside which nothing counts: quoted replies, forwards, scripts. */
  skipping: number;
  pre: number;
  isInMention: boolean;
}

/**
 * The text of a Teams message's HTML: `<br>` and blocks become line breaks, `&nbsp;` a space, highlighting spans
 * vanish, and a mention is put into `<at>` tags as in the plain text. A quoted reply or forward is somebody else's words and is left out; the marker paragraph of the code
 * block editor holds nothing.
 */
export function htmlToText(html: string): string {
  const reader: Reader = { parts: [], skipping: 0, pre: 0, isInMention: false };
  const parser = new Parser(
    {
      onopentag: (name, attributes) => openTag(reader, name, attributes),
      ontext: (text) => addText(reader, text),
      onclosetag: (name) => closeTag(reader, name),
    },
    { decodeEntities: true },
  );
  parser.write(html);
  parser.end();
  return tidy(reader.parts.join(''));
}

function openTag(reader: Reader, name: string, attributes: Record<string, string>): void {
  if (reader.skipping > 0 || isSkipped(name, attributes)) {
    if (!isVoid(name)) reader.skipping++;
    return;
  }
  if (name === 'br') reader.parts.push('\n');
  if (name === 'td' || name === 'th') reader.parts.push(' ');
  if (name === 'pre') reader.pre++;
  if (BLOCK.has(name)) breakLine(reader);
  if (attributes.itemtype === 'http://schema.skype.com/Mention') {
    reader.parts.push('<at>');
    reader.isInMention = true;
  }
}

function closeTag(reader: Reader, name: string): void {
  if (reader.skipping > 0) {
    if (!isVoid(name)) reader.skipping--;
    return;
  }
  if (name === 'span' && reader.isInMention) {
    reader.parts.push('</at>');
    reader.isInMention = false;
  }
  if (name === 'pre') reader.pre--;
  if (BLOCK.has(name)) breakLine(reader);
}

function addText(reader: Reader, text: string): void {
  if (reader.skipping > 0) return;
  const spaced = text.replace(/\u00a0/g, ' ');
  reader.parts.push(reader.pre > 0 ? spaced : joinLines(spaced));
}

function breakLine(reader: Reader): void {
  const last = reader.parts.at(-1);
  if (last !== undefined && !last.endsWith('\n')) reader.parts.push('\n');
}

function isSkipped(name: string, { itemtype = '' }: Record<string, string>): boolean {
  if (SKIPPED_TAGS.has(name)) return true;
  return /schema\.skype\.com\/(?:Reply|Forward|CodeBlockEditor)$/.test(itemtype);
}

function isVoid(name: string): boolean {
  return name === 'br' || name === 'img' || name === 'hr' || name === 'input' || name === 'meta';
}

function tidy(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const first = lines.findIndex((line) => line !== '');
  return first === -1 ? '' : lines.slice(first, lastWritten(lines) + 1).join('\n');
}

/** A line break in the source of a page is a space; the indentation around it is none. */
function joinLines(text: string): string {
  const lines = text.split('\n');
  const last = lines.length - 1;
  return lines
    .map((line, at) => (at === 0 ? line : line.replace(/^[ \t]{1,400}/, '')))
    .map((line, at) => (at === last ? line : line.trimEnd()))
    .join(' ');
}

function lastWritten(lines: readonly string[]): number {
  let last = lines.length - 1;
  while (last >= 0 && lines[last] === '') last--;
  return last;
}
