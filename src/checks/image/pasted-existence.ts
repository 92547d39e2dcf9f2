import { rankNearNames } from '../../azure/near-names';
import type { Output } from '../../parse/output/output';
import { isRecord, unprojected } from '../../parse/output/query';
import { askedIn, isOfImage, isOfRepository } from '../../parse/output/subject';
import { notPasted, pasted, type Params } from '../check';
import type { Seen } from './exists';
import { aboutRepository, digestOf, manifestsIn, repositoriesIn, tagIn, tagsIn } from './pasted-attributes';
import { manifestIn } from './pasted-manifest';

/** Whether repository, tag and digest are there, by what was listed or shown; undefined when nothing tells. */
export function readPastedImage(outputs: readonly Output[], params: Params): Seen | undefined {
  const { registry, repository } = params;
  if (registry === undefined || repository === undefined) return undefined;
  const seen = refusedIn(outputs, params) ?? foundIn(outputs, params);
  if (![seen.repository, seen.image, seen.byDigest].some(({ ok }) => ok)) return undefined;
  const taggedAt = tagIn(outputs, params)?.updatedAt;
  return {
    ...seen,
    ...(taggedAt === undefined ? {} : { taggedAt }),
    nearRepositories: rankNearNames(repository, repositoriesIn(outputs, params)?.names ?? []),
    nearTags: rankNearNames(params.tag ?? 'latest', tagsIn(outputs, params)?.names ?? []),
  };
}

function foundIn(outputs: readonly Output[], params: Params): Found {
  return {
    repository: repositoryIn(outputs, params),
    image: imageIn(outputs, params),
    byDigest: digestIn(outputs, params) ?? notPasted,
  };
}

/** A digest alone, where the tag beside it is asked about elsewhere. */
function withoutTag(params: Params): Params {
  const rest = { ...params };
  delete rest.tag;
  return rest;
}

type Found = Required<Pick<Seen, 'repository' | 'image' | 'byDigest'>>;

/** How the registry words that something is not there, as the command line passes it on. */
const NO_REPOSITORY = /repository name not known to registry|repository "[^"\n]{1,255}" is not found/i;
const NO_IMAGE =
  /the specified tag does not exist|manifest (?:tagged by "[^"\n]{1,128}"|sha256:[0-9a-f]{64}) is not found|manifest unknown/i;

/** What the registry said is not there, asked for exactly this image. */
function refusedIn(outputs: readonly Output[], params: Params): Found | undefined {
  const commands = ['az acr repository show', 'az acr manifest show-metadata', 'az acr manifest show'];
  const failed = aboutRepository(outputs, params, ...commands).filter(
    ({ output }) => output.json === undefined,
  );
  if (failed.some(({ output }) => NO_REPOSITORY.test(output.text)))
    return { repository: pasted(undefined), image: pasted(undefined), byDigest: notPasted };
  const isMissing = failed.some(
    ({ output, asked }) => isOfImage(asked, params) && NO_IMAGE.test(output.text),
  );
  return isMissing
    ? { repository: repositoryIn(outputs, params), image: pasted(undefined), byDigest: notPasted }
    : undefined;
}

function repositoryIn(outputs: readonly Output[], params: Params): Seen['repository'] {
  const shown = shownRepository(outputs, params);
  if (shown) return pasted(typeof shown.createdTime === 'string' ? { createdAt: shown.createdTime } : {});
  const listed = repositoriesIn(outputs, params);
  if (listed?.names.includes(params.repository ?? '') || hasParts(outputs, params)) return pasted({});
  return listed?.isComplete ? pasted(undefined) : notPasted;
}

function shownRepository(outputs: readonly Output[], params: Params): Record<string, unknown> | undefined {
  return outputs
    .filter(({ command, isPartial }) => command === 'az acr repository show' && !isPartial)
    .flatMap((output) => {
      const shown = unprojected(output);
      return isRecord(shown) && isShownOf(output, shown, params) ? [shown] : [];
    })[0];
}

/** Whatever was shown of a repository shows that it is there. */
function hasParts(outputs: readonly Output[], params: Params): boolean {
  const parts = [tagsIn(outputs, params), tagIn(outputs, params), manifestIn(outputs, params)];
  return parts.some(Boolean) || manifestsIn(outputs, params).items.length > 0;
}

/** A repository's attributes name registry and repository, so they need no command line. */
function isShownOf(
  output: Output,
  shown: Record<string, unknown>,
  { registry, repository }: Params,
): boolean {
  if (shown.registry === registry && shown.imageName === repository) return true;
  const asked = askedIn(output);
  const isRepository = asked.tag === undefined && asked.digest === undefined;
  return isRepository && isOfRepository(asked, { registry, repository });
}

function imageIn(outputs: readonly Output[], params: Params): Seen['image'] {
  const { tag = 'latest', digest: asked } = params;
  if (params.tag === undefined && asked !== undefined) return digestIn(outputs, params) ?? notPasted;
  const digest = digestOf(outputs, params);
  if (digest !== undefined) return pasted({ digest });
  const shown = outputs.some(
    (output) => isOfImage(askedIn(output), params) && manifestIn([output], params) !== undefined,
  );
  const tags = tagsIn(outputs, params);
  if (shown || tags?.names.includes(tag)) return pasted({});
  return tags?.isComplete || manifestsIn(outputs, params).tellsTags ? pasted(undefined) : notPasted;
}

/** Only a list of manifests, or the manifest itself, tells whether a digest is there. */
function digestIn(outputs: readonly Output[], { digest, ...params }: Params): Seen['image'] | undefined {
  if (digest === undefined) return undefined;
  const { items, isComplete } = manifestsIn(outputs, { ...params, digest });
  if (items.some((item) => item.digest === digest)) return pasted({ digest });
  if (manifestIn(outputs, { ...withoutTag(params), digest })) return pasted({ digest });
  return isComplete ? pasted(undefined) : undefined;
}
