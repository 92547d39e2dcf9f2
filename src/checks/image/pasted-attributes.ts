import type { Tag } from '../../azure/registry-attributes';
import { readShownAttributes, readShownTag, type ShownAttributes } from '../../azure/shown-image';
import type { Output } from '../../parse/output/output';
import {
  hasFlag,
  isRecord,
  optionOf,
  printedLines,
  readAzTable,
  unprojected,
} from '../../parse/output/query';
import { askedIn, isOfRegistry, isOfRepository, type Asked } from '../../parse/output/subject';
import type { Params } from '../check';

/** One pasted output about the repository in question, and what its command line asked for. */
export interface AboutRepository {
  output: Output;
  asked: Asked;
}

/**
 * Outputs of some commands whose command lines name the registry and the repository in question. What was cut off or
 * mended is left out: a digest or a tag may have lost its end.
 */
export function aboutRepository(
  outputs: readonly Output[],
  params: Params,
  ...commands: string[]
): AboutRepository[] {
  return outputs
    .filter(({ command, isPartial }) => commands.includes(command) && !isPartial)
    .map((output) => ({ output, asked: askedIn(output) }))
    .filter(({ asked }) => isOfRepository(asked, params));
}

const ATTRIBUTES = ['az acr repository show', 'az acr manifest show-metadata'];

/** The tag in question, as the registry's attributes or its detailed list of tags show it. */
export function tagIn(outputs: readonly Output[], params: Params): Tag | undefined {
  const { tag = 'latest' } = params;
  const shown = aboutRepository(outputs, params, ...ATTRIBUTES)
    .filter(({ asked }) => asked.tag === tag)
    .map(({ output }) => readShownTag(unprojected(output)));
  const listed = aboutRepository(outputs, params, 'az acr repository show-tags').flatMap(({ output }) =>
    rowsIn(unprojected(output)).map(readShownTag),
  );
  return [...shown, ...listed].filter((one) => one?.name === tag).at(-1);
}

/**
 * Manifests of the repository, as the registry's attributes show them. `isComplete` when all of them were listed,
 * `tellsTags` when their tags were shown too.
 */
export function manifestsIn(
  outputs: readonly Output[],
  params: Params,
): { items: ShownAttributes[]; isComplete: boolean; tellsTags: boolean } {
  const single = aboutRepository(outputs, params, ...ATTRIBUTES)
    .filter(({ asked }) => asked.digest !== undefined)
    .flatMap(({ output, asked: { digest } }) => {
      const shown = unprojected(output);
      return readShownAttributes(isRecord(shown) ? { digest, ...shown } : undefined) ?? [];
    });
  const lists = aboutRepository(outputs, params, 'az acr manifest list-metadata').flatMap(({ output }) => {
    const rows = rowsIn(unprojected(output)).flatMap((row) => readShownAttributes(row) ?? []);
    const { commandLine = '' } = output;
    const tellsTags = /\btags\b/.test(optionOf(commandLine, '--query') ?? 'tags');
    return rows.length === 0 ? [] : [{ rows, isWhole: isWhole(output, rows.length), tellsTags }];
  });
  return {
    items: [...single, ...lists.flatMap(({ rows }) => rows)],
    isComplete: lists.some(({ isWhole: all }) => all),
    tellsTags: lists.some((list) => list.isWhole && list.tellsTags),
  };
}

/** What the tag or digest in question leads to, as far as it was pasted. */
export function digestOf(outputs: readonly Output[], params: Params): string | undefined {
  const { tag, digest } = params;
  if (tag === undefined && digest !== undefined) return digest;
  const shown = tagIn(outputs, params)?.digest;
  return (
    shown ?? manifestsIn(outputs, params).items.find(({ tags }) => tags.includes(tag ?? 'latest'))?.digest
  );
}

/** Names that a list holds, however it was printed. `isComplete` when nothing was left away. */
export interface Names {
  names: string[];
  isComplete: boolean;
}

/** Tags as `az acr repository show-tags` lists them. An empty list is none: it may not have been pasted. */
export function tagsIn(outputs: readonly Output[], params: Params): Names | undefined {
  return lastList(
    aboutRepository(outputs, params, 'az acr repository show-tags').map(({ output }) => output),
  );
}

/** Repositories as `az acr repository list` lists them. */
export function repositoriesIn(outputs: readonly Output[], params: Params): Names | undefined {
  return lastList(
    outputs.filter(
      (output) =>
        output.command === 'az acr repository list' &&
        !output.isPartial &&
        isOfRegistry(askedIn(output), params),
    ),
  );
}

function lastList(outputs: readonly Output[]): Names | undefined {
  const lists = outputs.flatMap((output) => {
    const names = namesIn(output);
    return names.length === 0 ? [] : [{ names, isComplete: isWhole(output, names.length) }];
  });
  return lists.at(-1);
}

function namesIn(output: Output): string[] {
  const { json, text, commandLine = '' } = output;
  if (optionOf(commandLine, '--query') !== undefined) return [];
  if (json !== undefined) return rowsIn(json).flatMap(nameOf);
  const rows = readAzTable(text);
  if (rows.length > 0) return rows.flatMap(({ result, name }) => result ?? name ?? []);
  // A detailed list in this format has its columns in no promised order.
  const isTsv = optionOf(commandLine, '-o', '--output') === 'tsv' && !hasFlag(commandLine, '--detail');
  return isTsv ? printedLines(text).filter((line) => /^[\w./-]{1,255}$/.test(line)) : [];
}

function nameOf(row: unknown): string[] {
  if (typeof row === 'string') return [row];
  return isRecord(row) && typeof row.name === 'string' ? [row.name] : [];
}

export function rowsIn(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** Whether a list of so many holds all there is: `--top` ends it early. */
function isWhole({ commandLine = '' }: Output, count: number): boolean {
  const top = optionOf(commandLine, '--top');
  return top === undefined || count < Number(top);
}
