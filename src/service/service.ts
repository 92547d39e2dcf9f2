import { randomUUID } from 'node:crypto';
import type { Server } from 'restify';
import type { Audit } from '../audit';
import { createBot, type Bot } from '../bot';
import type { Eyes } from '../checks/check';
import type { ServiceConfig } from '../config';
import type { Diagnose } from '../diagnose';
import type { Catalogue } from '../knowledge/schema';
import type { OpenLive } from '../mind/mind';
import type { Store } from '../store/store';
import type { Network } from '../teams/download';
import { createAdapter, type AdapterOptions } from './adapter';
import { openBeside, openDoor, openJobs, openMind, openWatches, speakThroughReplies } from './compose';
import { createDialogStorage, DialogState } from './dialog-storage';
import { withGates } from './gated-mind';
import { createServer } from './http';
import { HELD_MS } from './jobs';
import { createLog, type Log } from './log';
import { routeMessages } from './messages';
import { createReadiness } from './readiness';
import { SILENT, type Telemetry } from './telemetry';
import { createTurnQueue } from './turn-queue';

const HOUR_MS = 60 * 60 * 1000;

export interface ServiceParts {
  config: ServiceConfig;
  catalogue: Catalogue;
  store: Store;
  /** Begins live checks; absent: none are offered. */
  openLive?: OpenLive;
  /** The view of Azure that watches look with, which is the bot's own; absent: nothing is watched. */
  openEyes?: (signal: AbortSignal) => Eyes;
  /** Replaced by tests. */
  diagnose?: Diagnose;
  log?: Log;
  now?: () => number;
  adapter?: AdapterOptions;
  network?: Network;
  /** Swept with the store, and finished before the service ends. */
  audit?: Audit;
  /** Told of turns, diagnoses and refusals, and closed with the service; absent: nobody is. */
  telemetry?: Telemetry;
  /** How long a process that died holds its messages, in milliseconds. */
  heldMs?: number;
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
  const { config, store, now = Date.now, telemetry = SILENT } = parts;
  const log = parts.log ?? createLog(config.logLevel);
  const adapter = createAdapter(config, log, parts.adapter);
  const replies = speakThroughReplies(adapter, config, log);
  const queue = createTurnQueue(store, parts.heldMs);
  let { catalogue } = parts;
  const watches = openWatches(parts, () => catalogue, replies, log, now);
  let mind = openMind(parts, catalogue, watches, now);
  const bot = createBot({
    mind: withGates(() => mind),
    catalogue: () => catalogue,
    adapter,
    replies,
    appId: config.registration?.appId ?? '',
    state: new DialogState(createDialogStorage(store, now)),
    jobs: openJobs(parts, log, now),
    queue,
    ...openBeside(parts, watches, log, now),
    log,
    now,
    newId: randomUUID,
  });
  const readiness = createReadiness({ store, catalogue: () => catalogue, now });
  const server = createServer({ log, readiness, needsToken: config.mode === 'teams' });
  routeMessages(server, { adapter, bot, queue, log, telemetry, door: openDoor(parts, now) });
  const timers = [sweepHourly(parts, log)];
  return {
    server,
    bot,
    use(changed) {
      catalogue = changed;
      mind = openMind(parts, catalogue, watches, now);
    },
    async start() {
      const port = await listen(server, config);
      const resumed = await bot.resume();
      timers.push(resumeRegularly(bot, parts.heldMs ?? HELD_MS, log));
      log.info({ port, mode: config.mode, resumed, watched: await watches?.resume() }, 'listening');
      return port;
    },
    async stop() {
      timers.forEach((timer) => clearInterval(timer));
      await new Promise<void>((resolve) => void server.close(resolve));
      await bot.settled();
      await watches?.close();
      await finish(parts);
    },
  };
}

/** What is on its way is written and sent before the store closes. */
async function finish({ audit, telemetry, store }: ServiceParts): Promise<void> {
  await audit?.settled();
  await telemetry?.close();
  await store.close();
}

function sweepHourly({ store, audit }: ServiceParts, log: Log): NodeJS.Timeout {
  const sweep = () => {
    for (const one of [store, audit])
      one?.sweep().catch((error: unknown) => log.error({ message: String(error) }, 'sweep failed'));
  };
  return setInterval(sweep, HOUR_MS).unref();
}

/** Another process may have died: what it held is free by now. */
function resumeRegularly(bot: Bot, everyMs: number, log: Log): NodeJS.Timeout {
  const resume = () =>
    void bot.resume().catch((error: unknown) => log.error({ message: String(error) }, 'taking over failed'));
  return setInterval(resume, everyMs).unref();
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
