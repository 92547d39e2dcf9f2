import { mentionsOf, type Facts } from '../facts';

/** Go's resolver names the server it asked: `lookup contoso.azurecr.io on 168.63.129.16:53: no such host`. */
const SERVER =
  /\blookup [^\s]{1,255} on (?<value>(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]{2,39}\])(?::\d{1,5})?)/gi;

export function extractDnsServer(text: string): Facts {
  const dnsServer = mentionsOf(text, SERVER)[0]?.value;
  return dnsServer ? { dnsServer } : {};
}
