import { acrError, type Answer, type Shape } from './answer';
import { storageOf, type Storage } from './images';
import { isoTime, type Image, type Repository } from './model';
import { findRefusal, type RegistryCall } from './registry-auth';

/** A repository of the model with what is stored for it. */
interface Opened extends RegistryCall {
  name: string;
  repository: Repository;
  storage: Storage;
}

interface Route {
  path: RegExp;
  action: 'metadata_read' | 'pull' | 'deleted_read';
  answer: (opened: Opened, reference: string) => Answer;
}

/** Most special first: a repository's name may hold slashes. */
const ROUTES: readonly Route[] = [
  {
    path: /^\/acr\/v1\/_deleted\/(?<name>.+)\/_(?<reference>tags|manifests)$/,
    action: 'deleted_read',
    answer: deleted,
  },
  { path: /^\/acr\/v1\/(?<name>.+)\/_tags\/(?<reference>[^/]+)$/, action: 'metadata_read', answer: oneTag },
  { path: /^\/acr\/v1\/(?<name>.+)\/_tags$/, action: 'metadata_read', answer: allTags },
  {
    path: /^\/acr\/v1\/(?<name>.+)\/_manifests\/(?<reference>[^/]+)$/,
    action: 'metadata_read',
    answer: oneManifest,
  },
  { path: /^\/acr\/v1\/(?<name>.+)\/_streaming$/, action: 'pull', answer: streaming },
  {
    path: /^\/acr\/v1\/(?<name>.+)\/_streaming\/(?<reference>[^/]+)$/,
    action: 'pull',
    answer: lastConversion,
  },
  { path: /^\/acr\/v1\/(?<name>.+)\/_operations\/(?<reference>[^/]+)$/, action: 'pull', answer: operation },
  { path: /^\/acr\/v1\/(?<name>.+)$/, action: 'metadata_read', answer: attributes },
];

/** The registry's own part of the data plane: attributes, streaming, deleted artifacts. */
export function answerAcr(asked: RegistryCall): Answer {
  if (asked.call.path === '/acr/v1/_catalog') return catalog(asked);
  for (const { path, action, answer } of ROUTES) {
    const { name, reference = '' } = path.exec(asked.call.path)?.groups ?? {};
    if (name === undefined) continue;
    const refusal = findRefusal(asked, 'repository', name, action);
    if (refusal) return refusal;
    const repository = asked.found.registry.repositories[name];
    if (!repository) return acrError(404, 'NAME_UNKNOWN', 'repository name not known to registry', { name });
    return answer({ ...asked, name, repository, storage: storageOf(repository) }, reference);
  }
  return acrError(404, 'UNSUPPORTED', `The simulated registry has no ${asked.call.path}.`);
}

/** One page by `n` and `last`, with the `Link` to the next. */
function paged(
  asked: RegistryCall,
  keys: readonly string[],
): { page: string[]; headers: Record<string, string> } {
  const { call, world } = asked;
  const last = call.query.get('last');
  const from = last === null ? 0 : keys.indexOf(last) + 1;
  const count = Math.min(Number(call.query.get('n') ?? world.tenant.pageSize), world.tenant.pageSize);
  const page = keys.slice(from, from + count);
  const query = new URLSearchParams(call.query);
  query.set('last', page.at(-1) ?? '');
  const hasMore = from + count < keys.length;
  return { page, headers: hasMore ? { link: `<${call.path}?${query.toString()}>; rel="next"` } : {} };
}

function catalog(asked: RegistryCall): Answer {
  const refusal = findRefusal(asked, 'registry', 'catalog', '*');
  if (refusal) return refusal;
  const { page, headers } = paged(asked, Object.keys(asked.found.registry.repositories).sort());
  return {
    status: 200,
    headers,
    body: { repositories: page },
    shape: { unverified: 'catalog: swagger only' },
  };
}

function attributes({ found, world, name, repository, storage }: Opened): Answer {
  const times = Object.values(repository.tags).map((tag) =>
    isoTime(tag.movedAt ?? tag.createdAt, world.now()),
  );
  const created = isoTime(repository.createdAt, world.now());
  const body = {
    registry: found.registry.loginServer,
    imageName: name,
    createdTime: created,
    lastUpdateTime: times.sort().at(-1) ?? created,
    manifestCount: storage.manifests.size,
    tagCount: storage.tags.size,
    changeableAttributes: repository.locks,
  };
  return { status: 200, body, shape: { fixture: 'acr-repository-attributes' } };
}

function tagBody({ repository, storage, world }: Opened, name: string) {
  const tag = repository.tags[name];
  const digest = storage.tags.get(name);
  if (!tag || digest === undefined) return undefined;
  const { createdAt, movedAt, locks, quarantineState } = tag;
  return {
    name,
    digest,
    createdTime: isoTime(createdAt, world.now()),
    lastUpdateTime: isoTime(movedAt ?? createdAt, world.now()),
    signed: false,
    quarantineState,
    changeableAttributes: locks,
  };
}

