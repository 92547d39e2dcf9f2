import { readPasted } from '../../../src/checks/pasted';
import type { Params } from '../../../src/checks/check';
import { readOutputs } from '../../../src/parse/output/read-outputs';
import { tenantSchema } from '../../../src/practice/tenant/model';
import { patched } from '../../../src/practice/tenant/patch';
import { loadScenario, type Scenario } from '../../../src/practice/tenant/scenario';

export const REGISTRY = 'contosoprod7.azurecr.io';
/** Pulls with its system-assigned identity, and with the admin user's password. */
export const INGEST: Params = { app: 'ingest', registry: REGISTRY };
export const REPORTS: Params = { app: 'reports', registry: REGISTRY };
export const INGEST_ID = 'c41b7a90-5e2d-4b8f-93a6-1f0e2d3c4b5a';
export const KUBELET_ID = '8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718';
export const GROUP = '/subscriptions/6f1c2d34-0a1b-4c5d-8e9f-112233445566/resourceGroups/rg-prod/providers';
export const REGISTRY_ID = `${GROUP}/Microsoft.ContainerRegistry/registries/contosoprod7`;
export const SECRET = 'contosoprod7azurecrio-contosoprod7';

/** The healthy tenant with other values of an app, and of anything else. */
export function appWith(name: string, changes: object, rest: object = {}): Scenario {
  const scenario = loadScenario('healthy');
  const model = patched(scenario.tenant, { apps: { [name]: changes }, ...rest });
  return { ...scenario, tenant: tenantSchema.parse(model) };
}

/** The admin user is on, and the bot may read passwords: both, or none is told. */
export const REVEALING = {
  registries: { contosoprod7: { adminUserEnabled: true } },
  roleDefinitions: {
    'Secret reader': {
      id: '5d3c2b1a-0f9e-4d8c-b7a6-958473625141',
      kind: 'CustomRole',
      actions: [
        'Microsoft.App/containerApps/listSecrets/action',
        'Microsoft.ContainerRegistry/registries/listCredentials/action',
      ],
    },
  },
  roleAssignments: {
    'bot-reads-secrets': {
      role: 'Secret reader',
      principal: 'bot',
      scope: '/subscriptions/6f1c2d34-0a1b-4c5d-8e9f-112233445566',
    },
  },
};

/** An app as `az containerapp show` prints it. */
export function shownApp(name: string, registries: unknown, changes: object = {}): object {
  return {
    id: `${GROUP}/Microsoft.App/containerapps/${name}`,
    identity: { principalId: INGEST_ID, tenantId: 't', type: 'SystemAssigned' },
    location: 'West Europe',
    name,
    properties: {
      configuration: { activeRevisionsMode: 'Single', registries, secrets: [{ name: SECRET }] },
      latestRevisionName: `${name}--r1`,
      managedEnvironmentId: `${GROUP}/Microsoft.App/managedEnvironments/env-prod`,
      provisioningState: 'Succeeded',
    },
    resourceGroup: 'rg-prod',
    systemData: { lastModifiedAt: '2026-11-01T10:00:00' },
    type: 'Microsoft.App/containerApps',
    ...changes,
  };
}

/** A registry entry as the command line prints it. */
export function entry(changes: object = {}): object {
  return { identity: 'system', passwordSecretRef: '', server: REGISTRY, username: '', ...changes };
}

export const PASSWORD_ENTRY = { identity: '', username: 'contosoprod7', passwordSecretRef: SECRET };

/** A command line with what it printed. */
export function ran(command: string, output: unknown): string {
  return `$ ${command}\n${typeof output === 'string' ? output : JSON.stringify(output, null, 2)}\n`;
}

/** `statement: holds` of what one check reads in a paste; empty when it reads nothing. */
export function heldInPaste(check: string, text: string, params: Params = INGEST): Record<string, string> {
  const { judged } = readPasted(readOutputs(text), params);
  const own = judged.filter((one) => one.check === check);
  return Object.fromEntries(own.map(({ statement, holds }) => [statement, holds]));
}

/** What the outputs of a paste teach. */
export function learnt(text: string, params: Params = INGEST): Params {
  return readPasted(readOutputs(text), params).learned;
}

/** Of a held table, what is known: what a paste tells. */
export function known(held: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(held).filter(([, holds]) => holds === 'yes' || holds === 'no'));
}
