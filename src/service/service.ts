import { randomUUID } from 'node:crypto';
import { ConversationState } from 'botbuilder';
import type { Server } from 'restify';
import { createAnswerer, type Answerer } from '../answer';
import type { Audit } from '../audit';
import { createBot, type Bot } from '../bot';
import { LIMIT_NOTES } from '../cards/limits';
import { renderNoteCard } from '../cards/note';
import type { ServiceConfig } from '../config';
import { createDiagnose, type Diagnose } from '../diagnose';
import type { Live } from '../examine';
import type { Catalogue } from '../knowledge/schema';
import type { Store } from '../store/store';
import { createAdapter, type AdapterOptions } from './adapter';
import { createDialogStorage } from './dialog-storage';
import { createDoor, isTeamsServiceUrl, type Door } from './door';
import { BusyError, createGate } from './gate';
import { createServer } from './http';
import { createJobs } from './jobs';
import { createLog, type Log } from './log';
import { routeMessages } from './messages';
import { createRateLimiter } from './rates';
import { createTurnQueue } from './turn-queue';

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
  /** Swept with the store, and finished before the service ends. */
  audit?: Audit;
  /** Whether an activity's service URL may be answered; local mode allows only this machine's. Absent: Teams' hosts. */
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
  const queue = createTurnQueue();
  const answererOf = (known: Catalogue) =>
    createAnswerer({
      diagnose: parts.diagnose ?? createDiagnose(known),
      catalogue: known,
      store,
      ...(parts.openLive ? { openLive: parts.openLive } : {}),
      now,
      newId: randomUUID,
    });
  let answer = answererOf(catalogue);
  const state = new ConversationState(createDialogStorage(store));
  const jobs = createJobs(store, now);
  const bot = createBot({
    answer: withGates((...asked) => answer(...asked)),
    adapter,
    appId: config.registration?.appId ?? '',
    state,
    jobs,
    queue,
    log,
  });
  const server = createServer({ log, needsToken: config.mode === 'teams' });
  routeMessages(server, { adapter, bot, queue, log, door: openDoor(parts, now) });
  const sweeper = sweepHourly(parts, log);
  return {
    server,
    bot,
    use(changed) {
      answer = answererOf(changed);
    },
    async start() {
      const port = await listen(server, config);
      const resumed = await bot.resume();
      log.info({ port, mode: config.mode, resumed }, 'listening');
      return port;
    },
    async stop() {
      clearInterval(sweeper);
      await new Promise<void>((resolve) => void server.close(resolve));
      await bot.settled().then(() => parts.audit?.settled());
      await store.close();
    },
  };
}

function sweepHourly({ store, audit }: ServiceParts, log: Log): NodeJS.Timeout {
  const sweep = () => {
    for (const one of [store, audit])
      one?.sweep().catch((error: unknown) => log.error({ message: String(error) }, 'sweep failed'));
  };
  return setInterval(sweep, HOUR_MS).unref();
}

/** A flood of pastes waits in line up to a point, and is told to come back beyond it. Live checks mostly wait for Azure. */
const GATES = { texts: { atOnce: 4, waiting: 40 }, checks: { atOnce: 12, waiting: 24 } };

/** The same answers, of which only so many are worked out at once. */
function withGates(answer: Answerer): Answerer {
  const texts = createGate(GATES.texts);
  const checks = createGate(GATES.checks);
  return async (...asked) => {
    const [{ kind }] = asked;
    const gate = kind === 'check' || kind === 'command' ? checks : texts;
    try {
      return await gate.run(() => answer(...asked));
    } catch (error) {
      if (error instanceof BusyError) return renderNoteCard(LIMIT_NOTES.busy);
      throw error;
    }
  };
}

/** Outside local mode only Teams' own hosts are answered, and only the tenants of the settings. */
function openDoor({ config, isAllowedServiceUrl }: ServiceParts, now: () => number): Door {
  const { mode, registration, serviceHosts, rates } = config;
  const tenants = config.tenants ?? (registration ? [registration.tenantId.toLowerCase()] : []);
  return createDoor({
    ...(mode === 'teams' ? { tenants } : {}),
    isAllowedServiceUrl: isAllowedServiceUrl ?? ((url) => isTeamsServiceUrl(url, serviceHosts)),
    ...(rates ? { rates: createRateLimiter(rates, now) } : {}),
  });
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
