import { randomUUID } from 'node:crypto';
import {
  PrivateConversationState,
  type CloudAdapter,
  type Response as AdapterResponse,
  type TurnContext,
} from 'botbuilder';
import restify, { type Next, type Request, type Response, type Server } from 'restify';
import { createBot, type Bot } from '../bot';
import type { ServiceConfig } from '../config';
import { createDiagnose, type Diagnose } from '../diagnose';
import type { Live } from '../examine';
import { createMind } from '../mind/mind';
import type { Mind } from '../conversation';
import type { Catalogue } from '../knowledge/schema';
import type { Store } from '../store/store';
import { keepEntityProperties } from '../teams/entities';
import { createReplies, type Replies } from '../teams/reply';
import { createAdapter, type AdapterOptions } from './adapter';
import { createDialogStorage } from './dialog-storage';
import { createJobs, HELD_MS, type Jobs } from './jobs';
import { createLog, type Log } from './log';
import { createTurnQueue, type TurnQueue } from './turn-queue';

/** Teams sends at most about 100 KB of text, twice (plain and HTML), escaped as JSON; the local page up to 1 MB. */
const MAX_BODY_BYTES = 2_500_000;
/** A request that is not whole by then is dropped. */
const REQUEST_MS = 20_000;
const HOUR_MS = 60 * 60 * 1000;

export interface ServiceParts {
  config: ServiceConfig;
  catalogue: Catalogue;
  store: Store;
  /** Begins live checks; absent: none are offered. */
  openLive?: (signal: AbortSignal) => Live;
  /** Replaced by tests. */
  diagnose?: Diagnose;
  log?: Log;
  now?: () => number;
  adapter?: AdapterOptions;
  /** How long a process that died holds its messages, in milliseconds. */
  heldMs?: number;
  /** Whether an activity's service URL may be answered; local mode allows only this machine's. */
  isAllowedServiceUrl?: (url: string) => boolean;
}

export interface Service {
  server: Server;
  bot: Bot;
  /** Answers from this knowledge base from now on. */
  use: (catalogue: Catalogue) => void;
  /** Begins to listen and answers what an earlier process left. @returns the port. */
  start: () => Promise<number>;
  /** Stops listening, finishes what is being answered, closes the store. */
  stop: () => Promise<void>;
}

export function createService(parts: ServiceParts): Service {
  const { config, catalogue, store } = parts;
  const log = parts.log ?? createLog(config.logLevel);
  const now = parts.now ?? Date.now;
  const adapter = createAdapter(config, log, parts.adapter);
  const replies = speakThroughReplies(adapter, config, log);
  const queue = createTurnQueue(store);
  const mindOf = (known: Catalogue) => openMind(parts, known, now);
  let mind = mindOf(catalogue);
  const bot = createBot({
    mind: () => mind,
    adapter,
    replies,
    appId: config.registration?.appId ?? '',
    state: new PrivateConversationState(createDialogStorage(store, now)),
    jobs: openJobs(parts, log, now),
    queue,
    log,
    now,
    newId: randomUUID,
  });
  const server = createServer(log);
  routeMessages(server, { adapter, bot, queue, log, isAllowedServiceUrl: parts.isAllowedServiceUrl });
  const sweeper = sweepHourly(store, log);
  let resuming: NodeJS.Timeout | undefined;
  return {
    server,
    bot,
    use(changed) {
      mind = mindOf(changed);
    },
    async start() {
      const port = await listen(server, config);
      const resumed = await bot.resume();
      resuming = resumeRegularly(bot, parts.heldMs ?? HELD_MS, log);
      log.info({ port, mode: config.mode, resumed }, 'listening');
      return port;
    },
    async stop() {
      clearInterval(sweeper);
      clearInterval(resuming);
      await new Promise<void>((resolve) => void server.close(resolve));
      await bot.settled();
      await store.close();
    },
  };
}

/** Whatever is said, by a dialog, a prompt or a fault card, is private when the question was, and keeps its citations. */
function speakThroughReplies(adapter: CloudAdapter, { registration }: ServiceConfig, log: Log): Replies {
  keepEntityProperties();
  const replies = createReplies({ adapter, appId: registration?.appId ?? '', log });
  adapter.use(replies.guard);
  return replies;
}

function sweepHourly(store: Store, log: Log): NodeJS.Timeout {
  const sweep = () =>
    void store.sweep().catch((error: unknown) => log.error({ message: String(error) }, 'sweep failed'));
  return setInterval(sweep, HOUR_MS).unref();
}

