import type { RoleDefinition } from '../../azure/roles';

const ACR = 'Microsoft.ContainerRegistry/registries';

interface Known {
  actions?: string[];
  notActions?: string[];
  dataActions?: string[];
}

/**
 * Azure's own roles by their names, as far as pulling goes, for role listings that were pasted: those name a role and
 * do not say what it holds. Source: azure-docs built-in-roles/containers.md, general.md and privileged.md.
 */
const KNOWN: Partial<Record<string, Known>> = {
  Owner: { actions: ['*'] },
  Contributor: {
    actions: ['*'],
    notActions: ['Microsoft.Authorization/*/Delete', 'Microsoft.Authorization/*/Write'],
  },
  Reader: { actions: ['*/read'] },
  AcrPull: { actions: [`${ACR}/pull/read`] },
  AcrPush: { actions: [`${ACR}/pull/read`, `${ACR}/push/write`] },
  AcrDelete: { actions: [`${ACR}/artifacts/delete`] },
  'Container Registry Repository Reader': {
    dataActions: [`${ACR}/repositories/metadata/read`, `${ACR}/repositories/content/read`],
  },
  'Container Registry Repository Writer': {
    dataActions: [`${ACR}/repositories/metadata/read`, `${ACR}/repositories/content/read`],
  },
  'Container Registry Repository Contributor': {
    dataActions: [`${ACR}/repositories/metadata/read`, `${ACR}/repositories/content/read`],
  },
  'Container Registry Repository Catalog Lister': { dataActions: [`${ACR}/catalog/read`] },
  'Container Registry Transfer Pipeline Contributor': {
    actions: ['exportPipelines', 'importPipelines', 'pipelineRuns'].flatMap((kind) =>
      ['read', 'write', 'delete'].map((right) => `${ACR}/${kind}/${right}`),
    ),
  },
  'Network Contributor': { actions: ['Microsoft.Network/*'] },
  'Managed Identity Operator': { actions: ['Microsoft.ManagedIdentity/userAssignedIdentities/*/read'] },
  'Monitoring Metrics Publisher': { actions: ['Microsoft.Insights/Register/Action'] },
};

/** A built-in role; undefined for one that only its definition could tell. */
export function findKnownRole(name: string): RoleDefinition | undefined {
  const found = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
  if (!found) return undefined;
  const { actions = [], notActions = [], dataActions = [] } = found;
  return { id: name, name, permissions: [{ actions, notActions, dataActions, notDataActions: [] }] };
}
