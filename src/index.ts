import type { Asker } from './azure/credential';
import { ConfigError, readServiceConfig, type Registration, type ServiceConfig } from './config';
import type { Live } from './examine';
import { createLive } from './live';
import { openCatalogue } from './knowledge/catalogue';
import type { Catalogue } from './knowledge/schema';
import { localServiceUrl, serveLocalChat } from './practice/local-chat';
import { createService, type Service } from './service/service';
import { openStore } from './store/open';

/** `npm start`: the service, in local mode unless the settings name a bot registration. */
async function main(): Promise<void> {
  const config = readServiceConfig();
  let port = config.port;
  let catalogue = openCatalogue(config.knowledgeFolders);
  const live = await openLiveChecks(config);
  const service = createService({
    config,
    catalogue,
    openLive: live.open,
    store: openStore(config, askerOf(config.registration)),
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

interface LiveChecks {
  open: (signal: AbortSignal) => Live;
  close: () => Promise<void>;
}

/** Of the simulated tenant in local mode; of Azure, with the rights of the bot's own registration, in Teams. */
async function openLiveChecks({ mode, scenario, registration }: ServiceConfig): Promise<LiveChecks> {
  const onFault = (check: string, error: unknown) =>
    process.stderr.write(`check ${check}: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
  if (mode === 'teams') {
    const asker = askerOf(registration);
    return { open: (signal) => createLive({ asker, signal, onFault }), close: () => Promise.resolve() };
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the YAML reader is loaded in local mode only
  const { startSimulation } = require('./practice/simulation') as typeof import('./practice/simulation');
  const { live, close } = await startSimulation(scenario);
  return { open: (signal) => createLive({ ...live, signal, onFault }), close };
}

function askerOf(registration: Registration | undefined): Asker {
  const { appId: clientId = '', tenantId = '', password } = registration ?? {};
  return password === undefined
    ? { as: 'managed-identity', clientId }
    : { as: 'application', tenantId, clientId, clientSecret: password };
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
    onFault: (message) => process.stdout.write(`${message}\nThe former entries stay in use.\n`),
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

main().catch((error: unknown) => {
  const isSettings =
    error instanceof ConfigError ||
    (error instanceof Error && ['KnowledgeError', 'ScenarioError', 'StoreError'].includes(error.name));
  const isPortTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  if (isPortTaken)
    process.stderr.write(`${error.message}. Set PORT to a free port, like: PORT=3979 npm start\n`);
  else
    process.stderr.write(
      `${error instanceof Error ? (isSettings ? error.message : error.stack) : String(error)}\n`,
    );
  process.exitCode = isSettings || isPortTaken ? 64 : 70;
  process.exit();
});
