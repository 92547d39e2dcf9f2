/**
 * A replica of the service, over a store that others share. Run with one JSON argument
 * {folder, heldMs, dies, scenario, isNext, teams, poison, watchdogMs}; prints {port}. `dies` says where it kills itself, as
 * a machine does that fails: {when: 'before' | 'after', does: 'put' | 'create' | 'delete', key: prefix, nth}. `isNext`: the
 * next version, in which every stored form has another number. With `teams: {metadata, connector}` authentication is on,
 * else the mode is local. `poison: {text, does: 'kill' | 'block'}` is what ends, or stops, the process when it reads it.
 */
const Module = require('node:module');
const { join } = require('node:path');
const { writeSync } = require('node:fs');

const built = (file) => require(join(__dirname, '..', '..', 'dist', 'src', file));
const {
  folder,
  heldMs,
  dies,
  scenario = 'practice',
  isNext = false,
  teams,
  poison,
  watchdogMs,
} = JSON.parse(process.argv[2]);

const NUMBERS = /exports\.(DIALOG_VERSION|CASE_SCHEMA|JOB_SCHEMA|WATCH_SCHEMA|GAP_SCHEMA) = (\d+);/g;
if (isNext) {
  const compile = Module.prototype._compile;
  Module.prototype._compile = function (source, file, ...rest) {
    const raised = source.replace(
      NUMBERS,
      (_all, name, number) => `exports.${name} = ${Number(number) + 1};`,
    );
    return compile.call(this, raised, file, ...rest);
  };
}
const { guardLastWords } = built('service/last-words.js');

/** The store, which ends the process at the point that was named. */
function mortal(store) {
  let count = 0;
  const at = (when, does, key) => {
    if (!dies || dies.when !== when || dies.does !== does || !key.startsWith(dies.key)) return;
    count++;
    if (count === dies.nth) process.kill(process.pid, 'SIGKILL');
  };
  return {
    ...store,
    async put(key, ...rest) {
      at('before', 'put', key);
      const etag = await store.put(key, ...rest);
      at('after', 'put', key);
      return etag;
    },
    async create(key, ...rest) {
      at('before', 'create', key);
      const isFirst = await store.create(key, ...rest);
      at('after', 'create', key);
      return isFirst;
    },
    async delete(key) {
      at('before', 'delete', key);
      await store.delete(key);
      at('after', 'delete', key);
    },
  };
}

/** A diagnosis that a certain text kills, or keeps busy for ever. */
function mortalMind(catalogue) {
  const diagnose = built('diagnose.js').createDiagnose(catalogue);
  if (!poison) return diagnose;
  return (known, input, ...rest) => {
    if (input.text.includes(poison.text)) {
      if (poison.does === 'kill') process.kill(process.pid, 'SIGKILL');
      for (;;);
    }
    return diagnose(known, input, ...rest);
  };
}

/** Authentication on, between the issuer and the connector of the test. */
function teamsParts() {
  const { APP_ID, TENANT, LocalCredentialsFactory, issuerSettings } = built(
    '../bench/service/bot-framework.js',
  );
  return {
    config: {
      mode: 'teams',
      registration: { appId: APP_ID, appType: 'SingleTenant', tenantId: TENANT, password: 'unused' },
    },
    adapter: { settings: issuerSettings(teams.metadata), credentials: new LocalCredentialsFactory() },
  };
}

async function main() {
  guardLastWords();
  const { startSimulation } = built('practice/simulation.js');
  const { createLive, openEyes } = built('live.js');
  const { live } = await startSimulation(scenario);
  const catalogue = built('knowledge/catalogue.js').openCatalogue([]);
  const service = built('service/service.js').createService({
    ...(teams ? teamsParts() : {}),
    config: {
      mode: 'local',
      ...(teams ? teamsParts().config : {}),
      host: '127.0.0.1',
      port: 0,
      storeFolder: folder,
      scenario,
      logLevel: 'warn',
      knowledgeFolders: [],
      noColor: true,
    },
    catalogue,
    diagnose: mortalMind(catalogue),
    store: mortal(built('store/lmdb.js').openLmdbStore(folder)),
    openLive: (signal) =>
      createLive({ ...live, signal, onFault: (check, error) => writeSync(2, `${check}: ${error}\n`) }),
    openEyes: (signal) => openEyes({ ...live, signal }),
    isAllowedServiceUrl: (url) => url.startsWith('http://127.0.0.1:'),
    heldMs,
  });
  if (watchdogMs) built('service/watchdog.js').startWatchdog(watchdogMs);
  const port = await service.start();
  writeSync(1, `${JSON.stringify({ port })}\n`);
  process.once('SIGTERM', () => void service.stop().then(() => process.exit(0)));
  process.stdin.on('end', () => void service.stop().then(() => process.exit(0)));
  process.stdin.resume();
}

void main();
