import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { z } from 'zod';
import { API_VERSIONS } from './api-versions';
import { getArm } from './arm';
import { tokenFor, type Azure } from './azure';
import { isAzureHost } from './clouds';
import { Trouble, type Read } from './reading';
import { refusalOf } from './trouble';

export const READ_ACCOUNT = 'Microsoft.Storage/storageAccounts/read';
export const READ_CONTAINER = 'Microsoft.Storage/storageAccounts/blobServices/containers/read';
export const READ_BLOB = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read';

/** A storage account, without its keys. */
export interface StorageAccount {
  id: string;
  name: string;
  /** Allow or Deny. */
  defaultAction?: string;
  /** Enabled, Disabled or SecuredByPerimeter; absent means Enabled. */
  publicNetworkAccess?: string;
  /** Absent means allowed. */
  sharedKey?: boolean;
  /** ISO 8601: when each of its keys was made, as far as the account knows. */
  keysMadeAt: string[];
}

const rules = z.object({ defaultAction: z.string().nullish() }).nullish();
const settings = {
  publicNetworkAccess: z.string().nullish(),
  allowSharedKeyAccess: z.boolean().nullish(),
  keyCreationTime: z.object({ key1: z.string().nullish(), key2: z.string().nullish() }).nullish(),
};
type Settings = z.infer<z.ZodObject<typeof settings>>;
const accountSchema = z.object({
  id: z.string(),
  name: z.string(),
  properties: z.object({ ...settings, networkAcls: rules }),
});

const ACCOUNT_ID =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[^/]{1,90}\/providers\/Microsoft\.Storage\/storageAccounts\/[a-z0-9]{3,24}$/i;

function assertAccountId(id: string): void {
  if (!ACCOUNT_ID.test(id))
    throw new Trouble({ reason: 'bad-answer', saw: `'${id.slice(0, 120)}' is no id of a storage account` });
}

/** Source: StorageAccountGetProperties.json (2023-05-01). */
export function getStorageAccount(azure: Azure, id: string): Promise<Read<StorageAccount>> {
  return azure.once(`GET ${id}`, READ_ACCOUNT, async () => {
    assertAccountId(id);
    const query = { 'api-version': API_VERSIONS.storage };
    const { properties, ...head } = await getArm(azure, id, query, accountSchema, READ_ACCOUNT);
    return accountOf(head, properties, properties.networkAcls);
  });
}

/** What `az storage account show` prints, which lifts the properties up; undefined when it is none. */
export function readShownAccount(json: unknown): StorageAccount | undefined {
  const shown = z
    .object({ id: z.string(), name: z.string(), networkRuleSet: rules, ...settings })
    .safeParse(json);
  if (!shown.success || !ACCOUNT_ID.test(shown.data.id)) return undefined;
  const { id, name, networkRuleSet, ...rest } = shown.data;
  return accountOf({ id, name }, rest, networkRuleSet);
}

function accountOf(
  head: { id: string; name: string },
  found: Settings,
  acls: z.infer<typeof rules>,
): StorageAccount {
  const { publicNetworkAccess, allowSharedKeyAccess, keyCreationTime } = found;
  return {
    id: head.id,
    name: head.name,
    ...(acls?.defaultAction ? { defaultAction: acls.defaultAction } : {}),
    ...(publicNetworkAccess ? { publicNetworkAccess } : {}),
    ...(typeof allowSharedKeyAccess === 'boolean' ? { sharedKey: allowSharedKeyAccess } : {}),
    keysMadeAt: [keyCreationTime?.key1, keyCreationTime?.key2].flatMap((at) => {
      const ms = Date.parse(at ?? '');
      return Number.isNaN(ms) ? [] : [new Date(ms).toISOString()];
    }),
  };
}

/**
 * Whether a container is there, over Azure Resource Manager: no key, no firewall.
 * Source: BlobContainersGetWithAllowProtectedAppendWritesAll.json; the code of its 404 is INFERRED.
 */
