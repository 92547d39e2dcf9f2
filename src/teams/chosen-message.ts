import { z } from 'zod';
import type { Intent } from '../intent';
import { cardText } from './card-text';
import { htmlToText } from './html-to-text';
import { countPictures } from './incoming-text';

/** A message on which somebody picked Diagnose. Most often another person wrote it. */
export interface ChosenMessage {
  id: string;
  /** Its words with line breaks: subject, text, and the words of cards in it. Quoted messages are left out. */
  text: string;
  /** Name of who wrote it, or of the app that posted it. */
  author?: string;
  /** Address of the message in Teams. */
  link?: string;
  /** ISO 8601. */
  sentAt?: string;
  pictures: number;
  /** Names of files, and of snippets whose text the message does not carry. */
  files: string[];
}

const Party = z.object({ displayName: z.string().nullish() }).nullish();
const Attachment = z.object({
  contentType: z.string().nullish(),
  content: z.unknown().optional(),
  name: z.string().nullish(),
});

/**
 * The fields that are used of `value.messagePayload` of a `composeExtension/fetchTask` or `submitAction` invoke. What is
 * absent comes as null. Source: "Create and send dialogs" of the Microsoft Teams documentation, 2025-03-11, and
 * `MessageActionsPayload` of botframework-schema 4.23.3. A part beside the text that has another form is as if absent.
 */
const Payload = z.object({
  id: z.string(),
  subject: z.string().nullish(),
  createdDateTime: z.string().nullish(),
  deleted: z.boolean().nullish(),
  linkToMessage: z.string().nullish(),
  body: z.object({ contentType: z.string().nullish(), content: z.string().nullish() }).nullish(),
  from: z.object({ user: Party, application: Party }).nullish().catch(null),
  mentions: z
    .array(
      z.object({
        id: z.number().nullish(),
        mentionText: z.string().nullish(),
        mentioned: z.object({ application: z.unknown().optional() }).nullish(),
      }),
    )
    .nullish()
    .catch(null),
  attachments: z.array(Attachment).nullish().catch(null),
});
type Payload = z.infer<typeof Payload>;
type Attachment = z.infer<typeof Attachment>;

const Invoke = z.object({ messagePayload: Payload });

/**
 * The message an invoke of the message extension is about; undefined when it names none, or in a form we do not know.
 * @param value `value` of the invoke activity.
 */
export function readMessagePayload(value: unknown): ChosenMessage | undefined {
  const invoke = Invoke.safeParse(value);
  if (!invoke.success) return undefined;
  const { messagePayload: payload } = invoke.data;
  const author = authorOf(payload);
  const attachments = payload.attachments ?? [];
  const html = payload.body?.contentType === 'html' ? (payload.body.content ?? '') : '';
  return {
    id: payload.id,
    text: payload.deleted === true ? '' : textOf(payload),
    ...(author ? { author } : {}),
    ...(payload.linkToMessage ? { link: payload.linkToMessage } : {}),
    ...(payload.createdDateTime ? { sentAt: payload.createdDateTime } : {}),
    pictures: attachments.filter(isPicture).length + countPictures(html),
    files: attachments.filter(isFile).map(({ name }) => name ?? 'a snippet'),
  };
}

function authorOf({ from }: Payload): string | undefined {
  return from?.user?.displayName ?? from?.application?.displayName ?? undefined;
}

/** What to do about a chosen message. Whoever wrote it gave the bot no order: a text in it is an error, never a command. */
export function intentOfMessage({ text, files, pictures }: ChosenMessage): Intent {
  if (text !== '') return { kind: 'diagnose', text };
  return { kind: files.length > 0 ? 'file' : pictures > 0 ? 'picture' : 'empty' };
}

function textOf({ subject, body, mentions, attachments }: Payload): string {
  const content = body?.content ?? '';
  const said =
    body?.contentType === 'html'
      ? htmlToText(withoutApps(content, mentions ?? []))
      : content.replaceAll('\u00a0', ' ');
  const cards = (attachments ?? []).filter(isCard).map(({ content: card }) => cardText(card));
  return [subject ?? '', said, ...cards]
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n');
}

/** The name of a mentioned app, ours most often, is no word of the error; a person's name stays. */
function withoutApps(html: string, mentions: NonNullable<Payload['mentions']>): string {
  return mentions
    .filter(({ mentioned }) => typeof mentioned?.application === 'object' && mentioned.application !== null)
    .reduce(
      (rest, { id, mentionText }) => rest.replaceAll(`<at id="${id ?? ''}">${mentionText ?? ''}</at>`, ' '),
      html,
    );
}

const CARDS = 'application/vnd.microsoft.card.';
const CONNECTOR = 'application/vnd.microsoft.teams.card.o365connector';
/** A code snippet of older clients: its text must be fetched through Graph, which this bot has no right to. */
const SNIPPET = 'application/vnd.microsoft.card.codesnippet';
/** A file, by its address in SharePoint; the same right is lacking. */
const REFERENCE = 'reference';

function isCard({ contentType }: Attachment): boolean {
  const type = contentType ?? '';
  return type === CONNECTOR || (type.startsWith(CARDS) && type !== SNIPPET);
}

function isFile({ contentType }: Attachment): boolean {
  return contentType === SNIPPET || contentType === REFERENCE;
}

function isPicture({ contentType }: Attachment): boolean {
  return contentType?.startsWith('image/') ?? false;
}
