import type { Azure } from '../../azure/azure';
import { rankNearNames } from '../../azure/near-names';
import type { Read } from '../../azure/reading';
import { getRepository, listRepositories, listTags } from '../../azure/registry-attributes';
import { findManifest } from '../../azure/registry-content';
import {
  defineCheck,
  either,
  judgeRead,
  notApplicable,
  unknown,
  type Eyes,
  type Given,
  type Params,
  type Said,
} from '../check';
import { short } from './manifest';
import { readPastedImage } from './pasted-existence';

/** Whether repository and image are there. */
export interface Seen {
  /** Whether it is there; `createdAt` is when the repository was made. */
  repository: Read<{ createdAt?: string } | undefined>;
  /** Where the tag or digest leads to; a list of tags does not tell. */
  image: Read<{ digest?: string } | undefined>;
  /** Whether the digest is there, where that was read apart. */
  byDigest?: Read<{ digest?: string } | undefined>;
  /** When the tag came to lead there. */
  taggedAt?: string;
  nearRepositories: string[];
  nearTags: string[];
}

const stored = { vantage: 'configuration', about: 'image', changedBy: [] } as const;

export const exists = defineCheck<Seen, 'registry' | 'repository'>({
  id: 'image/exists',
  title: 'Repository, tag and digest',
  statements: {
    'repository-missing': { says: 'The repository is not in the registry', ...stored, stops: 'manifest' },
    'tag-missing': { says: 'The repository has no such tag', ...stored, stops: 'manifest' },
    'digest-missing': { says: 'The repository has no such manifest', ...stored, stops: 'manifest' },
    'image-missing': { says: 'Repository, tag or manifest are not there', ...stored, stops: 'manifest' },
  },
  needs: ['registry', 'repository'],
  uses: ['tag', 'digest'],
  onlyTold: {
    'tag-missing': 'told beside image-missing, which the causes name',
    'digest-missing': 'told beside image-missing, which the causes name',
  },
  permissions: [
    'Microsoft.ContainerRegistry/registries/pull/read',
    'Microsoft.ContainerRegistry/registries/repositories/content/read',
    'Microsoft.ContainerRegistry/registries/repositories/metadata/read',
    'Microsoft.ContainerRegistry/registries/catalog/read',
  ],
  collect: lookFor,
  read: readPastedImage,
  judge: ({ repository, image, byDigest = image, taggedAt, nearRepositories, nearTags }, params) => {
    const inRepository = judgeRead(repository, ['repository-missing'], (found) => [
      either(
        'repository-missing',
        found === undefined,
        found === undefined
          ? `no repository ${params.repository}${didYouMean(nearRepositories)}`
          : `repository ${params.repository} is there`,
        found?.createdAt,
      ),
    ]);
    const own = [
      ...inRepository,
      judgeReference('tag-missing', tagOf(params), image, taggedAt, nearTags),
      judgeReference('digest-missing', params.digest, byDigest, undefined, []),
    ];
    return [...own, anyOf(own)];
  },
  learn: ({ image }) => (image.ok && image.value?.digest ? { digest: image.value.digest } : {}),
});

async function lookFor({ azure }: Eyes, params: Given<'registry' | 'repository'>): Promise<Seen> {
  const { registry, repository: name, digest } = params;
  const tag = tagOf(params);
  const [repository, image] = await Promise.all([
    getRepository(azure, registry, name),
    findManifest(azure, registry, name, digest ?? tag ?? 'latest'),
  ]);
  if (isMissing(repository)) {
    const names = await listRepositories(azure, registry);
    const nearRepositories = names.ok ? rankNearNames(name, names.value.items) : [];
    const none = { ok: true, value: undefined, at: azure.now().toISOString() } as const;
    return { repository: none, image, nearRepositories, nearTags: [] };
  }
  const tagged = tag === undefined ? undefined : await lookForTag(azure, registry, name, tag);
  return { repository, image, nearRepositories: [], nearTags: [], ...tagged };
}

/** Who names neither tag nor digest means latest. */
function tagOf({ tag, digest }: Params): string | undefined {
  return tag ?? (digest === undefined ? 'latest' : undefined);
}

async function lookForTag(
  azure: Azure,
  registry: string,
  repository: string,
  tag: string,
): Promise<Pick<Seen, 'taggedAt' | 'nearTags'>> {
  const tags = await listTags(azure, registry, repository);
  const listed = tags.ok ? tags.value.items : [];
  const taggedAt = listed.find((one) => one.name === tag)?.updatedAt;
  return taggedAt ? { taggedAt, nearTags: [] } : { nearTags: nearOrNewest(tag, listed) };
}

function isMissing(read: Read<unknown>): boolean {
  return !read.ok && read.unreadable.reason === 'not-found';
}

/** A mistyped tag has a neighbour; for one that was never pushed, the newest are worth telling. */
function nearOrNewest(tag: string, listed: readonly { name: string }[]): string[] {
  const names = listed.map(({ name }) => name);
  const near = rankNearNames(tag, names);
  return near.length > 0 ? near : names.slice(0, 3);
}

function judgeReference(
  statement: string,
  reference: string | undefined,
  image: Seen['image'],
  since: string | undefined,
  near: readonly string[],
): Said {
  if (reference === undefined)
    return notApplicable(statement, `no ${statement.split('-')[0] ?? ''} was named`);
  if (!image.ok) return unknown(statement, image.unreadable.saw, image.unreadable.permission);
  const { value } = image;
  return value
    ? either(statement, false, `${reference} is ${value.digest ? short(value.digest) : 'there'}`, since)
    : either(statement, true, `${reference} is not there${didYouMean(near)}`);
}

/** Missing when any part is; there only when all that was named is. */
function anyOf(own: readonly Said[]): Said {
  const pick = (holds: Said['holds']) => own.find((said) => said.holds === holds);
  const found = pick('yes') ?? pick('unknown') ?? own.filter(({ holds }) => holds === 'no').at(-1) ?? own[0];
  if (!found) throw new Error('anyOf was called without statements');
  return { ...found, statement: 'image-missing' };
}

function didYouMean(names: readonly string[]): string {
  return names.length > 0 ? `; there is ${names.join(', ')}` : '';
}
