import type { Unreadable } from './reading';

/** Who a token is wanted for, in words that a refusal uses. */
export interface Wanted {
  /** Host of the resource: `management.azure.com`. */
  resource: string;
  /** The bot's app id, which an administrator needs. */
  clientId: string;
}

interface Refusal {
  codes: readonly string[];
  reason: Unreadable['reason'];
  saw: (wanted: Wanted) => string;
}

/**
 * What Entra's codes for a token on behalf of a user mean, and what to do.
 * Source: Microsoft Entra authentication and authorization error codes.
 */
const REFUSALS: readonly Refusal[] = [
  {
    codes: ['65001', '65004', '90094', '90008', '650057', '65005'],
    reason: 'consent-needed',
    saw: ({ resource, clientId }) =>
      `Nobody has consented to the bot asking ${resource} as you. Sign in again and accept, or ask an administrator to grant consent for the app ${clientId}`,
  },
  {
    codes: [
      '50076',
      '50079',
      '50074',
      '50072',
      '50158',
      '53003',
      '53000',
      '53001',
      '53002',
      '53004',
      '530003',
      '50097',
      '50131',
      '50005',
    ],
    reason: 'sign-in-needed',
    saw: ({ resource }) =>
      `Conditional Access or multi-factor authentication stops the bot from asking ${resource} as you. Sign out here and sign in again; if it stays, run the commands on the card yourself or ask your Entra administrator`,
  },
  {
    codes: ['500133', '50013', '700082', '50173', '70043', '70008', '50089', '50132', '70044'],
    reason: 'sign-in-needed',
    saw: () => 'Your sign-in is too old or was taken back. Sign in again',
  },
  {
    codes: ['500131', '5002727'],
    reason: 'sign-in-needed',
    saw: () =>
      "The sign-in was not made for this bot. Its operator must set the OAuth connection to the app's own scope, api://botid-.../access_as_user",
  },
  {
    codes: ['50105', '50057', '50034'],
    reason: 'forbidden',
    saw: ({ clientId }) => `Your account may not use the app ${clientId}. Ask your Entra administrator`,
  },
  {
    codes: ['7000215', '7000222', '700027', '70021', '700211', '700213'],
    reason: 'unauthorized',
    saw: () => "Entra does not take the bot's own secret or federated identity. Its operator must renew it",
  },
];

/** What a refusal of Entra means; undefined when it is none of those known. @param message as the library words it */
export function readEntraRefusal(message: string, wanted: Wanted): Unreadable | undefined {
  const code = /AADSTS(?<code>\d{4,7})/.exec(message)?.groups?.code;
  const known = REFUSALS.find(({ codes }) => code !== undefined && codes.includes(code));
  if (!known) return undefined;
  return { reason: known.reason, saw: `${known.saw(wanted)} (AADSTS${code ?? ''})` };
}
