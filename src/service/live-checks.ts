import { randomUUID } from 'node:crypto';
import type { Audit } from '../audit';
import type { Asker as AzureAsker } from '../azure/credential';
import type { Asker } from '../case';
import { CHECKS } from '../checks';
import type { Eyes } from '../checks/check';
import type { Report } from '../checks/run';
import type { ServiceConfig } from '../config';
import { createLive, openEyes, rightsOf } from '../live';
import type { OpenLive } from '../mind/mind';
import type { Facts } from '../parse/facts';
import { SILENT, type Telemetry } from './telemetry';
import { NOBODY, permitBy, type Policy } from '../policy';
import { lastWords } from './last-words';

/** How the service looks at Azure. */
export interface LiveChecks {
  openLive: OpenLive;
  /** The bot's own view, for watches. */
  openEyes: (signal: AbortSignal) => Eyes;
  close: () => Promise<void>;
}

/**
 * In local mode, of the simulated tenant and without limits; in Teams, of Azure, with the rights of the bot's own
 * identity and within the policy file. Every check or refusal goes to the audit.
 * @throws PolicyError listing every fault of the policy file
 */
export async function openLiveChecks(
  config: ServiceConfig,
  bot: AzureAsker,
  audit: Audit,
  telemetry: Telemetry = SILENT,
): Promise<LiveChecks> {
  const { called: onCall } = telemetry;
  const reported = (asker: Asker, as: string) => {
    const record = audited(audit, asker, as);
    return (report: Report, facts: Facts) => {
      telemetry.checked(report);
      record(report, facts);
    };
  };
  const onFault = (check: string, error: unknown) =>
    process.stderr.write(`check ${check}: ${lastWords(error)}`);
  if (config.mode === 'local') {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the YAML reader is loaded in local mode only
    const { startSimulation } = require('../practice/simulation') as typeof import('../practice/simulation');
    const { live, close } = await startSimulation(config.scenario);
    // Without a policy file everybody may run all that reads no secret: the tenant is simulated.
    const policy = config.policyFile === undefined ? undefined : readPolicyOf(config);
    return {
      openLive: (signal, asker) =>
        createLive({
          ...live,
          signal,
          onFault,
          onCall,
          ...(policy ? permitBy(policy, policyAsker(asker)) : {}),
          onReport: reported(asker, rightsOf(live.asker)),
        }),
      openEyes: (signal) => openEyes({ ...live, signal, onCall }),
      close,
    };
  }
  const policy = readPolicyOf(config);
  return {
    openLive: (signal, asker) =>
      createLive({
        asker: bot,
        signal,
        onFault,
        ...permitBy(policy, policyAsker(asker)),
        onCall,
        onReport: reported(asker, rightsOf(bot)),
      }),
    openEyes: (signal) => openEyes({ asker: bot, signal, onCall }),
    close: () => Promise.resolve(),
  };
}

function readPolicyOf({ policyFile }: ServiceConfig): Policy {
  if (policyFile === undefined) return NOBODY;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the YAML reader is loaded with a policy only
  const { loadPolicy } = require('../policy-file') as typeof import('../policy-file');
  return loadPolicy(
    policyFile,
    CHECKS.map(({ id }) => id),
  );
}

function policyAsker({ id, tenant, place }: Asker) {
  const channel = place && place.kind !== 'personal' ? { channel: place.conversation } : {};
  return { id, tenant, ...(place?.team ? { team: place.team } : {}), ...channel };
}

function audited(audit: Audit, asker: Asker, as: string) {
  const { kind = 'local', conversation: id = '' } = asker.place ?? {};
  return audit.watch({ asker, conversation: { kind, id }, as, correlationId: randomUUID() });
}
