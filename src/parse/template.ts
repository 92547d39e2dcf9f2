import { isIP } from 'node:net';
import type { FactName, Facts } from './facts';
import { statusMentions } from './extract/status';
import { parse } from './parse';

/** A template is at most so long, and has at most so many lines. */
export const TEMPLATE_LIMITS = { lines: 3, chars: 300 } as const;

/** Facts that say what kind of failure it is; every other one names somebody's thing. */
const KINDS: readonly FactName[] = ['status', 'code', 'endpoint', 'method', 'stage', 'direction'];

/** Words by which a line tells of a failure. */
const FAILS =
  /\b(?:errors?|err|fail(?:ed|ure|ures|s|ing)?|denied|refused|unauthorized|forbidden|not found|cannot|can't|could not|couldn't|unable|invalid|unknown|unsupported|time(?:d )?-?out|expired|exceeded|missing|rejected|reset|no such|not (?:allowed|supported|authorized|valid)|fatal|panic|exception|warning|back-?off|aadsts\d{4,7})\b/gi;

/**
 * What a text says without whom it says it of: its failing lines (of a short text all), in which names, hosts,
 * addresses, ids, digests, numbers, paths, times and mail addresses are placeholders like `<host>`. HTTP statuses and
 * error codes stay. A single word of letters that nothing marks as a name cannot be told from any other word, and stays.
 * Undefined when the text says of no failure, or when a name could not be taken out.
 */
export function templateOf(redacted: string): string | undefined {
  const { view, facts } = parse(redacted);
  const lines = chosenLines(view.text);
  if (lines.length === 0) return undefined;
  const names = new Map(namesIn(facts));
  for (const line of lines) for (const [value, fact] of namesIn(parse(line).facts)) names.set(value, fact);
  // Each line names the first thing of a kind only: once that is masked, the next one shows.
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const masked = lines.map((line) => maskLine(line, names));
    const left = masked.flatMap((line) => namesIn(parse(line).facts));
    if (left.length === 0) return clip([...new Set(masked)]);
    for (const [value, fact] of left) names.set(value, fact);
  }
  return undefined;
}

const MAX_ROUNDS = 8;

function chosenLines(text: string): string[] {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length <= TEMPLATE_LIMITS.lines && text.length <= TEMPLATE_LIMITS.chars) return lines;
  const scored = lines.map((line, at) => ({ line, at, score: (line.match(FAILS) ?? []).length }));
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .slice(0, TEMPLATE_LIMITS.lines)
    .sort((a, b) => a.at - b.at)
    .map(({ line }) => line);
}

/** Values of facts that name something, in lower case, each with the fact's name; of a host and a path their parts, too. */
function namesIn(facts: Facts): [string, string][] {
  return Object.entries(facts).flatMap(([name, value]): [string, string][] => {
    if (typeof value !== 'string' || KINDS.some((kind) => kind === name)) return [];
    const lower = value.toLowerCase();
    return [lower, ...partsOf(name, lower)].map((part) => [part, name]);
  });
}

/** Shorter parts of a path are words of many texts. */
const MIN_PART = 4;

function partsOf(name: string, value: string): string[] {
  if (name === 'registry' || name === 'badHost') return value.split('.').slice(0, 1);
  return name === 'repository' ? value.split('/').filter((part) => part.length >= MIN_PART) : [];
}

