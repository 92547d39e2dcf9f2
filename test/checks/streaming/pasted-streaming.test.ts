import { PULLED } from '../look';
import { alike, heldPasted, ran, sawPasted, shownRegistry } from '../printed';
import { descriptor, digestIn, OCI, workerWith } from '../image/worker';

const TYPE = 'application/vnd.azure.artifact.streaming.v1';
const NOVEMBER = digestIn('healthy', 'november');
const AMD64 = digestIn('healthy', 'november', 'linux/amd64');
const ARTIFACT = `sha256:${'c'.repeat(64)}`;
const LIST = 'az acr manifest list-referrers --registry contosoprod7 --name team-a/ingest-worker:2026.11.3';
const FILTERED = `${LIST} --artifact-type ${TYPE}`;
const INDEX = {
  schemaVersion: 2,
  mediaType: OCI.index,
  manifests: [
    { ...descriptor(OCI.manifest), digest: AMD64, platform: { os: 'linux', architecture: 'amd64' } },
  ],
};
const SHOW_INDEX = ran('az acr manifest show -r contosoprod7 -n team-a/ingest-worker:2026.11.3', INDEX);
const one = (artifactType: string | null) => ({
  ...descriptor(OCI.manifest),
  digest: ARTIFACT,
  artifactType,
});
const STREAMED = workerWith({ images: { november: { streaming: ['index'] } } });

describe('streaming/artifact', () => {
  const ID = 'streaming/artifact';
  test.each([
    ['a list with it', ran(LIST, { manifests: [one('application/spdx+json'), one(TYPE)] })],
    ['the filtered list', ran(FILTERED, { manifests: [one(TYPE)] })],
    ['the older key', ran(LIST, { references: [one(TYPE)] })],
    ['a bare list, as the seed shows it', ran(LIST, [{ artifactType: TYPE, digest: ARTIFACT }])],
    [
      'told by its annotation',
      ran(LIST, {
        manifests: [{ ...descriptor(OCI.manifest), annotations: { 'streaming.format': 'overlaybd' } }],
      }),
    ],
    [
      'the table',
      ran(
        `${LIST} -o table`,
        `Digest     ArtifactType${' '.repeat(33)}MediaType  Size\n---------  ${'-'.repeat(43)}  ---------  ----\nsha256:c1  ${TYPE}  x          1`,
      ),
    ],
    [
      "oras's tree",
      ran(
        'oras discover contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3',
        `contosoprod7.azurecr.io/team-a/ingest-worker@${NOVEMBER}\n└── ${TYPE}\n    └── ${ARTIFACT}`,
      ),
    ],
    [
      "oras's JSON",
      ran('oras discover --format json contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3', {
        reference: 'x',
        referrers: [one(TYPE)],
      }),
    ],
  ])('%s: like live', async (_name, text) => {
    expect(await alike(ID, STREAMED, text)).toEqual({ 'no-streaming-artifact': 'no' });
  });

  test.each([
    ['an empty list', ran(FILTERED, { manifests: [] })],
    ['an empty bare list', ran(LIST, '[]')],
    ['others only', ran(LIST, { manifests: [one('application/spdx+json')] })],
    [
      "oras's tree without branches",
      ran(
        'oras discover contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3',
        `contosoprod7.azurecr.io/team-a/ingest-worker@${NOVEMBER}`,
      ),
    ],
    [
      'the index and its linux/amd64',
      SHOW_INDEX +
        ran(LIST, { manifests: [] }) +
        ran(LIST.replace(':2026.11.3', `@${AMD64}`), { manifests: [] }),
    ],
  ])('%s: there is none, like live', async (_name, text) => {
    expect(await alike(ID, 'healthy', text)).toEqual({ 'no-streaming-artifact': 'yes' });
  });

  test.each([
    ['one that does not say what it is', ran(LIST, { manifests: [one(null)] })],
    ['cut off', ran(LIST, '{"manifests": [{"mediaType": "a", "digest": "sha256:cc')],
    ['of another tag', ran(FILTERED.replace('2026.11.3', '2026.10.1'), { manifests: [] })],
    ['of another repository', ran(FILTERED.replace('worker', 'api'), { manifests: [] })],
    ['of another registry', ran(FILTERED.replace('contosoprod7', 'fabrikamedge'), { manifests: [] })],
    ['of another kind', ran(`${LIST} --artifact-type application/spdx+json`, { manifests: [] })],
    ['without its command line', '{"manifests": []}'],
    ['an error', ran(LIST, 'ERROR: Error: manifest unknown')],
    ['an index whose linux/amd64 was not asked about', SHOW_INDEX + ran(LIST, { manifests: [] })],
    [
      'a digest that nobody tells to be that of the tag',
      ran(LIST.replace(':2026.11.3', `@${NOVEMBER}`), { manifests: [] }),
    ],
  ])('%s: proves nothing', (_name, text) => {
    expect(heldPasted(ID, text)).toEqual({});
  });

  test('what was asked is told', () => {
    expect(sawPasted(ID, ran(FILTERED, { manifests: [] }), 'no-streaming-artifact')).toBe(
      'nothing refers to the image, team-a/ingest-worker:2026.11.3',
    );
  });
});

