/** The parts of an Adaptive Card 1.5 that our cards are made of. */
export type Element = Record<string, unknown> & { type: string };
export type Action = Record<string, unknown> & { type: string; title?: string };

export interface Card {
  type: 'AdaptiveCard';
  $schema: string;
  version: '1.5';
  body: Element[];
  actions?: Action[];
  /** Shown by clients that draw no cards. */
  fallbackText: string;
  /** Read aloud by screen readers before the card's parts. */
  speak: string;
  msteams: { width: 'Full' };
}

export interface Run {
  text: string;
  weight?: 'Bolder' | 'Lighter';
  color?: 'Good' | 'Warning' | 'Attention' | 'Accent' | 'Default';
  size?: 'Small' | 'Medium' | 'Large';
  isSubtle?: boolean;
  fontType?: 'Monospace';
  italic?: boolean;
  selectAction?: Action;
}

/**
 * Text that is shown exactly as it is. A TextBlock would read markdown in it: a code like UNKNOWN_ERROR would turn
 * italic, and a pasted link would become one.
 */
export function text(runs: (Run | string)[], options: Record<string, unknown> = {}): Element {
  const inlines = runs.map((run) => ({
    type: 'TextRun',
    ...(typeof run === 'string' ? { text: run } : run),
  }));
  return { type: 'RichTextBlock', inlines, ...options };
}

const LANGUAGES = {
  bash: 'Bash',
  powershell: 'PowerShell',
  json: 'Json',
  yaml: 'PlainText',
  kql: 'PlainText',
  text: 'PlainText',
} as const;
export type Language = keyof typeof LANGUAGES;

/** A command or snippet. Teams draws CodeBlock on the desktop and the web; elsewhere the fallback stands. */
export function code(snippet: string, language: Language): Element {
  return {
    type: 'CodeBlock',
    codeSnippet: snippet.trimEnd(),
    language: LANGUAGES[language],
    fallback: container([text([{ text: snippet.trimEnd(), fontType: 'Monospace' }])], { style: 'emphasis' }),
  };
}

export function container(items: Element[], options: Record<string, unknown> = {}): Element {
  return { type: 'Container', items, ...options };
}

/** Shows or hides parts. Without a title what is clicked names itself, as screen readers expect. */
export function toggle(targets: string[], title?: string): Action {
  return { type: 'Action.ToggleVisibility', ...(title ? { title } : {}), targetElements: targets };
}

export function openUrl(title: string, url: string): Action {
  return { type: 'Action.OpenUrl', title, url };
}

/** A button whose click comes back to the bot as a message with this value. */
export function submit(title: string, data: Record<string, unknown>): Action {
  return { type: 'Action.Submit', title, data };
}

/** @param spoken what is read aloud and shown in notifications: a sentence or two. */
export function card(body: Element[], actions: Action[], plain: string, spoken: string): Card {
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    body,
    ...(actions.length > 0 ? { actions } : {}),
    fallbackText: plain,
    speak: spoken,
    msteams: { width: 'Full' },
  };
}

/** Teams refuses messages of more than about 100 KB; its documentation asks to stay under 80. */
export const MAX_CARD_BYTES = 80_000;

export function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value), 'utf8');
}

const written = new WeakMap<Card, string>();

/** The JSON of a card, written once: it is measured, and stored twice. A card is not changed once it is made. */
export function jsonOf(made: Card): string {
  const known = written.get(made) ?? JSON.stringify(made);
  written.set(made, known);
  return known;
}
