import { ActivityTypes, type Activity, type Attachment } from 'botbuilder';
import { htmlToText } from './html-to-text';

/** What a person sent, decoded: their own words with line breaks, and what came along. */
export interface Incoming {
  /** The person's words: mention of the bot removed, quoted replies removed, line breaks kept. */
  text: string;
  /** Pictures, pasted or attached; the bot cannot read them. */
  pictures: number;
  /** Names of attached files. */
  files: string[];
  /** What a card's button carried; such a message has no text of its own. */
  value?: unknown;
}

const FILE = 'application/vnd.microsoft.teams.file.download.info';

/**
 * The one place where Teams' forms of a message are decoded. `text` loses the line breaks of a paste, but the
 * `text/html` attachment that repeats it keeps them, so it is preferred; the two are never joined. Forms: docs
 * "Build conversational capability"; microsoft/botframework-sdk#3238; see test/teams/incoming-text.test.ts.
 */
export function readIncoming(activity: Partial<Activity>): Incoming {
  const attachments = activity.attachments ?? [];
  const html = attachments.find(
    (attachment) => attachment.contentType === 'text/html' && typeof attachment.content === 'string',
  );
  const decoded = html ? htmlToText(html.content as string) : undefined;
  const plain = plainText(activity);
  const text = decoded !== undefined && isSameMessage(decoded, plain) ? decoded : plain;
  return {
    text: withoutMention(text, activity).trim(),
    pictures: attachments.filter(isPicture).length + countPictures(html ? String(html.content) : ''),
    files: attachments.filter(({ contentType }) => contentType === FILE).map(({ name }) => name ?? 'a file'),
    ...(activity.value === undefined || activity.value === null ? {} : { value: activity.value as unknown }),
  };
}

function plainText(activity: Partial<Activity>): string {
  const text = activity.type === ActivityTypes.Message || activity.text ? (activity.text ?? '') : '';
  return text
    .replace(/<quoted\b[^>]{0,400}\/>/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/\u00a0/g, ' ');
}

/** A card or forwarded message may bring HTML of its own; the person's words are in both. */
function isSameMessage(html: string, plain: string): boolean {
  const letters = (text: string) => text.replace(/<[^>]{1,200}>/g, '').replace(/[^\p{L}\p{N}]/gu, '');
  if (letters(plain) === '') return letters(html) !== '';
  return (
    letters(plain).includes(letters(html).slice(0, 40)) || letters(html).includes(letters(plain).slice(0, 40))
  );
}

/** Removes the mention of the bot, wherever it stands; other people's names stay, without their tags. */
function withoutMention(text: string, activity: Partial<Activity>): string {
  let clean = text;
  for (const entity of activity.entities ?? []) {
    const mention = entity as { type?: string; text?: string; mentioned?: { id?: string } };
    if (mention.type !== 'mention' || mention.mentioned?.id !== activity.recipient?.id) continue;
    const name = (mention.text ?? '').replace(/<\/?at\b[^>]{0,200}>/g, '');
    for (const form of [mention.text ?? '', `<at>${name}</at>`])
      if (form) clean = clean.split(form).join(' ');
  }
  return clean.replace(/<at\b[^>]{0,200}>|<\/at>/g, '');
}

function isPicture({ contentType }: Attachment): boolean {
  return contentType.startsWith('image/');
}

/** Pictures in a message's HTML; smileys are none. */
export function countPictures(html: string): number {
  return [...html.matchAll(/<img\b(?![^>]{0,2000}schema\.skype\.com\/Emoji)/gi)].length;
}
