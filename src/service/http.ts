import restify, { type Next, type Request, type Response, type Server } from 'restify';
import type { Log } from './log';
import type { Readiness } from './readiness';
import { createBodyReader, hangUp, type BodyLimits } from './read-body';

/** Times and counts that an idle or slow sender cannot stretch. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 20_000;
const CHECK_MS = 2000;
const MAX_CONNECTIONS = 2000;

/** What a refused caller is told: nothing about our inside, and nothing about which check failed. */
export const GENERIC: Record<number, string> = {
  400: 'The request is not an activity.',
  401: 'The request is not authorized.',
  403: 'The request is not allowed.',
  404: 'There is nothing here.',
  405: 'This method is not served here.',
  408: 'The request came too slowly.',
  413: 'The request is too large.',
  415: 'The request is not JSON.',
  429: 'Too many requests. Try again later.',
  500: 'The request could not be answered.',
  503: 'The request cannot be answered now. Try again later.',
};
const FALLBACK = 'The request could not be answered.';

export interface HttpOptions {
  log: Log;
  /** Whether a POST without a bearer token is refused before its body is read. */
  needsToken: boolean;
  /** Whether this replica can answer now. */
  readiness: () => Promise<Readiness>;
  /** Replaced by tests. */
  bodyLimits?: BodyLimits;
}

/** The HTTP server: limits of time, count and size, JSON bodies only, generic words for every refusal. */
export function createServer({ log, needsToken, readiness, bodyLimits }: HttpOptions): Server {
  const server = restify.createServer({ name: 'acr-doctor' });
  Object.assign(server.server, {
    requestTimeout: REQUEST_MS,
    headersTimeout: HEADERS_MS,
    // Read by node when the server begins to listen; restify has no option for it.
    connectionsCheckingInterval: CHECK_MS,
    maxConnections: MAX_CONNECTIONS,
  });
  // Restify takes upgrades over and, without a listener, keeps their sockets open for ever.
  server.on('upgrade', (_req: Request, socket: { destroy: () => void }) => socket.destroy());
  const read = createBodyReader(bodyLimits);
  server.use((req: Request, res: Response, next: Next) => {
    // Local mode's connector takes changed cards by PUT.
    if (req.method !== 'POST' && req.method !== 'PUT') {
      next();
      return;
    }
    void takeBody(req, res, { read, log, needsToken }).then((isTaken) => next(isTaken ? undefined : false));
  });
  serveHealth(server, readiness);
  server.on(
    'restifyError',
    (_req: Request, _res: Response, error: Error & { statusCode?: number }, done: () => void) => {
      const status = error.statusCode ?? 500;
      if (status >= 500) log.error({ message: error.message, stack: error.stack }, 'request failed');
      // Generic words only: what restify would say names our internals.
      const words = GENERIC[status] ?? FALLBACK;
      Object.assign(error, { toJSON: () => ({ error: words }), toString: () => words });
      done();
    },
  );
  return server;
}

/** `/healthz`: the process answers, else restart it. `/readyz`: it can work, else send it nobody. */
function serveHealth(server: Server, readiness: HttpOptions['readiness']): void {
  server.get('/healthz', (_req: Request, res: Response, next: Next) => {
    res.send(200, { status: 'ok' });
    next();
  });
  server.get('/readyz', (_req: Request, res: Response, next: Next) => {
    void readiness().then(({ isReady, ...parts }) => {
      res.send(isReady ? 200 : 503, { status: isReady ? 'ready' : 'not ready', ...parts });
      next();
    });
  });
}

interface Taking {
  read: ReturnType<typeof createBodyReader>;
  log: Log;
  needsToken: boolean;
}

const BEARER = /^Bearer [\w-]+\.[\w-]+\.[\w-]*$/i;

/** Puts the parsed body on the request; false when the request is answered already. */
async function takeBody(req: Request, res: Response, { read, log, needsToken }: Taking): Promise<boolean> {
  try {
    const isAnonymous = needsToken && !BEARER.test(req.headers.authorization ?? '');
    const taken = isAnonymous
      ? { refusal: { status: 401, why: 'no bearer token' } as const }
      : await read(req, res);
    if ('value' in taken) {
      req.body = taken.value;
      return true;
    }
    refuse(res, taken.refusal.status, log, taken.refusal.why);
    hangUp(req);
  } catch (error) {
    refuse(res, 500, log, String(error));
  }
  return false;
}

/** Seconds after which whoever was too much, or came at a bad time, may come back. */
const RETRY_AFTER_S = 30;

export function refuse(res: Response, status: keyof typeof GENERIC, log: Log, why: string): void {
  log.warn({ status, why }, 'request refused');
  if (res.headersSent || res.destroyed) return;
  if (status === 429 || status === 503) res.setHeader('retry-after', String(RETRY_AFTER_S));
  if (status !== 403 && status !== 404) res.setHeader('connection', 'close');
  res.send(status, { error: GENERIC[status] ?? FALLBACK });
}
