import { mentionsOf, type Facts } from '../facts';

const METHOD = /\b(?<value>HEAD|GET|POST|PUT|PATCH|DELETE)(?: request to |\s{1,3}["'\\]{0,3}https?:\/\/)/gi;
/** As a registry's token service is asked, in a URL or in a challenge: `repository:team/app:pull`. */
const SCOPE =
  /\bscope(?:=|%3D|["']?:)\s{0,3}["'\\]{0,3}(?<value>(?:repository|registry)(?::|%3A)[\w.%/*-]{1,300}(?::|%3A)[\w*,%-]{1,60})/gi;

/** The failing call: its method, and the right that was asked for. */
export function extractRequest(text: string): Facts {
  const method = mentionsOf(text, METHOD)[0]?.value.toUpperCase();
  const scope = mentionsOf(text, SCOPE)[0]
    ?.value.replace(/%3A/gi, ':')
    .replace(/%2F/gi, '/')
    .replace(/%2C/gi, ',');
  return { ...(method ? { method } : {}), ...(scope ? { scope } : {}) };
}
