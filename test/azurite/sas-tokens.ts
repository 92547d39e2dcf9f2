import { text } from 'node:stream/consumers';
import {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  BlobServiceClient,
  ContainerClient,
  ContainerSASPermissions,
  generateAccountSASQueryParameters,
  generateBlobSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
  type BlobSASSignatureValues,
} from '@azure/storage-blob';
import { asStorageHttp } from '../../src/store/storage-http';
import { entraToken, type Azurite } from '../helpers/azurite';

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);

export const CONTAINER = 'transfer';
export const BLOB = 'week47.tar.gz';

/** What differs from a healthy token: https only, made two days ago, good for a month. Times in days from now. */
export interface Made {
  sp?: string;
  start?: number;
  end?: number;
  /** https and http. */
  anyProtocol?: true;
  /** Addresses. */
  sip?: { start: string; end?: string };
  container?: string;
  /** Of one blob. */
  blob?: string;
  /** Name of a stored access policy, which then says what is allowed. */
  policy?: string;
  /** An account key that is not the account's, or no longer. */
  key?: string;
}

function common({ start = -2, end = 30, anyProtocol, sip, policy }: Made) {
  return {
    ...(policy === undefined ? { startsOn: inDays(start), expiresOn: inDays(end) } : { identifier: policy }),
    ...(anyProtocol ? {} : { protocol: SASProtocol.Https }),
    ...(sip ? { ipRange: sip } : {}),
  };
}

function keyOf({ account, sharedKey }: Azurite, { key }: Made): StorageSharedKeyCredential {
  return key === undefined ? sharedKey : new StorageSharedKeyCredential(account, key);
}

function valuesOf(made: Made): BlobSASSignatureValues {
  const { sp = 'rl', container = CONTAINER, blob, policy } = made;
  return {
    containerName: container,
    ...(blob === undefined ? {} : { blobName: blob }),
    ...(policy === undefined ? { permissions: ContainerSASPermissions.parse(sp) } : {}),
    ...common(made),
  };
}

/** A token of a container or one blob, signed with an account key by Azure's own client. */
export function containerSas(azurite: Azurite, made: Made = {}): string {
  return generateBlobSASQueryParameters(valuesOf(made), keyOf(azurite, made)).toString();
}

/** A token of the account. @param ss services @param srt resource types */
export function accountSas(azurite: Azurite, made: Made = {}, ss = 'b', srt = 'sco'): string {
  const { sp = 'rl' } = made;
  return generateAccountSASQueryParameters(
    {
      services: AccountSASServices.parse(ss).toString(),
      resourceTypes: AccountSASResourceTypes.parse(srt).toString(),
      permissions: AccountSASPermissions.parse(sp),
      ...common(made),
      expiresOn: inDays(made.end ?? 30),
    },
    keyOf(azurite, made),
  ).toString();
}

/** A token that a key of Entra signs. @param keyEnd when that key ends, in days from now. */
export async function delegationSas(azurite: Azurite, made: Made = {}, keyEnd = 5): Promise<string> {
  const service = new BlobServiceClient(azurite.url, entraToken(), {
    httpClient: asStorageHttp(azurite.transport),
  });
  const key = await service.getUserDelegationKey(inDays(-2), inDays(keyEnd));
  // The newest forms are newer than this Azurite.
  const values = { ...valuesOf(made), version: '2022-11-02' };
  return generateBlobSASQueryParameters(values, key, azurite.account).toString();
}

/** The same token with one character of its signature changed. */
export function withBrokenSignature(token: string): string {
  return token.replace(/sig=(?<first>.)/, (_all, first: string) => `sig=${first === 'A' ? 'B' : 'A'}`);
}

export const OPERATIONS = ['list', 'read', 'write', 'delete'] as const;
export type Operation = (typeof OPERATIONS)[number];

/**
 * Does with a token what transfers do with theirs, and gives what storage answered: `200`, or `403 <code>`.
 * The blob that is read is there again before each.
 */
export async function tryToken(azurite: Azurite, token: string): Promise<Record<Operation, string>> {
  const seen: Partial<Record<Operation, string>> = {};
  for (const operation of OPERATIONS) {
    await azurite.service.getContainerClient(CONTAINER).getBlockBlobClient(BLOB).upload('layers', 6);
    seen[operation] = await answerTo(operation, azurite, token);
  }
  return seen as Record<Operation, string>;
}

/** A body must be read, or its socket stays open. */
async function bodyOf(answer: Promise<{ readableStreamBody?: NodeJS.ReadableStream }>): Promise<string> {
  const { readableStreamBody: body } = await answer;
  return body ? text(body) : '';
}

async function answerTo(operation: Operation, azurite: Azurite, token: string): Promise<string> {
  const container = new ContainerClient(`${azurite.url}/${CONTAINER}?${token}`, undefined, {
    httpClient: asStorageHttp(azurite.transport),
    retryOptions: { maxTries: 1 },
  });
  const blob = container.getBlockBlobClient(BLOB);
  const work: Record<Operation, () => Promise<unknown>> = {
    list: () => container.listBlobsFlat().byPage().next(),
    read: () => bodyOf(blob.download()),
    write: () => blob.upload('other layers', 12),
    delete: () => blob.delete(),
  };
  try {
    await work[operation]();
    return '200';
  } catch (error) {
    const { statusCode, code } = error as { statusCode?: number; code?: string };
    if (statusCode === undefined) throw error;
    return `${statusCode} ${code ?? ''}`;
  }
}
