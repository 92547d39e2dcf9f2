import type { Read } from '../../azure/reading';
import { getManifestAttributes, getRepository, getTag, type Locks } from '../../azure/registry-attributes';
import { defineCheck, no, unknown, yes, type Eyes, type Said } from '../check';
import { NO_REFERENCE, READ_METADATA, short, type ImageParams } from './manifest';
import { readPastedLocks } from './pasted-locks';

/** Everything that has locks of its own, each by its name in a sentence. */
export type Seen = { name: string; locks: Read<Locks> }[];

const written = { vantage: 'configuration', about: 'image', changedBy: [] } as const;

export const locks = defineCheck<Seen, 'registry' | 'repository'>({
  id: 'image/locks',
  title: 'Locks of repository, tag and manifest',
  statements: {
    'read-locked': { says: 'The image is locked against reading', ...written },
    'write-locked': { says: 'The image is locked against overwriting', ...written },
    'delete-locked': { says: 'The image is locked against deletion', ...written },
    'list-locked': { says: 'The image is hidden from lists', ...written },
    'change-locked': { says: 'The image is locked against overwriting or deletion', ...written },
  },
  needs: ['registry', 'repository'],
  uses: ['tag', 'digest'],
  onlyTold: {
    'read-locked': 'no document says what a pull of it answers',
    'write-locked': 'told beside change-locked, which the causes name',
    'delete-locked': 'told beside change-locked, which the causes name',
    'list-locked': 'a tag that is hidden from lists can still be pulled',
  },
  permissions: READ_METADATA,
  unverified: [
    'With which answer the registry refuses to hand out an image that is locked against reading.',
    'Since when a lock has been set: neither the registry nor the activity log tells.',
  ],
  collect: lookAtLocks,
  read: readPastedLocks,
  judge: (seen) => [
    judgeLock('read-locked', seen, ['canRead']),
    judgeLock('write-locked', seen, ['canWrite']),
    judgeLock('delete-locked', seen, ['canDelete']),
    judgeLock('list-locked', seen, ['canList']),
    judgeLock('change-locked', seen, ['canWrite', 'canDelete']),
  ],
});

async function lookAtLocks({ azure }: Eyes, params: ImageParams): Promise<Seen> {
  const { registry, repository, tag, digest } = params;
  const [ofRepository, ofTag] = await Promise.all([
    getRepository(azure, registry, repository),
    tag === undefined ? undefined : getTag(azure, registry, repository, tag),
  ]);
  const known = digest ?? (ofTag?.ok ? ofTag.value.digest : undefined);
  const ofManifest =
    known === undefined ? undefined : await getManifestAttributes(azure, registry, repository, known);
  const nothing = { ok: false, unreadable: { reason: 'not-found', saw: NO_REFERENCE } } as const;
  return [
    { name: `repository ${repository}`, locks: locksOf(ofRepository) },
    ...(ofTag ? [{ name: `tag ${tag ?? ''}`, locks: locksOf(ofTag) }] : []),
    ...(ofManifest ? [{ name: `manifest ${short(known ?? '')}`, locks: locksOf(ofManifest) }] : []),
    ...(ofTag || ofManifest ? [] : [{ name: 'tag or manifest', locks: nothing }]),
  ];
}

function locksOf(read: Read<{ locks: Locks }>): Read<Locks> {
  return read.ok ? { ...read, value: read.value.locks } : read;
}

/** How a registry calls them. */
const WORDS: Record<keyof Locks, string> = {
  canRead: 'readEnabled',
  canWrite: 'writeEnabled',
  canDelete: 'deleteEnabled',
  canList: 'listEnabled',
};

/** Locked when any part is; free only when each part says so. */
function judgeLock(statement: string, seen: Seen, keys: readonly (keyof Locks)[]): Said {
  const locked = keys.flatMap((key) => {
    const names = seen.filter((part) => part.locks.ok && part.locks.value[key] === false);
    return names.length === 0 ? [] : [`${WORDS[key]} is false on ${inWords(names)}`];
  });
  if (locked.length > 0) return yes(statement, locked.join('; '));
  for (const { name, locks: read } of seen) {
    if (!read.ok) return unknown(statement, read.unreadable.saw, read.unreadable.permission);
    const silent = keys.find((key) => read.value[key] === undefined);
    if (silent) return unknown(statement, `the answer on ${name} does not say ${WORDS[silent]}`);
  }
  return no(statement, `${keys.map((key) => WORDS[key]).join(' and ')} true on ${inWords(seen)}`);
}

function inWords(parts: readonly { name: string }[]): string {
  return parts.map(({ name }) => name).join(', ');
}
