import type { LiveOptions } from '../live';
import { loadScenario } from './tenant/scenario';
import { startTenant, type RunningTenant } from './tenant/server';

/** A simulated tenant that runs, and how live checks reach it. */
export interface Simulation {
  tenant: RunningTenant;
  live: Pick<LiveOptions, 'asker' | 'simulator' | 'lookups'>;
  close: () => Promise<void>;
}

/**
 * Starts a scenario; the checks ask as its identity `bot`.
 * @param nameOrPath a built-in scenario, or a YAML file from anywhere
 * @throws ScenarioError listing every fault
 */
export async function startSimulation(nameOrPath: string): Promise<Simulation> {
  const scenario = loadScenario(nameOrPath);
  const { tenantId, identities } = scenario.tenant;
  const { clientId = '', secret: clientSecret = '' } = identities.bot ?? {};
  const tenant = await startTenant(scenario);
  return {
    tenant,
    live: {
      asker: { as: 'application', tenantId, clientId, clientSecret },
      simulator: tenant.address,
      lookups: tenant.lookups,
    },
    close: tenant.close,
  };
}
