/** Of the rights that checks take, these are data actions. Source: azure-docs, built-in-roles/containers.md. */
const DATA_ACTIONS =
  /\/registries\/(?:repositories\/(?:content|metadata)|catalog)\/read$|\/blobs\/read$|\/vaults\/secrets\/|\/workspaces\/tables\/data\/read$/;

/** Whether a right is one on data: a role holds those in a list of their own. */
export function isDataAction(action: string): boolean {
  return DATA_ACTIONS.test(action);
}

/** Every check first finds its resource by name, over all subscriptions. */
export const FINDING = ['Microsoft.ResourceGraph/resources/read'];