describe('streaming/repository', () => {
  const show = (printed: unknown, name = 'contosoprod7') =>
    ran(`az acr artifact-streaming show --name ${name} --repository team-a/ingest-worker`, printed);
  test.each([
    ['on', 'healthy', show({ convertPushedImages: true }), 'no'],
    ['off', workerWith({ convertPushedImages: false }), show({ convertPushedImages: false }), 'yes'],
  ])('%s: like live', async (_name, scenario, text, holds) => {
    expect(await alike('streaming/repository', scenario, text)).toEqual({ 'conversion-off': holds });
  });

  test.each([
    [
      'az acr repository show holds no streaming attribute',
      ran('az acr repository show -n contosoprod7 --repository team-a/ingest-worker', {
        registry: 'contosoprod7.azurecr.io',
        imageName: 'team-a/ingest-worker',
        manifestCount: 2,
        changeableAttributes: { teleportEnabled: false },
      }),
    ],
    ['of another registry', show({ convertPushedImages: false }, 'fabrikamedge')],
    ['without its command line', '{"convertPushedImages": false}'],
    ['empty', show({})],
  ])('%s: never off', (_name, text) => {
    expect(heldPasted('streaming/repository', text)).toEqual({});
  });
});

describe('streaming/conversion', () => {
  const ID = 'streaming/conversion';
  const SHOW =
    'az acr artifact-streaming operation show --name contosoprod7 --image team-a/ingest-worker:2026.11.3';
  const operation = (changes: object = {}) => ({
    details: 'Conversion started',
    name: 'ArtifactStreamingConversion',
    progress: '40%',
    resource: `team-a/ingest-worker@${NOVEMBER}`,
    startTime: '2026-11-20T10:42:13.1Z',
    status: 'Running',
    ...changes,
  });
  const converting = (status: string, details = 'Conversion started') =>
    workerWith({
      images: { november: { conversion: { id: '7a6b5c4d-3e2f-4a1b-9c8d-7e6f5a4b3c2d', status, details } } },
    });

  test.each([
    ['running', operation(), converting('Running'), ['not-finished']],
    [
      'failed with a code',
      operation({ status: 'Failed', details: 'RESOURCE_NOT_FOUND: gone' }),
      converting('Failed', 'RESOURCE_NOT_FOUND: gone'),
      ['failed', 'failed-resource-not-found'],
    ],
    [
      'failed without one',
      operation({ status: 'Failed', details: 'no' }),
      converting('Failed', 'no'),
      ['failed'],
    ],
    ['succeeded', operation({ status: 'Succeeded' }), converting('Succeeded'), []],
    ['canceled', operation({ status: 'Canceled' }), converting('Canceled'), ['canceled']],
    [
      'none',
      "ERROR: No operation found for image 'team-a/ingest-worker:2026.11.3'",
      'healthy',
      ['none-found'],
    ],
  ])('%s: like live', async (_name, printed, scenario, yes) => {
    const told = await alike(ID, scenario, ran(SHOW, printed));
    expect(Object.keys(told).filter((name) => told[name] === 'yes')).toEqual(yes);
  });

  test.each([
    [
      'id and status alone',
      ran(`${SHOW} --query "[status, progress, startTime]" -o tsv`, 'Running\n40%\n2026-11-20T10:42:13Z'),
      PULLED,
      'yes',
    ],
    [
      'by its id',
      ran(
        'az acr artifact-streaming operation show -n contosoprod7 --repository team-a/ingest-worker --id 7a6b',
        operation(),
      ),
      { ...PULLED, operationId: '7a6b' },
      'yes',
    ],
    [
      'by another id',
      ran(
        'az acr artifact-streaming operation show -n contosoprod7 --repository team-a/ingest-worker --id 7a6b',
        operation(),
      ),
      { ...PULLED, operationId: '9999' },
      undefined,
    ],
    [
      'alone, by the digest it names',
      JSON.stringify(operation()),
      { ...PULLED, tag: undefined, digest: NOVEMBER },
      'yes',
    ],
    [
      'alone, of another digest',
      JSON.stringify(operation()),
      { ...PULLED, tag: undefined, digest: ARTIFACT },
      undefined,
    ],
    ['alone, where only the tag is known', JSON.stringify(operation()), PULLED, undefined],
    [
      'of another registry',
      ran(SHOW.replace('contosoprod7', 'fabrikamedge'), operation()),
      PULLED,
      undefined,
    ],
    ['a status nobody knows', ran(SHOW, operation({ status: 'Paused' })), PULLED, undefined],
  ])('%s', (_name, text, params, holds) => {
    const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
    expect(heldPasted(ID, text, given)['not-finished']).toBe(holds);
  });
});

test('streaming/prerequisites: registry and image, each as far as it was pasted', async () => {
  const ID = 'streaming/prerequisites';
  const registry = ran('az acr show -n contosoprod7', shownRegistry());
  expect(await alike(ID, 'healthy', registry + SHOW_INDEX)).toEqual({
    'tier-unsupported': 'no',
    'customer-managed-key': 'no',
    'no-linux-amd64': 'no',
  });
  expect(heldPasted(ID, ran('az acr show -n contosoprod7 --query sku.name -o tsv', 'Basic'))).toEqual({
    'tier-unsupported': 'yes',
  });
  expect(heldPasted(ID, 'nothing of it')).toEqual({});
});
