import type { StorageSays, StoredSas } from '../../azure/stored-sas';
import type { Pipeline } from '../../azure/transfer';
import type { SasFields } from '../../parse/facts';
import { either, no, notApplicable, unknown, yes, type Said } from '../check';
import { deletesBlob, judgeSas, kindOf } from './sas-judge';
import { STORED_STATEMENTS, TOKEN_STATEMENTS } from './sas-statements';
import { judgeSignature } from './signature-judge';
import { wordsOf } from './trial';

/** What is known beside the token. Times are ISO 8601. */
export interface StoredContext {
  pipeline: Pipeline;
  keysMadeAt: string[];
  failedAt: string;
  now: string;
}

const ALL = [...Object.keys(TOKEN_STATEMENTS), ...Object.keys(STORED_STATEMENTS)];
const NOT_THERE = 'the vault has no secret of this name';
const DISABLED = 'the secret is disabled';
const NO_TOKEN = 'the secret holds no SAS token with its signature';

/**
 * Every statement about the token in the vault. Pure; neither the token nor its signature is among what it is given.
 */
export function judgeStored(stored: StoredSas, context: StoredContext): Said[] {
  const { is, fields, storedAt, changedAt } = stored;
  if (is === 'missing') return withOthers([yes('secret-missing', NOT_THERE)], NOT_THERE);
  const there = no('secret-missing', 'the vault has the secret');
  if (is === 'disabled') return withOthers([there, yes('secret-disabled', DISABLED)], DISABLED);
  const vault = [there, no('secret-disabled', 'the secret is enabled', changedAt)];
  if (is === 'no-token' || !fields)
    return withOthers([...vault, yes('no-token', NO_TOKEN, storedAt)], NO_TOKEN);
  const told = judgeFields(stored, fields, context);
  const timesHold = told.some(({ statement, holds }) => statement === 'not-valid-now' && holds === 'no');
  const token = [
    no('no-token', 'the secret holds a SAS token'),
    judgeAround(stored),
    ...told,
    ...judgeSignature(stored, fields, { keysMadeAt: context.keysMadeAt, timesHold }),
  ];
  return [...vault, ...token.map((said) => sinceStored(said, storedAt)), ...judgeTrial(stored, fields)];
}

function withOthers(told: Said[], why: string): Said[] {
  const names = told.map(({ statement }) => statement);
  const open = ALL.filter((one) => !names.includes(one));
  return [...told, ...open.map((one) => unknown(one, `no token was read: ${why}`))];
}

/** What holds of the token holds at the earliest since it was stored. */
function sinceStored(said: Said, storedAt: string | undefined): Said {
  if (storedAt === undefined || (said.holds !== 'yes' && said.holds !== 'no')) return said;
  return { ...said, since: said.since !== undefined && said.since > storedAt ? said.since : storedAt };
}

function judgeAround({ around }: StoredSas): Said {
  const saw = around === undefined ? 'the token stands alone in the secret' : `around the token: ${around}`;
  return either('more-than-token', around !== undefined, saw);
}

/** The fields as of a pasted token; what they leave to a stored access policy, storage has told. */
function judgeFields(
  stored: StoredSas,
  fields: SasFields,
  { pipeline, failedAt, now }: StoredContext,
): Said[] {
  const { direction } = pipeline;
  const told = judgeSas(fields, { direction, deletes: deletesBlob(pipeline), failedAt, now });
  const says = stored.tried?.ok ? stored.tried.says : undefined;
  return says ? told.map((said) => withStorage(said, says, fields)) : told;
}

function withStorage(said: Said, says: StorageSays, { st }: SasFields): Said {
  const { statement, holds } = said;
  const saw = wordsOf(says);
  const lacksList = says.code === 'AuthorizationPermissionMismatch';
  if (holds === 'yes') return said;
  if (lacksList && (statement === 'lacks-list' || statement === 'lacks-permission'))
    return yes(statement, saw);
  if (statement === 'not-valid-now' && says.detail === 'time') return yes(statement, saw);
  if (holds !== 'unknown' || says.status !== 200) return said;
  if (statement === 'lacks-list') return no(statement, saw);
  return statement === 'not-valid-now' && st === undefined ? no(statement, saw) : said;
}

/** What only storage can tell. An answer about one thing is silent about the others. */
function judgeTrial({ tried }: StoredSas, fields: SasFields): Said[] {
  const isDelegated = kindOf(fields) === 'user-delegation';
  const none = {
    'policy-gone': fields.si === undefined ? 'the token names no stored access policy' : undefined,
    'shared-key-refused': isDelegated ? 'a user delegation SAS, which no account key signs' : undefined,
    'container-missing': undefined,
    'refused-here': undefined,
  };
  return Object.entries(none).map(([statement, why]) => {
    if (why !== undefined) return notApplicable(statement, why);
    if (!tried?.ok) return unknown(statement, tried?.unreadable.saw ?? 'the token was not tried');
    const { says } = tried;
    if (says.status === 200) return no(statement, wordsOf(says));
    return PROVEN_BY[statement]?.(says) ? yes(statement, wordsOf(says)) : unknown(statement, wordsOf(says));
  });
}

/** Source: "Shared access signature error codes", "Common REST API error codes", "Blob Storage error codes". */
const PROVEN_BY: Partial<Record<string, (says: StorageSays) => boolean>> = {
  'policy-gone': ({ detail }) => detail === 'policy',
  'shared-key-refused': ({ code }) => code === 'KeyBasedAuthenticationNotPermitted',
  'container-missing': ({ code }) => code === 'ContainerNotFound',
  'refused-here': () => true,
};
