import type { StorageSays, StoredSas } from '../../azure/stored-sas';
import type { SasFields } from '../../parse/facts';
import { minute } from '../../verdict/link';
import { no, notApplicable, unknown, yes, type Said } from '../check';
import { kindOf } from './sas-judge';
import { wordsOf } from './trial';

const FORMER_KEY = 'former-key';
const OTHER = 'other-or-altered';

/**
 * Why a signature is not accepted. It is made with an account key over the fields and the account or container, so it
 * does not match when the key was changed, when the token was made for another place, and when it was altered since.
 * Source: "Create a service SAS", "Create an account SAS".
 * @param keysMadeAt ISO 8601
 * @param timesHold whether the token's own times are those of a valid token
 */
export function judgeSignature(
  stored: StoredSas,
  fields: SasFields,
  { keysMadeAt, timesHold }: { keysMadeAt: readonly string[]; timesHold: boolean },
): Said[] {
  const { tried, flaw } = stored;
  const isDelegated = kindOf(fields) === 'user-delegation';
  const ofKey = (said: Said) =>
    isDelegated ? notApplicable(FORMER_KEY, 'a user delegation SAS, which no account key signs') : said;
  const both = (saw: string) => [ofKey(unknown(FORMER_KEY, saw)), unknown(OTHER, saw)];
  if (!tried?.ok) return both(tried?.unreadable.saw ?? 'the token was not tried');
  const saw = wordsOf(tried.says);
  if (tried.says.status === 200) return [ofKey(no(FORMER_KEY, saw)), no(OTHER, saw)];
  if (!isMismatch(tried.says, fields, timesHold)) return both(saw);
  if (flaw !== undefined)
    return [ofKey(unknown(FORMER_KEY, `${saw}; ${flaw}`)), yes(OTHER, `${saw}; ${flaw}`)];
  // One blob's token is signed for the blob, which is not what was asked for.
  if (kindOf(fields) === 'service' && fields.sr !== 'c')
    return both(`${saw}; it is a token with sr=${fields.sr ?? ''}`);
  return isDelegated ? both(saw) : judgeAge(saw, stored, fields, keysMadeAt);
}

/** Where storage gives no detail, only what the fields leave. */
function isMismatch(
  { isUnauthenticated, detail }: StorageSays,
  { si }: SasFields,
  timesHold: boolean,
): boolean {
  return (
    detail === 'signature' || (isUnauthenticated && detail === undefined && si === undefined && timesHold)
  );
}

function judgeAge(
  saw: string,
  { storedAt }: StoredSas,
  { st }: SasFields,
  keysMadeAt: readonly string[],
): Said[] {
  const newest = [...keysMadeAt].sort().at(-1);
  const open = (why: string) => [unknown(FORMER_KEY, `${saw}; ${why}`), unknown(OTHER, `${saw}; ${why}`)];
  if (newest === undefined || storedAt === undefined)
    return open('whether a key is newer than the token is not told');
  const ages = `the newest account key was made ${minute(newest)}, the token was stored ${minute(storedAt)}`;
  if (newest > storedAt)
    return [
      yes(FORMER_KEY, `${saw}; ${ages}`, newest),
      unknown(OTHER, `${saw}; a key that is newer than the token explains it`),
    ];
  const begins = Date.parse(st ?? '');
  // A token that begins before its keys were made may have been signed with a former one, and stored later.
  if (Number.isNaN(begins) || begins < Date.parse(newest)) return open(ages);
  return [
    no(FORMER_KEY, `${ages}, and it begins ${minute(new Date(begins).toISOString())}`),
    yes(OTHER, `${saw}; ${ages}`),
  ];
}
