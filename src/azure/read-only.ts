import type { PipelineRequest } from '@azure/core-rest-pipeline';
import { WriteRefusedError } from './trouble';

/** The POSTs that read. Each is a question that Azure takes in a body. */
const READING_POSTS: readonly RegExp[] = [
  /^\/providers\/Microsoft\.ResourceGraph\/resources$/i,
  /^\/oauth2\/exchange$/,
  /^\/oauth2\/token$/,
];

/** POSTs that answer with a secret: only with leave. */
const REVEALING_POSTS: readonly RegExp[] = [
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.ContainerRegistry\/registries\/[^/]+\/listCredentials$/i,
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.App\/containerApps\/[^/]+\/listSecrets$/i,
];

/** The value of a secret, at a vault's own address. */
const REVEALING_GET = /^\/+secrets\/+[^/]+(?:\/+[^/]*)?\/*$/i;

/** @throws WriteRefusedError when the call would change something, or reveal a secret without leave. */
export function assertReading(request: PipelineRequest, mayRevealSecrets: boolean): void {
  const { method } = request;
  const { hostname, pathname: path } = new URL(request.url);
  const reveals = hostname.includes('.vault.') && REVEALING_GET.test(path);
  if ((method === 'GET' || method === 'HEAD') && (mayRevealSecrets || !reveals)) return;
  const allowed = mayRevealSecrets ? [...READING_POSTS, ...REVEALING_POSTS] : READING_POSTS;
  if (method === 'POST' && allowed.some((pattern) => pattern.test(path))) return;
  throw new WriteRefusedError(method, path);
}
