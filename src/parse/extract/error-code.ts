import { mentionsOf, type Facts } from '../facts';

/** Most telling first: a code names its cause, a bare state does not. */
const CODES = [
  /\b(?<value>UNKNOWN_ERROR|RESOURCE_NOT_FOUND|UNSUPPORTED_PLATFORM|NO_SUPPORTED_PLATFORM_FOUND|UNSUPPORTED_MEDIATYPE|UNSUPPORTED_ARTIFACT_TYPE|IMAGE_NOT_RUNNABLE)\b/g,
  /\b(?<value>(?:CONNECTIVITY|DOCKER|HELM|NOTARY|LOGIN_SERVER|CMK|UNEXPECTED)_[A-Z_]{2,40}|CMK_ERROR|UNEXPECTED_ERROR)\b/g,
  /\b(?<value>AADSTS\d{4,7})\b/g,
  /\b(?<value>(?:MANIFEST|NAME|TAG|BLOB|DIGEST|SIZE|OPERATION|REGISTRY|MANIFEST_BLOB)_(?:UNKNOWN|INVALID|UNVERIFIED|UPLOAD_UNKNOWN|UPLOAD_INVALID|DISALLOWED_OPERATION|BLOB_UNKNOWN))\b/g,
  /\b(?<value>UNAUTHORIZED|DENIED|TOOMANYREQUESTS|UNSUPPORTED)\b/g,
  /\b(?<value>ForbiddenBy(?:Policy|Rbac|Firewall|Connection)|AuthorizationPermissionMismatch|AuthenticationFailed|AuthorizationFailure|AuthorizationFailed|BlobNotFound|ContainerNotFound|InaccessibleImage|MissingSubscriptionRegistration|NoRegisteredProviderFound|TasksOperationsNotAllowed|InvalidAuthenticationInfo)\b/g,
];

export function extractErrorCode(text: string): Facts {
  for (const pattern of CODES) {
    const [first] = mentionsOf(text, pattern);
    if (first) return { code: first.value };
  }
  return {};
}
