import { findIdleRetries, type Span } from './attempts';
import { extractClientIp } from './extract/client-ip';
import { extractCorrelationId } from './extract/correlation-id';
import { extractDnsServer } from './extract/dns-server';
import { extractEndpoint } from './extract/endpoint';
import { extractErrorCode } from './extract/error-code';
import { extractImage } from './extract/image';
import { extractRegistry } from './extract/registry';
import { extractResource } from './extract/resource';
import { extractStage } from './extract/stage';
import { extractStatus } from './extract/status';
import type { Facts } from './facts';
import { buildView, type View } from './view';

/** What one paste says: the text as the matcher reads it, what it names, and which parts of it are idle retries. */
export interface Reading {
  view: View;
  facts: Facts;
  idle: Span[];
}

const EXTRACTORS: readonly ((text: string) => Facts)[] = [
  extractRegistry,
  extractImage,
  extractStatus,
  extractErrorCode,
  extractEndpoint,
  extractClientIp,
  extractDnsServer,
  extractCorrelationId,
  extractResource,
  extractStage,
];

/** Reads a redacted text. No I/O, no clock; linear in the length of the text. */
export function parse(redacted: string): Reading {
  const view = buildView(redacted);
  const facts = EXTRACTORS.reduce<Facts>((known, extract) => ({ ...known, ...extract(view.text) }), {});
  return { view, facts, idle: findIdleRetries(view.text) };
}
