import { AKS_FORMS } from './forms/aks';
import { CONTAINER_APPS_FORMS } from './forms/container-apps';
import { IMAGE_FORMS } from './forms/image';
import { MACHINE_FORMS } from './forms/machine';
import { REGISTRY_FORMS } from './forms/registry';
import { TRANSFER_FORMS } from './forms/transfer';
import type { OutputForm } from './output';

/** Every output that is recognised. More telling forms first: the first that fits counts. */
export const FORMS: readonly OutputForm[] = [
  ...REGISTRY_FORMS,
  ...IMAGE_FORMS,
  ...AKS_FORMS,
  ...CONTAINER_APPS_FORMS,
  ...TRANSFER_FORMS,
  ...MACHINE_FORMS,
];
