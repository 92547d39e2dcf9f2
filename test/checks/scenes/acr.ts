import { loadScenario, type Scenario } from '../../../src/practice/tenant/scenario';
import { digestIn, registryWith, serving } from '../image/worker';
import { PULLED } from '../look';
import type { Scene } from './scene';

const STREAMED = {
  convertPushedImages: true,
  images: { november: { streaming: ['linux/amd64'], conversion: done() } },
};

function done(changes: object = {}): object {
  return { id: '7a6b5c4d-3e2f-4a1b-9c8d-7e6f5a4b3c2d', status: 'Succeeded', startedAt: '-3d', ...changes };
}

/** The healthy tenant whose image is streamed, with other values of its repository. */
function image(changes: object = {}, registry: object = {}): Scenario {
  return registryWith({ ...registry, repositories: { 'team-a/ingest-worker': merged(STREAMED, changes) } });
}

function merged(base: object, changes: object): object {
  const both = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(changes) as [string, unknown][]) {
    const known: unknown = both.get(key);
    const areObjects = [known, value].every(
      (one) => typeof one === 'object' && one !== null && !Array.isArray(one),
    );
    both.set(key, areObjects ? merged(known as object, value as object) : value);
  }
  return Object.fromEntries(both);
}

function converting(changes: object, november: object = {}): Scenario {
  return image({ images: { november: { streaming: [], conversion: done(changes), ...november } } });
}

const failed = (code: string, changes: object = {}) =>
  converting({ status: 'Failed', details: `${code}: as the service says` }, changes);
const UNSTREAMED = ['streaming/artifact#no-streaming-artifact'];
const FAILED = [...UNSTREAMED, 'streaming/conversion#failed'];

function kubelet(assignment: object | null, mode = 'LegacyRegistryPermissions'): Scenario {
  const scenario = image({}, { roleAssignmentMode: mode });
  const { roleAssignments } = scenario.tenant;
  if (assignment === null) delete roleAssignments['kubelet-pulls'];
  else Object.assign(roleAssignments['kubelet-pulls'] ?? {}, assignment);
  return scenario;
}

const HELM = {
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  config: {
    mediaType: 'application/vnd.cncf.helm.config.v1+json',
    digest: `sha256:${'a'.repeat(64)}`,
    size: 120,
  },
  layers: [],
};

