import { appWith, INGEST_ID, REGISTRY, REVEALING, SECRET } from '../container-apps/apps';
import { PULLED } from '../look';
import type { Scene } from './scene';

const INGEST = { ...PULLED, app: 'ingest', principalId: INGEST_ID };

/** Scenes of the Container Apps checks, by `check#statement`. */
export const CONTAINER_APP_SCENES: Record<string, Scene> = {
  'container-apps/registry-entry#no-credential': {
    scenario: appWith('ingest', { registries: [] }),
    params: INGEST,
  },
  'container-apps/secret#secret-differs': {
    scenario: appWith('reports', { secrets: { [SECRET]: 'simulated-old-password' } }, REVEALING),
    params: { ...PULLED, app: 'reports' },
    mayRevealSecrets: true,
  },
  'container-apps/identity#another-identity-has-role': {
    scenario: appWith('ingest', { users: ['kubelet-prod'] }, { roleAssignments: { 'workloads-pull': null } }),
    params: INGEST,
    also: ['registry/pull-role#no-pull-role'],
  },
  'container-apps/identity#identity-not-assigned': {
    scenario: appWith('ingest', { registries: [{ server: REGISTRY, identity: 'transfer-in' }] }),
    params: INGEST,
    also: ['container-apps/identity#another-identity-has-role'],
  },
};
