import { optionOf, wordsOf } from './command-line';
import type { Output } from './output';

/** What curl printed about one address. */
export interface HttpAnswer {
  host: string;
  path: string;
  /** Absent when nothing answered. */
  status?: number;
  /** By name in lower case; absent when curl did not print any. */
  headers?: Map<string, string>;
  body: string;
  /** curl's own error: its number and words. */
  failure?: { code: number; words: string };
}

/** What curl printed; undefined when the address is not named, or neither an answer nor an error is there. */
export function readHttpAnswer(output: Output): HttpAnswer | undefined {
  const { commandLine = '', text } = output;
  const place = placeFor(output);
  if (!place) return undefined;
  const failure = failureIn(text);
  const whole = wholeAnswer(text);
  const status = whole?.status ?? writtenStatus(commandLine, text);
  if (status === undefined && !failure) return undefined;
  const answered = { ...place, body: whole?.body ?? text, ...(status === undefined ? {} : { status }) };
  return { ...answered, ...(whole ? { headers: whole.headers } : {}), ...(failure ? { failure } : {}) };
}

function failureIn(text: string): HttpAnswer['failure'] {
  const { code, words = '' } =
    /^(?:\d{3}[\d. ]{0,40})?curl: \((?<code>\d{1,3})\) (?<words>[^\n]{0,200})/m.exec(text)?.groups ?? {};
  return code === undefined ? undefined : { code: Number(code), words: words.trim() };
}

function placeFor({ commandLine = '', text }: Output): Pick<HttpAnswer, 'host' | 'path'> | undefined {
  return placeIn(commandLine) ?? placeOf(text);
}

function placeIn(commandLine: string): Pick<HttpAnswer, 'host' | 'path'> | undefined {
  const proxies = ['-x', '--proxy'];
  const words = wordsOf(commandLine).filter((_word, at, all) => !proxies.includes(all[at - 1] ?? ''));
  const url = words.find((word) => /^https?:\/\//.test(word));
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { hostname, pathname } = new URL(url);
  return { host: hostname, path: pathname };
}

/** `curl -v` shows what it asked. */
function placeOf(text: string): Pick<HttpAnswer, 'host' | 'path'> | undefined {
  const path = /^> GET (?<path>\/[^\s?]{0,400})/m.exec(text)?.groups?.path;
  const host = /^> Host: (?<host>[\w.-]{3,253})/im.exec(text)?.groups?.host;
  return path === undefined || host === undefined ? undefined : { host: host.toLowerCase(), path };
}

const STATUS = /^(?:< )?HTTP\/[\d.]{1,3} (?<status>\d{3})\b/;

/** The last answer with its headers: a proxy may have answered before. */
function wholeAnswer(
  text: string,
): { status: number; headers: Map<string, string>; body: string } | undefined {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const at = lines.map((line) => STATUS.test(line)).lastIndexOf(true);
  const status = STATUS.exec(lines[at] ?? '')?.groups?.status;
  if (status === undefined) return undefined;
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => line === '' || line === '<');
  const headers = (end === -1 ? rest : rest.slice(0, end)).flatMap((line) => {
    const found = /^(?:< )?(?<name>[\w-]{2,60}):\s{0,4}(?<value>[^\n]{0,600})$/.exec(line)?.groups;
    return found ? [[(found.name ?? '').toLowerCase(), found.value ?? ''] as const] : [];
  });
  return {
    status: Number(status),
    headers: new Map(headers),
    body: end === -1 ? '' : rest.slice(end).join('\n'),
  };
}

/** The status where `-w` asked for it, by its place among the words. 000 is curl's word for none. */
function writtenStatus(commandLine: string, text: string): number | undefined {
  const format = optionOf(commandLine, '-w', '--write-out')?.replaceAll('\\n', ' ').trim();
  const at = format?.split(/\s{1,20}/).indexOf('%{http_code}') ?? -1;
  if (at === -1) return undefined;
  const words = text.split('\n').map((line) => line.trim().split(/\s{1,20}/)[at] ?? '');
  // Without a line break of its own, curl's error follows at once.
  const found = words.flatMap((word) => /^(?<status>\d{3})(?:curl:)?$/.exec(word)?.groups?.status ?? []);
  const status = Number(found[0] ?? 0);
  return status === 0 ? undefined : status;
}
