import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAudit, type Audit } from './audit';
import { askerOf } from './bot-identity';
import { ConfigError, readServiceConfig, type ServiceConfig } from './config';
import { openCatalogue } from './knowledge/catalogue';
import type { Catalogue } from './knowledge/schema';
import { localServiceUrl, serveLocalChat } from './practice/local-chat';
import { redact } from './redact/redact';
import { guardLastWords, lastWords, maskConsole } from './service/last-words';
import { openLiveChecks } from './service/live-checks';
import { createService, type Service } from './service/service';
import { SILENT, type Telemetry } from './service/telemetry';
import { openUserRights } from './service/user-rights';
import { startWatchdog } from './service/watchdog';
import { openAuditFolder } from './store/audit-folder';
import { openStore } from './store/open';

/** `npm start`: the service, in local mode unless the settings name a bot registration. */
async function main(): Promise<void> {
  const config = readServiceConfig();
  let port = config.port;
  let catalogue = openCatalogue(config.knowledgeFolders);
  const bot = askerOf(config.registration);
  const audit = openAudit(config);
  const telemetry = openTelemetry(config);
  const userRights = openUserRights(config);
  const live = await openLiveChecks(config, bot, audit, { telemetry, userRights });
  const service = createService({
    config,
    catalogue,
    audit,
    telemetry,
    userRights,
    openLive: live.openLive,
    openEyes: live.openEyes,
    mayWatch: live.mayWatch,
    permits: live.permits,
    store: openStore(config, bot),
    ...(config.mode === 'local'
      ? { isAllowedServiceUrl: (url: string) => url === localServiceUrl(port) || url === config.playground }
      : {}),
  });
  if (config.mode === 'local')
    serveLocalChat(
      service.server,
      () => port,
      () => catalogue,
    );
  // Before what an earlier process left is read, for that may be what stops this one. A developer may stop at a breakpoint.
  if (config.mode === 'teams') startWatchdog();
  port = await service.start();
  if (config.mode === 'local')
    reloadOnChange(config, (changed) => {
      catalogue = changed;
      service.use(changed);
    });
  // Last: whoever reads it may change a file at once.
  process.stdout.write(greeting(config, port));
  stopOnSignal(service, live.close);
}

/** Every record goes to standard output too, where a platform collects it; a terminal is spared that. */
function openAudit({ auditFolder, auditDays, mode }: ServiceConfig): Audit {
  return createAudit({
    book: openAuditFolder(auditFolder),
    ...(auditDays === undefined ? {} : { retentionDays: auditDays }),
    ...(mode === 'teams' ? { write: (line: string) => void process.stdout.write(line) } : {}),
    now: Date.now,
    onFault: (error) => process.stderr.write(`audit: ${lastWords(error)}`),
  });
}

/** Nothing of OpenTelemetry is loaded unless an endpoint is set. */
function openTelemetry({ telemetry }: ServiceConfig): Telemetry {
  if (!telemetry) return SILENT;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  const { openOtlp } = require('./service/telemetry-otlp') as typeof import('./service/telemetry-otlp');
  // dist/src/index.js; the package and the image keep the file where npm puts it.
  const own = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
  const { version } = JSON.parse(own) as { version: string };
  return openOtlp({
    ...telemetry,
    version,
    onFault: (message) => process.stderr.write(`telemetry: ${redact(message).text}\n`),
  });
}

/** Whoever writes an entry sees it in the next answer, or every fault of it here. */
function reloadOnChange({ knowledgeFolders }: ServiceConfig, use: (catalogue: Catalogue) => void): void {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the YAML reader is loaded in local mode only
  const { watchKnowledge } = require('./knowledge/watch') as typeof import('./knowledge/watch');
  watchKnowledge({
    companyFolders: knowledgeFolders,
    onChange(catalogue) {
      use(catalogue);
      process.stdout.write(`Knowledge read again: ${catalogue.symptoms.length} entries.\n`);
    },
    onFault: (message) => process.stdout.write(`${redact(message).text}\nThe former entries stay in use.\n`),
  });
}

function greeting(config: ServiceConfig, port: number): string {
  if (config.mode === 'teams') return `ACR Doctor listens on port ${port}.\n`;
  return `ACR Doctor, local mode: open http://127.0.0.1:${port}/\nNo Azure account is used, and only this machine can reach it.\n`;
}

function stopOnSignal(service: Service, close: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(
      signal,
      () =>
        void service
          .stop()
          .then(close)
          .then(() => process.exit(0)),
    );
  }
}

maskConsole();
guardLastWords();
main().catch((error: unknown) => {
  const isSettings =
    error instanceof ConfigError ||
    (error instanceof Error &&
      ['KnowledgeError', 'PolicyError', 'ScenarioError', 'StoreError'].includes(error.name));
  const isPortTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  if (isPortTaken)
    process.stderr.write(`${error.message}. Set PORT to a free port, like: PORT=3979 npm start\n`);
  // A setting may hold a secret that was meant for another one.
  else process.stderr.write(isSettings ? `${redact(error.message).text}\n` : lastWords(error));
  process.exitCode = isSettings || isPortTaken ? 64 : 70;
  process.exit();
});
