import { LineCounter, isNode, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';

/** One fault of the knowledge base: where, what, and what to do. `line` counts from 1. */
export interface Fault {
  file: string;
  line: number;
  message: string;
  remedy: string;
}

/** A parsed file together with a way back from a key path to its line. */
export interface Parsed<T> {
  value: T;
  lineOf: (path: readonly PropertyKey[]) => number;
}

/**
 * Reads one YAML text against a schema. Every fault found is added to `faults`; the value is undefined when
 * there was one.
 */
export function readYaml<T>(text: string, file: string, schema: z.ZodType<T>, faults: Fault[]): Parsed<T> | undefined {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const lineOf = (path: readonly PropertyKey[]) => findLine(document, counter, path);
  for (const error of document.errors) {
    faults.push({ file, line: error.linePos?.[0].line ?? 1, message: firstLine(error.message), remedy: 'mend the YAML' });
  }
  if (document.errors.length > 0) return undefined;
  const result = schema.safeParse(document.toJS());
  if (result.success) return { value: result.data, lineOf };
  for (const issue of result.error.issues.flatMap(innermost)) {
    const at = issue.path.map(String).join('.') || 'the file';
    faults.push({ file, line: lineOf(issue.path), message: `${at}: ${issue.message}`, remedy: remedyFor(issue.code) });
  }
  return undefined;
}

type Issue = z.core.$ZodIssue;

/** A union fails with one list of issues a branch; the branch that got furthest is the one that was meant. */
function innermost(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const depth = (branch: Issue[]) => Math.max(...branch.map((inner) => inner.path.length));
  const meant = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
  return meant.flatMap((inner) => innermost({ ...inner, path: [...issue.path, ...inner.path] }));
}

const REMEDIES: Partial<Record<Issue['code'], string>> = {
  unrecognized_keys: 'remove the key or correct its spelling; CONTRIBUTING.md lists the keys',
  invalid_type: 'add the key, or give it the type named',
  invalid_value: 'use one of the values named',
};

function remedyFor(code: Issue['code']): string {
  return REMEDIES[code] ?? 'see CONTRIBUTING.md, "The form of an entry"';
}

/** The line of the deepest part of `path` that is in the document: a missing key points at its parent. */
function findLine(document: Document, counter: LineCounter, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return counter.linePos(node.range[0]).line;
  }
  return 1;
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message;
}
