import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
  RestError,
  type HttpClient,
  type PipelineRequest,
} from '@azure/core-rest-pipeline';
import { isAzureHost } from './clouds';

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
      `Azure transport: '${host}' is no known Azure host. Check the name before calling it (isAzureHost), or add it to src/azure/clouds.ts.`,
    );
  }
}

/**
 * Carries every call to Azure. The official clients keep Azure's real https addresses either way: they refuse to
 * send tokens over plain http.
 * @param simulator `http://127.0.0.1:port` of a simulated tenant, which then gets every call; absent in real use.
 * @throws UnknownHostError from `sendRequest`, for a host that is not Azure's, in both cases: no token leaves for
 * a host which a paste, a `nextLink` or a redirect has named.
 */
export function createTransport(simulator?: string): Transport {
  const wire = createDefaultHttpClient();
  const loopback = simulator === undefined ? undefined : loopbackOf(simulator);
  return {
    async sendRequest(request) {
      const url = new URL(request.url);
      if (url.protocol !== 'https:' || !isAzureHost(url.hostname)) throw new UnknownHostError(url.host);
      if (loopback === undefined) return wire.sendRequest(request);
      const response = await wire.sendRequest(readdressed(request, url, loopback));
      const missing = response.headers.get(SIMULATED_UNRESOLVED);
      if (missing !== undefined) throw noSuchHost(missing, request);
      return { ...response, request };
    },
  };
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
