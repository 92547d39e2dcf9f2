import type { Parsed } from './read-yaml';
import type { Catalogue, Cause, SymptomFile } from './schema';

/** A symptom file as read, before shared causes are put in. */
export interface SymptomSource {
  id: string;
  file: string;
  parsed: Parsed<SymptomFile>;
}

/** All files of all folders, read but not yet joined. */
export interface Sources {
  symptoms: SymptomSource[];
  /** Every cause `use` may name: those of `_shared/`, and those of a catalogue built before. */
  shared: Map<string, Cause>;
  /** The files of `_shared/` that were read now. */
  sharedFiles: Map<string, { cause: Cause; file: string }>;
  catalogue: Catalogue;
}

