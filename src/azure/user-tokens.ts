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

/** Gives the user's sign-in for this bot (the single sign-on token), anew each time; undefined when signed out. */
export type UserAssertion = () => Promise<string | undefined>;

/** Tokens on behalf of users: one for each resource, kept until shortly before they end, never for anybody else. */
export interface UserTokens {
  createUserCredential: (user: User, assertion: UserAssertion) => TokenCredential;
  /** At sign-out: what is kept is dropped, and what is on its way is not kept. */
  forget: (user: User) => void;
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
          const known = await former?.catch(() => undefined);
          if (known && known.expiresOnTimestamp - EARLY_MS > now()) return known;
          return exchange(user, assertion, scope, asked, options);
        })();
        kept.set(scope, token);
        return token;
      },
    }),
    forget: (user) => void users.delete(keyOf(user)),
    size: () => users.size,
  };
}

/** @throws Trouble that says what the user or the operator can do */
async function exchange(
  user: User,
  assertion: UserAssertion,
  scope: string,
  asked: GetTokenOptions | undefined,
  { tenantId, clientId, proof, transport, cloud = CLOUDS[0], now = Date.now }: UserTokensOptions,
): Promise<AccessToken> {
  const userAssertionToken = await assertion();
  if (userAssertionToken === undefined)
    throw needed('You are not signed in. Sign in to let the bot look with your rights');
  assertTheirs(userAssertionToken, user, clientId, now());
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
    const resource = URL.canParse(scope) ? new URL(scope).hostname : scope;
    const refusal = readEntraRefusal(String(error), { resource, clientId });
    throw refusal ? new Trouble(refusal) : calls.reasonOf(error);
  }
}

const claimsSchema = z.object({ oid: z.string(), tid: z.string(), aud: z.string(), exp: z.number() });

/**
 * Whether a sign-in is this user's and for this bot. Entra proves the token; here it only must not be another
 * person's, who was mistaken for this one on the way. @throws Trouble
 */
function assertTheirs(token: string, user: User, clientId: string, now: number): void {
  const claims = claimsSchema.safeParse(payloadOf(token));
  if (!claims.success) throw needed('The sign-in cannot be read. Sign in again');
  const { oid, tid, aud, exp } = claims.data;
  if (oid.toLowerCase() !== user.id.toLowerCase() || tid.toLowerCase() !== user.tenant.toLowerCase())
    throw needed('The sign-in is not yours. Sign out and sign in with the account that you use in Teams');
  if (!aud.toLowerCase().endsWith(clientId.toLowerCase()))
    throw needed(
      "The sign-in was not made for this bot. Its operator must set the OAuth connection to the app's own scope, api://botid-.../access_as_user",
    );
  if (exp * 1000 <= now) throw needed('Your sign-in is too old. Sign in again');
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
