import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/core-auth';
import { ManagedIdentityCredential, OnBehalfOfCredential } from '@azure/identity';
import { z } from 'zod';
import { CLOUDS, type Cloud } from './clouds';
import { readEntraRefusal } from './entra-refusal';
import { Trouble } from './reading';
import { watchTokenCalls } from './token-calls';
import type { Transport } from './transport';

/** How the bot proves to Entra who it is: with a secret, or with what `getAssertion` gives. A secret stays in here. */
export type AppProof = { clientSecret: string } | { getAssertion: () => Promise<string> };

export interface UserTokensOptions {
  /** Of the bot's registration. */
  tenantId: string;
  clientId: string;
  proof: AppProof;
  transport: Transport;
  cloud?: Cloud;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/** Whose tokens: object id and tenant, as the channel vouches for them. */
export interface User {
  id: string;
  tenant: string;
}

/**
 * Gives the user's sign-in for this bot (the single sign-on token); undefined when signed out. It is asked before a kept
 * token is used, so that who signed out elsewhere is signed out here. What it throws is trouble of who keeps the sign-in.
 */
export type UserAssertion = () => Promise<string | undefined>;

/** What came of asking for tokens of a resource as a user. */
export interface ResourceLeave {
  /** Host: `management.azure.com`. */
  resource: string;
  /** Why there was none; absent when there was. */
  refused?: string;
}

/** Tokens on behalf of users: one for each resource, kept until shortly before they end, never for anybody else. */
export interface UserTokens {
  createUserCredential: (user: User, assertion: UserAssertion) => TokenCredential;
  /** At sign-out: what is kept is dropped, and what is on its way is not kept. */
  forget: (user: User) => void;
  /** Resources that were asked for as this user since the start of this process. */
  leavesOf: (user: User) => Promise<ResourceLeave[]>;
  /** Users of whom tokens are kept. */
  size: () => number;
}

/** A token that ends within this time is got anew. */
const EARLY_MS = 5 * 60 * 1000;
const MAX_USERS = 1000;

type Kept = Map<string, Promise<AccessToken>>;

export function createUserTokens(options: UserTokensOptions): UserTokens {
  const { now = Date.now } = options;
  const users = new Map<string, Kept>();
  const keyOf = ({ id, tenant }: User) => JSON.stringify([tenant.toLowerCase(), id.toLowerCase()]);
  const keptOf = (user: User): Kept => {
    const key = keyOf(user);
    const kept: Kept = users.get(key) ?? new Map<string, Promise<AccessToken>>();
    users.delete(key);
    users.set(key, kept);
    const [oldest] = users.keys();
    if (users.size > MAX_USERS && oldest !== undefined) users.delete(oldest);
    return kept;
  };
  return {
    createUserCredential: (user, assertion) => ({
      getToken(scopes, asked) {
        const scope = [scopes].flat().join(' ');
        const kept = keptOf(user);
        const former = kept.get(scope);
        // Kept before it is there: who asks at the same time waits for the same token. After a refusal, which may be
        // mended the next moment, each asks anew.
        const token = (async () => {
          const signIn = await signInOf(user, assertion, () => kept.clear(), options);
          const known = await former?.catch(() => undefined);
          if (known && known.expiresOnTimestamp - EARLY_MS > now()) return known;
          return exchange(signIn, scope, asked, options);
        })();
        kept.set(scope, token);
        return token;
      },
    }),
    forget: (user) => void users.delete(keyOf(user)),
    leavesOf: (user) =>
      Promise.all(
        [...(users.get(keyOf(user)) ?? [])].map(([scope, token]) =>
          token.then(
            () => ({ resource: resourceOf(scope) }),
            (error: unknown) => ({ resource: resourceOf(scope), refused: wordsOf(error) }),
          ),
        ),
      ),
    size: () => users.size,
  };
}

/** The user's sign-in, once it is sure that it is theirs and for this bot. @throws Trouble that says what to do */
async function signInOf(
  user: User,
  assertion: UserAssertion,
  onSignedOut: () => void,
  { clientId, now = Date.now }: UserTokensOptions,
): Promise<string> {
  const token = await assertion().catch(() => {
    const saw = 'Whether you are signed in could not be asked: the token service did not answer. Try again';
    throw new Trouble({ reason: 'unreachable', saw });
  });
  if (token === undefined) {
    onSignedOut();
    throw needed('You are not signed in. Type sign in to let the bot look with your rights');
  }
  const fault = findSignInFault(token, { user, clientId, now: now() });
  if (fault) throw needed(FAULTS[fault]);
  return token;
}

/** @throws Trouble that says what the user or the operator can do */
async function exchange(
  userAssertionToken: string,
  scope: string,
  asked: GetTokenOptions | undefined,
  { tenantId, clientId, proof, transport, cloud = CLOUDS[0] }: UserTokensOptions,
): Promise<AccessToken> {
  const calls = watchTokenCalls(transport, cloud);
  // A credential for each exchange: the library's own cache must not be shared between users.
  const settings = {
    tenantId,
    clientId,
    userAssertionToken,
    httpClient: calls.httpClient,
    authorityHost: `https://${cloud.login}`,
    disableInstanceDiscovery: true,
    retryOptions: { maxRetries: 0 },
    // The form of the call holds the app's secret: it goes to the authority and nowhere else.
    redirectOptions: { maxRetries: 0 },
  };
  const credential =
    'clientSecret' in proof
      ? new OnBehalfOfCredential({ ...settings, ...proof })
      : new OnBehalfOfCredential({ ...settings, ...proof });
  try {
    return await credential.getToken(scope, asked?.abortSignal ? { abortSignal: asked.abortSignal } : {});
  } catch (error) {
    const refusal = readEntraRefusal(String(error), { resource: resourceOf(scope), clientId });
    throw refusal ? new Trouble(refusal) : calls.reasonOf(error);
  }
}

function resourceOf(scope: string): string {
  return URL.canParse(scope) ? new URL(scope).hostname : scope;
}

function wordsOf(error: unknown): string {
  return error instanceof Trouble ? error.unreadable.saw : 'No token was given';
}

const claimsSchema = z.object({ oid: z.string(), tid: z.string(), aud: z.string(), exp: z.number() });

/** What may be wrong with a sign-in. */
export type SignInFault = 'unreadable' | 'of-another' | 'for-another' | 'over';

const FAULTS: Record<SignInFault, string> = {
  unreadable: 'The sign-in cannot be read. Sign in again',
  'of-another': 'The sign-in is not yours. Sign out and sign in with the account that you use in Teams',
  'for-another':
    "The sign-in was not made for this bot. Its operator must set the OAuth connection to the app's own scope, api://botid-.../access_as_user",
  over: 'Your sign-in is too old. Sign in again',
};

/**
 * Whether a sign-in is this user's and for this bot. Entra proves the token; here it only must not be another
 * person's, who was mistaken for this one on the way.
 * @param now milliseconds since 1970
 */
export function findSignInFault(
  token: string,
  { user, clientId, now }: { user: User; clientId: string; now: number },
): SignInFault | undefined {
  const claims = claimsSchema.safeParse(payloadOf(token));
  if (!claims.success) return 'unreadable';
  const { oid, tid, aud, exp } = claims.data;
  if (oid.toLowerCase() !== user.id.toLowerCase() || tid.toLowerCase() !== user.tenant.toLowerCase())
    return 'of-another';
  if (!aud.toLowerCase().endsWith(clientId.toLowerCase())) return 'for-another';
  return exp * 1000 <= now ? 'over' : undefined;
}

const namesSchema = z.object({
  name: z.string().optional(),
  preferred_username: z.string().optional(),
  upn: z.string().optional(),
});

/** How a sign-in names its user, for them to see: nothing is decided by it. */
export function namesIn(token: string): { name?: string; account?: string } {
  const { name, preferred_username: preferred, upn } = namesSchema.safeParse(payloadOf(token)).data ?? {};
  const account = preferred ?? upn;
  return { ...(name === undefined ? {} : { name }), ...(account === undefined ? {} : { account }) };
}

function payloadOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function needed(saw: string): Trouble {
  return new Trouble({ reason: 'sign-in-needed', saw });
}

/** Proof without a secret: the managed identity that the app registration trusts as a federated credential. */
export function managedIdentityProof(clientId?: string): AppProof {
  const identity =
    clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });
  return {
    getAssertion: async () => (await identity.getToken('api://AzureADTokenExchange/.default')).token,
  };
}
