import { hasKeys, isListOf, type OutputForm } from '../output';

/** `az acr ...` outputs about a registry. Keys from the command's own help and from azure-cli's recordings. */
export const REGISTRY_FORMS: readonly OutputForm[] = [
  {
    command: 'az acr show',
    isJson: (value) => hasKeys(value, 'loginServer', 'sku') && !hasKeys(value, 'properties'),
  },
  { command: 'az acr list', isJson: (value) => isListOf(value, 'loginServer', 'sku') },
  { command: 'az acr show-endpoints', isJson: (value) => hasKeys(value, 'loginServer', 'dataEndpoints') },
  // These do not say whose they are, so only their command lines tell.
  { command: 'az acr check-name' },
  { command: 'az acr config authentication-as-arm show' },
  { command: 'az acr config retention show' },
  { command: 'az acr config soft-delete show' },
  { command: 'az acr credential show' },
  { command: 'az acr encryption show' },
  { command: 'az acr network-rule list' },
  { command: 'az acr private-endpoint-connection list' },
  { command: 'az acr replication list' },
  { command: 'az acr show-usage' },
];
