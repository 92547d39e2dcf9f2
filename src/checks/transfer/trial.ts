import type { StorageSays } from '../../azure/stored-sas';

const DETAILS = {
  signature: 'the signature did not match',
  time: 'the token is not valid at this time',
  policy: 'the stored access policy was not found',
} as const;

/** Refusals that another place may not get. AuthorizationFailure is also the answer of network rules. */
const OF_THE_PLACE = ['AuthorizationFailure', 'AuthorizationSourceIPMismatch'];

/** What storage answered, in one sentence without its full stop. */
export function wordsOf({ host, status, code, detail, isUnauthenticated }: StorageSays): string {
  if (status === 200) return `${host} listed the container with the token`;
  const words = `${host} answered ${status}${code === undefined ? '' : ` ${code}`}`;
  if (detail !== undefined) return `${words}: ${DETAILS[detail]}`;
  if (isUnauthenticated) return `${words}: the token was not accepted`;
  return OF_THE_PLACE.includes(code ?? '') ? `${words}, asked from the bot's place` : words;
}