/** Scenes of the registry, image and streaming checks, by `check#statement`. */
export const ACR_SCENES: Record<string, Scene> = {
  'image/deleted#deleted-lately': {
    scenario: loadScenario('image-deleted-recently'),
    also: ['image/exists#image-missing', 'image/exists#tag-missing', ...UNSTREAMED],
  },
  'image/exists#image-missing': { scenario: loadScenario('tag-missing') },
  'image/exists#repository-missing': {
    scenario: loadScenario('repository-missing'),
    also: ['image/exists#image-missing'],
  },
  'image/held#in-quarantine': {
    scenario: image(
      { tags: { '2026.11.3': { image: 'november', quarantineState: 'Quarantined' } } },
      { quarantinePolicy: 'enabled' },
    ),
    also: ['registry/quarantine#quarantine-on'],
  },
  'image/media-type#foreign-layers': { scenario: image({ images: { november: { foreignLayer: true } } }) },
  'image/locks#change-locked': {
    scenario: image({ tags: { '2026.11.3': { image: 'november', locks: { writeEnabled: false } } } }),
  },
  'image/media-type#not-an-image': {
    scenario: serving(HELM),
    also: ['image/media-type#not-runnable', ...UNSTREAMED, 'streaming/conversion#none-found'],
  },
  'image/media-type#not-runnable': { scenario: image({ images: { november: { entrypoint: [] } } }) },
  'image/media-type#streaming-artifact-itself': {
    scenario: loadScenario('healthy'),
    params: { ...PULLED, digest: digestIn('healthy', 'october', 'undefined/undefined') },
    also: ['image/media-type#not-an-image', 'image/media-type#not-runnable', ...UNSTREAMED],
  },
  'image/media-type#unsupported-media-type': {
    scenario: serving(
      { schemaVersion: 1, name: 'x', tag: 'y' },
      'application/vnd.docker.distribution.manifest.v1+json',
    ),
    also: [...UNSTREAMED, 'streaming/conversion#none-found'],
  },
  'image/platforms#no-linux-amd64': {
    scenario: image({ images: { november: { platforms: ['linux/arm64'], streaming: [] } } }),
    also: UNSTREAMED,
  },
  'image/platforms#only-windows': {
    scenario: image({ images: { november: { platforms: ['windows/amd64'], streaming: [] } } }),
    also: ['image/platforms#no-linux-amd64', ...UNSTREAMED],
  },
  'image/size#layer-over-8-gb': { scenario: image({ images: { november: { layers: [9_000_000_000] } } }) },
  'registry/admin-user#admin-off': { scenario: image() },
  'registry/arm-tokens#arm-tokens-refused': { scenario: loadScenario('arm-tokens-disabled') },
  'registry/retention#untagged-deleted': { scenario: image({}, { retentionDays: 7 }) },
  'registry/usage#over-included': { scenario: image({}, { storageUsed: 700 * 1024 ** 3 }) },
  'registry/encryption#customer-managed-key': { scenario: loadScenario('cmk-registry'), also: UNSTREAMED },
  'registry/network#address-not-allowed': {
    scenario: loadScenario('client-ip-not-allowed'),
    also: ['registry/network#denies-by-default'],
  },
  'registry/network#private-endpoint-not-approved': {
    scenario: image(
      {},
      {
        privateEndpoints: {
          'pe-prod': {
            status: 'Pending',
            id: '/subscriptions/6f1c2d34-0a1b-4c5d-8e9f-112233445566/resourceGroups/rg-net/providers/Microsoft.Network/privateEndpoints/pe-prod',
          },
        },
      },
    ),
  },
  'registry/network#public-access-off': { scenario: image({}, { publicNetworkAccess: 'Disabled' }) },
  'registry/pull-role#acrpull-ignored': { scenario: kubelet({}, 'AbacRepositoryPermissions') },
  'registry/pull-role#assigned-lately': { scenario: kubelet({ createdAt: '-5m' }) },
  'registry/pull-role#no-pull-role': { scenario: kubelet(null) },
  'registry/replicas#replica-not-ready': {
    scenario: image({}, { replications: { northeurope: { displayStatus: 'Syncing' } } }),
  },
  'registry/tier#not-premium': { scenario: loadScenario('basic-tier'), also: UNSTREAMED },
  'streaming/artifact#no-streaming-artifact': {
    scenario: image({ images: { november: { streaming: [] } } }),
  },
  'streaming/conversion#canceled': { scenario: converting({ status: 'Canceled' }), also: UNSTREAMED },
  'streaming/conversion#failed': {
    scenario: converting({ status: 'Failed', details: 'see logs' }),
    also: UNSTREAMED,
  },
  'streaming/conversion#failed-no-supported-platform': {
    scenario: failed('NO_SUPPORTED_PLATFORM_FOUND'),
    also: FAILED,
  },
  'streaming/conversion#failed-unknown-error': { scenario: failed('UNKNOWN_ERROR'), also: FAILED },
  'streaming/conversion#failed-unsupported-artifact-type': {
    scenario: failed('UNSUPPORTED_ARTIFACT_TYPE', {
      platforms: ['linux/amd64'],
      artifactType: 'application/vnd.azure.artifact.streaming.v1',
    }),
    also: [...FAILED, 'image/media-type#streaming-artifact-itself', 'image/media-type#not-an-image'],
  },
  'streaming/conversion#failed-unsupported-mediatype': {
    scenario: failed('UNSUPPORTED_MEDIATYPE'),
    also: FAILED,
  },
  'streaming/conversion#failed-unsupported-platform': {
    scenario: failed('UNSUPPORTED_PLATFORM', { platforms: ['linux/arm64'] }),
    also: [...FAILED, 'image/platforms#no-linux-amd64'],
  },
  'streaming/conversion#none-found': { scenario: loadScenario('healthy'), also: UNSTREAMED },
  'streaming/conversion#not-finished': {
    scenario: converting({ status: 'Running', progress: '40%', startedAt: '-2m' }),
    also: UNSTREAMED,
  },
  'streaming/repository#conversion-off': { scenario: image({ convertPushedImages: false }) },
};
