import type { Read } from '../../azure/reading';
import type { Locks } from '../../azure/registry-attributes';
import { readShownLocks } from '../../azure/shown-image';
import type { Output } from '../../parse/output/output';
import { unprojected } from '../../parse/output/query';
import type { Asked } from '../../parse/output/subject';
import { notPasted, pasted, type Params } from '../check';
import type { Seen } from './locks';
import { short } from './manifest';
import { aboutRepository, digestOf } from './pasted-attributes';

/** Locks of repository, tag and manifest that were pasted; what was not pasted may still be locked. */
export function readPastedLocks(outputs: readonly Output[], params: Params): Seen | undefined {
  const { repository = '', tag } = params;
  const digest = digestOf(outputs, params);
  const shown = aboutRepository(
    outputs,
    params,
    'az acr repository show',
    'az acr manifest show-metadata',
  ).flatMap(({ output, asked }) => {
    const locks = readShownLocks(unprojected(output));
    return locks ? [{ asked, locks }] : [];
  });
  const partOf = (name: string, isMeant: (asked: Asked) => boolean): Seen[number] => {
    const found = shown.filter(({ asked }) => isMeant(asked)).at(-1);
    const locks: Read<Locks> = found ? pasted(found.locks) : notPasted;
    return { name, locks };
  };
  const parts = [
    partOf(`repository ${repository}`, (asked) => asked.tag === undefined && asked.digest === undefined),
    ...(tag === undefined ? [] : [partOf(`tag ${tag}`, (asked) => asked.tag === tag)]),
    partOf(digest === undefined ? 'the manifest' : `manifest ${short(digest)}`, (asked) => {
      return asked.digest !== undefined && asked.digest === digest;
    }),
  ];
  return parts.some(({ locks }) => locks.ok) ? parts : undefined;
}