function openMind(
  { diagnose, store, openLive }: ServiceParts,
  catalogue: Catalogue,
  now: () => number,
): Mind {
  return createMind({
    diagnose: diagnose ?? createDiagnose(catalogue),
    catalogue,
    store,
    ...(openLive ? { openLive } : {}),
    now,
    newId: randomUUID,
  });
}

function openJobs({ store, heldMs }: ServiceParts, log: Log, now: () => number): Jobs {
  const onGivenUp = (key: string) => log.error({ key }, 'message given up after three starts');
  return createJobs(store, { now, onGivenUp, ...(heldMs === undefined ? {} : { heldMs }) });
}

/** Another process may have died: what it held is free by now. */
function resumeRegularly(bot: Bot, everyMs: number, log: Log): NodeJS.Timeout {
  const resume = () =>
    void bot.resume().catch((error: unknown) => log.error({ message: String(error) }, 'taking over failed'));
  return setInterval(resume, everyMs).unref();
}

function createServer(log: Log): Server {
  const server = restify.createServer({ name: 'acr-doctor' });
  server.server.requestTimeout = REQUEST_MS;
  server.server.headersTimeout = REQUEST_MS;
  server.use(restify.plugins.bodyParser({ maxBodySize: MAX_BODY_BYTES, mapParams: false }));
  server.get('/healthz', (_req: Request, res: Response, next: Next) => {
    res.send(200, { status: 'ok' });
    next();
  });
  server.on(
    'restifyError',
    (_req: Request, _res: Response, error: Error & { statusCode?: number }, done: () => void) => {
      const status = error.statusCode ?? 500;
      if (status >= 500) log.error({ message: error.message, stack: error.stack }, 'request failed');
      // Generic words only: what restify would say names our internals.
      Object.assign(error, {
        toJSON: () => ({ error: GENERIC[status] ?? 'The request could not be answered.' }),
      });
      Object.assign(error, { toString: () => GENERIC[status] ?? 'The request could not be answered.' });
      done();
    },
  );
  return server;
}

const GENERIC: Record<number, string> = {
  400: 'The request is not an activity.',
  401: 'The request is not authorized.',
  404: 'There is nothing here.',
  405: 'This method is not served here.',
  413: 'The request is too large.',
  500: 'The request could not be answered.',
};

interface MessageRoute {
  adapter: CloudAdapter;
  bot: Bot;
  queue: TurnQueue;
  log: Log;
  isAllowedServiceUrl: ServiceParts['isAllowedServiceUrl'];
}

/**
 * POST /api/messages. CloudAdapter answers a forged or broken request with a 500 and internal words; here the
 * caller learns only that it was not authorized (nothing was run) or that it failed (something was).
 */
function routeMessages(
  server: Server,
  { adapter, bot, queue, log, isAllowedServiceUrl }: MessageRoute,
): void {
  server.post('/api/messages', async (req: Request, res: Response) => {
    const { serviceUrl } = (req.body ?? {}) as { serviceUrl?: unknown };
    if (isAllowedServiceUrl && !(typeof serviceUrl === 'string' && isAllowedServiceUrl(serviceUrl))) {
      refuse(res, 400, log, 'service URL refused');
      return;
    }
    const taken = captureResponse();
    const logic = (context: TurnContext) => {
      taken.isEntered = true;
      return queue.run(context.activity.conversation.id, () => bot.onTurn(context));
    };
    try {
      await adapter.process(req, taken.response, logic);
    } catch (error) {
      refuse(res, taken.isEntered ? 500 : 400, log, String(error));
      return;
    }
    const { status, body, isEntered } = taken;
    if (status >= 400 && !isEntered) refuse(res, status === 400 ? 400 : 401, log, String(body));
    else if (status >= 500 && status !== 501) refuse(res, 500, log, String(body));
    else res.send(status, body);
  });
}

function refuse(res: Response, status: 400 | 401 | 500, log: Log, why: string): void {
  log.warn({ status, why }, 'request refused');
  res.send(status, { error: GENERIC[status] });
}

interface Taken {
  status: number;
  body: unknown;
  /** Whether the request was let in and the bot ran. */
  isEntered: boolean;
  response: AdapterResponse;
}

/** Stands in for the response while the adapter runs, so that its internal words never reach the wire. */
function captureResponse(): Taken {
  const taken: Taken = {
    status: 200,
    body: undefined,
    isEntered: false,
    response: {
      socket: undefined,
      end: () => undefined,
      header: () => undefined,
      send: (body: unknown) => (taken.body = body),
      status: (code: number) => (taken.status = code),
    },
  };
  return taken;
}

function listen(server: Server, { host, port }: ServiceConfig): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server.address().port);
    });
  });
}
