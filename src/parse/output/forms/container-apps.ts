import { hasKeys, isListOf, type OutputForm } from '../output';

/** Whether a value, or the first of a list, has an id that ends with this kind and a name. */
function isOfKind(value: unknown, kind: string): boolean {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  if (!hasKeys(one, 'id', 'properties') || typeof one.id !== 'string') return false;
  const parts = one.id.toLowerCase().split('/');
  return parts.at(-2) === kind && parts.includes('microsoft.app');
}

const ENTRY = ['server', 'passwordSecretRef'];

/** A line of the system log as the command prints it: `{"TimeStamp":...,"Msg":"Pulling image ...",...}`. */
const isLogLine = (value: unknown) => hasKeys(value, 'TimeStamp', 'Msg', 'Reason');

/**
 * `az containerapp ...` outputs, rows of the system log, and the one-liner that compares keys in the user's own shell.
 * Keys from the published examples; those of the log from output shown in microsoft/azure-container-apps#723.
 */
export const CONTAINER_APPS_FORMS: readonly OutputForm[] = [
  {
    command: 'az containerapp show',
    isJson: (value) => !Array.isArray(value) && isOfKind(value, 'containerapps'),
  },
  { command: 'az containerapp registry list', isJson: (value) => isListOf(value, ...ENTRY) },
  { command: 'az containerapp registry show', isJson: (value) => hasKeys(value, ...ENTRY) },
  { command: 'az containerapp identity show' },
  {
    command: 'az containerapp revision list',
    isJson: (value) => Array.isArray(value) && isOfKind(value, 'revisions'),
  },
  {
    command: 'az containerapp revision show',
    isJson: (value) => !Array.isArray(value) && isOfKind(value, 'revisions'),
  },
  {
    command: 'az containerapp env show',
    isJson: (value) => !Array.isArray(value) && isOfKind(value, 'managedenvironments'),
  },
  { command: 'az containerapp logs show', isJson: isLogLine },
  {
    command: 'az monitor log-analytics query',
    isJson: (value) => isListOf(value, 'Log_s') || isListOf(value, 'Log', 'TimeGenerated'),
    isText: (text) => /^Log(?:_s)?\s{2,400}(?:Re|Time|Table)\w{3,20}/m.test(text),
  },
  { command: 'key comparison', isText: (text) => /^match: (?:password2?|none)[ \t\r]{0,4}$/m.test(text) },
];
