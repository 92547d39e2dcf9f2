import type { Activity } from 'botbuilder';
import { z } from 'zod';
import { download, type Network } from './download';

/** A file attached in a personal chat. */
export interface AttachedFile {
  /** What the sender calls it. Never a path, never trusted: read for its ending only. */
  name: string;
  /** Opens the file for whoever has it, for a few minutes: a secret, not to be stored or logged. */
  downloadUrl: string;
}

export type FileText = { text: string } | { refused: string };

const CONTENT_TYPE = 'application/vnd.microsoft.teams.file.download.info';
const ENDINGS = ['.txt', '.log', '.json', '.yaml', '.yml'];
export const MAX_FILE_BYTES = 1_000_000;
const LIMIT_MS = 10_000;

const AttachmentForm = z.object({
  contentType: z.literal(CONTENT_TYPE),
  name: z.string().catch(''),
  content: z.object({ downloadUrl: z.string() }),
});

const REFUSED = {
  ending:
    'Files are read when they are text: .txt, .log, .json, .yaml or .yml. Paste the lines around the error.',
  binary: 'The file holds no text, whatever its name says. Paste the lines around the error.',
  encoding:
    'The text of the file is neither UTF-8 nor marked as UTF-16. Save it as UTF-8 and attach it again.',
  empty: 'The file is empty.',
} as const;

/** Files of a message. Teams hands them over in personal chats only; in a channel a link like that is not Teams' own. */
export function findFiles(activity: Partial<Activity>): AttachedFile[] {
  if (activity.conversation?.conversationType !== 'personal') return [];
  return (activity.attachments ?? []).flatMap((attachment) => {
    const { success, data } = AttachmentForm.safeParse(attachment);
    return success ? [{ name: data.name, downloadUrl: data.content.downloadUrl }] : [];
  });
}

/**
 * The text of an attached file, or one sentence that says why it was not read. Nothing is thrown. The download goes
 * without the bot's token: the link is all it needs (docs "Receive files in personal chat").
 */
export async function readFileText(
  { name, downloadUrl }: AttachedFile,
  network?: Network,
  limitMs = LIMIT_MS,
): Promise<FileText> {
  if (!ENDINGS.some((ending) => name.toLowerCase().endsWith(ending))) return { refused: REFUSED.ending };
  const got = await download(downloadUrl, { maxBytes: MAX_FILE_BYTES, limitMs }, network);
  return 'refused' in got ? got : decodeText(got.bytes);
}

/** Byte order marks, and the encodings they announce. Windows PowerShell 5 writes the first when output is redirected. */
const MARKS: readonly { mark: number[]; encoding: string }[] = [
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
  { mark: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
];
/** A log may hold a few broken bytes, cut in the middle of a character or written by another program. */
const MAX_BROKEN_SHARE = 0.01;

export function decodeText(bytes: Buffer): FileText {
  const found = MARKS.find(({ mark }) => mark.every((byte, at) => bytes[at] === byte));
  const text = new TextDecoder(found?.encoding ?? 'utf-8').decode(bytes);
  if (text.includes('\0')) return { refused: REFUSED.binary };
  if (text.trim() === '') return { refused: REFUSED.empty };
  const broken = text.split('\ufffd').length - 1;
  return broken > Math.max(2, text.length * MAX_BROKEN_SHARE) ? { refused: REFUSED.encoding } : { text };
}
