import { z } from 'zod';
import { API_VERSIONS } from './api-versions';
import { getArm } from './arm';
import type { Azure } from './azure';
import { Trouble, type Read } from './reading';

export const READ_VAULT = 'Microsoft.KeyVault/vaults/read';

/** A key vault, without any of its secrets. */
export interface Vault {
  id: string;
  name: string;
  tenantId?: string;
  /** Whether roles decide who may read; undefined when the answer does not say. */
  usesRoles?: boolean;
  /** Who may do what with secrets, where roles do not decide. */
  policies: { objectId: string; secrets: string[] }[];
  /** Allow or Deny; undefined without rules. */
  defaultAction?: string;
  /** AzureServices or None. */
  bypass?: string;
  /** Enabled or Disabled. */
  publicNetworkAccess?: string;
}

const policy = z.object({
  objectId: z.string(),
  permissions: z.object({ secrets: z.array(z.string()).nullish() }),
});
const vaultSchema = z.object({
  id: z.string(),
  name: z.string(),
  properties: z.object({
    tenantId: z.string().nullish(),
    enableRbacAuthorization: z.boolean().nullish(),
    accessPolicies: z.array(policy).nullish(),
    networkAcls: z.object({ bypass: z.string().nullish(), defaultAction: z.string().nullish() }).nullish(),
    publicNetworkAccess: z.string().nullish(),
  }),
});

const VAULT_ID =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[^/]{1,90}\/providers\/Microsoft\.KeyVault\/vaults\/[a-z0-9-]{3,24}$/i;

/** Source: getVault.json (2023-07-01); rules and roles of the same swagger. */
export function getVault(azure: Azure, id: string): Promise<Read<Vault>> {
  return azure.once(`GET ${id}`, READ_VAULT, async () => {
    if (!VAULT_ID.test(id))
      throw new Trouble({ reason: 'bad-answer', saw: `'${id.slice(0, 120)}' is no id of a key vault` });
    const query = { 'api-version': API_VERSIONS.keyVault };
    return vaultOf(await getArm(azure, id, query, vaultSchema, READ_VAULT));
  });
}

/** What `az keyvault show` prints: the same form. */
export function readShownVault(json: unknown): Vault | undefined {
  const found = vaultSchema.safeParse(json);
  return found.success && VAULT_ID.test(found.data.id) ? vaultOf(found.data) : undefined;
}

function vaultOf({ id, name, properties }: z.infer<typeof vaultSchema>): Vault {
  const { tenantId, enableRbacAuthorization, accessPolicies, networkAcls, publicNetworkAccess } = properties;
  return {
    ...{ id, name },
    ...(tenantId ? { tenantId } : {}),
    ...usesRolesOf(enableRbacAuthorization, accessPolicies),
    policies: (accessPolicies ?? []).map(({ objectId, permissions }) => ({
      objectId,
      secrets: (permissions.secrets ?? []).map((one) => one.toLowerCase()),
    })),
    ...(networkAcls?.defaultAction ? { defaultAction: networkAcls.defaultAction } : {}),
    ...(networkAcls?.bypass ? { bypass: networkAcls.bypass } : {}),
    ...(publicNetworkAccess ? { publicNetworkAccess } : {}),
  };
}

/** What an absent switch means differs by the version that made the vault; policies that are there tell. */
function usesRolesOf(
  flag: boolean | null | undefined,
  policies: unknown[] | null | undefined,
): Pick<Vault, 'usesRoles'> {
  if (typeof flag === 'boolean') return { usesRoles: flag };
  return policies && policies.length > 0 ? { usesRoles: false } : {};
}
