import { findIdleRetries, type Span } from './attempts';
import { extractClientIp } from './extract/client-ip';
import { extractCommandLine } from './extract/command-line';
import { extractCorrelationId } from './extract/correlation-id';
import { extractDnsServer } from './extract/dns-server';
import { extractEndpoint } from './extract/endpoint';
import { extractErrorCode } from './extract/error-code';
import { extractImage } from './extract/image';
import { extractRegistry } from './extract/registry';
import { extractIdentity } from './extract/identity';
import { extractRequest } from './extract/request';
import { extractResource } from './extract/resource';
import { extractSas } from './extract/sas';
import { extractTime } from './extract/time';
import { extractTransfer } from './extract/transfer';
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
  // What an answer names counts more than what was typed.
  extractCommandLine,
  extractRegistry,
  extractImage,
  extractStatus,
  extractErrorCode,
  extractEndpoint,
  extractClientIp,
  extractDnsServer,
  extractCorrelationId,
  extractIdentity,
  extractRequest,
  extractResource,
  extractSas,
  extractTime,
  extractTransfer,
  extractStage,
];

/** Reads a redacted text. No I/O, no clock; linear in the length of the text. */
export function parse(redacted: string): Reading {
  const view = buildView(redacted);
  return { view, facts: extractFacts(view.text), idle: findIdleRetries(view.text) };
}

/** What one line of the paste (from 1) names: the message itself, apart from what else a log tells. */
export function factsOfLine({ view }: Reading, line: number): Facts {
  const starts = view.pieces.flatMap((piece) => (piece.line === line ? [piece.start] : []));
  // A wrapped line goes on in the next ones, and began in the ones before: `view.text` has them joined.
  const from = view.text.lastIndexOf('\n', Math.max(0, (starts[0] ?? 0) - 1)) + 1;
  const end = view.text.indexOf('\n', starts.at(-1) ?? 0);
  return extractFacts(view.text.slice(from, end === -1 ? undefined : end));
}

function extractFacts(text: string): Facts {
  return EXTRACTORS.reduce<Facts>((known, extract) => ({ ...known, ...extract(text) }), {});
}