/** A run without white space, quotes, brackets and other marks that stand around names. */
const TOKEN = /[^\s"'`()[\]{}<>,;|]{1,10000}/g;

function maskLine(line: string, names: ReadonlyMap<string, string>): string {
  const statuses = new Set(statusMentions(line).map(({ start }) => start));
  let out = '';
  let from = 0;
  let isOptionBefore = false;
  for (const { 0: token, index } of line.matchAll(TOKEN)) {
    const end = index + token.length;
    const core = coreOf(token);
    const start = index + token.indexOf(core);
    const isValue = isOptionBefore && !core.startsWith('-');
    const around = { names, isQuoted: isQuotedName(line, index, end), isStatus: statuses.has(start) };
    const kind = isValue ? 'value' : kindOf(core, around);
    out += line.slice(from, start) + (kind === undefined ? core : masked(core, kind));
    from = start + core.length;
    isOptionBefore = /^--?[a-z]/i.test(token) && !token.includes('=');
  }
  return (out + line.slice(from))
    .replace(REPEATED, '$1')
    .replace(/\s{1,1000}/g, ' ')
    .trim();
}

/** A single word in quotes that is no key of JSON; where a line was broken, one of the quotes stands on another line. */
function isQuotedName(line: string, start: number, end: number): boolean {
  const isOpened = QUOTE.test(line.charAt(start - 1));
  const isClosed = QUOTE.test(line.charAt(end));
  if (!(isOpened || start === 0) || !(isClosed || end === line.length)) return false;
  return (isOpened || isClosed) && !/^["'`]\s{0,3}:/.test(line.slice(end, end + 5));
}

const QUOTE = /["'`]/;

/** Without the marks around it, as of a sentence or a field; an IPv6 address has colons of its own. */
function coreOf(token: string): string {
  const address = [token, token.slice(0, -1)].find((part) => isIP(part) > 0);
  return address ?? token.replace(/^[:=]{1,3}/, '').replace(/[.:!?=]{1,20}$/, '');
}

/** A mask of the redaction stays as it is: it tells the kind of secret. */
const REPEATED = /(<[a-z]{1,40}>)(?:[ ,/:.-]{1,3}\1){1,1000}/gi;

/** Of `key=value` the key stays. */
function masked(core: string, kind: string): string {
  const key = /^(?<key>-{0,2}[A-Za-z][A-Za-z_-]{0,40}=)/.exec(core)?.groups?.key;
  return key !== undefined && kind === 'value' ? `${key}<value>` : `<${kind}>`;
}

interface Around {
  names: ReadonlyMap<string, string>;
  isQuoted: boolean;
  isStatus: boolean;
}

/** Which placeholder a token becomes; undefined when it stays. */
function kindOf(core: string, { names, isQuoted, isStatus }: Around): string | undefined {
  const lower = core.toLowerCase();
  const fact = factIn(lower, names);
  const shape = SHAPES.find(([, isSo]) => isSo(core))?.[0];
  if (fact !== undefined) return names.has(lower) ? fact : (shape ?? fact);
  if (core === '' || staysAsItIs(core, isStatus)) return undefined;
  return isQuoted && !isToolsOwn(core) ? 'name' : shape;
}

function staysAsItIs(core: string, isStatus: boolean): boolean {
  if (TOOL_WORDS.has(core.toLowerCase()) || (isStatus && /^\d{3}$/.test(core))) return true;
  return /^AADSTS\d{4,7}$/.test(core) || /^HTTP\/\d(?:\.\d)?$/i.test(core);
}

/** A single word in quotes is a name, unless it is a code or put together like one: `UNAUTHORIZED`, `QuotaExceeded`. */
function isToolsOwn(core: string): boolean {
  return /^[A-Z][A-Z_]{3,60}$/.test(core) || /^(?:[A-Z][a-z]{1,30}){2,8}$/.test(core);
}

function factIn(lower: string, names: ReadonlyMap<string, string>): string | undefined {
  for (const [value, fact] of names) {
    for (let at = lower.indexOf(value); at !== -1; at = lower.indexOf(value, at + 1)) {
      const isPart = isLetter(lower.charAt(at - 1)) || isLetter(lower.charAt(at + value.length));
      if (!isPart) return fact;
    }
  }
  return undefined;
}

function isLetter(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}

/** In order: the first shape that a token has names its placeholder. */
const SHAPES: readonly [string, (core: string) => boolean][] = [
  ['url', (core) => /^[a-z][a-z0-9+.-]{0,20}:\/\//i.test(core)],
  ['image', (core) => /azurecr\.(?:io|cn|us|de)(?::443)?\/|@sha256:/i.test(core)],
  ['value', (core) => /^-{0,2}[A-Za-z][A-Za-z_-]{0,40}=./.test(core) && !TOLD.test(core)],
  ['email', (core) => core.includes('@')],
  ['ip', (core) => isIP(core.replace(/(?:\/\d{1,3}|:\d{1,5})$/, '').replace(/^\[|\]$/g, '')) > 0],
  ['id', (core) => /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(core)],
  ['digest', (core) => /^(?:sha\d{3}:)?[0-9a-f]{12,128}$/i.test(core) && /\d/.test(core)],
  ['time', (core) => /^(?:[\dTZ:.+-]{0,20}\d\d:\d\d|\d{4}-\d\d-\d\d)[\dTZ:.+-]{0,24}$/.test(core)],
  ['path', (core) => /[/\\]/.test(core)],
  ['number', (core) => /^[x#v+-]{0,2}\d[\d.]{0,40}(?:%|[a-z]{1,3})?$/i.test(core)],
  ['id', (core) => /\p{N}/u.test(core)],
  ['name', (core) => /[\p{L}][.:_~&#$*+-][\p{L}]/u.test(core) && !isCode(core) && !isJoined(core)],
];

/** Fields of a structured log whose value says how bad it is, not of whom. */
const TOLD = /^(?:level|severity|type|reason|code|status)=[A-Za-z]{1,40}$/;

/** `UNSUPPORTED_PLATFORM`: a word of the tool, in capitals. */
function isCode(core: string): boolean {
  return /^[A-Z]{2,30}(?:_[A-Z]{1,30}){1,8}$/.test(core);
}

/** Options, and words that are joined by a hyphen in every text. */
function isJoined(core: string): boolean {
  return (
    /^--?[a-z]{1,20}(?:-[a-z]{1,20}){0,5}$/i.test(core) ||
    /^(?:non|re|un|pre|self|multi)-[a-z]{2,20}$/i.test(core)
  );
}

/** Words of tools and of the language that look like names. */
const TOOL_WORDS: ReadonlySet<string> = new Set(
  (
    'i/o n/a and/or read/write x509 oauth2 http2 ipv4 ipv6 sha256 base64 utf-8 utf8 amd64 arm64 k8s s3 v1 v2 ' +
    'back-off time-out read-only check-health check-acr attach-acr show-manifests acr-cli pull-secret up-to-date ' +
    'cross-origin end-of-file e.g i.e artifact-streaming export-pipeline import-pipeline pipeline-run private-endpoint ' +
    'soft-delete sign-in log-in set-up built-in'
  ).split(' '),
);

/** At most so many characters: short lines whole, the room that is left shared by the longer ones. */
function clip(lines: readonly string[]): string {
  let room = TEMPLATE_LIMITS.chars - (lines.length - 1);
  const shortFirst = [...lines.keys()].sort((a, b) => (lines[a] ?? '').length - (lines[b] ?? '').length);
  const clipped = [...lines];
  for (const [done, at] of shortFirst.entries()) {
    const line = clipLine(lines[at] ?? '', Math.floor(room / (lines.length - done)));
    clipped[at] = line;
    room -= line.length;
  }
  return clipped.join('\n');
}

const GAP = ' ... ';

/** Of a long line its beginning, and more of its end, where the cause of a wrapped error stands. */
function clipLine(line: string, room: number): string {
  if (line.length <= room) return line;
  const head = line.slice(0, Math.floor(room / 3));
  const tail = line.slice(-(room - head.length - GAP.length));
  const lastSpace = head.lastIndexOf(' ');
  const firstSpace = tail.indexOf(' ');
  return (
    (lastSpace > 0 ? head.slice(0, lastSpace) : head) +
    GAP +
    (firstSpace === -1 ? tail : tail.slice(firstSpace + 1))
  );
}

/** The parts of a template between its placeholders that are words enough to know it by, longest first. */
export function literalsOf(template: string): string[] {
  return template
    .split(/<[A-Za-z]{1,40}>|\[masked [a-z-]{1,40}\]|\n| \.\.\. |["`{}[\]]|'(?!\p{L})|(?<!\p{L})'/u)
    .map((part) => part.replace(/^[^\p{L}\p{N}]{1,200}/u, '').replace(/[^\p{L}\p{N}]{1,200}$/u, ''))
    .filter((part) => /\p{L}{3}/u.test(part) && part.length >= MIN_LITERAL)
    .sort((a, b) => b.length - a.length);
}

const MIN_LITERAL = 8;
