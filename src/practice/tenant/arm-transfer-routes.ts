import type { Answer } from './answer';
import type { ArmCall } from './arm';
import { pipelineRuns, pipelines } from './arm-transfer';
import { container, deployment, deploymentOperations, storageAccount, vault } from './arm-transfer-places';

const group = String.raw`/subscriptions/[^/]+/resourceGroups/[^/]+/providers`;
const ACR = 'Microsoft.ContainerRegistry/registries';

/** What ACR Transfer touches, as rows for the routes of arm.ts: method, path, action, answer. */
export const TRANSFER_ROUTES: readonly [string, string, string, (asked: ArmCall) => Answer][] = [
  ...(['export', 'import'] as const).map((way): [string, string, string, (asked: ArmCall) => Answer] => [
    'GET',
    String.raw`(?<scope>${group}/Microsoft\.ContainerRegistry/registries/[^/]+)/${way}Pipelines(?:/(?<rest>[^/]+))?`,
    `${ACR}/${way}Pipelines/read`,
    pipelines(way),
  ]),
  [
    'GET',
    String.raw`(?<scope>${group}/Microsoft\.ContainerRegistry/registries/[^/]+)/pipelineRuns(?:/(?<rest>[^/]+))?`,
    `${ACR}/pipelineRuns/read`,
    pipelineRuns,
  ],
  [
    'GET',
    String.raw`(?<scope>${group}/Microsoft\.KeyVault/vaults/[^/]+)`,
    'Microsoft.KeyVault/vaults/read',
    vault,
  ],
  [
    'GET',
    String.raw`(?<scope>${group}/Microsoft\.Storage/storageAccounts/[^/]+)`,
    'Microsoft.Storage/storageAccounts/read',
    storageAccount,
  ],
  [
    'GET',
    String.raw`(?<scope>${group}/Microsoft\.Storage/storageAccounts/[^/]+)/blobServices/default/containers/(?<rest>[^/]+)`,
    'Microsoft.Storage/storageAccounts/blobServices/containers/read',
    container,
  ],
  [
    'GET',
    String.raw`(?<scope>${group}/Microsoft\.Resources/deployments/[^/]+)`,
    'Microsoft.Resources/deployments/read',
    deployment,
  ],
  [
    'GET',
    String.raw`(?<scope>${group}/Microsoft\.Resources/deployments/[^/]+)/operations`,
    'Microsoft.Resources/deployments/operations/read',
    deploymentOperations,
  ],
];
