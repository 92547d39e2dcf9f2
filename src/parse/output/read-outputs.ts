import { jsonrepair } from 'jsonrepair';
import { canonical } from './command-line';
import { FORMS } from './forms';
import type { Output, OutputForm } from './output';
import { unwrapped } from './unwrap';

/** A stretch of a paste: a command line, if there is one, and what follows it. */
interface Stretch {
  commandLine?: string;
  line: number;
  text: string;
}

/**
 * A prompt, or nothing, and the tool's name at the start of a line; a backslash or a backtick carries it on. PowerShell's
 * errors begin with the name as well (`NAME : `).
 */
const COMMAND =
  /^(?:[\w@:~./\\[\]() -]{0,80}[$#>%]\s{1,4}|PS [^>\n]{0,200}>\s{0,4})?(?<command>(?:sudo\s{1,4})?(?:az|kubectl|nslookup|dig|curl(?:\.exe)?|docker|oras|skopeo|kubelogin|helm|crictl|pwsh|Resolve-DnsName|Test-NetConnection|(?:\.\/)?(?:check-expansion|find-teleport-enabled-repositories)\.sh)\s(?!:\s)[^\n]{1,2000})$/;
const MAX_CARRIED = 12;

/** Outputs of known commands in a redacted paste, in order. Text in which none is recognised gives none. */
export function readOutputs(text: string): Output[] {
  return stretches(text).flatMap((stretch) => {
    const output = recognise(stretch);
    return output ? [output] : [];
  });
}

function stretches(text: string): Stretch[] {
  const lines = text.split('\n');
  const found: Stretch[] = [];
  let body: string[] = [];
  let open: Omit<Stretch, 'text'> = { line: 1 };
  const close = () => {
    const joined = body.join('\n');
    if (joined.trim() !== '' || open.commandLine !== undefined) found.push({ ...open, text: joined });
    body = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const command = COMMAND.exec((lines[at] ?? '').trimEnd())?.groups?.command;
    if (command === undefined) {
      body.push(lines[at] ?? '');
      continue;
    }
    close();
    const { joined, used } = carriedOn(lines, at, command);
    at += used;
    open = { commandLine: joined, line: at + 2 };
  }
  close();
  return found;
}

/** A command line that goes on in the next ones. */
function carriedOn(lines: readonly string[], at: number, command: string): { joined: string; used: number } {
  let joined = command;
  let used = 0;
  while (/[\\`]\s{0,4}$/.test(joined) && used < MAX_CARRIED) {
    used++;
    joined = `${joined.replace(/[\\`]\s{0,4}$/, ' ')}${(lines[at + used] ?? '').trim()}`;
  }
  return { joined: joined.replace(/\s{2,}/g, ' '), used };
}

function recognise({ commandLine, line, text }: Stretch): Output | undefined {
  const json = findJson(text);
  const form = commandLine === undefined ? formOf(text, json?.value) : namedForm(commandLine);
  if (!form) return undefined;
  return {
    command: form.command,
    ...(commandLine === undefined ? {} : { commandLine }),
    line: line + (json?.before ?? 0),
    text,
    ...(json === undefined ? {} : { json: json.value }),
    isPartial: json?.isMended ?? false,
  };
}

function namedForm(commandLine: string): OutputForm | undefined {
  const named = canonical(commandLine.replace(/^sudo\s{1,4}/, ''));
  const isNamed = (command: string) => named === command || named.startsWith(`${command} `);
  const fitting = FORMS.filter(({ command, also = [] }) => [command, ...also].some(isNamed));
  // `kubectl get pod` must not take what `kubectl get pods -o yaml` says: the longest name is meant.
  return fitting.sort((a, b) => b.command.length - a.command.length)[0];
}

function formOf(text: string, json: unknown): OutputForm | undefined {
  return FORMS.find(({ isJson, isText }) =>
    json === undefined ? (isText?.(text) ?? false) : (isJson?.(json) ?? false),
  );
}

interface FoundJson {
  value: unknown;
  isMended: boolean;
  /** Lines of the text before it. */
  before: number;
}

/** Longer output is no single command's. */
const MAX_JSON = 300_000;

/** The first JSON object or list of a text; mended where it was cut off, wrapped or lost its quotes. */
function findJson(text: string): FoundJson | undefined {
  // A log's `[2026-11-02T09:12:44Z]` is no list.
  const start = text.search(
    /^\s{0,8}[{[]\s{0,4}(?:["}\]{[]|$|-?\d{1,20}\s{0,4}(?:[,\]]|$)|null|true|false)/m,
  );
  if (start === -1 || text.length - start > MAX_JSON) return undefined;
  const rest = text.slice(start);
  const before = text.slice(0, start + rest.search(/[{[]/)).split('\n').length - 1;
  const end = closingOf(rest);
  // Lines that a terminal broke are whole again when they are joined: nothing is missing then.
  const whole = wholeOf(rest) ?? wholeOf(unwrapped(rest) ?? '');
  if (whole !== undefined) return { value: whole, isMended: false, before };
  const mended = mend(end === -1 ? rest : rest.slice(0, end + 1));
  return mended === undefined ? undefined : { value: mended, isMended: true, before };
}

/** The value that a text begins with; undefined when it is not all there. */
function wholeOf(text: string): unknown {
  const end = closingOf(text);
  return end === -1 ? undefined : parsed(text.slice(0, end + 1));
}

/** Where the bracket that the text begins with is closed again; -1 when it is not. */
function closingOf(text: string): number {
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (isQuoted) {
      if (char === '\\') at++;
      else if (char === '"') isQuoted = false;
    } else if (char === '"') isQuoted = true;
    else if ('{['.includes(char)) depth++;
    else if ('}]'.includes(char) && --depth === 0) return at;
  }
  return -1;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function mend(text: string): unknown {
  try {
    const value = parsed(jsonrepair(text));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
