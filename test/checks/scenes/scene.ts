import type { Params } from '../../../src/checks/check';
import type { Scenario } from '../../../src/practice/tenant/scenario';

/** A tenant in which exactly one statement holds, with what follows from it. */
export interface Scene {
  scenario: Scenario;
  params?: Params;
  /** What somebody pasted, where no live look can tell. */
  pasted?: string;
  /** What else is wrong in it, as a consequence. */
  also?: string[];
  /** Whether passwords may be read, which both the operator and Azure must allow. */
  mayRevealSecrets?: boolean;
}
