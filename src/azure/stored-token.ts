import { extractSas } from '../parse/extract/sas';
import type { SasFields } from '../parse/facts';

/** What a secret holds where a SAS token is meant to be. */
export interface StoredToken {
  /** Its fields without the signature; undefined where there is no token with a signature in it. */
  fields?: SasFields;
  /** What is wrong with its signature by its form alone, as half a sentence; undefined when nothing is. */
  flaw?: string;
  /** What stands around the token; undefined when it stands alone, with or without its question mark. */
  around?: string;
  /** The query to try it with: a secret. Absent where nothing of the form of a token can be sent. */
  query?: string;
}

/** Parameters of a SAS token: `sv`, `sig`, `skoid`, ...; `rscc` and its like. Never `comp`, `restype` or a prefix. */
const QUERY =
  /^(?:s[a-z]{1,7}|rsc[cdelt])=[\w%.~:,+=/-]{0,1000}(?:&(?:s[a-z]{1,7}|rsc[cdelt])=[\w%.~:,+=/-]{0,1000}){1,30}$/;

/** Finds the token in a secret's value. Pure; the value and `query` must not leave src/azure. */
export function parseStoredToken(value: string): StoredToken {
  const { core, around } = unwrapped(value);
  const { sas: fields } = extractSas(core);
  if (!fields || !/(?:^|[&;])sig=./.test(core)) return {};
  const flaw = flawOf(core);
  return {
    fields,
    ...(around === undefined ? {} : { around }),
    ...(flaw === undefined ? {} : { flaw }),
    ...(QUERY.test(core) ? { query: core } : {}),
  };
}

/** The token without what people store around it. Documented is the token alone, behind a question mark. */
function unwrapped(value: string): { core: string; around?: string } {
  const trimmed = value.trim();
  const quoted = /^(?<quote>["'`])(?<inner>[^]*)\k<quote>$/.exec(trimmed)?.groups?.inner;
  const inner = (quoted ?? trimmed).trim();
  const isAddress = /^https?:\/\//i.test(inner);
  const core = (isAddress ? inner.slice(inner.indexOf('?') + 1) : inner).replace(/^\?{1,4}/, '');
  const around = [
    ...(trimmed === value ? [] : ['white space']),
    ...(quoted === undefined ? [] : ['quotes']),
    ...(isAddress ? ['an address in front'] : []),
    ...(!isAddress && inner.startsWith('??') ? ['a second question mark'] : []),
    ...(QUERY.test(core) ? [] : ['something that belongs to no token']),
  ];
  return around.length === 0 ? { core } : { core, around: around.join(', ') };
}

/** A signature is an HMAC-SHA256, 32 bytes in base64, percent-encoded. Source: "Create a service SAS". */
function flawOf(core: string): string | undefined {
  const signature = /(?:^|[&;])sig=(?<value>[^&]{0,1000})/.exec(core)?.groups?.value ?? '';
  if (signature.includes('+')) return 'its signature has a + that is not percent-encoded';
  return /^[\w+/]{43}=$/.test(decoded(signature))
    ? undefined
    : 'its signature is not 32 bytes in base64: cut off, masked or encoded twice';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
