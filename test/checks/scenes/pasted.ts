import { loadScenario } from '../../../src/practice/tenant/scenario';
import { ran } from '../printed';
import { clusterWith } from '../aks/cluster';
import { PULLED } from '../look';
import type { Scene } from './scene';

const scenario = loadScenario('healthy');
const THEN = { ...PULLED, failedAt: '2023-05-02T10:00:00.000Z' };
const NOW = { ...PULLED, failedAt: '2026-11-20T10:00:00.000Z' };
const az = (cli: string) =>
  ran('az version -o json', { 'azure-cli': cli, 'azure-cli-core': cli, extensions: {} });
const expansion = (status: number, words: string) =>
  ran(
    './check-expansion.sh contosoprod7 team-a/ingest-worker 2026.11.3',
    `Checking https://contosoprod7.azurecr.io/mount/v1/team-a/ingest-worker/_manifests/sha256:77ab\nStatus: ${status}\nTeleport: ${words}`,
  );
const enabled = (count: number, own: string) => {
  const lines = Array.from({ length: count }, (_one, at) => `web-${at} -> Enabled`);
  return ran(
    './find-teleport-enabled-repositories.sh contosoprod7',
    [...lines, `team-a/ingest-worker -> ${own}`, '', 'Summary:', 'Enabled Repositories:'].join('\n'),
  );
};

const checkAcr = (...lines: string[]) =>
  ran(
    'az aks check-acr -n aks-prod -g rg-prod --acr contosoprod7.azurecr.io',
    ['Checking host name resolution (contosoprod7.azurecr.io): SUCCEEDED', ...lines].join('\n'),
  );

/** Scenes of what only a paste can tell, by `check#statement`. */
export const PASTED_SCENES: Record<string, Scene> = {
  'aks/check-acr#service-principal-refused': {
    scenario: clusterWith({ servicePrincipal: '3a2b1c0d-9e8f-4a7b-8c6d-5e4f3a2b1c0d', kubelet: null }),
    params: { ...PULLED, cluster: 'aks-prod' },
    pasted: checkAcr('Validating service principal credential: FAILED'),
  },
  'aks/check-acr#location-differs': {
    scenario: clusterWith({ location: 'eastus2' }),
    also: ['aks/region#regions-differ'],
    params: { ...PULLED, cluster: 'aks-prod' },
    pasted: checkAcr(
      'Checking ACR location matches cluster location: FAILED',
      'Validating managed identity existance: SUCCEEDED',
      'Validating image pull permission: SUCCEEDED',
    ),
  },
  'aks/node-image#node-image-outdated': {
    scenario,
    params: { ...PULLED, cluster: 'aks-prod' },
    pasted:
      ran('az aks nodepool show -g rg-prod --cluster-name aks-prod -n work', {
        name: 'work',
        nodeImageVersion: 'AKSUbuntu-2204gen2containerd-202610.15.0',
        osType: 'Linux',
        vmSize: 'Standard_D4ds_v5',
      }) +
      ran(
        'az aks nodepool get-upgrades -g rg-prod --cluster-name aks-prod --nodepool-name work --query latestNodeImageVersion -o tsv',
        'AKSUbuntu-2204gen2containerd-202611.02.0',
      ),
  },
  'cli/version#without-streaming': {
    scenario,
    pasted: az('2.50.0'),
    also: ['cli/version#without-node-pool-streaming'],
  },
  'cli/version#without-node-pool-streaming': { scenario, pasted: az('2.60.0') },
  'teleport/expansion#after-the-end': { scenario, params: NOW, pasted: expansion(404, 'x not enabled') },
  'teleport/expansion#still-expanding': {
    scenario,
    params: THEN,
    pasted: expansion(409, 'expanding layers'),
  },
  'teleport/expansion#repository-not-enabled': { scenario, params: THEN, pasted: enabled(2, 'Disabled') },
  'teleport/expansion#ten-enabled': { scenario, params: THEN, pasted: enabled(10, 'Disabled') },
};
