import { createAzure, type Azure, type AzureOptions } from '../../src/azure/azure';
import { createCredential } from '../../src/azure/credential';
import { createTransport } from '../../src/azure/transport';
import type { Read, Unreadable } from '../../src/azure/reading';
import type { Rule } from '../../src/practice/tenant/rule';
import { loadScenario, type Scenario } from '../../src/practice/tenant/scenario';
import { startTenant, type RunningTenant, type TenantOptions } from '../../src/practice/tenant/server';

export const CONTOSO = 'contosoprod7.azurecr.io';
export const PRODUCTION = '/subscriptions/6f1c2d34-0a1b-4c5d-8e9f-112233445566';
export const CONTOSO_ID = `${PRODUCTION}/resourceGroups/rg-prod/providers/Microsoft.ContainerRegistry/registries/contosoprod7`;
export const WORKER = 'team-a/ingest-worker';
export const KUBELET = '8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718';
export const INGEST_APP = 'c41b7a90-5e2d-4b8f-93a6-1f0e2d3c4b5a';
export const BOT = { clientId: '5b1e0c9a-8d7f-4e6a-b5c4-d3e2f1a09b87', clientSecret: 'simulated-bot-secret' };

export interface Simulated {
  tenant: RunningTenant;
  azure: Azure;
  /** Another diagnosis of the same tenant. */
  again: (options?: Partial<AzureOptions>) => Azure;
}

/** Serves a scenario, runs a test against it with the official clients over real sockets, and stops it. */
export async function withTenant(
  scenario: string | Scenario,
  test: (simulated: Simulated) => Promise<void>,
  options: Partial<AzureOptions> & TenantOptions = {},
): Promise<void> {
  const { registryUpstream, ...rest } = options;
  const tenant = await startTenant(typeof scenario === 'string' ? loadScenario(scenario) : scenario, {
    ...(registryUpstream === undefined ? {} : { registryUpstream }),
  });
  const transport = createTransport(tenant.address);
  const { tenantId } = tenant.scenario.tenant;
  const again = (more: Partial<AzureOptions> = {}) =>
    createAzure({
      credential: createCredential({ as: 'application', tenantId, ...BOT }, transport),
      transport,
      ...rest,
      ...more,
    });
  try {
    await test({ tenant, azure: again(), again });
  } finally {
    await tenant.close();
  }
}

/** The healthy tenant with disturbances. */
export function disturbed(...rules: Rule[]): Scenario {
  return { ...loadScenario('healthy'), rules };
}

/** The value of a reading that must have worked. */
export function read<T>(reading: Read<T>): T {
  if (reading.ok) return reading.value;
  throw new Error(`unreadable: ${JSON.stringify(reading.unreadable)}`);
}

/** Why a reading did not work, which it must not have. */
export function unreadable(reading: Read<unknown>): Unreadable {
  if (!reading.ok) return reading.unreadable;
  throw new Error(`was read: ${JSON.stringify(reading.value)}`);
}
