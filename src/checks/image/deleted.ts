import type { Listed, Read } from '../../azure/reading';
import { getSoftDelete, type SoftDelete } from '../../azure/registry';
import { findManifest } from '../../azure/registry-content';
import { listDeletedManifests, listDeletedTags, type Deleted } from '../../azure/registry-deleted';
import { minute } from '../../verdict/link';
import { defineCheck, no, unknown, yes, type Eyes, type Said } from '../check';
import { READ_REGISTRY, readRegistry } from '../registry/visible';
import { isoOf, NO_REFERENCE, READ_CONTENT, short, type ImageParams } from './manifest';
import { readPastedDeleted } from './pasted-deleted';

/** A tag or a digest, the list it would stand in when deleted, and whether it is there. */
export interface Asked {
  reference: string;
  list: Read<Listed<Deleted>>;
  image: Read<unknown>;
}

/** What soft delete keeps of an image. */
export interface Seen {
  asked: Asked[];
  softDelete: Read<SoftDelete>;
}

const LATELY = 'deleted-lately';

export const deleted = defineCheck<Seen, 'registry' | 'repository'>({
  id: 'image/deleted',
  title: 'Deleted images that soft delete keeps',
  statements: {
    [LATELY]: {
      says: 'The image was deleted; soft delete still keeps it',
      vantage: 'configuration',
      about: 'image',
      changedBy: [],
    },
  },
  needs: ['registry', 'repository'],
  uses: ['tag', 'digest'],
  permissions: ['Microsoft.ContainerRegistry/registries/deleted/read', READ_REGISTRY, ...READ_CONTENT],
  unverified: [
    'Keys of the lists of deleted images: read in the source of azure-cli, in no recorded answer.',
  ],
  collect: lookForDeleted,
  read: readPastedDeleted,
  judge: (seen) => [judgeDeleted(seen)],
});

async function lookForDeleted(eyes: Eyes, params: ImageParams): Promise<Seen> {
  const { tag, digest } = params;
  const [softDelete, ...asked] = await Promise.all([
    readSoftDelete(eyes, params),
    ...(tag === undefined ? [] : [lookFor(eyes, params, tag, listDeletedTags)]),
    ...(digest === undefined ? [] : [lookFor(eyes, params, digest, listDeletedManifests)]),
  ]);
  return { asked, softDelete };
}

async function lookFor(
  { azure }: Eyes,
  { registry, repository }: ImageParams,
  reference: string,
  listDeleted: typeof listDeletedTags,
): Promise<Asked> {
  const [list, image] = await Promise.all([
    listDeleted(azure, registry, repository),
    findManifest(azure, registry, repository, reference),
  ]);
  return { reference, list, image };
}

async function readSoftDelete(eyes: Eyes, params: ImageParams): Promise<Read<SoftDelete>> {
  const registry = await readRegistry(eyes, params);
  return registry.ok ? getSoftDelete(eyes.azure, registry.value.id) : registry;
}

function judgeDeleted({ asked, softDelete }: Seen): Said {
  const said = asked.map((one) => judgeOne(one, softDelete));
  const pick = (holds: Said['holds']) => said.find((one) => one.holds === holds);
  return pick('yes') ?? pick('unknown') ?? said[0] ?? unknown(LATELY, NO_REFERENCE);
}

function judgeOne({ reference, list, image }: Asked, softDelete: Read<SoftDelete>): Said {
  if (!list.ok) return unknown(LATELY, list.unreadable.saw, list.unreadable.permission);
  const found = list.value.items.filter(({ tag, digest }) => (tag ?? digest) === reference);
  const [newest] = found
    .map(({ deletedAt }) => isoOf(deletedAt) ?? '')
    .sort()
    .reverse();
  if (newest !== undefined) return judgeFound(short(reference), newest, image);
  if (list.value.isComplete) return judgeNone(short(reference), softDelete);
  return unknown(LATELY, 'the list of deleted images is longer than what was read of it');
}

/** What was deleted may have been pushed again since, and then it is not known whether it was missing. */
function judgeFound(name: string, deletedAt: string, image: Read<unknown>): Said {
  const saw = `${name} is among the deleted images${deletedAt === '' ? '' : `, ${minute(deletedAt)}`}`;
  if (image.ok && image.value !== undefined)
    return unknown(LATELY, `${saw}, and is there again; since when is not known here`);
  return yes(LATELY, saw, deletedAt);
}

/** An empty list tells something only where soft delete keeps what is deleted. */
function judgeNone(name: string, softDelete: Read<SoftDelete>): Said {
  if (!softDelete.ok) return unknown(LATELY, softDelete.unreadable.saw, softDelete.unreadable.permission);
  const { state, days, since } = softDelete.value;
  if (state === 'off') return unknown(LATELY, 'soft delete is off, so nothing tells of deletions');
  if (state === 'unknown')
    return unknown(LATELY, 'no such deletion is listed, and whether soft delete is on is not said');
  const kept = days === undefined ? '' : ` of the last ${days} ${days === 1 ? 'day' : 'days'}`;
  return no(LATELY, `${name} is not among the deleted images${kept}; soft delete is on`, since);
}
