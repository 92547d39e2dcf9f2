import { htmlToText } from './html-to-text';

/**
 * The words of a card that a bot or a webhook posted, a line each: alerts about failed pulls come as cards. Reads Adaptive
 * Cards, hero and thumbnail cards and connector cards alike, since all keep their words under the same few names.
 * Source: "Cards reference" of the Microsoft Teams documentation; adaptivecards.io, schema 1.5.
 * @param content the card, or its JSON as a string, which is how the payload of a message brings it.
 */
export function cardText(content: unknown): string {
  const lines: string[] = [];
  collect(typeof content === 'string' ? parsed(content) : content, lines, 0);
  return lines.join('\n');
}

/** No card made by hand is nested deeper. */
const MAX_DEPTH = 24;
const MAX_LINES = 2000;

/** Names that hold words, in the order in which cards show them. */
const WORDS = [
  'title',
  'subtitle',
  'activityTitle',
  'activitySubtitle',
  'activityText',
  'text',
  'codeSnippet',
];
/** What is not shown, is shown elsewhere again, or is a button. */
const NOT_SHOWN = [
  'actions',
  'selectAction',
  'buttons',
  'tap',
  'potentialAction',
  'fallback',
  'msteams',
  'refresh',
];

function collect(node: unknown, lines: string[], depth: number): void {
  if (typeof node !== 'object' || node === null || depth > MAX_DEPTH || lines.length >= MAX_LINES) return;
  if (Array.isArray(node)) {
    for (const part of node) collect(part, lines, depth + 1);
    return;
  }
  const record = node as Record<string, unknown>;
  const fact = factOf(record);
  if (fact !== undefined) {
    lines.push(fact);
    return;
  }
  for (const name of WORDS) addWords(record[name], lines);
  if (record.type === 'RichTextBlock') addWords(runsOf(record.inlines), lines);
  else
    for (const [name, part] of Object.entries(record))
      if (!NOT_SHOWN.includes(name)) collect(part, lines, depth + 1);
}

/** A row of a fact table is one line: `Status: 401`. */
function factOf({ title, name, value }: Record<string, unknown>): string | undefined {
  const label = title ?? name;
  return typeof label === 'string' && typeof value === 'string' ? `${label}: ${words(value)}` : undefined;
}

function runsOf(inlines: unknown): string {
  if (!Array.isArray(inlines)) return '';
  return inlines
    .map((run: unknown) => {
      const text = typeof run === 'object' && run !== null ? (run as Record<string, unknown>).text : run;
      return typeof text === 'string' ? text : '';
    })
    .join('');
}

function addWords(value: unknown, lines: string[]): void {
  if (typeof value === 'string' && value.trim() !== '') lines.push(words(value));
}

/** Older cards write line breaks as tags. */
function words(value: string): string {
  const isHtml = ['<br', '<p>', '</'].some((tag) => value.includes(tag));
  return isHtml ? htmlToText(value) : value;
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content) as unknown;
  } catch {
    return undefined;
  }
}
