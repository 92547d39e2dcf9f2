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
  return { type: 'RichTextBlock', inlines: runs.map(run), ...options };
}

function run(one: Run | string): Element {
  const told = typeof one === 'string' ? { text: one } : one;
  return { type: 'TextRun', ...told, text: clipped(told.text, MAX_RUN) };
}

/** Nobody reads more in one piece; a card of many pieces is made to fit by `fitCard`. In characters. */
const MAX_RUN = 4000;
const MAX_CODE = 16_000;
const MAX_PLAIN = 8000;
const MAX_SPOKEN = 1000;

function clipped(words: string, max: number): string {
  return words.length <= max ? words : `${words.slice(0, max - 1)}\u2026`;
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
  const codeSnippet = clipped(snippet.trimEnd(), MAX_CODE);
  const inlines = [{ type: 'TextRun', text: codeSnippet, fontType: 'Monospace' }];
  return {
    type: 'CodeBlock',
    codeSnippet,
    language: LANGUAGES[language],
    fallback: container([{ type: 'RichTextBlock', inlines }], { style: 'emphasis' }),
  };
}

export function container(items: Element[], options: Record<string, unknown> = {}): Element {
  return { type: 'Container', items, ...options };
}

/** Shows or hides parts. Without a title what is clicked names itself, as screen readers expect. */
export function toggle(targets: string[], title?: string): Action {
  return { type: 'Action.ToggleVisibility', ...(title ? { title } : {}), targetElements: targets };
}

/** Ends the head of what a click unfolds. */
export const MORE: Run = { text: '  \u203a details', color: 'Accent', size: 'Small' };

/** A head, and behind a click on it the rest. @param head the last of its texts says that there is more */
export function folded(id: string, head: readonly Element[], rest: Element[]): Element[] {
  const last = head.at(-1);
  const told = last
    ? [...head.slice(0, -1), { ...last, inlines: [...(last.inlines as Element[]), run(MORE)] }]
    : [];
  return [
    container(told, { separator: true, spacing: 'Medium', selectAction: toggle([id]) }),
    container(rest, { id, isVisible: false }),
  ];
}

/** Buttons within the card, beside what they are about. Teams' limit of six counts them with those at its end. */
export function actionSet(actions: Action[], options: Record<string, unknown> = {}): Element {
  return { type: 'ActionSet', actions, spacing: 'Small', ...options };
}

/** Every button of a card: at its end, and within its body. */
export function actionsOf({ actions = [], body }: Pick<Card, 'actions' | 'body'>): Action[] {
  return [
    ...body.flatMap((element) => (element.type === 'ActionSet' ? (element.actions as Action[]) : [])),
    ...actions,
  ];
}

/** The card with each of its buttons changed, or left out where `change` gives none. */
export function withActions(
  { actions, ...card }: Card,
  change: (action: Action) => Action | undefined,
): Card {
  const changed = (list: readonly Action[]) => list.flatMap((action) => change(action) ?? []);
  const body = card.body.flatMap((element) => {
    if (element.type !== 'ActionSet') return [element];
    const left = changed(element.actions as Action[]);
    return left.length > 0 ? [{ ...element, actions: left }] : [];
  });
  const left = changed(actions ?? []);
  return { ...card, body, ...(left.length > 0 ? { actions: left } : {}) };
}

export function openUrl(title: string, url: string): Action {
  return { type: 'Action.OpenUrl', title, url };
}

/** A phone, and a chat beside other windows, cut a longer title off in the middle of a word. */
const MAX_TITLE = 40;

/**
 * A button whose click comes back to the bot as a message with this value. A long title is cut at a word; the whole of it
 * is shown where the pointer rests, and read aloud.
 */
export function submit(title: string, data: Record<string, unknown>): Action {
  if (title.length <= MAX_TITLE) return { type: 'Action.Submit', title, data };
  const cut = title.slice(0, MAX_TITLE - 1);
  const words = cut.slice(0, Math.max(cut.lastIndexOf(' '), MAX_TITLE / 2)).replace(/[\s,;:]+$/, '');
  return { type: 'Action.Submit', title: `${words}\u2026`, tooltip: clipped(title, MAX_RUN), data };
}

/** @param spoken what is read aloud and shown in notifications: a sentence or two. */
export function card(body: Element[], actions: Action[], plain: string, spoken: string): Card {
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    body,
    ...(actions.length > 0 ? { actions } : {}),
    fallbackText: clipped(plain, MAX_PLAIN),
    speak: clipped(spoken, MAX_SPOKEN),
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
