import type { Tenant } from './model';
import { TRANSFER_ROLES } from './roles-transfer';

type Role = Tenant['roleDefinitions'][string];

function role(id: string, part: Partial<Role>): Role {
  return {
    id,
    kind: 'BuiltInRole',
    actions: [],
    notActions: [],
    dataActions: [],
    notDataActions: [],
    ...part,
  };
}

const ACR = 'Microsoft.ContainerRegistry/registries';

/**
 * Azure's own roles as far as registries are concerned, with their real ids.
 * Source: azure-docs built-in-roles/containers.md; actions that have nothing to do with registries are left out.
 */
export const BUILT_IN_ROLES: Record<string, Role> = {
  Owner: role('8e3af657-a8ff-443c-a75c-2fe8c4bcb635', { actions: ['*'] }),
  Contributor: role('b24988ac-6180-42a0-ab88-20f7382dd24c', {
    actions: ['*'],
    notActions: [
      'Microsoft.Authorization/*/Delete',
      'Microsoft.Authorization/*/Write',
      'Microsoft.Authorization/elevateAccess/Action',
    ],
  }),
  Reader: role('acdd72a7-3385-48ef-bd42-f606fba81ae7', { actions: ['*/read'] }),
  AcrPull: role('7f951dda-4ed3-4680-a7ca-43fe172d538d', { actions: [`${ACR}/pull/read`] }),
  AcrPush: role('8311e382-0749-4cb8-b61a-304f252e45ec', {
    actions: [`${ACR}/pull/read`, `${ACR}/push/write`],
  }),
  AcrDelete: role('c2f4ef07-c644-48eb-af81-4b1b4947fb11', { actions: [`${ACR}/artifacts/delete`] }),
  'Container Registry Repository Reader': role('b93aa761-3e63-49ed-ac28-beffa264f7ac', {
    dataActions: [`${ACR}/repositories/metadata/read`, `${ACR}/repositories/content/read`],
  }),
  'Container Registry Repository Writer': role('2a1e307c-b015-4ebd-883e-5b7698a07328', {
    dataActions: [
      `${ACR}/repositories/metadata/read`,
      `${ACR}/repositories/content/read`,
      `${ACR}/repositories/metadata/write`,
      `${ACR}/repositories/content/write`,
    ],
  }),
  'Container Registry Repository Catalog Lister': role('bfdb9389-c9a5-478a-bb2f-ba9ca092c3c7', {
    dataActions: [`${ACR}/catalog/read`],
  }),
  ...Object.fromEntries(
    Object.entries(TRANSFER_ROLES).map(([name, [id, actions, dataActions]]) => [
      name,
      role(id, { actions, dataActions }),
    ]),
  ),
};

/** Every role definition of a tenant, by name. */
export function rolesOf(tenant: Tenant): Record<string, Role> {
  return { ...BUILT_IN_ROLES, ...tenant.roleDefinitions };
}
