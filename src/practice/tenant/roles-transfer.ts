const BLOBS = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';
const ACR = 'Microsoft.ContainerRegistry/registries';

/**
 * Azure's own roles that ACR Transfer needs, with their real ids: [id, actions, data actions].
 * Source: azure-docs built-in-roles (containers.md, security.md, storage.md), as far as it concerns a transfer.
 */
export const TRANSFER_ROLES: Record<string, [id: string, actions: string[], dataActions: string[]]> = {
  'Container Registry Transfer Pipeline Contributor': [
    'bf94e731-3a51-4a7c-8c54-a1ab9971dfc1',
    ['exportPipelines', 'importPipelines', 'pipelineRuns'].flatMap((kind) =>
      ['read', 'write', 'delete'].map((right) => `${ACR}/${kind}/${right}`),
    ),
    [],
  ],
  'Key Vault Secrets User': [
    '4633458b-17de-408a-b874-0445c86b69e6',
    [],
    [
      'Microsoft.KeyVault/vaults/secrets/getSecret/action',
      'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
    ],
  ],
  'Key Vault Reader': [
    '21090545-7ca7-4776-b22c-e363652d74d2',
    ['Microsoft.KeyVault/vaults/*/read'],
    ['Microsoft.KeyVault/vaults/*/read', 'Microsoft.KeyVault/vaults/secrets/readMetadata/action'],
  ],
  'Storage Blob Data Reader': ['2a2b9908-6ea1-4ae2-8e65-a410df84e7d1', [], [`${BLOBS}/read`]],
  'Storage Blob Data Contributor': [
    'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
    [],
    ['delete', 'read', 'write', 'move/action', 'add/action'].map((right) => `${BLOBS}/${right}`),
  ],
};
