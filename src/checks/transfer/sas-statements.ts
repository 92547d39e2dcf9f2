import type { Statement } from '../check';

const ofToken = { vantage: 'configuration', about: 'registry', changedBy: [] } as const;

/** What the fields of a SAS token tell, the same of a pasted one and of the one in the key vault. */
export const TOKEN_STATEMENTS = {
  'lacks-permission': { says: 'The token lacks a permission that this way of transfer needs', ...ofToken },
  'lacks-delete': {
    says: 'The import pipeline deletes its blob, and the token may not delete',
    ...ofToken,
  },
  'lacks-list': { says: 'The token may not list, which a source trigger needs', ...ofToken },
  'account-scope': {
    says: 'An account SAS leaves out blobs (ss), or service, container or object (srt)',
    ...ofToken,
  },
  'not-the-container': { says: 'The token is for something smaller than the container', ...ofToken },
  expired: { says: 'The token has expired', ...ofToken },
  'not-yet-valid': { says: 'The token was not valid yet', ...ofToken },
  'key-expired': { says: 'The user delegation key that signed the token has expired', ...ofToken },
  'not-valid-now': { says: 'The token, or the key that signed it, is not valid at this time', ...ofToken },
  'not-https-only': { says: 'The token allows http beside https', ...ofToken },
  'ip-bound': { says: 'The token admits only certain addresses', ...ofToken },
  'stored-policy': { says: 'What the token allows stands in a stored access policy', ...ofToken },
  'signed-with-account-key': { says: 'The token is signed with an account key', ...ofToken },
} as const satisfies Record<string, Statement>;

/** Those of them that no cause names, and why they are judged all the same. */
export const ONLY_TOLD = {
  'not-the-container': 'no document says how a transfer answers to it',
  expired: 'told beside not-valid-now, which the causes name',
  'not-yet-valid': 'told beside not-valid-now, which the causes name',
  'key-expired': 'told beside not-valid-now, which the causes name',
  'stored-policy': 'what the policy allows does not stand in the token',
} as const;

/** What only the secret itself, and trying the token, tell. */
export const STORED_STATEMENTS = {
  'secret-missing': { says: 'The vault has no secret of the name that the pipeline gives', ...ofToken },
  'secret-disabled': { says: 'The secret of the pipeline is disabled', ...ofToken },
  'no-token': { says: 'The secret holds no SAS token', ...ofToken },
  'more-than-token': { says: 'The secret holds more than the token alone', ...ofToken },
  'former-key': { says: 'The account key that signed the token has been changed', ...ofToken },
  'other-or-altered': { says: 'The token is of another container or account, or was altered', ...ofToken },
  'policy-gone': { says: 'The stored access policy that the token names is gone', ...ofToken },
  'shared-key-refused': { says: 'The account refuses tokens that an account key signed', ...ofToken },
  'container-missing': { says: 'Storage knows no such container', ...ofToken },
  'refused-here': {
    says: 'Storage refuses to list the container with the token',
    ...ofToken,
    vantage: 'bot',
  },
} as const satisfies Record<string, Statement>;
