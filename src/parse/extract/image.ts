import { majority, mentionsOf, type Facts, type Mention } from '../facts';

const COMPONENT = String.raw`[A-Za-z0-9][A-Za-z0-9._-]{0,127}`;
const PATH = String.raw`${COMPONENT}(?:/${COMPONENT}){0,8}`;
/** A reference after a registry host: `host/team/app:1.2`, `host/team/app@sha256:...`. */
export const REFERENCE = new RegExp(
  String.raw`azurecr\.(?:io|cn|us|de)(?::443)?/(?<repository>${PATH})(?::(?<tag>[\w][\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?`,
  'gi',
);
/** The registry API's own addresses: `/v2/team/app/manifests/1.2`, `/acr/v1/team/app/_tags/1.2`. */
export const API = new RegExp(
  String.raw`/v2/(?<repository>${PATH}?)/(?:manifests|blobs|referrers)/(?<reference>[\w][\w.:-]{0,127})`,
  'gi',
);
const SCOPE = /scope=repository(?::|%3A)(?<value>[^:&\s]{1,200}?)(?::|%3A)(?:pull|push|delete|metadata|\*)/gi;
/** What follows a host without being a repository. */
const NOT_A_REPOSITORY = /^(?:v2|oauth2|acr|oras)(?:\/|$)/i;

interface Image {
  repository: string;
  tag?: string;
  digest?: string;
  start: number;
}

export function extractImage(text: string): Facts {
  const images = [...references(text), ...apiCalls(text)];
  const repository = majority([...images.map(mentionOfRepository), ...scopes(text)]);
  const same = images.filter((image) => !repository || image.repository === repository);
  const tag = majority(
    same.flatMap((image) => (image.tag ? [{ value: image.tag, start: image.start, end: 0 }] : [])),
  );
  const digest =
    majority(
      same.flatMap((image) => (image.digest ? [{ value: image.digest, start: image.start, end: 0 }] : [])),
    ) ?? mentionsOf(text, /\bsha256:[0-9a-f]{64}\b/g)[0]?.value;
  return { ...(repository ? { repository } : {}), ...(tag ? { tag } : {}), ...(digest ? { digest } : {}) };
}

function references(text: string): Image[] {
  return [...text.matchAll(REFERENCE)].flatMap((match) => {
    const { repository = '', tag, digest } = match.groups ?? {};
    if (NOT_A_REPOSITORY.test(repository)) return [];
    return [
      {
        repository: repository.replace(/[._-]{1,20}$/, ''),
        tag: tag?.replace(/[.-]{1,20}$/, ''),
        digest,
        start: match.index,
      },
    ];
  });
}

function apiCalls(text: string): Image[] {
  return [...text.matchAll(API)].map((match) => {
    const { repository = '', reference = '' } = match.groups ?? {};
    const isDigest = reference.startsWith('sha256:');
    const isManifest = match[0].includes('/manifests/');
    return {
      repository,
      ...(isDigest && isManifest ? { digest: reference } : {}),
      ...(!isDigest && isManifest ? { tag: reference.replace(/[.:-]{1,20}$/, '') } : {}),
      start: match.index,
    };
  });
}

/** Scopes are percent-encoded, and some tools break the encoding (`%3repo%image`): those are left alone. */
function scopes(text: string): Mention[] {
  return mentionsOf(text, SCOPE).flatMap((mention) => {
    const value = mention.value.replace(/%2f/gi, '/');
    return /^[\w./-]+$/.test(value) ? [{ ...mention, value }] : [];
  });
}

function mentionOfRepository(image: Image): Mention {
  return { value: image.repository, start: image.start, end: image.start };
}
