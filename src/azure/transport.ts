import type { Agent } from 'node:https';
import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
  RestError,
  type HttpClient,
  type PipelineRequest,
} from '@azure/core-rest-pipeline';
import { findForbidden, FORBIDDEN_ADDRESS, forbiddenAddress, GUARDED_AGENT } from './addresses';
import { CLOUDS, isAzureHost, type Cloud } from './clouds';
import type { Lookups } from './resolver';

export type Transport = HttpClient;

/** The header that tells the simulated tenant which host a call was meant for. */
export const SIMULATED_HOST = 'x-simulated-host';

/** The header by which a simulated tenant says that a host does not exist in it. */
const SIMULATED_UNRESOLVED = 'x-simulated-unresolved';

/** As node tells a name that does not resolve. */
function noSuchHost(host: string, request: PipelineRequest): RestError {
  return new RestError(`getaddrinfo ENOTFOUND ${host}`, { code: 'ENOTFOUND', request });
}

/** Our own code asked for a host that is not Azure's. A bug, so it is thrown and not turned into a reading. */
export class UnknownHostError extends Error {
  override name = 'UnknownHostError';
  constructor(host: string) {
    super(
      `Azure transport: '${host}' is no known Azure host of the configured cloud. Check the name before calling it (isAzureHost), or add it to src/azure/clouds.ts.`,
    );
  }
}

export interface TransportOptions {
  /** Whose hosts are called; the public cloud when absent. */
  cloud?: Cloud;
  /** How the simulated tenant resolves names; in real use the sockets look up themselves. */
  lookups?: Pick<Lookups, 'resolve4' | 'resolve6'>;
  /** Replaced by tests. */
  agent?: Agent;
}

/**
 * Carries every call to Azure, and follows no redirect. The official clients keep Azure's real https addresses either way: they refuse to
 * send tokens over plain http.
 * @param simulator `http://127.0.0.1:port` of a simulated tenant, which then gets every call; absent in real use.
 * @throws UnknownHostError from `sendRequest`, for a host that is not Azure's, in both cases: no token leaves for
 * a host which a paste, a `nextLink` or a redirect has named.
 */
export function createTransport(
  simulator?: string,
  { cloud = CLOUDS[0], lookups, agent = GUARDED_AGENT }: TransportOptions = {},
): Transport {
  const wire = createDefaultHttpClient();
  const loopback = simulator === undefined ? undefined : loopbackOf(simulator);
  return {
    async sendRequest(request) {
      const url = new URL(request.url);
      if (!isCallable(url, cloud)) throw new UnknownHostError(url.host);
      if (loopback === undefined) {
        // Where the operator has set a proxy, that resolves the names.
        request.agent ??= agent;
        return wire.sendRequest(request);
      }
      if (lookups) await assertAddress(url.hostname, lookups, request);
      const response = await wire.sendRequest(readdressed(request, url, loopback));
      const missing = response.headers.get(SIMULATED_UNRESOLVED);
      if (missing !== undefined) throw noSuchHost(missing, request);
      return { ...response, request };
    },
  };
}

function isCallable({ protocol, hostname, port, username, password }: URL, cloud: Cloud): boolean {
  return protocol === 'https:' && port === '' && username + password === '' && isAzureHost(hostname, cloud);
}

/** @throws RestError as a socket would tell it. A name that does not resolve is told by the simulated tenant itself. */
async function assertAddress(
  host: string,
  { resolve4, resolve6 }: Pick<Lookups, 'resolve4' | 'resolve6'>,
  request: PipelineRequest,
): Promise<void> {
  const asked = await Promise.allSettled([resolve4(host), resolve6(host)]);
  const forbidden = findForbidden(asked.flatMap((one) => (one.status === 'fulfilled' ? one.value : [])));
  if (forbidden === undefined) return;
  const { message } = forbiddenAddress(host, forbidden);
  throw new RestError(message, { code: FORBIDDEN_ADDRESS, request });
}

function loopbackOf(simulator: string): URL {
  const url = new URL(simulator);
  if (url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)) return url;
  throw new Error(
    `Azure transport: the simulated tenant must be on loopback, not '${simulator}'. Use http://127.0.0.1:<port>.`,
  );
}

function readdressed(request: PipelineRequest, url: URL, loopback: URL): PipelineRequest {
  const headers = createHttpHeaders(request.headers.toJSON({ preserveCase: true }));
  headers.set(SIMULATED_HOST, url.hostname);
  return createPipelineRequest({
    ...request,
    url: new URL(url.pathname + url.search, loopback).href,
    headers,
    allowInsecureConnection: true,
  });
}
