import type { Scenario } from '../../../src/practice/tenant/scenario';
import { clusterWith, IN_CLUSTER, KUBELET_ID } from '../aks/cluster';
import type { Scene } from './scene';

const CONVERTED = { id: '7a6b5c4d-3e2f-4a1b-9c8d-7e6f5a4b3c2d', status: 'Succeeded', startedAt: '-3d' };
const STREAMED = {
  contosoprod7: {
    repositories: {
      'team-a/ingest-worker': {
        images: { november: { streaming: ['linux/amd64'], conversion: CONVERTED } },
      },
    },
  },
};

/** The healthy cluster with a streamed image, and other values of the cluster and of the rest. */
function streaming(changes: object, others: object = {}): Scenario {
  return clusterWith(changes, { registries: STREAMED, ...others });
}

const everyPool = (pool: object) => streaming({ pools: { system: pool, work: pool } });
const params = { ...IN_CLUSTER, principalId: KUBELET_ID };

/** Scenes of the AKS checks, by `check#statement`. */
export const AKS_SCENES: Record<string, Scene> = {
  'aks/architecture#arm64-pool': {
    scenario: everyPool({ nodeImage: 'AKSUbuntu-2204gen2arm64containerd-202610.15.0' }),
    params,
  },
  'aks/attached#not-attached': {
    scenario: streaming({}, { roleAssignments: { 'kubelet-pulls': null } }),
    params,
    also: ['registry/pull-role#no-pull-role'],
  },
  'aks/kubelet-identity#kubelet-identity-not-on-nodes': {
    scenario: everyPool({ hasIdentity: false }),
    params,
  },
  'aks/kubelet-identity#kubelet-identity-not-on-some-nodes': {
    scenario: streaming({ pools: { work: { hasIdentity: false } } }),
    params,
  },
  'aks/node-os#os-not-supported': {
    scenario: everyPool({ nodeImage: 'AKSUbuntu-1804gen2containerd-2023.05.1' }),
    params,
  },
  'aks/node-os#windows-pool': {
    scenario: everyPool({
      os: 'Windows',
      osSku: 'Windows2022',
      nodeImage: 'AKSWindows-2022-containerd-20348',
    }),
    params,
    also: ['aks/node-os#os-not-supported'],
  },
  'aks/pool-streaming#streaming-off': { scenario: everyPool({ streaming: false }), params },
  'aks/region#regions-differ': { scenario: streaming({ location: 'eastus2' }), params },
  'aks/version#too-old': { scenario: everyPool({ version: '1.24.9' }), params },
};
