import { createAzure, type AzureOptions } from './azure/azure';
import { CLOUDS, type Cloud } from './azure/clouds';
import { createCredential, type Asker as AzureAsker } from './azure/credential';
import { createResolver, type Lookups } from './azure/resolver';
import { createTransport } from './azure/transport';
import { listChoices } from './choices';
import { CHECKS } from './checks';
import type { Eyes } from './checks/check';
import { lackingNames, runChecks, withTeachers, type Report, type RunOptions } from './checks/run';
import type { Live } from './examine';
import type { Facts } from './parse/facts';

/** With whose rights, and where, live checks look. */
export interface LiveOptions {
  asker: AzureAsker;
  /** `http://127.0.0.1:port` of a simulated tenant; absent in real use. */
  simulator?: string;
  /** Names as the simulated tenant resolves them; absent in real use. */
  lookups?: Lookups;
  /** Whose hosts are called; the public cloud when absent. */
  cloud?: Cloud;
  mayRevealSecrets?: boolean;
  /** Whether whoever asks may run a check with these names; absent: everything (local mode, the command line). */
  mayRun?: RunOptions['mayRun'];
  /** The only subscriptions that may be read; absent: all. */
  subscriptions?: readonly string[];
  /** Told of every check that ran or was refused, with the names it had. */
  onReport?: (report: Report, params: Facts) => void;
  signal?: AbortSignal;
  limits?: AzureOptions['limits'];
  /** Told of every call to Azure. */
  onCall?: AzureOptions['onCall'];
  onFault: (check: string, error: unknown) => void;
}

/** One view of Azure, in which each thing is read once, and of names as this place resolves them. */
export function openEyes(options: Omit<LiveOptions, 'onFault'>): Eyes {
  const { asker, simulator, lookups, mayRevealSecrets = false, signal, limits } = options;
  const { subscriptions, cloud = CLOUDS[0], onCall } = options;
  const transport = createTransport(simulator, { cloud, ...(lookups ? { lookups } : {}) });
  const azure = createAzure({
    credential: createCredential(asker, transport, cloud, onCall),
    transport,
    cloud,
    mayRevealSecrets,
    ...(subscriptions ? { subscriptions } : {}),
    ...(signal ? { signal } : {}),
    ...(limits ? { limits } : {}),
    ...(onCall ? { onCall } : {}),
  });
  return { azure, resolver: createResolver(lookups ? { lookups } : {}) };
}

/** Live checks of one diagnosis: they share one view of Azure, so each thing is read once. */
export function createLive(options: LiveOptions): Live {
  const { asker, mayRevealSecrets = false, onFault, mayRun, onReport } = options;
  const eyes = openEyes(options);
  return {
    as: rightsOf(asker),
    async *run(names, facts) {
      const checks = CHECKS.filter(({ id }) => names.includes(id));
      const run = { eyes, mayRevealSecrets, onFault, ...(mayRun ? { mayRun } : {}) };
      for await (const report of runChecks(withTeachers(checks, CHECKS, facts), facts, run)) {
        onReport?.(report, { ...report.learned, ...facts });
        yield report;
      }
    },
    named: (wanted, facts) =>
      CHECKS.filter(({ id, needs }) => {
        if (wanted.includes(id)) return true;
        const isInFolder = wanted.some((one) => one.endsWith('/') && id.startsWith(one));
        return isInFolder && needs.every((name) => facts[name] !== undefined);
      }).map(({ id }) => id),
    lacking: (wanted, facts) => lackingNames(wanted, CHECKS, facts),
    choices: (name, facts) => listChoices(eyes.azure, name, facts),
    says: (id, statement) =>
      CHECKS.find((check) => check.id === id)?.statements[statement]?.says ?? statement,
  };
}

/** With whose rights checks look, in words. */
export function rightsOf(asker: AzureAsker): string {
  return AS_WORDS[asker.as];
}

const AS_WORDS: Record<AzureAsker['as'], string> = {
  application: "the bot's application",
  'managed-identity': "the bot's managed identity",
  user: 'the asking user',
  'azure-cli': 'the account signed in with az login',
};
