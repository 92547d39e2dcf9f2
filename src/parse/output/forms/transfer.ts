import { extractSas } from '../../extract/sas';
import { hasKeys, type OutputForm } from '../output';

/** A part of an answer by the kind of resource in its id. */
function isOfKind(value: unknown, kind: string, ...keys: string[]): boolean {
  return hasKeys(value, 'id', 'name', ...keys) && String(value.id).toLowerCase().includes(kind);
}

/** Links that a registry makes for its own layers, and copies between accounts: tokens of something else. */
const OTHER_TOKENS = /docker\/registry\/v2|azcopy/i;

/**
 * Outputs of ACR Transfer and what it touches. Keys from azure-cli-extensions' acrtransfer (its tests ask for
 * `target.storageAccessMode` and `provisioningState` at the top) and from the help of the other commands.
 */
export const TRANSFER_FORMS: readonly OutputForm[] = [
  { command: 'az acr pipeline-run show', isJson: (value) => isOfKind(value, '/pipelineruns/') },
  { command: 'az acr export-pipeline show', isJson: (value) => isOfKind(value, '/exportpipelines/') },
  { command: 'az acr import-pipeline show', isJson: (value) => isOfKind(value, '/importpipelines/') },
  {
    command: 'az keyvault show',
    isJson: (value) => isOfKind(value, '/microsoft.keyvault/vaults/', 'properties'),
  },
  {
    command: 'az storage blob show',
    isJson: (value) => hasKeys(value, 'name', 'container', 'properties') && hasKeys(value, 'metadata'),
  },
  { command: 'az storage blob exists' },
  { command: 'az storage container exists' },
  {
    command: 'az storage account show',
    isJson: (value) => isOfKind(value, '/microsoft.storage/storageaccounts/', 'primaryEndpoints'),
  },
  {
    command: 'az deployment group show',
    isJson: (value) => isOfKind(value, '/microsoft.resources/deployments/', 'properties'),
  },
  {
    command: 'az deployment operation group list',
    isJson: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      isOfKind({ name: '', ...(value[0] as object) }, '/microsoft.resources/deployments/', 'operationId'),
  },
  { command: 'az keyvault secret show' },
  { command: 'az storage container generate-sas', also: ['az storage account generate-sas'] },
  {
    command: 'SAS token',
    isText: (text) => !OTHER_TOKENS.test(text) && extractSas(text).sas !== undefined,
  },
];
