import { hasKeys, type OutputForm } from '../output';

/** `az containerapp ...` outputs, and the one-liner that compares keys in the user's own shell. */
export const CONTAINER_APPS_FORMS: readonly OutputForm[] = [
  {
    command: 'az containerapp show',
    isJson: (value) =>
      hasKeys(value, 'id', 'properties') &&
      typeof value.id === 'string' &&
      /\/containerapps\//i.test(value.id),
  },
  { command: 'key comparison', isText: (text) => /^match: (?:password2?|none)\s*$/m.test(text) },
];