export function hasContainer(azure: Azure, accountId: string, container: string): Promise<Read<boolean>> {
  const path = `${accountId}/blobServices/default/containers/${encodeURIComponent(container)}`;
  return azure.once(`GET ${path}`, READ_CONTAINER, async () => {
    assertAccountId(accountId);
    const query = { 'api-version': API_VERSIONS.storage };
    const schema = z.object({ name: z.string() });
    try {
      const { name } = await getArm(azure, path, query, schema, READ_CONTAINER);
      return name.toLowerCase() === container.toLowerCase();
    } catch (error) {
      // Only storage's own word for a missing container; an account or a right that is missing says something else.
      if (error instanceof Trouble && /\b404 ContainerNotFound\b/.test(error.unreadable.saw)) return false;
      throw error;
    }
  });
}

/** A blob as storage describes it, without its content. */
export interface Blob {
  name: string;
  /** ISO 8601. */
  modifiedAt?: string;
  /** Whether it has one; undefined where that is not told. */
  hasMd5?: boolean;
  /** The metadata entry `category`; null when there is none, undefined when not told. */
  category?: string | null;
}

/**
 * HEAD of a blob, as the bot itself; undefined when it is not there.
 * Source: Blob Storage REST, Get Blob Properties. The right that it takes also reads content, which is never asked for.
 */
export function findBlob(
  azure: Azure,
  host: string,
  container: string,
  name: string,
): Promise<Read<Blob | undefined>> {
  const path = [container, ...name.split('/')].map(encodeURIComponent).join('/');
  return azure.once(`HEAD https://${host}/${path}`, READ_BLOB, async () => {
    if (!isAzureHost(host, azure.cloud) || !host.endsWith(azure.cloud.blobSuffix))
      throw new Trouble({ reason: 'bad-answer', saw: `${host.slice(0, 80)} is no host of Azure Storage` });
    const token = await tokenFor(azure, 'https://storage.azure.com');
    const headers = createHttpHeaders({ authorization: `Bearer ${token}`, 'x-ms-version': '2023-11-03' });
    const request = createPipelineRequest({ url: `https://${host}/${path}`, method: 'HEAD', headers });
    const response = await azure.http.sendRequest(request);
    const code = response.headers.get('x-ms-error-code');
    if (response.status === 404 && code === 'BlobNotFound') return undefined;
    if (response.status !== 200) {
      const refusal = { status: response.status, host, headers: response.headers };
      throw new Trouble(refusalOf(code === undefined ? refusal : { ...refusal, code }, READ_BLOB));
    }
    const modified = Date.parse(response.headers.get('last-modified') ?? '');
    if (Number.isNaN(modified))
      throw new Trouble({ reason: 'bad-answer', saw: `The answer of ${host} has no Last-Modified` });
    return {
      name,
      modifiedAt: new Date(modified).toISOString(),
      hasMd5: (response.headers.get('content-md5') ?? '') !== '',
      category: response.headers.get('x-ms-meta-category') ?? null,
    };
  });
}

/** What `az storage blob show` prints; undefined when it is none. */
export function readShownBlob(json: unknown): Blob | undefined {
  const shown = z
    .object({
      name: z.string(),
      container: z.string().nullish(),
      metadata: z.record(z.string(), z.unknown()).nullish(),
      properties: z.object({
        lastModified: z.string().nullish(),
        contentSettings: z.object({ contentMd5: z.string().nullish() }).optional(),
      }),
    })
    .safeParse(json);
  if (!shown.success) return undefined;
  const { name, metadata, properties } = shown.data;
  const modified = Date.parse(properties.lastModified ?? '');
  const category = metadata?.category;
  return {
    name,
    ...(Number.isNaN(modified) ? {} : { modifiedAt: new Date(modified).toISOString() }),
    ...(properties.contentSettings === undefined
      ? {}
      : { hasMd5: Boolean(properties.contentSettings.contentMd5) }),
    ...(metadata === undefined ? {} : { category: typeof category === 'string' ? category : null }),
  };
}
