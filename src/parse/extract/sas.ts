import { mentionsOf, type Facts, type SasFields } from '../facts';

/** The fields of a SAS token that are not its signature. Source: "Create an account SAS", "... a service SAS". */
const FIELDS = [
  'sv',
  'ss',
  'srt',
  'sr',
  'si',
  'sp',
  'st',
  'se',
  'spr',
  'sip',
  'skoid',
  'sktid',
  'skt',
  'ske',
  'sks',
  'skv',
];
/** A run of such fields, signature included: masked already, and not read. */
const TOKEN =
  /(?<![a-z0-9])(?<value>(?:sv|ss|srt|sr|si|sp|st|se|spr|sip|skoid|sktid|skt|ske|sks|skv|sig)=[^\s"'<>\\]{1,200}(?:&(?:amp;)?[a-z]{2,8}=[^\s"'<>\\&]{0,200}){1,20})/g;

/** The same with a field on each line, as `... | tr '?&' '\n' | grep -v '^sig='` prints it. */
const LINES =
  /^(?<value>(?:(?:sv|ss|srt|sr|si|sp|st|se|spr|sip|skoid|sktid|skt|ske|sks|skv)=\S{1,200}[ \t\r]{0,4}(?:\n|$)){2,20})/gm;

/** What a pasted SAS token says of itself: who may do what, where, and until when. Its signature is never kept. */
export function extractSas(text: string): Facts {
  for (const { value } of [...mentionsOf(text, TOKEN), ...mentionsOf(text, LINES)]) {
    const query = new URLSearchParams(value.trim().replace(/\s{1,8}|&amp;/g, '&'));
    const isToken = query.has('sig') || (query.has('sv') && (query.has('sp') || query.has('si')));
    if (!isToken) continue;
    const fields = FIELDS.flatMap((name) => {
      const field = query.get(name);
      return field === null ? [] : [[name, field]];
    });
    return { sas: Object.fromEntries(fields) as SasFields };
  }
  return {};
}
