import { z } from 'zod';
import { collect, type Azure } from './azure';
import type { Listed, Read } from './reading';
import { sendSigned } from './registry-auth';
import { clientFor } from './registry-client';
import { assertNames } from './registry-content';
import { parseBody, parseValue } from './trouble';

/** Locks of a repository, a tag or a manifest. False means locked; absent means that the answer does not say. */
export interface Locks {
  canRead?: boolean;
  canWrite?: boolean;
  canDelete?: boolean;
  canList?: boolean;
}

export const attributesSchema = z
  .object({
    readEnabled: z.boolean().optional(),
    writeEnabled: z.boolean().optional(),
    deleteEnabled: z.boolean().optional(),
    listEnabled: z.boolean().optional(),
    teleportEnabled: z.boolean().optional(),
  })
  .optional();

export function locksOf(found: z.infer<typeof attributesSchema>): Locks {
  const { readEnabled, writeEnabled, deleteEnabled, listEnabled } = found ?? {};
  return {
    ...(readEnabled === undefined ? {} : { canRead: readEnabled }),
    ...(writeEnabled === undefined ? {} : { canWrite: writeEnabled }),
    ...(deleteEnabled === undefined ? {} : { canDelete: deleteEnabled }),
    ...(listEnabled === undefined ? {} : { canList: listEnabled }),
  };
}

export interface Repository {
  name: string;
  createdAt: string;
  updatedAt: string;
  manifestCount: number;
  tagCount: number;
  locks: Locks;
  /** Left over from the retired Project Teleport; the official client drops it, hence the raw call. */
  teleportEnabled?: boolean;
}

/** Source: GetRepositoryAttributes.json (data plane, 2021-07-01). */
export function getRepository(
  azure: Azure,
  loginServer: string,
  repository: string,
): Promise<Read<Repository>> {
  const schema = z.object({
    imageName: z.string(),
    createdTime: z.string(),
    lastUpdateTime: z.string(),
    manifestCount: z.number(),
    tagCount: z.number(),
    changeableAttributes: attributesSchema,
  });
  const path = `/acr/v1/${repository}`;
  const scope = `repository:${repository}:metadata_read`;
  return azure.once(`GET https://${loginServer}${path}`, scope, async () => {
    assertNames(repository);
    const found = parseBody(await sendSigned(azure, loginServer, scope, { path }), schema);
    const { teleportEnabled } = found.changeableAttributes ?? {};
    return {
      name: found.imageName,
      createdAt: found.createdTime,
      updatedAt: found.lastUpdateTime,
      manifestCount: found.manifestCount,
      tagCount: found.tagCount,
      locks: locksOf(found.changeableAttributes),
      ...(teleportEnabled === undefined ? {} : { teleportEnabled }),
    };
  });
}

export interface Tag {
  name: string;
  digest: string;
  createdAt: string;
  /** When it last moved to another digest. */
  updatedAt: string;
  locks: Locks;
  /** `Passed`, or that it waits (other values INFERRED). */
  quarantineState?: string;
}

/** Source: recorded trace of azure-cli (rest-examples acr-tag-get). */
export function getTag(
  azure: Azure,
  loginServer: string,
  repository: string,
  tag: string,
): Promise<Read<Tag>> {
  const schema = z.object({
    tag: z.object({
      name: z.string(),
      digest: z.string(),
      createdTime: z.string(),
      lastUpdateTime: z.string(),
      quarantineState: z.string().optional(),
      changeableAttributes: attributesSchema,
    }),
  });
  const path = `/acr/v1/${repository}/_tags/${tag}`;
  const scope = `repository:${repository}:metadata_read`;
  return azure.once(`GET https://${loginServer}${path}`, scope, async () => {
    assertNames(repository, tag);
    const { tag: found } = parseBody(await sendSigned(azure, loginServer, scope, { path }), schema);
    return {
      name: found.name,
      digest: found.digest,
      createdAt: found.createdTime,
      updatedAt: found.lastUpdateTime,
      locks: locksOf(found.changeableAttributes),
      ...(found.quarantineState === undefined ? {} : { quarantineState: found.quarantineState }),
    };
  });
}

/** Names of all repositories the caller may list. */
export function listRepositories(azure: Azure, loginServer: string): Promise<Read<Listed<string>>> {
  const scope = 'registry:catalog:*';
  return azure.once(`GET https://${loginServer}/acr/v1/_catalog`, scope, async (abortSignal) => {
    const client = await clientFor(azure, loginServer, scope);
    const list = await collect(client.listRepositoryNames({ abortSignal }), azure.limits);
    return { ...list, items: parseValue(list.items, z.array(z.string()), loginServer) };
  });
}

/** All tags of a repository with their digests, newest first. */
export function listTags(
  azure: Azure,
  loginServer: string,
  repository: string,
): Promise<Read<Listed<Pick<Tag, 'name' | 'digest' | 'updatedAt'>>>> {
  const schema = z.array(z.object({ name: z.string(), digest: z.string(), lastUpdatedOn: z.date() }));
  const scope = `repository:${repository}:metadata_read`;
  return azure.once(`GET https://${loginServer}/acr/v1/${repository}/_tags`, scope, async (abortSignal) => {
    assertNames(repository);
    const client = await clientFor(azure, loginServer, scope);
    // The client wants a reference to hang the list on, and does not use it.
    const artifact = client.getArtifact(repository, 'latest');
    const pages = artifact.listTagProperties({ order: 'LastUpdatedOnDescending', abortSignal });
    const list = await collect(pages, azure.limits);
    const items = parseValue(list.items, schema, loginServer).map(({ name, digest, lastUpdatedOn }) => ({
      name,
      digest,
      updatedAt: lastUpdatedOn.toISOString(),
    }));
    return { ...list, items };
  });
}

/** A manifest as the registry describes it. `os` and `architecture` are of a single-platform image. */
export interface ManifestAttributes {
  digest: string;
  createdAt: string;
  size?: number;
  os?: string;
  architecture?: string;
  tags: string[];
  locks: Locks;
}

export function getManifestAttributes(
  azure: Azure,
  loginServer: string,
  repository: string,
  digest: string,
): Promise<Read<ManifestAttributes>> {
  const schema = z.object({
    digest: z.string(),
    createdOn: z.date(),
    sizeInBytes: z.number().optional(),
    operatingSystem: z.string().optional(),
    architecture: z.string().optional(),
    tags: z.array(z.string()).default([]),
    canRead: z.boolean().optional(),
    canWrite: z.boolean().optional(),
    canDelete: z.boolean().optional(),
    canList: z.boolean().optional(),
  });
  const scope = `repository:${repository}:metadata_read`;
  const key = `GET https://${loginServer}/acr/v1/${repository}/_manifests/${digest}`;
  return azure.once(key, scope, async (abortSignal) => {
    assertNames(repository, digest);
    const artifact = (await clientFor(azure, loginServer, scope)).getArtifact(repository, digest);
    const found = parseValue(await artifact.getManifestProperties({ abortSignal }), schema, loginServer);
    const { canRead, canWrite, canDelete, canList } = found;
    return {
      digest: found.digest,
      createdAt: found.createdOn.toISOString(),
      tags: found.tags,
      ...(found.sizeInBytes === undefined ? {} : { size: found.sizeInBytes }),
      ...(found.operatingSystem === undefined ? {} : { os: found.operatingSystem }),
      ...(found.architecture === undefined ? {} : { architecture: found.architecture }),
      locks: locksOf({
        readEnabled: canRead,
        writeEnabled: canWrite,
        deleteEnabled: canDelete,
        listEnabled: canList,
      }),
    };
  });
}
