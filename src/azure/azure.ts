import { setMaxListeners } from 'node:events';
import type { AccessToken, TokenCredential } from '@azure/core-auth';
import type { HttpClient } from '@azure/core-rest-pipeline';
import { CLOUDS, type Cloud } from './clouds';
import { createPipelineClient, endedBy, LIMITS, type CallTold, type Limits } from './pipeline';
import { Trouble, type Listed, type Read } from './reading';
import { unreadableOf } from './trouble';
import { createTokenBounds, type TokenBounds } from './token-bounds';
import type { Transport } from './transport';

/** One diagnosis' view of Azure: each thing is read once, within limits, and nothing is ever written. */
export interface Azure {
  cloud: Cloud;
  limits: Limits;
  /** Where every call goes. */
  http: HttpClient;
  /** Asks Entra once for each kind of token. */
  credential: TokenCredential;
  /** Tells for which host a token is that no credential gave: a registry's own. Others are sent nowhere. */
  bindToken: TokenBounds['bind'];
  mayRevealSecrets: boolean;
  now: () => Date;
  /** What the official clients are created with: our way of sending, and neither retries nor redirects of their own. */
  clientOptions: {
    httpClient: HttpClient;
    retryOptions: { maxRetries: 0 };
    redirectOptions: { maxRetries: 0 };
    userAgentOptions: { userAgentPrefix: string };
  };
  /**
   * Reads one thing. A second reading of the same `key` gives the same outcome, without a call, also when the
   * first is still under way or has failed.
   * @param key method and address of what is read
   * @param permission the Azure action that reading it takes
   * @throws only for faults of our own (a write, a host that is not Azure's); trouble outside is an `Unreadable`
   */
  once: <T>(
    key: string,
    permission: string | undefined,
    read: (signal: AbortSignal) => Promise<T>,
  ) => Promise<Read<T>>;
}

export interface AzureOptions {
  credential: TokenCredential;
  transport: Transport;
  cloud?: Cloud;
  limits?: Partial<Limits>;
  /** The caller's cancellation. */
  signal?: AbortSignal;
  now?: () => Date;
  /** Whether calls that answer with a secret are allowed; only with the user's leave. */
  mayRevealSecrets?: boolean;
  /** The only subscriptions that may be read; absent: all that the credential can. */
  subscriptions?: readonly string[];
  /** Told of every call that was sent; calls for tokens are not among them. */
  onCall?: (call: CallTold) => void;
}

/** Begins a diagnosis' view of Azure; its whole time runs from here. */
export function createAzure(options: AzureOptions): Azure {
  const { transport, cloud = CLOUDS[0], now = () => new Date(), mayRevealSecrets = false } = options;
  const held = options.subscriptions && {
    subscriptions: options.subscriptions.map((id) => id.toLowerCase()),
  };
  const limits = { ...LIMITS, ...options.limits };
  const signal = endOf(limits.totalMs, options.signal);
  const bounds = createTokenBounds(cloud);
  const { onCall } = options;
  const told = onCall ? { onCall } : {};
  const http = createPipelineClient({
    ...{ transport, limits, mayRevealSecrets, signal, bounds, cloud },
    ...held,
    ...told,
  });
  const readings = new Map<string, Promise<Read<unknown>>>();
  return {
    cloud,
    limits,
    http,
    now,
    mayRevealSecrets,
    credential: askingOnce(options.credential, limits.callMs, cloud.login, signal, bounds),
    bindToken: bounds.bind,
    clientOptions: {
      httpClient: http,
      retryOptions: { maxRetries: 0 },
      redirectOptions: { maxRetries: 0 },
      userAgentOptions: { userAgentPrefix: 'acr-doctor' },
    },
    once<T>(key: string, permission: string | undefined, read: (signal: AbortSignal) => Promise<T>) {
      const known = readings.get(key) as Promise<Read<T>> | undefined;
      if (known) return known;
      const reading = readNow(read, permission, signal, now);
      readings.set(key, reading);
      return reading;
    },
  };
}

