import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import type { z } from 'zod';
import { tokenFor, type Azure } from './azure';
import { Trouble, type Listed } from './reading';
import { expectStatus, parseBody } from './trouble';

/** The parts of a registry's id in Azure Resource Manager. */
export interface RegistryId {
  id: string;
  subscriptionId: string;
  resourceGroup: string;
  name: string;
}

const REGISTRY_ID =
  /^\/subscriptions\/(?<subscriptionId>[0-9a-f-]{36})\/resourceGroups\/(?<resourceGroup>[^/]{1,90})\/providers\/Microsoft\.ContainerRegistry\/registries\/(?<name>[a-z0-9]{5,50})$/i;

/** Takes a registry's id apart; undefined when it is none. */
export function parseRegistryId(id: string): RegistryId | undefined {
  const { subscriptionId, resourceGroup, name } = REGISTRY_ID.exec(id)?.groups ?? {};
  if (subscriptionId === undefined || resourceGroup === undefined || name === undefined) return undefined;
  return { id, subscriptionId, resourceGroup, name };
}

/** @throws Trouble (bad-answer) when the text is no registry's id. */
export function registryIdOf(id: string): RegistryId {
  const parsed = parseRegistryId(id);
  if (parsed) return parsed;
  throw new Trouble({ reason: 'bad-answer', saw: `'${id.slice(0, 120)}' is no id of a container registry` });
}

/**
 * One GET of Azure Resource Manager that no official client has.
 * @param permission the Azure action it takes, told when it is refused
 * @throws Trouble
 */
export async function getArm<T>(
  azure: Azure,
  path: string,
  query: Record<string, string>,
  schema: z.ZodType<T>,
  permission: string,
): Promise<T> {
  return getUrl(azure, armUrl(azure, path, query), schema, permission);
}

/** All pages of such a list, up to the page limit; `nextLink` leads on. @throws Trouble */
export async function listArm<T>(
  azure: Azure,
  path: string,
  query: Record<string, string>,
  schema: z.ZodType<{ value: T[]; nextLink?: string | null | undefined }>,
  permission: string,
): Promise<Listed<T>> {
  const items: T[] = [];
  let next: string | undefined = armUrl(azure, path, query);
  for (let pages = 0; pages < azure.limits.pages; pages++) {
    const page: { value: T[]; nextLink?: string | null | undefined } = await getUrl(
      azure,
      next,
      schema,
      permission,
    );
    items.push(...page.value);
    if (!page.nextLink) return { items, isComplete: true };
    next = page.nextLink;
  }
  return { items, isComplete: false };
}

/** An address of Azure Resource Manager. */
function armUrl(azure: Azure, path: string, query: Record<string, string>): string {
  return `https://${azure.cloud.arm}${path}?${new URLSearchParams(query).toString()}`;
}

async function getUrl<T>(azure: Azure, url: string, schema: z.ZodType<T>, permission: string): Promise<T> {
  const token = await tokenFor(azure, `https://${azure.cloud.arm}`);
  const headers = createHttpHeaders({ accept: 'application/json', authorization: `Bearer ${token}` });
  const response = await azure.http.sendRequest(createPipelineRequest({ url, method: 'GET', headers }));
  expectStatus(response, permission);
  return parseBody(response, schema);
}
