import { REGISTRY_FORMS } from './forms/registry';
import type { OutputForm } from './output';

/** Every output that is recognised. More telling forms first: the first that fits counts. */
export const FORMS: readonly OutputForm[] = [...REGISTRY_FORMS];
