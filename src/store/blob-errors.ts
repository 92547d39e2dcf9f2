import { isRestError } from '@azure/core-rest-pipeline';
import { Trouble } from '../azure/reading';
import { unreadableOf } from '../azure/trouble';
import { ConflictError, StoreError } from './store';

function codeOf(error: unknown): string | undefined {
  if (!isRestError(error)) return undefined;
  return error.response?.headers.get('x-ms-error-code') ?? error.code;
}

/** Whether there is no such blob. A missing container is another trouble. */
export function isAbsent(error: unknown): boolean {
  return isRestError(error) && error.statusCode === 404 && codeOf(error) !== 'ContainerNotFound';
}

/** Whether somebody else was first: a blob, a version or a lease is not as the call demanded. */
export function isConflict(error: unknown): boolean {
  return isRestError(error) && (error.statusCode === 409 || error.statusCode === 412);
}

/** The work's value; undefined when there is no such blob. */
export async function orAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** The work's value; undefined when there is no such blob, or somebody else was first. */
export async function orTaken<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isAbsent(error) || isConflict(error)) return undefined;
    throw error;
  }
}

const TO_DO: Partial<Record<string, string>> = {
  AuthorizationPermissionMismatch: "Give the bot's identity the role Storage Blob Data Contributor on it.",
  AuthorizationFailure: "Let the bot's network through the firewall of the storage account.",
  ContainerNotFound: 'Create the container.',
  ENOTFOUND: 'Check the name of the account in ACR_DOCTOR_STORE.',
};

/**
 * What the store throws for what a call threw. A fault of our own code passes as it is.
 * @param place `https://<account>.blob.core.windows.net/<container>`
 */
export function storeErrorOf(error: unknown, place: string): unknown {
  if (error instanceof ConflictError || error instanceof StoreError) return error;
  const isOutside =
    isRestError(error) ||
    error instanceof Trouble ||
    (error instanceof Error && /Authentication|CredentialUnavailable/.test(error.name));
  if (!isOutside) return error;
  const { saw } = unreadableOf(error);
  const toDo = TO_DO[codeOf(error) ?? ''];
  return new StoreError([`Store: ${place}: ${saw.replace(/:$/, '')}`, toDo].filter(Boolean).join(' '));
}
