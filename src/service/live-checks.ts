import { randomUUID } from 'node:crypto';
import type { Audit } from '../audit';
import type { Asker as AzureAsker } from '../azure/credential';
import type { Asker } from '../case';
import { CHECKS } from '../checks';
import type { Eyes } from '../checks/check';
import type { Report } from '../checks/run';
import type { ServiceConfig } from '../config';
import { createLive, openEyes, rightsOf, type LiveOptions } from '../live';
import type { MindDeps, OpenLive } from '../mind/mind';
import type { Facts } from '../parse/facts';
import { SILENT, type Telemetry } from './telemetry';
import { describePolicy, mayRun, NOBODY, permitBy, type Policy } from '../policy';
import { lastWords } from './last-words';
import type { UserRights } from './user-rights';

/** How the service looks at Azure. */
export interface LiveChecks {
  openLive: OpenLive;
  /** The bot's own view, for watches. */
  openEyes: (signal: AbortSignal) => Eyes;
  mayWatch: NonNullable<MindDeps['mayWatch']>;
  permits: NonNullable<MindDeps['permits']>;
  close: () => Promise<void>;
}

export interface LiveChecksOptions extends Pick<LiveOptions, 'simulator' | 'lookups'> {
  telemetry?: Telemetry;
  /** With it live checks look with the rights of whoever asks, and watches alone as the bot. */
  userRights?: UserRights | undefined;
}

/**
 * In local mode, of the simulated tenant and without limits; in Teams, of Azure, with the rights of whoever asks where
 * people sign in, else with those of the bot's own identity. Every check or refusal goes to the audit.
 * @throws PolicyError listing every fault of the policy file
 */
export async function openLiveChecks(
  config: ServiceConfig,
  bot: AzureAsker,
  audit: Audit,
  options: LiveChecksOptions = {},
): Promise<LiveChecks> {
  const { telemetry = SILENT, userRights, ...place } = options;
  const policies = readPolicies(config, userRights !== undefined);
  if (config.mode === 'local') {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the YAML reader is loaded in local mode only
    const { startSimulation } = require('../practice/simulation') as typeof import('../practice/simulation');
    const { live, close } = await startSimulation(config.scenario);
    return { ...lookWith({ ...live, policies, audit, telemetry, azureAskerOf: () => live.asker }), close };
  }
  const azureAskerOf = userRights?.azureAskerOf ?? (() => bot);
  const looking = lookWith({ ...place, asker: bot, policies, audit, telemetry, azureAskerOf });
  return { ...looking, close: () => Promise.resolve() };
}

/** What limits whom; absent: nothing but that no secret is read. */
interface Policies {
  asking: Policy | undefined;
  /** For watches, which look as the bot. */
  bot: Policy | undefined;
}

/**
 * A policy file limits everybody. Without one the rights of whoever asks decide, in Azure, and with the bot's own identity,
 * which may see more, nobody looks. The tenant of local mode is simulated: everybody may look at it.
 */
function readPolicies(config: ServiceConfig, isAsUser: boolean): Policies {
  if (config.policyFile !== undefined) {
    const policy = readPolicyFile(config.policyFile);
    return { asking: policy, bot: policy };
  }
  if (config.mode === 'local') return { asking: undefined, bot: undefined };
  return { asking: isAsUser ? undefined : NOBODY, bot: NOBODY };
}

interface Looking extends Pick<LiveOptions, 'simulator' | 'lookups'> {
  /** The bot's own rights. */
  asker: AzureAsker;
  azureAskerOf: (asker: Asker) => AzureAsker;
  policies: Policies;
  audit: Audit;
  telemetry: Telemetry;
}

function lookWith(looking: Looking): Omit<LiveChecks, 'close'> {
  const { azureAskerOf, policies, audit, telemetry, asker: bot, ...place } = looking;
  const { called: onCall } = telemetry;
  return {
    openLive(signal, asker) {
      const azureAsker = azureAskerOf(asker);
      const record = audited(audit, asker, rightsOf(azureAsker));
      return createLive({
        ...place,
        asker: azureAsker,
        signal,
        onFault: (check, error) => process.stderr.write(`check ${check}: ${lastWords(error)}`),
        onCall,
        ...(policies.asking ? permitBy(policies.asking, policyAsker(asker)) : {}),
        onReport(report: Report, facts: Facts) {
          telemetry.checked(report);
          record(report, facts);
        },
      });
    },
    openEyes: (signal) => openEyes({ ...place, asker: bot, signal, onCall }),
    mayWatch(asker, { kind, facts }) {
      const check = { id: kind === 'conversion' ? 'streaming/conversion' : 'transfer/pipeline-run' };
      if (!policies.bot) return { allowed: true };
      return mayRun(policies.bot, policyAsker(asker), check, { registry: facts.registry });
    },
    permits(asker) {
      if (policies.asking) return describePolicy(policies.asking, policyAsker(asker));
      return ['No policy file limits live checks; those that read a secret are left out.'];
    },
  };
}

function readPolicyFile(policyFile: string): Policy {
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
