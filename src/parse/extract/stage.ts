import type { Stage } from '../../knowledge/schema';
import type { Facts } from '../facts';

/**
 * How far the work got, read from the innermost words. Wrappers such as "failed to resolve reference" stand
 * around errors of every stage and are no evidence. The first row that matches decides, so the more telling
 * come first.
 */
const TELLING: readonly [Stage, RegExp][] = [
  [
    'convert',
    /\b(?:ArtifactStreamingConversion|conversion operation failed|conversion isn't|UNSUPPORTED_PLATFORM|NO_SUPPORTED_PLATFORM_FOUND|UNSUPPORTED_MEDIATYPE|UNSUPPORTED_ARTIFACT_TYPE|IMAGE_NOT_RUNNABLE)\b/i,
  ],
  [
    'transfer',
    /\b(?:pipelineRun|exportPipeline|importPipeline|export-pipeline|import-pipeline|pipeline-run)s?\b/i,
  ],
  [
    'dns',
    /no such host|server misbehaving|\blookup [^\s]{1,255}(?: on [^\s]{1,60})?: i\/o timeout|CONNECTIVITY_DNS_ERROR|name resolution[^\n]{0,80}FAILED|could not resolve host/i,
  ],
  ['tls', /TLS handshake|x509:|certificate verify failed|CONNECTIVITY_SSL_ERROR/i],
  ['run', /exec format error|exec user process caused/i],
  ['unpack', /no space left on device|failed to register layer|failed to extract layer/i],
  [
    'manifest',
    /manifest unknown|MANIFEST_UNKNOWN|NAME_UNKNOWN|manifest for [^\n]{1,400} not found|code = NotFound|no match for platform|no matching manifest|MANIFEST_BLOB_UNKNOWN|: not found\b/i,
  ],
  [
    'authorize',
    /insufficient_scope|client with IP|\b403\b|pull access denied|requested access to the resource is denied/i,
  ],
  ['authenticate', /\b401\b|unauthorized|fetch (?:oauth|anonymous) token|authentication required|AADSTS\d/i],
  [
    'layers',
    /failed to copy|httpReadSeeker|\/blobs\/sha256|error pulling image configuration|unexpected EOF/i,
  ],
  [
    'connect',
    /dial tcp|i\/o timeout|connection refused|connection reset|deadline exceeded|Client\.Timeout|proxyconnect|context canceled/i,
  ],
  ['manifest', /\b50[0-4] |service unavailable|toomanyrequests|429 too many/i],
];

export function extractStage(text: string): Facts {
  const stage = TELLING.find(([, words]) => words.test(text))?.[0];
  return stage ? { stage } : {};
}
