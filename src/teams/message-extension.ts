import { z } from 'zod';
import { renderAnswerCard } from '../cards/answer';
import type { Card } from '../cards/elements';
import { fitCard } from '../cards/fit';
import { dialogCard, sharedCard, subjectOfShared, type Subject } from '../cards/posting';
import type { Catalogue, Symptom } from '../knowledge/schema';
import { explainName, findEntries, searchWords } from '../lookup';
import { redact } from '../redact/redact';
import { SEARCH_ENTRIES } from './extension-commands';

/*
 * The wire forms of the message extension, as plain objects; who answers with them is src/bot.ts. Sources: "Respond to
 * search command", "Create and send dialogs", "Respond to the dialog submit action" of the Microsoft Teams documentation,
 * and the types of botframework-schema 4.23.3. Teams waits 5 seconds for each, and asks twice again.
 *
 *   composeExtension/query         readQuery, searchResults
 *   composeExtension/fetchTask     readMessagePayload, intentOfMessage (chosen-message.ts), diagnoseDialog
 *   composeExtension/submitAction  readSubmit, then previewOf, inserted, diagnoseDialog, or post and answer DONE
 */

const ADAPTIVE = 'application/vnd.microsoft.card.adaptive';
const THUMBNAIL = 'application/vnd.microsoft.card.thumbnail';

export interface CardAttachment<Content = Card> {
  contentType: string;
  content: Content;
}

/** A result: `preview` stands in the list, `content` goes into the message. An Adaptive Card is not shown without one. */
export interface ResultAttachment extends CardAttachment {
  preview: CardAttachment<{ title: string; text: string }>;
}

export type ExtensionResponse =
  | { composeExtension: { type: 'result'; attachmentLayout: 'list'; attachments: ResultAttachment[] } }
  | { composeExtension: { type: 'message'; text: string } }
  | { composeExtension: { type: 'botMessagePreview'; activityPreview: PreviewActivity } }
  | { task: { type: 'continue'; value: Dialog } };

/** Exactly one card: the documentation allows no other. */
interface PreviewActivity {
  type: 'message';
  attachments: [CardAttachment];
}

interface Dialog {
  title: string;
  width: 'large';
  height: 'large';
  card: CardAttachment;
}

/** Answers a submit after which the dialog closes and nothing more is shown. */
export const DONE = {} as const;

/** A message that a person sends holds about 28 KB with all its cards (microsoft/BotFramework-Services#228). */
export const MAX_INSERTED_BYTES = 24_000;

/** With cards of that size, below the 256 KB that the Bot Framework passes on (microsoft/BotFramework-Services#341). */
export const MAX_RESULTS = 8;

/** What somebody looks up: it comes anew with each letter that is typed. */
export interface Query {
  words: string;
  skip: number;
  count: number;
}

const QueryValue = z.object({
  parameters: z.array(z.object({ name: z.string(), value: z.unknown().optional() })).nullish(),
  queryOptions: z.object({ skip: z.number().nullish(), count: z.number().nullish() }).nullish(),
});

/** What a person would type; the rest of a paste into the box is not looked at. */
const MAX_QUERY = 400;

/** @param value `value` of a `composeExtension/query` invoke: `{commandId, parameters: [{name, value}], queryOptions}`. */
export function readQuery(value: unknown): Query {
  const { parameters, queryOptions } = QueryValue.safeParse(value).data ?? {};
  const typed = parameters?.find(({ name }) => name === SEARCH_ENTRIES.parameter.name)?.value;
  const { skip, count } = queryOptions ?? {};
  return {
    words: typeof typed === 'string' ? redact(typed.slice(0, MAX_QUERY)).text.trim() : '',
    skip: Math.max(0, Math.trunc(skip ?? 0)),
    count: Math.min(MAX_RESULTS, Math.max(1, Math.trunc(count ?? MAX_RESULTS))),
  };
}

/** Entries to choose from, each with the card that is put into the message; a sentence when there is none. */
export function searchResults({ words, skip, count }: Query, catalogue: Catalogue): ExtensionResponse {
  if (words === '') return sentence('Type an error code, or words of the error.');
  const found = findFor(words, catalogue).slice(skip, skip + count);
  // Past the last page an empty list says that there is no more.
  if (found.length === 0 && skip === 0) return sentence(`No entry speaks of '${words.slice(0, 80)}'.`);
  return results(found.map((symptom) => entryOf(symptom, catalogue)));
}

