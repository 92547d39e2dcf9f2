import { Entity } from 'botframework-connector/lib/connectorApi/models/mappers';

/**
 * The connector client of 4.23.3 writes only `type`, `text` and `mentioned` of an entity: citations and stream
 * information arrive as `{"type": "..."}`. Its serializer keeps everything once the form says that more may follow.
 * The fix was merged after the last release (microsoft/botbuilder-js#4903) and never published. Doing it twice
 * changes nothing. @throws when the client no longer has that form, so that an update of it cannot pass unseen.
 */
export function keepEntityProperties(): void {
  const { type } = Entity as { type: { name: string; additionalProperties?: unknown } };
  if (type.name !== 'Composite')
    throw new Error(
      "botframework-connector's Entity is no longer a composite form: see src/teams/entities.ts",
    );
  type.additionalProperties ??= { type: { name: 'Object' } };
}

/** A document that a text cites. */
export interface Cited {
  title: string;
  /** Shown as a link when it is an https address. */
  url: string;
  /** What the document says, in a sentence or two. */
  abstract: string;
}

/** What Teams takes (docs "Bot messages with AI-generated content", section on citations). */
const MAX = { citations: 20, name: 80, abstract: 160 };

export interface MessageEntity {
  type: 'https://schema.org/Message';
  '@type': 'Message';
  '@context': 'https://schema.org';
  citation: Claim[];
}
interface Claim {
  '@type': 'Claim';
  position: number;
  appearance: { '@type': 'DigitalDocument'; name: string; abstract: string; url?: string };
}

/**
 * The message entity that turns "[1]", "[2]" ... of a message's text into citations, in the order given. It carries
 * no AI label: nothing here is generated. Teams takes one such entity a message. Undefined when nothing is cited.
 */
export function createCitations(cited: readonly Cited[]): MessageEntity | undefined {
  if (cited.length === 0) return undefined;
  return {
    type: 'https://schema.org/Message',
    '@type': 'Message',
    '@context': 'https://schema.org',
    citation: cited.slice(0, MAX.citations).map(claimOf),
  };
}

function claimOf({ title, url, abstract }: Cited, index: number): Claim {
  const position = index + 1;
  return {
    '@type': 'Claim',
    position,
    appearance: {
      '@type': 'DigitalDocument',
      name: shortened(title, MAX.name) || `Source ${position}`,
      abstract: shortened(abstract, MAX.abstract),
      ...(isHttps(url) ? { url } : {}),
    },
  };
}

function isHttps(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:';
}

/** Cut at a space where there is one, with an ellipsis; never through a character. @param most UTF-16 units. */
function shortened(words: string, most: number): string {
  const text = words.trim().replace(/\s/g, ' ');
  if (text.length <= most) return text;
  let cut = '';
  for (const character of text) {
    if (cut.length + character.length > most - 1) break;
    cut += character;
  }
  const space = cut.lastIndexOf(' ');
  return `${space > most / 2 ? cut.slice(0, space) : cut}…`;
}
