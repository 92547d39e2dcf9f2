import { armError, armPage, guidOf, type Answer, type Call, type World } from './answer';
import type { ArmCall } from './arm';
import { notFound } from './arm-transfer';
import { isoTime, type Tenant } from './model';
import { isAllowed } from './rights';
import { answerSas } from './storage-sas';
import { bearerOf } from './tokens';

interface Placed {
  subscription: string;
  resourceGroup: string;
}

export function vaultIdOf(name: string, { subscription, resourceGroup }: Placed): string {
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.KeyVault/vaults/${name}`;
}

export function accountIdOf(name: string, { subscription, resourceGroup }: Placed): string {
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.Storage/storageAccounts/${name}`;
}

function deploymentIdOf(name: string, { subscription, resourceGroup }: Placed): string {
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.Resources/deployments/${name}`;
}

function findById<T extends Placed>(
  all: Record<string, T>,
  id: string,
  idOf: (name: string, one: T) => string,
): [string, T] | undefined {
  return Object.entries(all).find(([name, one]) => idOf(name, one).toLowerCase() === id.toLowerCase());
}

export function vault({ world: { tenant }, scope }: ArmCall): Answer {
  const found = findById(tenant.keyVaults, scope, vaultIdOf);
  if (!found) return notFound('Microsoft.KeyVault/vaults');
  const [name, one] = found;
  const accessPolicies = Object.entries(one.policies).map(([identity, secrets]) => ({
    tenantId: tenant.tenantId,
    objectId: tenant.identities[identity]?.objectId ?? '',
    permissions: { keys: [], secrets, certificates: [] },
  }));
  const body = {
    id: vaultIdOf(name, one),
    name,
    type: 'Microsoft.KeyVault/vaults',
    location: 'westeurope',
    tags: {},
    properties: {
      sku: { family: 'A', name: 'standard' },
      tenantId: tenant.tenantId,
      accessPolicies,
      enableRbacAuthorization: one.rbac,
      networkAcls: { bypass: one.bypass, defaultAction: one.defaultAction },
      vaultUri: `https://${name}.vault.azure.net`,
      provisioningState: 'Succeeded',
      publicNetworkAccess: one.publicNetworkAccess,
    },
  };
  return { status: 200, body, shape: { fixture: 'keyvault-get' } };
}

export function storageAccount({ world: { tenant, now }, scope }: ArmCall): Answer {
  const found = findById(tenant.storageAccounts, scope, accountIdOf);
  if (!found) return notFound('Microsoft.Storage/storageAccounts');
  const [name, one] = found;
  const body = {
    id: accountIdOf(name, one),
    name,
    kind: 'StorageV2',
    location: 'westeurope',
    properties: {
      keyCreationTime: { key1: isoTime(one.keyMadeAt, now()), key2: '2024-03-18T04:42:22.4322836Z' },
      networkAcls: { bypass: 'AzureServices', defaultAction: one.defaultAction, ipRules: [] },
      primaryEndpoints: { blob: `https://${name}.blob.core.windows.net/` },
      provisioningState: 'Succeeded',
      publicNetworkAccess: one.publicNetworkAccess,
      allowSharedKeyAccess: one.allowSharedKeyAccess,
    },
    sku: { name: 'Standard_LRS', tier: 'Standard' },
    tags: {},
    type: 'Microsoft.Storage/storageAccounts',
  };
  return { status: 200, body, shape: { fixture: 'storage-account-get' } };
}

export function container({ world: { tenant }, scope, rest }: ArmCall): Answer {
  const found = findById(tenant.storageAccounts, scope, accountIdOf);
  if (!found) return notFound('Microsoft.Storage/storageAccounts');
  const [name, one] = found;
  if (!(rest in one.containers))
    return armError(404, 'ContainerNotFound', 'The specified container does not exist.');
  const body = {
    id: `${accountIdOf(name, one)}/blobServices/default/containers/${rest}`,
    name: rest,
    type: 'Microsoft.Storage/storageAccounts/blobServices/containers',
    etag: '"0x8D592D74CC20EBA"',
    properties: {
      publicAccess: 'None',
      leaseStatus: 'Unlocked',
      leaseState: 'Available',
      hasLegalHold: false,
    },
  };
  return { status: 200, body, shape: { fixture: 'storage-container-get' } };
}

