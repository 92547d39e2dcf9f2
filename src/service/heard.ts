import type { Activity } from 'botbuilder';
import type { Asker } from '../case';
import type { Mind, Reading } from '../conversation';
import type { Network } from '../teams/download';
import { findFiles, readFileText, type AttachedFile } from '../teams/files';
import { readIncoming } from '../teams/incoming-text';

/** A message once its words, and the files that came with it, are read. */
export interface Heard {
  /** Absent when there was nothing but files that could not be read. */
  reading?: Reading;
  /** Why files were not read: a sentence each. */
  refused: string[];
}

export interface HearDeps {
  mind: Mind;
  asker: Asker;
  signal: AbortSignal;
  /** Replaced by tests. */
  network?: Network;
}

/** More files than this are not opened for one message. */
const MAX_FILES = 3;

/**
 * Reads a message. The text of its files goes behind its own words, and the same way as they do: it is masked before
 * anything looks at it.
 * @param message with its text masked, as it is stored
 * @param sent as it was sent: it alone has the links of files, which open them for anybody and are not stored. Absent
 * for a message that an ended process left.
 */
export async function hear(
  message: Partial<Activity>,
  sent: Partial<Activity> | undefined,
  deps: HearDeps,
): Promise<Heard> {
  const { mind, asker, signal, network } = deps;
  const said = readIncoming(message);
  const files = sent ? findFiles(sent) : [];
  if (files.length === 0) return { reading: await mind.read(said, asker, signal), refused: [] };
  const { texts, refused } = await readAll(files, network);
  const text = [said.text, ...texts].filter((part) => part !== '').join('\n');
  if (text === '') return { refused };
  // Words with a file are about an error; alone they might be a command.
  return { reading: await mind.read({ ...said, text, files: [] }, asker, signal), refused };
}

async function readAll(
  files: readonly AttachedFile[],
  network?: Network,
): Promise<{ texts: string[]; refused: string[] }> {
  const read = await Promise.all(files.slice(0, MAX_FILES).map((file) => readFileText(file, network)));
  const refused = read.flatMap((one) => ('refused' in one ? [one.refused] : []));
  if (files.length > MAX_FILES) refused.push(`Of several files the first ${MAX_FILES} are read.`);
  return {
    texts: read.flatMap((one) => ('text' in one ? [one.text] : [])),
    refused: [...new Set(refused)],
  };
}
