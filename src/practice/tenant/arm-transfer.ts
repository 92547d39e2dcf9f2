import { armError, armPage, type Answer, type Shape } from './answer';
import type { ArmCall } from './arm';
import { isoTime, type Tenant } from './model';
import { registryIdOf } from './registries';

type Pipeline = Tenant['pipelines'][string];
type Run = Tenant['pipelineRuns'][string];

const KINDS = { export: 'exportPipelines', import: 'importPipelines' } as const;

function registryId(tenant: Tenant, name: string): string {
  const registry = tenant.registries[name];
  return registry ? registryIdOf({ name, registry }) : '';
}

function isOf(tenant: Tenant, name: string, scope: string): boolean {
  return registryId(tenant, name).toLowerCase() === scope.toLowerCase();
}

function pipelineBody(tenant: Tenant, name: string, pipeline: Pipeline) {
  const { direction, storageAccount, container, mode, keyVault, secret, options, trigger } = pipeline;
  const place = {
    type: 'AzureStorageBlobContainer',
    uri: `https://${storageAccount}.blob.core.windows.net/${container}`,
    ...(keyVault ? { keyVaultUri: `https://${keyVault}.vault.azure.net/secrets/${secret ?? 'sas'}` } : {}),
    storageAccessMode: mode,
  };
  return {
    id: `${registryId(tenant, pipeline.registry)}/${KINDS[direction]}/${name}`,
    name,
    type: `Microsoft.ContainerRegistry/registries/${KINDS[direction]}`,
    properties: {
      ...(direction === 'export'
        ? { target: place }
        : { source: place, trigger: { sourceTrigger: { status: trigger } } }),
      options,
      provisioningState: 'Succeeded',
    },
    location: tenant.registries[pipeline.registry]?.location ?? 'westeurope',
    identity: identityOf(tenant, pipeline),
  };
}

function identityOf(tenant: Tenant, { identity, userAssigned }: Pipeline) {
  const principalId = tenant.identities[identity]?.objectId ?? '';
  if (!userAssigned) return { type: 'SystemAssigned', principalId, tenantId: tenant.tenantId };
  const id = `/subscriptions/${Object.keys(tenant.subscriptions)[0] ?? ''}/resourcegroups/rg-prod/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${identity}`;
  const clientId = tenant.identities[identity]?.clientId ?? '';
  return { type: 'UserAssigned', userAssignedIdentities: { [id]: { clientId, principalId } } };
}

export const pipelines =
  (direction: Pipeline['direction']) =>
  ({ call, world: { tenant }, scope, rest }: ArmCall): Answer => {
    const shape: Shape = { fixture: `${direction}-pipeline-get` };
    const found = Object.entries(tenant.pipelines)
      .filter(([, one]) => one.direction === direction && isOf(tenant, one.registry, scope))
      .map(([name, one]) => pipelineBody(tenant, name, one));
    if (rest === '')
      return armPage(found, call, tenant.pageSize, {
        unverified: 'a list of pipelines, each in the form of its own example',
      });
    const body = found.find(({ name }) => name.toLowerCase() === rest.toLowerCase());
    return body ? { status: 200, body, shape } : notFound(`${KINDS[direction]}/${rest}`);
  };

function runBody({ tenant, now }: ArmCall['world'], name: string, run: Run) {
  const pipeline = tenant.pipelines[run.pipeline];
  if (!pipeline) return [];
  const { direction, storageAccount, container, keyVault, secret, mode } = pipeline;
  const { artifacts, blob, status, percent, startedAt, finishedAt, error } = run;
  const at = {
    type: 'AzureStorageBlob',
    uri: `https://${storageAccount}.blob.core.windows.net/${container}/${blob}`,
    ...(keyVault ? { keyVaultUri: `https://${keyVault}.vault.azure.net/secrets/${secret ?? 'sas'}` } : {}),
    storageAccessMode: mode,
  };
  const named = { type: 'AzureStorageBlob', name: blob };
  const owner = registryId(tenant, pipeline.registry);
  const body = {
    id: `${owner}/pipelineRuns/${name}`,
    name,
    type: 'Microsoft.ContainerRegistry/registries/pipelineRuns',
    properties: {
      request: {
        pipelineResourceId: `${owner}/${KINDS[direction]}/${run.pipeline}`,
        ...(direction === 'export' ? { artifacts, target: named } : { source: named }),
      },
      response: {
        status,
        progress: { percentage: percent },
        startTime: isoTime(startedAt, now()),
        ...(finishedAt === undefined ? {} : { finishTime: isoTime(finishedAt, now()) }),
        ...(direction === 'export' ? { target: at } : { source: at }),
        ...(error === undefined ? {} : { pipelineRunErrorMessage: error }),
      },
      provisioningState: run.provisioningState,
    },
  };
  return [{ registry: pipeline.registry, body }];
}

export function pipelineRuns({ call, world, scope, rest }: ArmCall): Answer {
  const { tenant } = world;
  const found = Object.entries(tenant.pipelineRuns)
    .flatMap(([name, run]) => runBody(world, name, run))
    .filter(({ registry }) => isOf(tenant, registry, scope))
    .map(({ body }) => body);
  if (rest === '') return armPage(found, call, tenant.pageSize, { fixture: 'pipeline-run-list' });
  const body = found.find(({ name }) => name.toLowerCase() === rest.toLowerCase());
  return body
    ? { status: 200, body, shape: { fixture: 'pipeline-run-get' } }
    : notFound(`pipelineRuns/${rest}`);
}

export function notFound(what: string): Answer {
  return armError(404, 'ResourceNotFound', `The Resource '${what}' was not found.`);
}