async function readNow<T>(
  read: (signal: AbortSignal) => Promise<T>,
  permission: string | undefined,
  signal: AbortSignal,
  now: () => Date,
): Promise<Read<T>> {
  try {
    const value = await endedBy(signal, read(signal));
    return { ok: true, value, at: now().toISOString() };
  } catch (error) {
    return {
      ok: false,
      unreadable: unreadableOf(signal.aborted ? (signal.reason as unknown) : error, permission),
    };
  }
}

/** A signal that ends with the caller's cancellation or when the time is up; its reason is a Trouble that says which. */
function endOf(totalMs: number, cancelled: AbortSignal | undefined): AbortSignal {
  const end = new AbortController();
  // Every call of the diagnosis listens to it.
  setMaxListeners(0, end.signal);
  const saw = `The time for all checks, ${totalMs / 1000} s, was up`;
  const timer = setTimeout(() => end.abort(new Trouble({ reason: 'timed-out', saw })), totalMs);
  // A diagnosis that is done must not keep the process alive.
  timer.unref();
  const cancel = () => {
    clearTimeout(timer);
    end.abort(new Trouble({ reason: 'cancelled', saw: 'The diagnosis was cancelled' }));
  };
  if (cancelled?.aborted) cancel();
  else cancelled?.addEventListener('abort', cancel, { once: true });
  return end.signal;
}

/** One token of each scope for the whole diagnosis; a refusal counts for the whole of it too. */
function askingOnce(
  credential: TokenCredential,
  callMs: number,
  login: string,
  signal: AbortSignal,
  bounds: TokenBounds,
): TokenCredential {
  const tokens = new Map<string, Promise<AccessToken | null>>();
  return {
    getToken(scopes) {
      const key = [scopes].flat().join(' ');
      const known = tokens.get(key);
      if (known) return known;
      const asked = askInTime(credential, scopes, callMs, login, signal).then((token) => {
        if (token) bounds.bind(token.token, [scopes].flat()[0] ?? '');
        return token;
      });
      tokens.set(key, asked);
      return asked;
    },
  };
}

async function askInTime(
  credential: TokenCredential,
  scopes: string | string[],
  callMs: number,
  login: string,
  all: AbortSignal,
): Promise<AccessToken | null> {
  const late = new AbortController();
  const saw = `${login} gave no token within ${callMs / 1000} s`;
  const timer = setTimeout(() => late.abort(new Trouble({ reason: 'timed-out', saw })), callMs);
  const signal = AbortSignal.any([late.signal, all]);
  try {
    return await endedBy(signal, credential.getToken(scopes, { abortSignal: signal }));
  } finally {
    clearTimeout(timer);
  }
}

/** A bearer token for a service, for calls that no official client has. @throws Trouble when Entra gives none. */
export async function tokenFor(azure: Azure, audience: string): Promise<string> {
  const token = await azure.credential.getToken(`${audience}/.default`);
  if (token) return token.token;
  throw new Trouble({ reason: 'unauthorized', saw: `${azure.cloud.login} gave no token for ${audience}` });
}

/**
 * All items of an official client's list, up to the page limit.
 * @param nextOf tells the way to the next page; most clients hang it on the page itself
 */
export async function collect<T>(
  list: { byPage: () => AsyncIterable<T[]> },
  limits: Limits,
  nextOf: (page: T[]) => string | undefined = (page: T[] & { continuationToken?: string }) =>
    page.continuationToken,
): Promise<Listed<T>> {
  const items: T[] = [];
  let pages = 0;
  for await (const page of list.byPage()) {
    items.push(...page);
    const isLast = nextOf(page) === undefined;
    if (++pages >= limits.pages && !isLast) return { items, isComplete: false };
  }
  return { items, isComplete: true };
}
