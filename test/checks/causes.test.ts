import { openCase } from '../../src/case';
import { CHECKS } from '../../src/checks';
import type { Params } from '../../src/checks/check';
import { createExamine } from '../../src/diagnose';
import { createLive } from '../../src/live';
import { startTenant } from '../../src/practice/tenant/server';
import type { Scenario } from '../../src/practice/tenant/scenario';
import { loadScenario } from '../../src/practice/tenant/scenario';
import type { Answer } from '../../src/verdict/result';
import { disturbed } from '../azure/simulated';
import { theCatalogue } from '../helpers/knowledge';
import { digestIn, registryWith, serving } from './image/worker';
import { PULLED } from './look';

/**
 * For each cause that names a check under `confirm`: a tenant in which exactly that is wrong. The cause is confirmed,
 * and of the other causes none that does not name the same thing; they are ruled out or honestly open.
 */
interface Scene {
  scenario: Scenario;
  params?: Params;
  /** What else is wrong in it, as a consequence. */
  also?: string[];
}

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

const SCENES: Record<string, Scene> = {
  'image/deleted#deleted-lately': {
    scenario: loadScenario('image-deleted-recently'),
    also: ['image/exists#image-missing', 'image/exists#tag-missing', ...UNSTREAMED],
  },
  'image/exists#image-missing': { scenario: loadScenario('tag-missing') },
  'image/exists#repository-missing': {
    scenario: loadScenario('repository-missing'),
    also: ['image/exists#image-missing'],
  },
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

const NAMED: Params = {
  ...PULLED,
  clientIp: '203.0.113.9',
  principalId: '8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718',
};
const ASKER = { id: 'user-1', tenant: 'tenant-1' };
const statementOf = (name: string) => {
  const [check, statement] = name.split('#');
  return CHECKS.find(({ id }) => id === check)?.statements[statement ?? ''];
};
const { symptoms } = theCatalogue();
const named = symptoms.flatMap(({ id, causes }) =>
  causes.flatMap((cause) =>
    cause.confirm.flatMap(({ check }) => (check ? [{ symptom: id, cause, check }] : [])),
  ),
);
const provable = [...new Set(named.map(({ check }) => check))].filter(
  (name) => statementOf(name)?.vantage === 'configuration',
);

/** All answers of the symptoms that a scene is about, from one view of Azure. */
async function answersIn({ scenario, params = NAMED }: Scene, ids: readonly string[]): Promise<Answer[]> {
  const tenant = await startTenant(scenario);
  const { tenantId, identities } = scenario.tenant;
  const { clientId = '', secret: clientSecret = '' } = identities.bot ?? {};
  const faults: unknown[] = [];
  const live = createLive({
    asker: { as: 'application', tenantId, clientId, clientSecret },
    simulator: tenant.address,
    lookups: tenant.lookups,
    onFault: (_check, error) => faults.push(error),
  });
  try {
    const answers: Answer[] = [];
    for (const symptom of ids) {
      const opened = openCase('case-1', ASKER, new Date().toISOString());
      const candidate = { symptom, confidence: 0.97, because: [], how: 'anchor' as const };
      const known = {
        ...opened,
        evidence: { facts: { ...NAMED, ...params }, answers: [candidate], redacted: [] },
      };
      let last: Answer | undefined;
      for await (const { result } of createExamine(theCatalogue())(known, live, ASKER, opened.createdAt))
        [last] = result.answers;
      if (last) answers.push(last);
    }
    expect(faults).toEqual([]);
    return answers;
  } finally {
    await tenant.close();
  }
}

test('every statement that a cause is confirmed by has its scene', () => {
  expect(provable.filter((name) => !SCENES[name])).toEqual([]);
  expect(Object.keys(SCENES).filter((name) => !provable.includes(name))).toEqual([]);
  expect(
    named.filter(({ check }) => !statementOf(check)).map(({ cause, check }) => `${cause.id}: ${check}`),
  ).toEqual([]);
});

describe.each(Object.entries(SCENES))('%s', (name, scene) => {
  test('confirms the causes that name it, and no others', async () => {
    const ids = [...new Set(named.filter(({ check }) => check === name).map(({ symptom }) => symptom))];
    const answers = await answersIn(scene, ids);
    expect(answers.map(({ symptom }) => symptom)).toEqual(ids);
    const told = answers.map(({ symptom, causes }) => ({
      symptom,
      confirmed: causes
        .filter(({ verdict }) => verdict === 'confirmed')
        .map(({ cause }) => cause)
        .sort(),
    }));
    const holding = [name, ...(scene.also ?? [])];
    for (const { symptom, confirmed } of told) {
      const own = named.filter((one) => one.symptom === symptom);
      const must = own.filter(({ check }) => check === name).map(({ cause }) => cause.id);
      const may = own.filter(({ check }) => holding.includes(check)).map(({ cause }) => cause.id);
      expect({ symptom, missing: must.filter((id) => !confirmed.includes(id)) }).toEqual({
        symptom,
        missing: [],
      });
      expect({ symptom, wrong: confirmed.filter((id) => !may.includes(id)) }).toEqual({ symptom, wrong: [] });
    }
  });
});

test("what is seen only from the bot's place confirms nothing and rules nothing out", async () => {
  const isBots = ({ check }: { check?: string | undefined }) =>
    check === undefined || statementOf(check)?.vantage === 'bot';
  const onlyBots = named.filter(({ cause }) => [...cause.confirm, ...cause.ruleOut].every(isBots));
  const ids = [...new Set(onlyBots.map(({ symptom }) => symptom))];
  expect(ids.length).toBeGreaterThan(3);
  const answers = await answersIn(
    { scenario: disturbed({ match: 'GET *.azurecr.io/v2/', status: 503 }) },
    ids,
  );
  const verdicts = answers.flatMap(({ symptom, causes }) =>
    causes.filter(({ cause }) => onlyBots.some((one) => one.symptom === symptom && one.cause.id === cause)),
  );
  for (const { verdict } of verdicts) expect(['possible', 'could-not-check']).toContain(verdict);
  expect(verdicts.flatMap(({ evidence }) => evidence).join('\n')).toMatch(/seen from the bot's place/);
});
