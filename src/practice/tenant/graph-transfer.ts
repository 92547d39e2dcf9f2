import { accountIdOf, vaultIdOf } from './arm-transfer-places';
import type { World } from './answer';
import { isAllowed } from './rights';

const QUERY =
  /^resources \| where type =~ '(?<kind>microsoft\.keyvault\/vaults|microsoft\.storage\/storageaccounts)' and name =~ '(?<name>[^']+)' \| project id, name$/;

/** Rows for the query of src/azure/find-resource.ts; undefined for another one. */
export function transferRows(query: string, { tenant }: World, who: string): object[] | undefined {
  const { kind, name: wanted = '' } = QUERY.exec(query)?.groups ?? {};
  if (kind === undefined) return undefined;
  const isVault = kind === 'microsoft.keyvault/vaults';
  const action = isVault ? 'Microsoft.KeyVault/vaults/read' : 'Microsoft.Storage/storageAccounts/read';
  const rows = isVault
    ? Object.entries(tenant.keyVaults).map(([name, one]) => ({ id: vaultIdOf(name, one), name }))
    : Object.entries(tenant.storageAccounts).map(([name, one]) => ({ id: accountIdOf(name, one), name }));
  return rows.filter(
    ({ id, name }) =>
      name.toLowerCase() === wanted.toLowerCase() && isAllowed(tenant, { who, action, scope: id }),
  );
}
