// eslint-disable-next-line @typescript-eslint/no-restricted-imports -- the request form that the Bot Framework's own client takes; nothing of Azure is asked
import { createPipelineRequest } from '@azure/core-rest-pipeline';
import type { TurnContext } from 'botbuilder';
import type { ConnectorClient } from 'botframework-connector';
import { z } from 'zod';

/** A request to the connector of a conversation: the service that posts for us. */
export interface ConnectorRequest {
  method: 'POST' | 'PUT';
  /** Parts of the path after `v3/conversations`; encoded here. */
  path: string[];
  /** Whether only one person is to see it. */
  isTargeted?: boolean;
  body: unknown;
}

export interface ConnectorAnswer {
  /** 0 when no answer came. */
  status: number;
  retryAfter?: string;
  /** Id of what was made, if one came back. */
  id?: string;
  /** What the service, or the network, says went wrong: a code and words. */
  fault?: string;
  /** Without an answer: whether the request may have arrived all the same. */
  mayHaveArrived?: boolean;
}

export interface Connector {
  call: (request: ConnectorRequest) => Promise<ConnectorAnswer>;
}

/** One attempt ends by then. */
const ATTEMPT_MS = 10_000;

/**
 * The connector of a turn, with the turn's own authorization. The one place that goes below the SDK's `sendActivity`:
 * 4.23.3 drops `isTargeted` and never adds `?isTargetedActivity=true`, which turns a private answer public.
 */
export function connectorOf(context: TurnContext, attemptMs = ATTEMPT_MS): Connector {
  const client = context.turnState.get<ConnectorClient | undefined>(context.adapter.ConnectorClientKey);
  if (!client) throw new Error('The turn has no connector client: send through a CloudAdapter turn');
  switchOwnRetriesOff(client);
  const base = context.activity.serviceUrl;
  return { call: (request) => call(client, base, request, attemptMs) };
}

/**
 * The SDK's client repeats a POST up to three times on 500 to 504 without a word, which can say a thing four times;
 * src/teams/retry.ts decides that instead. Its pipeline is private, hence the narrow look inside; were it gone, the
 * SDK's retries would stay, and the wire tests would say so.
 */
function switchOwnRetriesOff(client: ConnectorClient): void {
  const inside = client as unknown as {
    client?: { pipeline?: { removePolicy?: (named: { name: string }) => unknown } };
  };
  inside.client?.pipeline?.removePolicy?.({ name: 'defaultRetryPolicy' });
}

async function call(
  client: ConnectorClient,
  base: string,
  request: ConnectorRequest,
  attemptMs: number,
): Promise<ConnectorAnswer> {
  const path = ['v3', 'conversations', ...request.path.map(encodeURIComponent)].join('/');
  const query = request.isTargeted ? '?isTargetedActivity=true' : '';
  const url = `${base.endsWith('/') ? base.slice(0, -1) : base}/${path}${query}`;
  // Not the client's own time limit: that one ends with the head of the answer, and lives on after a failure.
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), attemptMs);
  const wire = createPipelineRequest({
    url,
    method: request.method,
    abortSignal: limit.signal,
    // Only the local connector speaks http; a registration's service URL is checked before a turn begins.
    allowInsecureConnection: url.startsWith('http:'),
    body: JSON.stringify(request.body),
  });
  wire.headers.set('content-type', 'application/json; charset=utf-8');
  wire.headers.set('accept', 'application/json');
  try {
    const answer = await client.sendRequest(wire);
    return answerOf(answer.status, answer.headers.get('retry-after'), answer.bodyAsText ?? '');
  } catch (error) {
    return limit.signal.aborted
      ? { status: 0, fault: 'no answer in time', mayHaveArrived: true }
      : noAnswer(error);
  } finally {
    clearTimeout(timer);
  }
}

const BodyForm = z.object({
  id: z.string().optional().catch(undefined),
  error: z
    .object({ code: z.string().optional().catch(undefined), message: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

function answerOf(status: number, retryAfter: string | undefined, text: string): ConnectorAnswer {
  const { id, error } = readBody(text);
  const fault = [error?.code, error?.message].filter(Boolean).join(': ').slice(0, 300);
  return {
    status,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(id === undefined ? {} : { id }),
    ...(status < 400 ? {} : { fault: fault || `HTTP ${status}` }),
  };
}

function readBody(text: string): z.infer<typeof BodyForm> {
  try {
    return BodyForm.parse(JSON.parse(text || '{}'));
  } catch {
    return {};
  }
}

/** Faults that came before the request was on its way: it cannot have arrived. */
const NEVER_LEFT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

function noAnswer(error: unknown): ConnectorAnswer {
  const { name, code } = error as { name?: string; code?: string };
  // What the token service says may hold more than is wanted in a log.
  if (name !== 'RestError') return { status: 0, fault: `no token, or no request (${name ?? 'unknown'})` };
  const why = code ?? name;
  return { status: 0, fault: `no answer (${why})`, mayHaveArrived: !NEVER_LEFT.has(why) };
}
