import type { Fault } from './read-yaml';
import type { SourceRef } from './schema';
import type { SymptomSource, Sources } from './sources';

type Path = (string | number)[];

/** Adds a fault for everything an entry names that is not there: documents, causes, entries, parameters. */
export function checkReferences(sources: Sources, faults: Fault[]): void {
  const ids = new Set([...sources.catalogue.symptoms, ...sources.symptoms].map(({ id }) => id));
  const former = new Map<string, string>();
  for (const source of sources.symptoms) {
    const fault = (path: Path, message: string, remedy: string) =>
      faults.push({ file: source.file, line: source.parsed.lineOf(path), message, remedy });
    checkIds(source, ids, fault);
    checkFormerIds(source, ids, former, fault);
    checkCauses(source, sources, fault);
    checkDocuments(source, sources, fault);
    checkPlaceholders(source.parsed.value, [], sources, fault);
  }
  for (const [id, { cause, file }] of sources.sharedFiles) {
    const fault = (_path: Path, message: string, remedy: string) => faults.push({ file, line: 1, message, remedy });
    if (cause.id !== id) fault([], `id is '${cause.id}'`, `make it the file name, '${id}'`);
    for (const ref of cause.source) checkDocument(ref, [], sources, fault);
    checkPlaceholders(cause, [], sources, fault);
  }
}

type Report = (path: Path, message: string, remedy: string) => void;

function checkIds({ parsed }: SymptomSource, ids: ReadonlySet<string>, fault: Report): void {
  const { over, related, successor, examples } = parsed.value;
  const named: [Path, string][] = [
    ...over.map((id, at): [Path, string] => [['over', at], id]),
    ...related.map((id, at): [Path, string] => [['related', at], id]),
    ...(successor ? [[['successor'], successor] as [Path, string]] : []),
    ...examples.miss.map((miss, at): [Path, string] => [['examples', 'miss', at, 'is'], miss.is]),
  ];
  for (const [path, id] of named) {
    if (id !== 'decline' && !ids.has(id)) fault(path, `there is no entry '${id}'`, 'correct the id or write the entry');
  }
}

function checkFormerIds(source: SymptomSource, ids: ReadonlySet<string>, former: Map<string, string>, fault: Report) {
  for (const [at, id] of source.parsed.value.was.entries()) {
    const taken = ids.has(id) ? id : former.get(id);
    if (taken) fault(['was', at], `'${id}' already belongs to '${taken}'`, 'remove one of the two');
    former.set(id, source.id);
  }
}

function checkCauses({ parsed }: SymptomSource, sources: Sources, fault: Report): void {
  const seen = new Set<string>();
  for (const [at, cause] of parsed.value.causes.entries()) {
    const id = 'use' in cause ? cause.use : cause.id;
    if ('use' in cause && !sources.shared.has(id)) {
      fault(['causes', at], `there is no shared cause '${id}'`, `write knowledge/_shared/${id}.yaml`);
    }
    if (seen.has(id)) fault(['causes', at], `cause '${id}' stands here twice`, 'merge the two');
    seen.add(id);
  }
}

function checkDocuments({ parsed }: SymptomSource, sources: Sources, fault: Report): void {
  const { causes, conflicts } = parsed.value;
  for (const [at, ref] of parsed.value.sources.entries()) checkDocument(ref, ['sources', at], sources, fault);
  for (const [at, cause] of causes.entries()) {
    if (!('source' in cause)) continue;
    for (const ref of cause.source) checkDocument(ref, ['causes', at, 'source'], sources, fault);
  }
  for (const [at, conflict] of conflicts.entries()) {
    for (const { source } of conflict.statements) checkDocument(source, ['conflicts', at], sources, fault);
  }
}

/** A GitHub thread carries its own address, so it needs no line in documents.yaml. */
const GITHUB_THREAD = /^github:[\w.-]+\/[\w.-]+#\d+$/;

function checkDocument(ref: SourceRef, path: Path, sources: Sources, fault: Report): void {
  if (sources.catalogue.documents[ref.document] || GITHUB_THREAD.test(ref.document)) return;
  fault(path, `there is no document '${ref.document}'`, 'add it to knowledge/documents.yaml');
}

/** Commands say {registry}; a name that parameters.yaml does not know would be printed to the user as it is. */
function checkPlaceholders(value: unknown, path: Path, sources: Sources, fault: Report): void {
  if (Array.isArray(value)) value.forEach((item, at) => checkPlaceholders(item, [...path, at], sources, fault));
  else if (isRecord(value)) {
    for (const [key, part] of Object.entries(value)) {
      if (typeof part === 'string' && (key === 'command' || key === 'powershell')) {
        for (const name of placeholders(part)) {
          if (!sources.catalogue.parameters[name])
            fault([...path, key], `there is no parameter {${name}}`, 'add it to knowledge/parameters.yaml');
        }
      } else checkPlaceholders(part, [...path, key], sources, fault);
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The {names} in a command. `${shell}` variables and JMESPath braces with more than a name in them are not. */
export function placeholders(command: string): string[] {
  return [...command.matchAll(/(?<!\$)\{([a-zA-Z]+)\}/g)].map((match) => match[1] ?? '');
}
