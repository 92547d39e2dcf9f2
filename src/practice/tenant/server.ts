import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Call, World } from './answer';
import { createLookups, type SimulatedLookups } from './dns';
import { signIn } from './entra';
import { route } from './route';
import { createRulebook, type Rule } from './rule';
import type { Scenario } from './scenario';
import { bearerOf, createTokenIssuer } from './tokens';

/** A call that was answered, or broken on purpose. */
export interface LoggedCall {
  method: string;
  host: string;
  path: string;
  query: string;
  /** Whether it carried an Authorization header. */
  isSigned: boolean;
  /** The identity of the scenario whose bearer token it carried; absent for another token, or none. */
  who?: string;
  /** Undefined while, and when, there was no answer. */
  status?: number;
  /** What the answer was shaped after. */
  shape?: Answer['shape'];
  body?: unknown;
}

/** A simulated tenant that listens. */
export interface RunningTenant {
  /** `http://127.0.0.1:port`, for createTransport. */
  address: string;
  scenario: Scenario;
  /** The last ones, oldest first. */
  calls: LoggedCall[];
  /** Most calls that were open at the same time. */
  mostAtOnce: () => number;
  lookups: SimulatedLookups;
  /** The token with which a user of the scenario comes to the app of that audience. */
  signIn: (user: string, audience: string) => string;
  close: () => Promise<void>;
}

export interface TenantOptions {
  now?: () => Date;
  /** Calls that are remembered. */
  mostCalls?: number;
  /** `http://127.0.0.1:port` of a real registry without authentication, which then answers /v2/ behind our token service. */
  registryUpstream?: string;
}

/** Serves a scenario on loopback: Azure Resource Manager, Resource Graph, Entra, registries and their storage. */
export async function startTenant(scenario: Scenario, options: TenantOptions = {}): Promise<RunningTenant> {
  const { now = () => new Date(), registryUpstream, mostCalls = MOST_CALLS } = options;
  const world: World = { tenant: scenario.tenant, now, tokens: createTokenIssuer(now) };
  const rules = createRulebook(scenario.rules);
  const calls: LoggedCall[] = [];
  let open = 0;
  let most = 0;
  const server = createServer((request, response) => {
    most = Math.max(most, ++open);
    response.on('close', () => open--);
    void serve(request, response).catch(() => response.destroy());
  });
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request);
    const { method, host, path, query } = call;
    const isSigned = call.headers.authorization !== undefined;
    const who = world.tokens.read(bearerOf(call.headers.authorization) ?? '')?.who;
    const logged: LoggedCall = {
      ...{ method, host, path, query: query.toString(), isSigned },
      ...(who === undefined ? {} : { who }),
    };
    remember(logged, calls, mostCalls);
    const rule = rules.find(call);
    if (rule?.delayMs !== undefined) await sleep(rule.delayMs, undefined, { ref: false });
    if (rule?.fault === 'hang') return;
    if (rule?.fault === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    const answer = rule && isCanned(rule) ? cannedAnswer(rule) : await route(call, world, registryUpstream);
    Object.assign(logged, { status: answer.status, shape: answer.shape, body: answer.body });
    write(call, answer, rule, response);
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    scenario,
    calls,
    mostAtOnce: () => most,
    lookups: createLookups(scenario.tenant),
    signIn: (user, audience) => signIn(user, audience, world),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function remember(call: LoggedCall, calls: LoggedCall[], most: number): void {
  if (calls.push(call) > most) calls.shift();
}

/** Calls that are remembered, with their answers: local mode runs for days. No test looks at as many. */
const MOST_CALLS = 2000;

/** Longest body that a question to Azure may have here. */
const MAX_BODY = 1_000_000;

async function readCall(request: IncomingMessage): Promise<Call> {
  let body = '';
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > MAX_BODY) throw new Error('Simulated tenant: the body of the call is too long');
  }
  const url = new URL(request.url ?? '/', 'http://simulated');
  const headers: Call['headers'] = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = [value].flat().join(', ');
  return {
    method: request.method ?? 'GET',
    host: headers['x-simulated-host'] ?? '',
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    headers,
    body,
  };
}

function isCanned({ status, body, headers }: Rule): boolean {
  return status !== undefined || body !== undefined || headers !== undefined;
}

function cannedAnswer({ status = 200, headers, body }: Rule): Answer {
  return { status, ...(headers ? { headers } : {}), body, shape: { unverified: 'a rule of the scenario' } };
}

function write(call: Call, answer: Answer, rule: Rule | undefined, response: ServerResponse): void {
  const { status, headers = {}, body } = answer;
  const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
  const bytes = isRaw ? Buffer.from(body) : Buffer.from(body === undefined ? '' : JSON.stringify(body));
  const sent = rule?.fault === 'bad-json' ? Buffer.from('{"value": [') : bytes;
  response.writeHead(status, {
    'content-type': isRaw ? 'application/octet-stream' : 'application/json; charset=utf-8',
    'content-length': sent.length,
    ...headers,
  });
  if (rule?.fault === 'half') {
    response.write(sent.subarray(0, Math.floor(sent.length / 2)), () => response.destroy());
    return;
  }
  response.end(call.method === 'HEAD' ? undefined : sent);
}