/** Entries of that name or code, then those that share its words, then those whose title holds what is half typed. */
function findFor(words: string, catalogue: Catalogue): Symptom[] {
  const typed = words.toLowerCase();
  const ranked = searchWords(words, catalogue).map(({ symptom }) => symptom);
  return [
    ...new Set([
      ...findEntries(words, catalogue),
      ...ranked.flatMap((id) => catalogue.symptoms.filter((symptom) => symptom.id === id)),
      ...catalogue.symptoms.filter(({ id, title }) => `${id} ${title.toLowerCase()}`.includes(typed)),
    ]),
  ];
}

function entryOf({ id, title, says }: Symptom, catalogue: Catalogue): ResultAttachment {
  return resultOf(renderAnswerCard(explainName(id, catalogue)), title, says);
}

function resultOf(card: Card, title: string, says: string): ResultAttachment {
  return {
    contentType: ADAPTIVE,
    content: fitCard(card, MAX_INSERTED_BYTES),
    preview: { contentType: THUMBNAIL, content: { title, text: escaped(says) } },
  };
}

/** The text of a thumbnail card is read as HTML. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function results(attachments: ResultAttachment[]): ExtensionResponse {
  return { composeExtension: { type: 'result', attachmentLayout: 'list', attachments } };
}

function sentence(text: string): ExtensionResponse {
  return { composeExtension: { type: 'message', text } };
}

/** Shows a card in a dialog, to the one person who asked. */
export function diagnoseDialog(card: Card): ExtensionResponse {
  const value: Dialog = {
    title: 'ACR Doctor',
    width: 'large',
    height: 'large',
    card: { contentType: ADAPTIVE, content: dialogCard(card) },
  };
  return { task: { type: 'continue', value } };
}

/** What was clicked in a dialog, or in the preview of a message. */
export type Submitted =
  /** Post to conversation: show the preview. Put into my message: insert. Send, and Edit, in the preview. */
  | { does: 'preview' | 'insert' | 'send' | 'edit'; subject: Subject }
  /** One of the card's own buttons: its value is read as that of any card. */
  | { does: 'click'; value: unknown }
  | { does: 'unknown' };

const SubmitValue = z.object({
  botMessagePreviewAction: z.enum(['send', 'edit']).nullish().catch(undefined),
  botActivityPreview: z
    .array(z.object({ attachments: z.array(z.object({ content: z.unknown().optional() })).nullish() }))
    .nullish(),
  data: z.unknown().optional(),
});
const ShareData = z.object({
  verb: z.enum(['post', 'insert']),
  caseId: z.string(),
  symptom: z.string(),
});

/**
 * Of the previewed card that comes back only what it is about is believed: the client could have changed it, and the bot
 * would post somebody else's words under its own name. The card is made anew from the case, for whoever may see the case.
 * @param value `value` of a `composeExtension/submitAction` invoke: `{data}`, or `{botMessagePreviewAction: 'send'|'edit',
 * botActivityPreview: [{attachments: [{content}]}]}`.
 */
export function readSubmit(value: unknown): Submitted {
  const submit = SubmitValue.safeParse(value).data;
  if (!submit) return { does: 'unknown' };
  const { botMessagePreviewAction: action, botActivityPreview: preview, data } = submit;
  if (action) {
    const subject = subjectOfShared(preview?.[0]?.attachments?.[0]?.content);
    return subject ? { does: action, subject } : { does: 'unknown' };
  }
  const shared = ShareData.safeParse(data).data;
  if (shared) {
    const { verb, caseId, symptom } = shared;
    return { does: verb === 'post' ? 'preview' : 'insert', subject: { caseId, symptom } };
  }
  return typeof data === 'object' && data !== null ? { does: 'click', value: data } : { does: 'unknown' };
}

/** Shows the message as the bot would post it; Send then adds the bot to the conversation, where it is not in it yet. */
export function previewOf(card: Card, subject: Subject): ExtensionResponse {
  const activityPreview: PreviewActivity = {
    type: 'message',
    attachments: [{ contentType: ADAPTIVE, content: sharedCard(card, subject) }],
  };
  return { composeExtension: { type: 'botMessagePreview', activityPreview } };
}

/** Puts the card into the box where the person writes: the way where a bot cannot post, as between two people. */
export function inserted(card: Card, subject: Subject): ExtensionResponse {
  return results([resultOf(sharedCard(card, subject), 'ACR Doctor', card.speak)]);
}
