import { CardFactory, MessageFactory, type Activity } from 'botbuilder';
import { z } from 'zod';

/** Why somebody is asked to sign in, above the button. */
const TEXT =
  'Live checks look with your own rights in Azure. Sign in and they go on by themselves, or type: without live checks';

/** What a sign-in card needs. */
export interface SignInCard {
  connection: string;
  link: string;
  /** Teams then tries without a click first, and shows the button when that fails. */
  exchange?: { id: string; uri: string; providerId?: string };
}

/**
 * A sign-in card as an activity. Teams draws it itself: it has one button and no others.
 * @param text above the button, where it is not the usual one
 */
export function signInActivity({ connection, link, exchange }: SignInCard, text = TEXT): Partial<Activity> {
  const card = CardFactory.oauthCard(connection, 'Sign in', text, link, exchange);
  return { ...MessageFactory.attachment(card), summary: 'Sign in to let live checks look with your rights' };
}

/** `value` of a `signin/tokenExchange` invoke. */
export const TokenExchange = z.object({
  id: z.string().min(1).max(400),
  connectionName: z.string(),
  token: z.string().min(1),
});

/** `value` of a `signin/verifyState` invoke: a code, or that the page was closed. */
export const VerifyState = z.object({ state: z.string().min(1).max(400) });
/** In place of a code, where the person closed the sign-in page. */
export const CANCELLED = 'CancelledByUser';

/** `value` of a `signin/failure` invoke: Teams could not begin or end a sign-in without a click. */
export const SignInFailure = z.object({ code: z.string() });

/**
 * Codes of `signin/failure`, and whose they are to mend. Source: Teams SDK, "SSO troubleshooting".
 * `shown`: Teams shows its button by itself.
 */
export const FAILURE_CODES: Partial<Record<string, 'operator' | 'person' | 'shown'>> = {
  userconsentrequired: 'shown',
  interactionrequired: 'shown',
  installappfailed: 'person',
  installedappnotfound: 'person',
  authrequestfailed: 'operator',
  invokeerror: 'operator',
  resourcematchfailed: 'operator',
  oauthcardnotvalid: 'operator',
  tokenmissing: 'operator',
};

/** Whether an invoke is about a sign-in. */
export function isSignIn({ type, name }: Partial<Activity>): boolean {
  return type === 'invoke' && (name ?? '').startsWith('signin/');
}
