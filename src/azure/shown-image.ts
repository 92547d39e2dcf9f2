import { z } from 'zod';
import { attributesSchema, locksOf, type Locks, type Tag } from './registry-attributes';
import type { Descriptor, Manifest } from './registry-content';
import { operationSchema, type Conversion } from './registry-streaming';

const locks = attributesSchema.nullable().catch(undefined);

/** A tag in what `az acr repository show --image` prints; undefined when the value is none. Source: acr-tag-get. */
export function readShownTag(json: unknown): Tag | undefined {
  const schema = z.object({
    name: z.string(),
    digest: z.string(),
    createdTime: z.string(),
    lastUpdateTime: z.string(),
    quarantineState: z.string().nullish(),
    changeableAttributes: locks,
  });
  const shown = schema.safeParse(json);
  if (!shown.success) return undefined;
  const { name, digest, createdTime, lastUpdateTime, quarantineState, changeableAttributes } = shown.data;
  return {
    name,
    digest,
    createdAt: createdTime,
    updatedAt: lastUpdateTime,
    locks: locksOf(changeableAttributes ?? undefined),
    ...(quarantineState ? { quarantineState } : {}),
  };
}

/** Locks in what the command line shows of a repository, a tag or a manifest; undefined when it tells none. */
export function readShownLocks(json: unknown): Locks | undefined {
  const shown = z.object({ changeableAttributes: attributesSchema }).safeParse(json);
  return shown.success && shown.data.changeableAttributes
    ? locksOf(shown.data.changeableAttributes)
    : undefined;
}

/** What the registry knows of a manifest without opening it. */
export interface ShownAttributes {
  digest: string;
  tags: string[];
  os?: string;
  architecture?: string;
  mediaType?: string;
}

/** One manifest as `az acr manifest show-metadata` or a row of `list-metadata` shows it. */
export function readShownAttributes(json: unknown): ShownAttributes | undefined {
  const schema = z.object({
    digest: z.string().startsWith('sha256:'),
    tags: z.array(z.string()).nullish(),
    os: z.string().nullish(),
    architecture: z.string().nullish(),
    mediaType: z.string().nullish(),
  });
  const shown = schema.safeParse(json);
  if (!shown.success) return undefined;
  const { digest, tags, os, architecture, mediaType } = shown.data;
  return {
    digest,
    tags: tags ?? [],
    ...(os ? { os } : {}),
    ...(architecture ? { architecture } : {}),
    ...(mediaType ? { mediaType } : {}),
  };
}

const descriptor = z
  .object({
    mediaType: z.string().nullish(),
    digest: z.string().nullish(),
    size: z.coerce.number().nullish(),
    artifactType: z.string().nullish(),
    annotations: z.record(z.string(), z.string()).nullish(),
    urls: z.array(z.string()).nullish(),
    platform: z.object({ os: z.string(), architecture: z.string(), variant: z.string().nullish() }).nullish(),
  })
  .transform(({ mediaType, digest, size, artifactType, annotations, urls, platform }): Descriptor => ({
    mediaType: mediaType ?? '',
    digest: digest ?? '',
    size: size ?? 0,
    ...(artifactType ? { artifactType } : {}),
    ...(annotations ? { annotations } : {}),
    ...(urls ? { urls } : {}),
    ...(platform
      ? {
          platform: {
            os: platform.os,
            architecture: platform.architecture,
            ...(platform.variant ? { variant: platform.variant } : {}),
          },
        }
      : {}),
  }));

const manifestSchema = z.object({
  mediaType: z.string().nullish(),
  artifactType: z.string().nullish(),
  config: descriptor.nullish(),
  layers: z.array(descriptor).nullish(),
  manifests: z.array(descriptor).nullish(),
  subject: descriptor.nullish(),
  annotations: z.record(z.string(), z.string()).nullish(),
});

/** A manifest or an index as a tool prints it, whole or some of its keys; undefined when the value is none. */
export function readShownManifest(json: unknown, digest = ''): Manifest | undefined {
  const shown = manifestSchema.safeParse(json);
  if (!shown.success) return undefined;
  const { mediaType, ...rest } = shown.data;
  const found = Object.fromEntries(Object.entries(rest).filter(([, value]) => value != null)) as Omit<
    Manifest,
    'digest' | 'mediaType'
  >;
  const isManifest = [mediaType, rest.config, rest.layers, rest.manifests].some((one) => one != null);
  return isManifest ? { ...found, digest, mediaType: mediaType ?? '' } : undefined;
}

/** Descriptors of what refers to a manifest, by whatever key a tool lists them; undefined when it is no such list. */
export function readShownReferrers(json: unknown): Descriptor[] | undefined {
  const rows = z.array(descriptor);
  const lists = z.object({
    manifests: rows.nullish(),
    references: rows.nullish(),
    referrers: rows.nullish(),
  });
  const bare = rows.safeParse(json);
  if (bare.success) return bare.data;
  const shown = lists.safeParse(json);
  if (!shown.success) return undefined;
  return shown.data.manifests ?? shown.data.references ?? shown.data.referrers ?? undefined;
}

/** A conversion as `az acr artifact-streaming operation show` prints it, and what was converted. */
export function readShownConversion(
  json: unknown,
  operationId: string | undefined,
): (Conversion & { resource?: string }) | undefined {
  const shown = operationSchema.safeParse(json);
  const named = z.object({ resource: z.string().optional(), id: z.string().optional() }).safeParse(json);
  if (!shown.success || !named.success) return undefined;
  const { status, startTime, progress, details, code } = shown.data;
  const { resource, id } = named.data;
  return {
    id: operationId ?? id ?? 'of the image',
    status,
    ...(startTime === undefined ? {} : { startedAt: startTime }),
    ...(progress === undefined ? {} : { progress }),
    ...(details === undefined ? {} : { details }),
    ...(code === undefined ? {} : { code }),
    ...(resource === undefined ? {} : { resource }),
  };
}
