import { hasKeys, isListOf, type OutputForm } from '../output';

/** `az acr ...` outputs. Keys from the command's own help and from azure-cli's recordings. */
export const REGISTRY_FORMS: readonly OutputForm[] = [
  {
    command: 'az acr show',
    isJson: (value) => hasKeys(value, 'loginServer', 'sku') && !hasKeys(value, 'properties'),
  },
  { command: 'az acr list', isJson: (value) => isListOf(value, 'loginServer', 'sku') },
];
