import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { z } from 'zod';
import { checkReferences } from './check-references';
import { readYaml, type Fault, type Parsed } from './read-yaml';
import type { Sources, SymptomSource } from './sources';
import {
  Cause,
  DocumentsFile,
  ElsewhereFile,
  ParametersFile,
  SymptomFile,
  SymptomId,
  type Catalogue,
  type Symptom,
} from './schema';

/** Thrown when the knowledge base is faulty: every fault at once, each with file, line and remedy. */
export class KnowledgeError extends Error {
  constructor(readonly faults: readonly Fault[]) {
    const lines = faults.map((fault) => `${fault.file}:${fault.line}: ${fault.message}. To do: ${fault.remedy}.`);
    super(`The knowledge base has ${faults.length} fault${faults.length === 1 ? '' : 's'}:\n${lines.join('\n')}`);
    this.name = 'KnowledgeError';
  }
}

/**
 * Reads the knowledge base from one or more folders of YAML files; a later folder (a company's own entries)
 * adds to the earlier ones and replaces entries of the same id.
 * @param base entries that were built already; the folders add to them, and may use their causes and documents.
 * @throws KnowledgeError listing every fault.
 */
export function loadKnowledge(folders: readonly string[], base: Catalogue = EMPTY): Catalogue {
  const faults: Fault[] = [];
  const sources: Sources = {
    symptoms: [],
    shared: new Map(base.symptoms.flatMap(({ causes }) => causes).map((cause) => [cause.id, cause])),
    sharedFiles: new Map(),
    catalogue: {
      symptoms: base.symptoms,
      elsewhere: [...base.elsewhere],
      documents: { ...base.documents },
      parameters: { ...base.parameters },
    },
  };
  for (const folder of folders) readFolder(folder, sources, faults);
  checkReferences(sources, faults);
  if (faults.length > 0) throw new KnowledgeError(faults);
  const own = sources.symptoms.map((source) => withSharedCauses(source, sources.shared));
  const symptoms = [...base.symptoms.filter(({ id }) => !own.some((symptom) => symptom.id === id)), ...own];
  return { ...sources.catalogue, symptoms: symptoms.sort((a, b) => a.id.localeCompare(b.id)) };
}

const EMPTY: Catalogue = { symptoms: [], elsewhere: [], documents: {}, parameters: {} };

function readFolder(folder: string, sources: Sources, faults: Fault[]): void {
  if (!existsSync(folder)) {
    faults.push({ file: folder, line: 1, message: 'the folder does not exist', remedy: 'correct ACR_DOCTOR_KNOWLEDGE' });
    return;
  }
  for (const file of yamlFiles(folder)) {
    const name = relative(folder, file).split(sep).join('/').replace(/\.ya?ml$/, '');
    readFile(name, file, sources, faults);
  }
}

function readFile(name: string, file: string, sources: Sources, faults: Fault[]): void {
  const text = readFileSync(file, 'utf8');
  const shown = relative(process.cwd(), file);
  const read = <T>(schema: z.ZodType<T>) => readYaml(text, shown, schema, faults);
  const { catalogue } = sources;
  if (name === 'documents') Object.assign(catalogue.documents, read(DocumentsFile)?.value);
  else if (name === 'parameters') Object.assign(catalogue.parameters, read(ParametersFile)?.value);
  else if (name.startsWith('_shared/')) addShared(name, shown, read(Cause)?.value, sources);
  else if (name.startsWith('_elsewhere/')) addElsewhere(name, read(ElsewhereFile)?.value, catalogue);
  else if (SymptomId.safeParse(name).success) addSymptom(name, shown, read(SymptomFile), sources);
  else {
    const remedy = 'put it at <area>/<slug>.yaml in lower case, _shared/ or _elsewhere/';
    faults.push({ file: shown, line: 1, message: `'${name}' is no place for an entry`, remedy });
  }
}

function addShared(name: string, file: string, cause: Cause | undefined, sources: Sources): void {
  if (!cause) return;
  const id = name.slice('_shared/'.length);
  sources.shared.set(id, cause);
  sources.sharedFiles.set(id, { cause, file });
}

function addElsewhere(name: string, entry: ElsewhereFile | undefined, catalogue: Catalogue): void {
  if (entry) replace(catalogue.elsewhere, { ...entry, id: name.slice('_elsewhere/'.length) });
}

function addSymptom(id: string, file: string, parsed: Parsed<SymptomFile> | undefined, sources: Sources): void {
  if (parsed) replace(sources.symptoms, { id, file, parsed });
}

function replace<T extends { id: string }>(list: T[], item: T): void {
  const at = list.findIndex((other) => other.id === item.id);
  if (at === -1) list.push(item);
  else list[at] = item;
}

function withSharedCauses(source: SymptomSource, shared: ReadonlyMap<string, Cause>): Symptom {
  const causes = source.parsed.value.causes.map((cause): Cause => {
    if (!('use' in cause)) return cause;
    const { use, ...own } = cause;
    const base = shared.get(use);
    if (!base) throw new Error(`shared cause ${use} passed the check but is not there`);
    return { ...base, ...definedOnly(own), id: use };
  });
  return { ...source.parsed.value, causes, id: source.id };
}

function definedOnly<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Partial<T>;
}

function yamlFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
