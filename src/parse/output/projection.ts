import { optionOf } from './command-line';
import type { Output } from './output';
import { readAzTable } from './table';

/**
 * What an `az` command printed, put back to where `--query` took it from: of `--query a.b -o tsv` and the text `x` it
 * makes `{a: {b: 'x'}}`, of `--query "[].{k:a.b}"` a list of such, of `--query "a[].[b, c]"` `{a: [{b: .., c: ..}]}`.
 * Undefined when the query is none of these forms, or nothing was printed. A null tells nothing, for a query also gives
 * null where an old command line does not know the key.
 */
export function unprojected(output: Output): unknown {
  const query = optionOf(output.commandLine ?? '', '--query');
  if (query === undefined) return output.json;
  const taken = takenBy(query.trim());
  if (!taken) return undefined;
  const rows = rowsOf(taken, output);
  if (!rows) return undefined;
  const back = rows.map((row) =>
    taken.paths.reduce<object>((whole, path, at) => withValue(whole, path, row[at]), {}),
  );
  if (!taken.list) return back[0];
  return taken.list.length === 0 ? back : withValue({}, taken.list, back);
}

/** What a query takes out of an answer. */
interface Taken {
  /** Where the list stands that it goes through; empty when the answer is that list, absent when there is none. */
  list?: string[];
  /** `value`: one thing alone; `named`: `{k:a}`; `listed`: `[a, b]`. */
  shape: 'value' | 'named' | 'listed';
  names: string[];
  paths: string[][];
}

const LIST = /^(?<before>[A-Za-z][\w.]{0,120})?\[\]\.(?<inner>.{1,400})$/;

function takenBy(query: string): Taken | undefined {
  const { before, inner } = LIST.exec(query)?.groups ?? {};
  const taken = shapeOf((inner ?? query).trim());
  if (!taken || inner === undefined) return taken;
  if (before !== undefined && !isPath(before)) return undefined;
  return { ...taken, list: before === undefined ? [] : before.split('.') };
}

function shapeOf(query: string): Taken | undefined {
  if (isPath(query)) return { shape: 'value', names: [''], paths: [query.split('.')] };
  const found = /^(?<open>[{[])(?<inner>[^{}[\]]{1,400})[}\]]$/.exec(query)?.groups;
  const parts = found?.inner?.split(',').map((part) => part.split(':').map((word) => word.trim()));
  if (!parts) return undefined;
  const isNamed = found?.open === '{';
  const pairs = parts.map((words) => (isNamed ? words : ['', ...words]));
  if (!pairs.every(([, path, more]) => path !== undefined && isPath(path) && more === undefined))
    return undefined;
  return {
    shape: isNamed ? 'named' : 'listed',
    names: pairs.map(([name = '']) => name),
    paths: pairs.map(([, path = '']) => path.split('.')),
  };
}

function isPath(text: string): boolean {
  return /^[A-Za-z]\w{0,60}(?:\.[A-Za-z]\w{0,60}){0,6}$/.test(text);
}

/** Values in the order of the query's names, row by row; undefined when there is nothing to read. */
function rowsOf(taken: Taken, { json, text, commandLine = '' }: Output): unknown[][] | undefined {
  if (json !== undefined) return rowsOfJson(taken, json);
  const format = optionOf(commandLine, '-o', '--output');
  if (format === 'table') return rowsOfTable(taken, text);
  const lines = printedLines(text);
  if (lines.length === 0) return undefined;
  return rowsOfLines(taken, lines);
}

function rowsOfJson({ list, shape, names }: Taken, json: unknown): unknown[][] | undefined {
  const items: unknown[] = list ? (Array.isArray(json) ? json : []) : [json];
  if (list && !Array.isArray(json)) return undefined;
  return items.flatMap((item) => {
    if (shape === 'value') return [[item]];
    if (shape === 'listed') return Array.isArray(item) ? [item as unknown[]] : [];
    const found = isRecord(item) ? new Map(Object.entries(item)) : undefined;
    return found ? [names.map((name) => found.get(name))] : [];
  });
}

function rowsOfTable({ list, shape, names }: Taken, text: string): unknown[][] | undefined {
  const rows = readAzTable(text);
  if (rows.length === 0) return undefined;
  if (shape === 'listed' && !list) return [rows.map((row) => plain(row.result ?? ''))];
  // What has no name in the query is called Result when it is alone, else Column1, Column2.
  const columnOf = (name: string, at: number) =>
    shape === 'named' ? name.toLowerCase() : shape === 'value' ? 'result' : `column${at + 1}`;
  return rows.map((row) => names.map((name, at) => plain(row[columnOf(name, at)] ?? '')));
}

/** Text as `-o tsv` prints it; a single value looks the same in every format. */
function rowsOfLines({ list, shape, names }: Taken, lines: readonly string[]): unknown[][] | undefined {
  if (shape === 'value') return (list ? lines : lines.slice(0, 1)).map((line) => [plain(line)]);
  // The order of named columns in this format is nowhere promised.
  if (shape === 'named') return undefined;
  if (!list) return lines.length < names.length ? undefined : [lines.slice(0, names.length).map(plain)];
  const rows = lines.map((line) => line.split(line.includes('\t') ? '\t' : /\s{1,40}/));
  return rows.every((row) => row.length === names.length) ? rows.map((row) => row.map(plain)) : undefined;
}

/** What the command line says beside its answer, on the other channel, which a terminal shows among the rest. */
const NOTICE = /^(?:WARNING|Command group |This command |Argument |Option )|aka\.ms\//;
const ERROR = /^(?:ERROR\b|az: |usage: |.{0,200}command not found)/;

/** The lines of an answer that is no JSON, up to the first empty one; none when the command failed. */
export function printedLines(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  if (lines.some((line) => ERROR.test(line))) return [];
  const kept = lines.filter((line) => !NOTICE.test(line));
  const from = kept.findIndex((line) => line !== '');
  const end = kept.indexOf('', Math.max(from, 0));
  return from === -1 ? [] : kept.slice(from, end === -1 ? undefined : end);
}

/** A word as tsv, a table or JSON prints it. */
function plain(text: string): unknown {
  const bare = text.trim();
  const quoted = /^"(?<inner>[^"]{0,2000})"$/.exec(bare)?.groups?.inner;
  if (quoted !== undefined && quoted !== '') return quoted;
  if (bare === '' || bare === '""' || bare === 'null' || bare === 'None') return undefined;
  return /^true$/i.test(bare) ? true : /^false$/i.test(bare) ? false : bare;
}

/** Whether a value is an object and no list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withValue(whole: object, [first = '', ...rest]: readonly string[], value: unknown): object {
  if (value === undefined || value === null) return whole;
  const known: unknown = new Map(Object.entries(whole)).get(first);
  const inner = rest.length === 0 ? value : withValue(isRecord(known) ? known : {}, rest, value);
  return { ...whole, [first]: inner };
}
