import { mentionsOf, type Facts, type Mention } from '../facts';

/**
 * An HTTP status in the forms tools print: `: 401 Unauthorized`, `status code 401`, `StatusCode=401`,
 * `Response code: 403`, `HTTP/1.1 403`. After the mirror's `ns=host:` the number is the status, not a port.
 */
const STATUS = [
  /(?:status(?:[ _-]?code)?|response code|http code|HTTP\/\d(?:\.\d)?|errorcode)["']?\s{0,3}[:=]?\s{0,3}(?:code\s{0,2}[:=]?\s{0,2})?["']?(?<value>[45]\d\d)\b/gi,
  /\bstatus(?: code)? from \w{3,7} request(?: to)? [^\s]{1,2000}:\s{0,2}(?<value>[45]\d\d)\b/gi,
  /(?<![\d.])(?<value>[45]\d\d)[ -](?:Unauthorized|Forbidden|Not Found|Method Not Allowed|Proxy Authentication Required|Conflict|Gone|Payload Too Large|Too Many Requests|Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out|Bad Request|undefined)\b/gi,
  /(?:\?|&)ns=[a-z0-9.-]{1,255}:\s{0,4}(?<value>[45]\d\d)\b/gi,
  /\bfailed with status:? (?<value>[45]\d\d)\b/gi,
];

/** All statuses mentioned, in the order of the text. */
export function statusMentions(text: string): Mention<number>[] {
  return STATUS.flatMap((pattern) => mentionsOf(text, pattern))
    .map((mention) => ({ ...mention, value: Number(mention.value) }))
    .sort((a, b) => a.start - b.start);
}

/** The first status: later ones of the same paste are retries, often without a credential. */
export function extractStatus(text: string): Facts {
  const status = statusMentions(text)[0]?.value;
  return status ? { status } : {};
}
