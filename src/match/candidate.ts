import type { Facts } from '../parse/facts';
import type { Symptom } from '../knowledge/schema';
import type { Hit } from './anchors';

/** A line of the paste that spoke for a symptom. `line` counts from 1; 0 when the whole text spoke. */
export interface Because {
  text: string;
  line: number;
}

/** A symptom the text may be, with how sure the matcher is (0 to 1) and what spoke for it. */
export interface Candidate {
  symptom: string;
  confidence: number;
  because: Because[];
  how: 'anchor' | 'corrected' | 'words';
  /** What the message names that decided: in a log of several problems, each has a registry and an image of its own. */
  facts?: Facts;
}

/** An anchor of a symptom that was met, as the text stands or once its spelling was corrected. */
export interface SymptomHit extends Hit {
  symptom: Symptom;
  how: 'anchor' | 'corrected';
}
