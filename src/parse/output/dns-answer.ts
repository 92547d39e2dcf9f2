import { isIP } from 'node:net';
import { hasFlag, wordsOf } from './command-line';
import type { Output } from './output';

/** What a look-up of one name printed. */
export interface DnsAnswer {
  /** The name that was asked for, in lower case. */
  host: string;
  /** False when the name server says that there is no such name. */
  exists: boolean;
  /** Names on the way, in order, the asked one left out. */
  aliases: string[];
  addresses: string[];
}

/** What nslookup, dig or Resolve-DnsName printed about a name; undefined when it tells no answer, or failed otherwise. */
export function readDnsAnswer({ command, commandLine = '', text }: Output): DnsAnswer | undefined {
  if (asksForOther(commandLine) || isSilent(text)) return undefined;
  const host = hostIn(commandLine) ?? hostOf(text);
  if (host === undefined) return undefined;
  if (NO_SUCH_NAME.test(text)) return { host, exists: false, aliases: [], addresses: [] };
  const lines = command === 'dig' ? answersOfDig(text, hasFlag(commandLine, '+short')) : answersOf(text);
  const words = lines.flatMap((line) => line.split(/[\s=,]{1,40}/)).map(plain);
  const addresses = [...new Set(words.filter((word) => isIP(word) !== 0))];
  const names = words.filter((word) => isHost(word) && word !== host);
  if (addresses.length === 0 && mayBeCutOff(text, lines.length, names.length)) return undefined;
  return { host, exists: true, aliases: [...new Set(names)], addresses };
}

/** Only dig says how many answers there are: with fewer than that, or without a count, some may be missing. */
function mayBeCutOff(text: string, shown: number, names: number): boolean {
  const counted = /\bANSWER: (?<count>\d{1,4})\b/.exec(text)?.groups?.count;
  return counted === undefined ? names === 0 : Number(counted) > shown;
}

const NO_SUCH_NAME =
  /\bNXDOMAIN\b|Non-existent (?:domain|host)|DNS name does not exist|can't resolve '[^'\n]{1,253}'/i;
/** The name server did not answer: that tells of the server, not of the name. */
const SILENT = /timed out|no servers could be reached|\b(?:SERVFAIL|REFUSED)\b|no response from server/i;

function isSilent(text: string): boolean {
  return SILENT.test(text);
}

/** Look-ups of mail servers or texts tell nothing of addresses. */
function asksForOther(commandLine: string): boolean {
  const words = wordsOf(commandLine).map((word) => word.toLowerCase());
  const types = ['mx', 'ns', 'txt', 'soa', 'ptr', 'srv', '-x'];
  return words.some(
    (word) => types.includes(word) || /^-(?:q|type|query|querytype)=(?!a{1,4}$|any$|cname$)/.test(word),
  );
}

/** The first word of the command line that is a name; the name server stands after it. */
function hostIn(commandLine: string): string | undefined {
  return wordsOf(commandLine).slice(1).map(plain).find(isHost);
}

/** The name as the answer tells it: the asked one stands first, or is the alias of Windows' form. */
function hostOf(text: string): string | undefined {
  const asked =
    /^;(?<dig>[\w.-]{3,253})\.\s{1,40}IN|^Aliases:\s{0,10}(?<alias>[\w.-]{3,253})|can't (?:find|resolve) '?(?<lost>[\w.-]{3,253}[\w])|^(?<from>[\w.-]{3,253})\s{1,40}canonical name|^Name:\s{0,20}(?<name>[\w.-]{3,253})/gm;
  const found = [...text.matchAll(asked)].flatMap(({ groups = {} }) =>
    ['dig', 'alias', 'lost', 'from', 'name'].flatMap((key, rank) => {
      const host = (groups as Partial<Record<string, string>>)[key];
      return host === undefined ? [] : [{ host: plain(host), rank }];
    }),
  );
  return found.sort((a, b) => a.rank - b.rank)[0]?.host;
}

/** nslookup tells first which name server it asked; that is no part of the answer. */
function answersOf(text: string): string[] {
  const lines = text.split('\n');
  return lines.filter((line, at) => {
    const isServer = /^\s{0,4}(?:Default )?Server:/i.test(line);
    const isItsAddress =
      /^\s{0,4}Address/i.test(line) && /^\s{0,4}(?:Default )?Server:/i.test(lines[at - 1] ?? '');
    return (
      !isServer && !isItsAddress && /Name|Address|Aliases|canonical|CNAME|Answer|^\s{1,20}\S/i.test(line)
    );
  });
}

function answersOfDig(text: string, isShort: boolean): string[] {
  const lines = text.split('\n');
  if (isShort) return lines.filter((line) => !line.startsWith(';'));
  return lines.filter((line) => !line.startsWith(';') && /\sIN\s{1,20}(?:CNAME|A|AAAA)\s/.test(line));
}

function plain(word: string): string {
  return word.toLowerCase().replace(/\.$/, '');
}

function isHost(word: string): boolean {
  return (
    isIP(word) === 0 &&
    /^[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){1,8}$/.test(word) &&
    /[a-z]{2}$/.test(word)
  );
}
