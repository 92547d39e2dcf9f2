import { z } from 'zod';
import type { Azure } from './azure';
import type { Listed, Read } from './reading';
import { sendSigned } from './registry-auth';
import { assertNames, findNextPage } from './registry-content';
import { parseBody } from './trouble';

/** Something that soft delete still keeps. */
export interface Deleted {
  tag?: string;
  digest: string;
  /** ISO 8601, as the registry says it. */
  deletedAt: string;
}

/** Deleted tags of a repository that soft delete keeps. Empty, too, where soft delete is off. Source: azure-cli acr/manifest.py. */
export function listDeletedTags(
  azure: Azure,
  loginServer: string,
  repository: string,
): Promise<Read<Listed<Deleted>>> {
  const item = z.object({ tag: z.string(), digest: z.string(), deletedAt: z.string() });
  const schema = z.object({ tags: z.array(item).nullish() }).transform(({ tags }) => tags ?? []);
  return list(azure, loginServer, repository, '_tags', schema);
}

/** Deleted manifests of a repository that soft delete keeps. */
export function listDeletedManifests(
  azure: Azure,
  loginServer: string,
  repository: string,
): Promise<Read<Listed<Deleted>>> {
  const item = z.object({ digest: z.string(), deletedAt: z.string() });
  const schema = z
    .object({ manifests: z.array(item).nullish() })
    .transform(({ manifests }) => manifests ?? []);
  return list(azure, loginServer, repository, '_manifests', schema);
}

function list(
  azure: Azure,
  loginServer: string,
  repository: string,
  what: '_tags' | '_manifests',
  schema: z.ZodType<Deleted[]>,
): Promise<Read<Listed<Deleted>>> {
  const path = `/acr/v1/_deleted/${repository}/${what}`;
  const scope = `repository:${repository}:deleted_read`;
  return azure.once(`GET https://${loginServer}${path}`, scope, async () => {
    assertNames(repository);
    const items: Deleted[] = [];
    let next: string | undefined = path;
    for (let pages = 0; pages < azure.limits.pages; pages++) {
      const page = await sendSigned(azure, loginServer, scope, { path: next });
      items.push(...parseBody(page, schema));
      next = findNextPage(page, loginServer);
      if (next === undefined) return { items, isComplete: true };
    }
    return { items, isComplete: false };
  });
}
