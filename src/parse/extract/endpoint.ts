import type { Facts } from '../facts';

/** Which address answered or was called, told by its path; the first row that matches decides. */
const ENDPOINTS: readonly [NonNullable<Facts['endpoint']>, RegExp][] = [
  ['mirror', /\blocalhost:8578\b|\b127\.0\.0\.1:8578\b/i],
  ['token', /\/oauth2\/(?:token|exchange)\b|fetch (?:oauth|anonymous) token/i],
  ['blob', /\/v2\/[^\s"']{1,255}\/blobs\/|\.blob\.core\.windows\.net|\.data\.azurecr\./i],
  ['referrers', /\/v2\/[^\s"']{1,255}\/referrers\//i],
  ['manifest', /\/v2\/[^\s"']{1,255}\/manifests\//i],
];

export function extractEndpoint(text: string): Facts {
  const endpoint = ENDPOINTS.find(([, words]) => words.test(text))?.[0];
  return endpoint ? { endpoint } : {};
}