const BLOB_SHAPE = { unverified: 'headers of Get Blob Properties, as its REST page lists them' };
const READ = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read';

/** HEAD of a blob of a transfer's account; undefined for hosts that are none. */
export function answerBlob({ call, world }: { call: Call; world: World }): Answer | undefined {
  const name = call.host.split('.')[0] ?? '';
  const account = world.tenant.storageAccounts[name];
  if (!account) return undefined;
  if (call.query.has('sig')) return answerSas(call, world, { name, account });
  const refusal = refusalOf(call, world, name, account);
  if (refusal) return refused(...refusal);
  const [, inside = '', ...rest] = call.path.split('/');
  const blobs = account.containers[inside];
  if (!blobs) return refused(404, 'ContainerNotFound');
  const blob = blobs[rest.join('/')];
  if (!blob) return refused(404, 'BlobNotFound');
  const headers = {
    'last-modified': new Date(isoTime(blob.modifiedAt, world.now())).toUTCString(),
    ...(blob.md5 === undefined ? {} : { 'content-md5': blob.md5 }),
    ...(blob.category === undefined ? {} : { 'x-ms-meta-category': blob.category }),
  };
  return { status: 200, headers, body: '', shape: BLOB_SHAPE };
}

function refused(status: number, code: string): Answer {
  return { status, headers: { 'x-ms-error-code': code }, body: '', shape: BLOB_SHAPE };
}

function refusalOf(
  call: Call,
  { tenant, tokens }: World,
  name: string,
  account: Tenant['storageAccounts'][string],
): [status: number, code: string] | undefined {
  const { who, aud } = tokens.read(bearerOf(call.headers.authorization) ?? '') ?? {};
  if (who === undefined || aud !== 'https://storage.azure.com') return [401, 'NoAuthenticationInformation'];
  if (account.defaultAction === 'Deny' || account.publicNetworkAccess === 'Disabled')
    return [403, 'AuthorizationFailure'];
  const scope = accountIdOf(name, account);
  const isFine = isAllowed(tenant, { who, action: READ, scope, isData: true });
  return isFine ? undefined : [403, 'AuthorizationPermissionMismatch'];
}

const DEPLOYMENT_SHAPE = { unverified: 'DeploymentExtended of the swagger; its examples hold no error' };

export function deployment({ world: { tenant, now }, scope }: ArmCall): Answer {
  const found = findById(tenant.deployments, scope, deploymentIdOf);
  if (!found) return armError(404, 'DeploymentNotFound', 'The deployment could not be found.');
  const [name, one] = found;
  const details = Object.values(one.operations).flatMap((step) => errorOf(step));
  const body = {
    id: deploymentIdOf(name, one),
    name,
    type: 'Microsoft.Resources/deployments',
    properties: {
      mode: 'Incremental',
      provisioningState: one.state,
      timestamp: isoTime(one.at, now()),
      correlationId: one.correlationId,
      ...(one.code === undefined ? {} : { error: { code: one.code, message: one.message, details } }),
    },
  };
  return { status: 200, body, shape: DEPLOYMENT_SHAPE };
}

type Operation = Tenant['deployments'][string]['operations'][string];

function errorOf({ code, message, target }: Operation) {
  return code === undefined ? [] : [{ code, message, target }];
}

export function deploymentOperations({ call, world: { tenant }, scope }: ArmCall): Answer {
  const found = findById(tenant.deployments, scope, deploymentIdOf);
  if (!found) return armError(404, 'DeploymentNotFound', 'The deployment could not be found.');
  const [name, one] = found;
  const items = Object.entries(one.operations).map(([key, step]) => {
    const [error] = errorOf(step);
    return {
      id: `${deploymentIdOf(name, one)}/operations/${guidOf(key)}`,
      operationId: guidOf(key),
      properties: {
        provisioningOperation: 'Create',
        provisioningState: step.state,
        targetResource: { id: step.target },
        ...(error ? { statusMessage: { error } } : {}),
      },
    };
  });
  return armPage(items, call, tenant.pageSize, DEPLOYMENT_SHAPE);
}
