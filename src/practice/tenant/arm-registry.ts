import { armError, armPage, guidOf, type Answer } from './answer';
import type { ArmCall } from './arm';
import { isoTime, type Registry } from './model';
import { dataEndpointOf, registryIdOf, type NamedRegistry } from './registries';

/** GET of a registry, in the stable form or in that of a preview, which alone tells soft delete. */
export function registryAnswer(found: NamedRegistry, { call, world }: ArmCall): Answer {
  const { name, registry } = found;
  const isPreview = call.query.get('api-version')?.endsWith('-preview') ?? false;
  const now = world.now();
  const body = {
    id: registryIdOf(found),
    name,
    type: 'Microsoft.ContainerRegistry/registries',
    location: registry.location,
    tags: {},
    sku: { name: registry.sku, tier: registry.sku },
    properties: {
      loginServer: registry.loginServer,
      creationDate: isoTime(registry.createdAt, now),
      provisioningState: registry.provisioningState,
      adminUserEnabled: registry.adminUserEnabled,
      ...networkOf(found),
      policies: policiesOf(registry, now, isPreview),
      encryption: encryptionOf(registry),
      status: null,
      privateEndpointConnections: connectionsOf(found),
      zoneRedundancy: registry.zoneRedundancy,
      anonymousPullEnabled: registry.anonymousPullEnabled,
      roleAssignmentMode: registry.roleAssignmentMode,
    },
  };
  return { status: 200, body, shape: { fixture: isPreview ? 'registry-get-preview' : 'registry-get' } };
}

function networkOf(found: NamedRegistry) {
  const { registry } = found;
  const rules = registry.allowedIps.map((value) => ({ action: 'Allow', value }));
  return {
    networkRuleSet:
      registry.sku === 'Premium' ? { defaultAction: registry.defaultAction, ipRules: rules } : null,
    dataEndpointEnabled: registry.dataEndpointEnabled,
    dataEndpointHostNames: registry.dataEndpointEnabled ? [dataEndpointOf(found)] : [],
    publicNetworkAccess: registry.publicNetworkAccess,
    networkRuleBypassOptions: registry.networkRuleBypassOptions,
    networkRuleBypassAllowedForTasks: false,
  };
}

function policiesOf(registry: Registry, now: Date, isPreview: boolean) {
  const lastUpdatedTime = isoTime(registry.createdAt, now);
  const retention = registry.retentionDays === undefined ? 'disabled' : 'enabled';
  const softDelete = {
    retentionDays: registry.softDeleteDays ?? 7,
    lastUpdatedTime,
    status: registry.softDeleteDays === undefined ? 'disabled' : 'enabled',
  };
  return {
    quarantinePolicy: { status: registry.quarantinePolicy },
    trustPolicy: { type: 'Notary', status: 'disabled' },
    retentionPolicy: { days: registry.retentionDays ?? 7, lastUpdatedTime, status: retention },
    exportPolicy: { status: registry.exportPolicy },
    azureADAuthenticationAsArmPolicy: { status: registry.armTokens },
    ...(isPreview ? { softDeletePolicy: softDelete } : {}),
  };
}

function encryptionOf({ customerKey }: Registry) {
  if (customerKey === undefined) return { status: 'disabled' };
  return {
    status: 'enabled',
    keyVaultProperties: { keyIdentifier: customerKey, keyRotationEnabled: true },
  };
}

/** Source: azure-facts, section 5; whether Basic and Standard give null is INFERRED there. */
export function privateEndpoints(found: NamedRegistry, { call, world }: ArmCall): Answer {
  const shape = { fixture: 'private-endpoint-connection-list' };
  return armPage(connectionsOf(found), call, world.tenant.pageSize, shape);
}

function connectionsOf(found: NamedRegistry) {
  return Object.entries(found.registry.privateEndpoints).map(([name, { id, status, description }]) => ({
    id: `${registryIdOf(found)}/privateEndpointConnections/${name}`,
    name,
    type: 'Microsoft.ContainerRegistry/registries/privateEndpointConnections',
    properties: {
      provisioningState: 'Succeeded',
      privateEndpoint: { id },
      privateLinkServiceConnectionState: { status, description, actionsRequired: 'None' },
    },
  }));
}

/** What each tier includes, in bytes. Source: service tiers page (10, 100 and 500 GiB). */
const INCLUDED = { Basic: 10, Standard: 100, Premium: 500 } as const;

export function usages({ registry }: NamedRegistry): Answer {
  const limit = INCLUDED[registry.sku] * 1024 ** 3;
  const value = [
    { name: 'Size', limit, currentValue: registry.storageUsed, unit: 'Bytes' },
    { name: 'Webhooks', limit: registry.sku === 'Basic' ? 2 : 100, currentValue: 1, unit: 'Count' },
  ];
  return { status: 200, body: { value }, shape: { fixture: 'registry-list-usages' } };
}

export function replications(found: NamedRegistry, { call, world }: ArmCall): Answer {
  const timestamp = isoTime('-20d', world.now());
  const value = Object.entries(found.registry.replications).map(([location, { state, displayStatus }]) => ({
    id: `${registryIdOf(found)}/replications/${location}`,
    name: location,
    type: 'Microsoft.ContainerRegistry/registries/replications',
    location,
    tags: {},
    properties: {
      provisioningState: state,
      status: { displayStatus, message: `The replication is ${displayStatus.toLowerCase()}.`, timestamp },
      regionEndpointEnabled: true,
      zoneRedundancy: 'Disabled',
    },
  }));
  return armPage(value, call, world.tenant.pageSize, { fixture: 'replication-list' });
}

/** Refused while the admin user is off (status and code INFERRED). */
export function credentials({ name, registry }: NamedRegistry): Answer {
  if (!registry.adminUserEnabled)
    return armError(
      400,
      'UnAuthorizedForCredentialOperations',
      `Cannot perform credential operations for ${guidOf(name)} as admin user is disabled. Kindly enable admin user as per docs: https://docs.microsoft.com/en-us/azure/container-registry/container-registry-authentication#admin-account`,
    );
  const passwords = registry.passwords.map((value, index) => ({
    name: index === 0 ? 'password' : `password${index + 1}`,
    value,
  }));
  return {
    status: 200,
    body: { username: name, passwords },
    shape: { fixture: 'registry-list-credentials' },
  };
}
