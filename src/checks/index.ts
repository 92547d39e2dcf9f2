import type { AnyCheck } from './check';
import { exists as imageExists } from './image/exists';
import { network as registryNetwork } from './registry/network';

/** Every live check. test/checks/catalogue.test.ts compares this list with the files of this folder. */
export const CHECKS: readonly AnyCheck[] = [registryNetwork, imageExists];
