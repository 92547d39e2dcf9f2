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

/** @throws WriteRefusedError when the call would change something, or reveal a secret without leave. */
export function assertReading(request: PipelineRequest, mayRevealSecrets: boolean): void {
  const { method } = request;
  const path = new URL(request.url).pathname;
  if (method === 'GET' || method === 'HEAD') return;
  const allowed = mayRevealSecrets ? [...READING_POSTS, ...REVEALING_POSTS] : READING_POSTS;
  if (method === 'POST' && allowed.some((pattern) => pattern.test(path))) return;
  throw new WriteRefusedError(method, path);
}
