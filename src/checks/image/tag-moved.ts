import type { Read } from '../../azure/reading';
import { getTag, type Tag } from '../../azure/registry-attributes';
import { minute } from '../../verdict/link';
import { defineCheck, either, judgeRead, pasted, unknown, type Params, type Said } from '../check';
import { isoOf, READ_METADATA, short } from './manifest';
import { tagIn } from './pasted-attributes';

const MOVED = 'moved-lately';
const DAY = 24 * 60 * 60 * 1000;

export const tagMoved = defineCheck<Read<Tag> | undefined, 'registry' | 'repository'>({
  id: 'image/tag-moved',
  title: 'When the tag last moved',
  statements: {
    [MOVED]: {
      says: 'The tag was moved or made within a day before the failure, or after it',
      vantage: 'configuration',
      about: 'image',
      changedBy: [],
    },
  },
  needs: ['registry', 'repository'],
  uses: ['tag', 'digest', 'failedAt'],
  permissions: READ_METADATA,
  unverified: ['Whether lastUpdateTime of a tag also changes when only its locks are changed.'],
  collect: async ({ azure }, { registry, repository, tag }) =>
    tag === undefined ? undefined : getTag(azure, registry, repository, tag),
  read(outputs, params) {
    const tag = tagIn(outputs, params);
    return tag && pasted(tag);
  },
  judge: (found, params) =>
    found
      ? judgeRead(found, [MOVED], (tag) => [judgeMove(tag, found.ok ? found.at : '', params)])
      : [unknown(MOVED, 'not known: the tag')],
});

/** @param now ISO 8601: when the registry answered, which counts where the time of the failure is not known */
function judgeMove(tag: Tag, now: string, { failedAt, digest }: Params): Said {
  const moved = isoOf(tag.updatedAt);
  if (moved === undefined) return unknown(MOVED, 'the answer does not say when the tag last moved');
  const failed = Date.parse(failedAt ?? now);
  if (Number.isNaN(failed)) return unknown(MOVED, 'the time of the failure cannot be read');
  const isNew = isoOf(tag.createdAt) === moved;
  const where = `${isNew ? 'made' : 'last moved'} ${minute(moved)}, and leads to ${short(tag.digest)}`;
  const other = digest !== undefined && digest !== tag.digest ? `, not to ${short(digest)}` : '';
  const isLate = Date.parse(moved) > failed - DAY;
  return either(MOVED, isLate, `${tag.name} was ${where}${other}`, moved);
}
