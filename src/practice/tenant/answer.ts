import { createHash } from 'node:crypto';
import type { Tenant } from './model';
import type { TokenIssuer } from './tokens';

/** One call to the simulated tenant, with the host it was meant for. */
export interface Call {
  method: string;
  host: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | undefined>;
  body: string;
}

/**
 * What an answer is shaped after: a file of test/fixtures/rest/, whose keys a test compares, or nothing published,
 * with why it is thought to look like this.
 */
export type Shape = { fixture: string } | { unverified: string };

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** Text and bytes are sent as they are, everything else as JSON. */
  body?: unknown;
  shape: Shape;
}

/** What handlers answer from. */
export interface World {
  tenant: Tenant;
  now: () => Date;
  tokens: TokenIssuer;
}

/** An error of Azure Resource Manager. Source of the form: azure-facts, section 0 (INFERRED). */
export function armError(status: number, code: string, message: string): Answer {
  const headers = { 'x-ms-correlation-request-id': guidOf(`${code}${message}`) };
  return { status, headers, body: { error: { code, message } }, shape: { unverified: 'error form of ARM' } };
}

/** An error of a registry, as recorded for the 401 of /v2/. */
export function acrError(status: number, code: string, message: string, detail: unknown = null): Answer {
  const headers = { 'x-ms-correlation-request-id': guidOf(`${code}${message}`) };
  const shape: Shape =
    status === 401 || code === 'OPERATION_UNKNOWN'
      ? { fixture: 'acr-v2-challenge-401' }
      : { unverified: 'status and text of this registry error' };
  return { status, headers, body: { errors: [{ code, message, detail }] }, shape };
}

/** A GUID that is always the same for the same text. */
export function guidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** One page of an ARM list, with `nextLink` while there is more. */
export function armPage(items: unknown[], call: Call, pageSize: number, shape: Shape): Answer {
  const from = Number(call.query.get('$skiptoken') ?? 0);
  const value = items.slice(from, from + pageSize);
  const query = new URLSearchParams(call.query);
  query.set('$skiptoken', String(from + pageSize));
  const nextLink = `https://${call.host}${call.path}?${query.toString()}`;
  const hasMore = from + pageSize < items.length;
  return { status: 200, body: { value, ...(hasMore ? { nextLink } : {}) }, shape };
}
