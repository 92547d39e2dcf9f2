import {
  isRestError,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { CLOUDS, serviceOf, type Cloud, type ServiceKind } from './clouds';
import { assertReading } from './read-only';
import { Trouble } from './reading';
import { createSlots, reasonOf } from './slots';
import { holdToSubscriptions } from './subscriptions';
import type { TokenBounds } from './token-bounds';
import type { Transport } from './transport';
import { readErrorBody } from './trouble';

/** Bounds of one diagnosis. */
export interface Limits {
  /** Milliseconds for one call, its retries included, counted from when it is sent. */
  callMs: number;
  /** Milliseconds for everything, counted from `createAzure`. */
  totalMs: number;
  /** Calls that run at the same time. */
  atOnce: number;
  /** Pages read of one list. */
  pages: number;
}

export const LIMITS: Limits = { callMs: 4000, totalMs: 20_000, atOnce: 6, pages: 20 };

/** One call that ended, told without names. */
export interface CallTold {
  service: ServiceKind;
  method: string;
  /** The status, or what kept an answer away: `timed-out`, `cancelled`, `unreachable`. */
  outcome: string;
  /** Milliseconds, its retries included; waiting for a slot is not. */
  ms: number;
  tries: number;
}

interface PipelineOptions {
  transport: Transport;
  limits: Limits;
  mayRevealSecrets: boolean;
  /** The only subscriptions that may be read, lower case; absent: all. */
  subscriptions?: readonly string[];
  bounds: TokenBounds;
  cloud?: Cloud;
  /** Told of every call that was sent. */
  onCall?: (call: CallTold) => void;
  /** Ends everything: the caller's cancellation or the end of the whole time, with a Trouble as its reason. */
  signal: AbortSignal;
}

/**
 * The way every call goes, those of the official clients too: refuses writes, waits for a slot, retries what may
 * pass, and gives up in time. It sits below the clients, whose own retries are switched off.
 */
export function createPipelineClient({
  transport,
  limits,
  mayRevealSecrets,
  subscriptions,
  bounds,
  cloud = CLOUDS[0],
  onCall,
  signal,
}: PipelineOptions): HttpClient {
  const slots = createSlots(limits.atOnce);
  return {
    async sendRequest(request) {
      assertReading(request, mayRevealSecrets);
      bounds.assertMeant(request);
      if (subscriptions) holdToSubscriptions(request, subscriptions);
      const { send } = onCall ? telling(transport, request, cloud, onCall) : untold(transport);
      const response = await slots.run(
        () => send((told) => sendInTime(told, request, limits.callMs, signal)),
        signal,
      );
      return withReason(response, cloud);
    },
  };
}

type Sending = (send: (transport: Transport) => Promise<PipelineResponse>) => Promise<PipelineResponse>;

const untold = (transport: Transport): { send: Sending } => ({ send: (send) => send(transport) });

/** The clients of Resource Manager throw a bare TypeError when an error has no body of its form: it gets one. */
function withReason(response: PipelineResponse, cloud: Cloud): PipelineResponse {
  const { status, request, bodyAsText } = response;
  const isTold = status < 400 || new URL(request.url).hostname !== cloud.arm;
  if (isTold || readErrorBody(bodyAsText).code !== undefined) return response;
  return { ...response, bodyAsText: JSON.stringify({ error: { code: '', message: 'it says no reason' } }) };
}

/** Counts the tries of one call, and tells how it ended. */
export function telling(
  transport: Transport,
  { url, method }: PipelineRequest,
  cloud: Cloud,
  onCall: (call: CallTold) => void,
): { send: Sending } {
  let tries = 0;
  const service = serviceOf(new URL(url).hostname, cloud);
  const counted: Transport = {
    sendRequest(request) {
      tries++;
      return transport.sendRequest(request);
    },
  };
  return {
    async send(send) {
      const begun = performance.now();
      let outcome = 'unreachable';
      try {
        const response = await send(counted);
        outcome = String(response.status);
        return response;
      } catch (error) {
        if (error instanceof Trouble) outcome = error.unreadable.reason;
        throw error;
      } finally {
        onCall({ service, method, outcome, ms: performance.now() - begun, tries });
      }
    },
  };
}

/** The same time limit and retries for calls that are no part of a diagnosis and may write: those of the store. */
export function createBoundedClient(transport: Transport, callMs: number): HttpClient {
  const { signal } = new AbortController();
  return { sendRequest: (request) => sendInTime(transport, request, callMs, signal) };
}

/** Sends with a time limit that ends the call for certain, even if nothing below listens to the signal. */
async function sendInTime(
  transport: Transport,
  request: PipelineRequest,
  callMs: number,
  all: AbortSignal,
): Promise<PipelineResponse> {
  const late = new AbortController();
  const host = new URL(request.url).hostname;
  const until = Date.now() + callMs;
  const timer = setTimeout(() => late.abort(tooLate(host, callMs)), callMs);
  const signal = AbortSignal.any([late.signal, all]);
  const { abortSignal: own } = request;
  const cancel = () => late.abort(new Trouble({ reason: 'cancelled', saw: 'The call was cancelled.' }));
  own?.addEventListener('abort', cancel);
  try {
    request.abortSignal = signal;
    return await endedBy(signal, sendWithRetries(transport, request, until, signal));
  } finally {
    clearTimeout(timer);
    own?.removeEventListener('abort', cancel);
    if (own) request.abortSignal = own;
    else delete request.abortSignal;
  }
}

function tooLate(host: string, ms: number): Trouble {
  return new Trouble({ reason: 'timed-out', saw: `${host} gave no answer within ${ms / 1000} s` });
}

/** The work, or the signal's reason as soon as it is aborted. */
export async function endedBy<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let stop: () => void = () => undefined;
  const end = new Promise<never>((_resolve, reject) => {
    stop = () => reject(reasonOf(signal));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, end]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Statuses that may pass by themselves. */
const PASSING = [408, 429, 500, 502, 503, 504];
/** Lost connections. A name that does not resolve or a refused port is an answer of its own and not tried again. */
const LOST = ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'REQUEST_SEND_ERROR'];
const MAX_RETRIES = 2;

async function sendWithRetries(
  transport: Transport,
  request: PipelineRequest,
  until: number,
  signal: AbortSignal,
): Promise<PipelineResponse> {
  for (let tried = 0; ; tried++) {
    const outcome = await attempt(transport, request);
    const wait = waitFor(outcome, tried);
    const isWorthIt = wait !== undefined && tried < MAX_RETRIES && Date.now() + wait < until;
    if (!isWorthIt) {
      if ('error' in outcome) throw outcome.error;
      return outcome.response;
    }
    await endedBy(signal, new Promise((resolve) => setTimeout(resolve, wait)));
  }
}

type Outcome = { response: PipelineResponse } | { error: unknown };

async function attempt(transport: Transport, request: PipelineRequest): Promise<Outcome> {
  try {
    return { response: await transport.sendRequest(request) };
  } catch (error) {
    return { error };
  }
}

/** Milliseconds to wait before another try; undefined when another try is of no use. */
function waitFor(outcome: Outcome, tried: number): number | undefined {
  if ('error' in outcome) {
    const isLost = isRestError(outcome.error) && LOST.includes(outcome.error.code ?? '');
    return isLost ? 100 * 2 ** tried : undefined;
  }
  const { status, headers } = outcome.response;
  if (!PASSING.includes(status)) return undefined;
  return toldWait(headers) ?? (status === 429 ? 1000 : 200) * 2 ** tried;
}

/** What the service asked for: `retry-after` in seconds or as a date, or in milliseconds as some services say it. */
function toldWait(headers: PipelineResponse['headers']): number | undefined {
  const ms = Number(headers.get('x-ms-retry-after-ms') ?? headers.get('retry-after-ms') ?? NaN);
  if (Number.isFinite(ms)) return Math.max(0, ms);
  const told = headers.get('retry-after');
  if (told === undefined) return undefined;
  const seconds = Number(told);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(told) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