function oneTag(opened: Opened, reference: string): Answer {
  const tag = tagBody(opened, reference);
  if (!tag) return acrError(404, 'TAG_UNKNOWN', 'the specified tag does not exist', { Tag: reference });
  const body = { registry: opened.found.registry.loginServer, imageName: opened.name, tag };
  return { status: 200, body, shape: { fixture: 'acr-tag-get' } };
}

function allTags(opened: Opened): Answer {
  // One moment for all of them: of tags of the same age the clock would decide, and otherwise on the next page.
  const now = opened.world.now();
  const frozen = { ...opened, world: { ...opened.world, now: () => now } };
  const known = [...opened.storage.tags.keys()].map((name) => ({ name, tag: tagBody(frozen, name) }));
  known.sort((a, b) => (b.tag?.lastUpdateTime ?? '').localeCompare(a.tag?.lastUpdateTime ?? ''));
  const { page, headers } = paged(
    opened,
    known.map(({ name }) => name),
  );
  const tags = page.map((name) => tagBody(opened, name));
  const body = { registry: opened.found.registry.loginServer, imageName: opened.name, tags };
  return { status: 200, headers, body, shape: { unverified: 'list of tags: its items are as acr-tag-get' } };
}

function oneManifest({ found, world, name, repository, storage }: Opened, digest: string): Answer {
  const stored = storage.manifests.get(digest);
  if (!stored) return acrError(404, 'MANIFEST_UNKNOWN', `manifest "${digest}" is not found`);
  const image = repository.images[stored.image];
  const created = isoTime(image?.createdAt ?? '-1d', world.now());
  const tags = [...storage.tags].filter(([, root]) => root === digest).map(([tag]) => tag);
  const manifest = {
    digest,
    imageSize: stored.imageSize,
    createdTime: created,
    lastUpdateTime: created,
    ...(stored.platform ?? {}),
    mediaType: stored.mediaType,
    tags,
    changeableAttributes: image?.locks,
  };
  const body = { registry: found.registry.loginServer, imageName: name, manifest };
  return { status: 200, body, shape: { fixture: 'acr-manifest-attributes' } };
}

function streaming({ repository }: Opened): Answer {
  const on = { convertPushedImages: true, conversionFormat: 'overlaybd', conversionVersion: 'v1' };
  return repository.convertPushedImages
    ? { status: 200, body: on, shape: { fixture: 'acr-streaming-repo-on' } }
    : { status: 200, body: { convertPushedImages: false }, shape: { fixture: 'acr-streaming-repo-off' } };
}

/** The conversion of the image that a digest belongs to; the model keeps one for each image. */
function lastConversion({ found, name, repository, storage }: Opened, digest: string): Answer {
  const image: Image | undefined = repository.images[storage.manifests.get(digest)?.image ?? ''];
  const conversion = image?.conversion;
  if (!conversion) return acrError(404, 'OPERATION_UNKNOWN', 'The specified operation does not exist');
  const location = `https://${found.registry.loginServer}/acr/v1/${name}/_operations/${conversion.id}`;
  return {
    status: 200,
    headers: { location, 'operation-location': location, 'operation-id': conversion.id },
    body: { id: conversion.id, status: conversion.status },
    shape: { fixture: 'acr-streaming-image-running' },
  };
}

function operation({ world, name, repository, storage }: Opened, id: string): Answer {
  const image = Object.entries(repository.images).find(([, { conversion }]) => conversion?.id === id);
  const conversion = image?.[1].conversion;
  if (!conversion) return acrError(404, 'OPERATION_UNKNOWN', 'The specified operation does not exist');
  const { status, progress, details, startedAt } = conversion;
  const body = {
    name: 'ArtifactStreamingConversion',
    resource: `${name}@${storage.roots.get(image[0]) ?? ''}`,
    status,
    startTime: isoTime(startedAt, world.now()),
    progress,
    details,
  };
  // A failed operation was never seen: where its code stands is a guess.
  const failed: Shape = { unverified: 'where a failed conversion tells its code' };
  return {
    status: 200,
    body,
    shape: status === 'Failed' ? failed : { fixture: 'acr-streaming-operation-canceled' },
  };
}

function deleted({ world, repository, storage }: Opened, what: string): Answer {
  const shape: Shape = { unverified: 'soft-deleted lists: keys from azure-cli acr/manifest.py' };
  const items = Object.entries(repository.deletedTags).map(([tag, { image, deletedAt }]) => ({
    ...(what === 'tags' ? { tag } : {}),
    digest: storage.roots.get(image) ?? '',
    deletedAt: isoTime(deletedAt, world.now()),
  }));
  return { status: 200, body: { [what]: items }, shape };
}
