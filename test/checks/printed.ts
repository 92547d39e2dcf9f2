import { CHECKS } from '../../src/checks';
import type { Params } from '../../src/checks/check';
import { readOutputs } from '../../src/parse/output/read-outputs';
import { redact } from '../../src/redact/redact';
import type { Scenario } from '../../src/practice/tenant/scenario';
import { heldIn, look, PULLED } from './look';

export const REGISTRY_ID =
  '/subscriptions/6f1c2d34-0a1b-4c5d-8e9f-112233445566/resourceGroups/rg-prod/providers/Microsoft.ContainerRegistry/registries/contosoprod7';

/** A command line and what it printed, as somebody pastes them. */
export function ran(command: string, printed: unknown): string {
  const text = typeof printed === 'string' ? printed : JSON.stringify(printed, null, 2);
  return `anna@build-3:~$ ${command}\n${text}\n`;
}

/** What one check reads in a paste: `statement: holds`; empty when nothing of it is about the check. */
export function heldPasted(id: string, text: string, params: Params = PULLED): Record<string, string> {
  return Object.fromEntries(judgedPasted(id, text, params).map(({ statement, holds }) => [statement, holds]));
}

/** What was seen about one statement in a paste. */
export function sawPasted(id: string, text: string, statement: string, params: Params = PULLED): string {
  return judgedPasted(id, text, params).find((one) => one.statement === statement)?.saw ?? '';
}

export function judgedPasted(id: string, text: string, params: Params) {
  const check = CHECKS.find((one) => one.id === id);
  if (!check?.readPasted) throw new Error(`no reader for ${id}`);
  const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
  return check.readPasted(readOutputs(redact(text).text), given)?.judged ?? [];
}

/** Whatever a paste tells of a tenant is what the live check sees there. @returns what the paste told */
export async function alike(
  id: string,
  scenario: string | Scenario,
  text: string,
  params: Params = PULLED,
): Promise<Record<string, string>> {
  const told = heldPasted(id, text, params);
  const live = heldIn(await look(id, scenario, params));
  expect(told).toEqual(Object.fromEntries(Object.keys(told).map((name) => [name, live[name]])));
  return told;
}

/** `az acr show` of the healthy tenant's registry, with other values. */
export function shownRegistry(changes: object = {}): object {
  return {
    adminUserEnabled: false,
    anonymousPullEnabled: false,
    creationDate: '2024-06-04T11:00:00+00:00',
    dataEndpointEnabled: false,
    dataEndpointHostNames: [],
    encryption: { keyVaultProperties: null, status: 'disabled' },
    id: REGISTRY_ID,
    identity: null,
    location: 'westeurope',
    loginServer: 'contosoprod7.azurecr.io',
    name: 'contosoprod7',
    networkRuleBypassOptions: 'AzureServices',
    networkRuleSet: { defaultAction: 'Allow', ipRules: [] },
    policies: {
      azureAdAuthenticationAsArmPolicy: { status: 'enabled' },
      exportPolicy: { status: 'enabled' },
      quarantinePolicy: { status: 'disabled' },
      retentionPolicy: { days: 7, lastUpdatedTime: '2024-06-04T11:00:00+00:00', status: 'disabled' },
    },
    provisioningState: 'Succeeded',
    publicNetworkAccess: 'Enabled',
    resourceGroup: 'rg-prod',
    roleAssignmentMode: 'LegacyRegistryPermissions',
    sku: { name: 'Premium', tier: 'Premium' },
    type: 'Microsoft.ContainerRegistry/registries',
    zoneRedundancy: 'Enabled',
    ...changes,
  };
}
