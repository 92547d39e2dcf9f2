import type { Activity } from 'botbuilder';
import {
  AuthenticationConstants,
  ClaimsIdentity,
  type BotFrameworkAuthentication,
  type UserTokenClient,
} from 'botframework-connector';

/** Teams is the one channel in which people sign in here. */
const CHANNEL = 'msteams';
/** An invoke is answered within 3 s. The SDK's client repeats on its own, for longer than that. */
const LIMIT_MS = 2500;

/** Where a sign-in begins. */
export interface SignInResource {
  /** Address behind the sign-in button. */
  link: string;
  /** What Teams may exchange without a click; absent where the connection has no token exchange address. */
  exchange?: { id: string; uri: string; providerId?: string };
}

/**
 * The Bot Framework's token service: it keeps who is signed in, by the channel's account of a person and the connection.
 * A token is never kept or logged on our side. @throws TokenServiceError by all of it, when it cannot be asked
 */
export interface TokenService {
  /** @param code what Teams sends after the sign-in page. @returns undefined when nobody is signed in */
  tokenOf: (account: string, code?: string) => Promise<string | undefined>;
  /** Signs in with the token that Teams got without a click; undefined when that is refused, as for lack of consent. */
  exchange: (account: string, token: string) => Promise<string | undefined>;
  /** @param activity of the person who shall sign in: the token service binds the sign-in to its conversation */
  begin: (activity: Partial<Activity>) => Promise<SignInResource>;
  signOut: (account: string) => Promise<void>;
}

/** The token service did not do what was asked. Its own words may hold more than is wanted in a log. */
export class TokenServiceError extends Error {
  override name = 'TokenServiceError';
  constructor(what: string, why: string) {
    super(`Token service: ${what} failed (${why}). Look whether this place reaches api.botframework.com.`);
  }
}

export interface TokenServiceOptions {
  authentication: BotFrameworkAuthentication;
  appId: string;
  connection: string;
  limitMs?: number;
}

export function createTokenService(options: TokenServiceOptions): TokenService {
  const { authentication, appId, connection, limitMs = LIMIT_MS } = options;
  let client: Promise<UserTokenClient> | undefined;
  const open = () =>
    (client ??= authentication.createUserTokenClient(
      new ClaimsIdentity([{ type: AuthenticationConstants.AudienceClaim, value: appId }], true),
    ));
  const asked = <T>(what: string, ask: (client: UserTokenClient) => Promise<T>): Promise<T> =>
    inTime(what, open().then(ask), limitMs);
  return {
    tokenOf: (account, code) =>
      asked('reading a sign-in', async (tokens) =>
        // Without a code the client must send none; its type says otherwise.
        tokenIn(await tokens.getUserToken(account, connection, CHANNEL, code as string)),
      ),
    exchange: (account, token) =>
      asked('exchanging a token', async (tokens) => {
        try {
          return tokenIn(await tokens.exchangeToken(account, connection, CHANNEL, { token }));
        } catch (error) {
          const status = statusOf(error);
          // It refuses: what only a person can mend. Anything else is trouble of its own.
          if (status !== undefined && status >= 400 && status < 500 && status !== 401) return undefined;
          throw error;
        }
      }),
    begin: (activity) =>
      asked('beginning a sign-in', async (tokens) => {
        const found = await tokens.getSignInResource(connection, activity as Activity, '');
        return resourceIn(found);
      }),
    signOut: (account) => asked('signing out', (tokens) => tokens.signOutUser(account, connection, CHANNEL)),
  };
}

/** An answer of another form, such as the body of a 404 or of a refusal, has no token. */
function tokenIn(answer: unknown): string | undefined {
  const { token } = (answer ?? {}) as { token?: unknown };
  return typeof token === 'string' && token !== '' ? token : undefined;
}

function resourceIn(answer: unknown): SignInResource {
  const { signInLink, tokenExchangeResource } = (answer ?? {}) as {
    signInLink?: unknown;
    tokenExchangeResource?: { id?: unknown; uri?: unknown; providerId?: unknown };
  };
  if (typeof signInLink !== 'string') throw new Error('no sign-in link');
  const { id, uri, providerId } = tokenExchangeResource ?? {};
  if (typeof id !== 'string' || typeof uri !== 'string') return { link: signInLink };
  return {
    link: signInLink,
    exchange: { id, uri, ...(typeof providerId === 'string' ? { providerId } : {}) },
  };
}

async function inTime<T>(what: string, asking: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new TokenServiceError(what, `no answer in ${limitMs / 1000} s`)),
      limitMs,
    );
  });
  try {
    return await Promise.race([asking, late]);
  } catch (error) {
    if (error instanceof TokenServiceError) throw error;
    const status = statusOf(error);
    throw new TokenServiceError(what, status === undefined ? nameOf(error) : `HTTP ${status}`);
  } finally {
    clearTimeout(timer);
    // Nobody waits for what comes later, or fails.
    asking.catch(() => undefined);
  }
}

function statusOf(error: unknown): number | undefined {
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : undefined;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
