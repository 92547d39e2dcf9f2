import { PULLED } from '../look';
import { alike, heldPasted, ran, sawPasted } from '../printed';
import { descriptor, digestIn, OCI, workerWith } from './worker';

const NOVEMBER = digestIn('healthy', 'november');
const AMD64 = digestIn('healthy', 'november', 'linux/amd64');
const ARM64 = digestIn('healthy', 'november', 'linux/arm64');
const OTHER = `sha256:${'b'.repeat(64)}`;
const UNLOCKED = { deleteEnabled: true, listEnabled: true, readEnabled: true, writeEnabled: true };
const SHOW_TAG = 'az acr repository show --name contosoprod7 --image team-a/ingest-worker:2026.11.3';
const SHOW_REPOSITORY = 'az acr repository show --name contosoprod7 --repository team-a/ingest-worker';
const TAGS = 'az acr repository show-tags --name contosoprod7 --repository team-a/ingest-worker';
const MANIFEST = 'az acr manifest show --registry contosoprod7 --name team-a/ingest-worker:2026.11.3';
const LIST = 'az acr manifest list-metadata --registry contosoprod7 --name team-a/ingest-worker';

const tag = (changes: object = {}) => ({
  changeableAttributes: UNLOCKED,
  createdTime: '2026-11-17T09:00:00.0000000Z',
  digest: NOVEMBER,
  lastUpdateTime: '2026-11-17T09:00:00.0000000Z',
  name: '2026.11.3',
  quarantineState: 'Passed',
  signed: false,
  ...changes,
});
const repository = (changes: object = {}) => ({
  changeableAttributes: { ...UNLOCKED, teleportEnabled: false },
  createdTime: '2025-10-17T09:00:00.0000000Z',
  imageName: 'team-a/ingest-worker',
  lastUpdateTime: '2026-11-17T09:00:00.0000000Z',
  manifestCount: 5,
  registry: 'contosoprod7.azurecr.io',
  tagCount: 3,
  ...changes,
});
const row = (digest: string, changes: object = {}) => ({
  changeableAttributes: UNLOCKED,
  createdTime: '2026-11-17T09:00:00Z',
  digest,
  imageSize: 528,
  lastUpdateTime: '2026-11-17T09:00:00Z',
  mediaType: OCI.manifest,
  ...changes,
});
const platform = (os: string, architecture: string, digest: string) => ({
  ...descriptor(OCI.manifest),
  digest,
  platform: { os, architecture },
});
const index = (...manifests: object[]) => ({ schemaVersion: 2, mediaType: OCI.index, manifests });
const INDEX = index(platform('linux', 'amd64', AMD64), platform('linux', 'arm64', ARM64));
const single = (changes: object = {}) => ({
  schemaVersion: 2,
  mediaType: OCI.manifest,
  config: descriptor(OCI.config),
  layers: [descriptor(OCI.layer, 29_126_484)],
  ...changes,
});

describe('image/exists', () => {
  const ID = 'image/exists';
  const THERE = { 'repository-missing': 'no', 'tag-missing': 'no', 'image-missing': 'no' };

  test.each([
    ['the tag itself', ran(SHOW_TAG, tag())],
    ['its digest alone', ran(`${SHOW_TAG} --query digest -o tsv`, NOVEMBER)],
    ['a list of tags', ran(TAGS, ['2026.11.3', '2026.10.1', 'latest'])],
    ['the same as text', ran(`${TAGS} --orderby time_desc --top 20 -o tsv`, '2026.11.3\n2026.10.1\nlatest')],
    ['the same as a table', ran(`${TAGS} -o table`, 'Result\n---------\n2026.11.3\nlatest')],
    ['a detailed list', ran(`${TAGS} --detail`, [tag(), tag({ name: 'latest' })])],
    ['the manifest', ran(MANIFEST, INDEX)],
    ['all manifests', ran(LIST, [row(NOVEMBER, { tags: ['2026.11.3'] }), row(AMD64)])],
    ['digests and tags', ran(`${LIST} --query "[].[digest, tags]" -o json`, [[NOVEMBER, ['2026.11.3']]])],
    [
      'a whole reference',
      ran('az acr manifest show contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3', single()),
    ],
    ['docker', ran('docker manifest inspect contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3', INDEX)],
  ])('%s: it is there, like live', async (_name, text) => {
    const told = await alike(ID, 'healthy', text);
    if (text.includes('--query digest')) expect(told).toEqual({});
    else expect(told).toEqual(THERE);
  });

  test.each([
    [
      'not in the list of tags',
      ran(TAGS, ['2026.10.1', 'latest', '2026.11.4']),
      { 'repository-missing': 'no', 'tag-missing': 'yes', 'image-missing': 'yes' },
    ],
    [
      'not among the first two',
      ran(`${TAGS} --top 2 -o tsv`, '2026.10.1\nlatest'),
      { 'repository-missing': 'no' },
    ],
    ['in a list that was cut off', ran(TAGS, '[\n  "2026.11.30",\n  "2026.11.3'), {}],
    ['an empty list may not have been pasted', ran(`${TAGS} -o tsv`, ''), {}],
    ['tags of another repository', ran(TAGS.replace('worker', 'api'), ['1']), {}],
    ['tags of another registry', ran(TAGS.replace('contosoprod7', 'fabrikamedge'), ['1']), {}],
    ['a list without its command line', '["1", "2"]', {}],
    [
      'no such repository',
      ran(SHOW_TAG, 'ERROR: Error: repository name not known to registry. Correlation ID: 5b1e0c9a'),
      { 'repository-missing': 'yes', 'tag-missing': 'yes', 'image-missing': 'yes' },
    ],
    [
      'no such tag',
      ran(SHOW_TAG, 'ERROR: Error: the specified tag does not exist. Correlation ID: 5b1e0c9a'),
      { 'tag-missing': 'yes', 'image-missing': 'yes' },
    ],
    [
      'another tag is not there',
      ran(SHOW_TAG.replace('2026.11.3', '9'), 'ERROR: Error: the specified tag does not exist.'),
      {},
    ],
    [
      'not signed in',
      ran(SHOW_TAG, 'ERROR: Unable to authenticate using AAD or admin login credentials.'),
      {},
    ],
    [
      'not among the repositories',
      ran('az acr repository list -n contosoprod7 -o tsv', 'team-a/ingest-api\nteam-a/ingest-work'),
      { 'repository-missing': 'yes', 'image-missing': 'yes' },
    ],
    [
      'among the repositories',
      ran(
        'az acr repository list -n contosoprod7 -o table',
        'Result\n--------------------\nteam-a/ingest-worker',
      ),
      { 'repository-missing': 'no' },
    ],
    [
      'the repository itself, without its command line',
      JSON.stringify(repository()),
      { 'repository-missing': 'no' },
    ],
    [
      "another registry's repository",
      JSON.stringify(repository({ registry: 'fabrikamedge.azurecr.io' })),
      {},
    ],
  ])('%s', (_name, text, held) => {
    expect(heldPasted(ID, text)).toEqual(held);
  });

  test('a near tag is told', () => {
    expect(sawPasted(ID, ran(TAGS, ['2026.11.4', 'x']), 'tag-missing')).toBe(
      '2026.11.3 is not there; there is 2026.11.4',
    );
  });

  test.each([
    ['listed', ran(LIST, [row(AMD64), row(NOVEMBER)]), NOVEMBER, 'no'],
    ['not listed', ran(LIST, [row(AMD64), row(NOVEMBER)]), OTHER, 'yes'],
    ['not among some', ran(`${LIST} --top 1`, [row(AMD64)]), OTHER, undefined],
    [
      'shown',
      ran(`az acr manifest show-metadata -r contosoprod7 -n team-a/ingest-worker@${NOVEMBER}`, row(NOVEMBER)),
      NOVEMBER,
      'no',
    ],
  ])('a digest %s', (_name, text, digest, holds) => {
    const params = { registry: PULLED.registry!, repository: PULLED.repository!, digest };
    expect(heldPasted(ID, text, params)['digest-missing']).toBe(holds);
  });
});

describe('image/locks', () => {
  const ALL =
    ran(SHOW_REPOSITORY, repository()) +
    ran(SHOW_TAG, tag()) +
    ran(`az acr manifest show-metadata -r contosoprod7 -n team-a/ingest-worker@${NOVEMBER}`, row(NOVEMBER));
  test('all three parts, like live', async () => {
    const told = await alike('image/locks', 'healthy', ALL);
    expect(new Set(Object.values(told))).toEqual(new Set(['no']));
    expect(Object.keys(told)).toHaveLength(5);
  });

  test.each([
    [
      'the repository',
      ran(`${SHOW_REPOSITORY} --query changeableAttributes`, { ...UNLOCKED, writeEnabled: false }),
      { 'write-locked': 'yes', 'change-locked': 'yes' },
    ],
    [
      'the tag',
      ran(SHOW_TAG, tag({ changeableAttributes: { ...UNLOCKED, readEnabled: false } })),
      { 'read-locked': 'yes' },
    ],
    [
      'the manifest of the tag',
      ran(SHOW_TAG, tag()) +
        ran(
          `az acr manifest show-metadata -r contosoprod7 -n team-a/ingest-worker@${NOVEMBER} --query changeableAttributes`,
          { ...UNLOCKED, deleteEnabled: false },
        ),
      { 'delete-locked': 'yes', 'change-locked': 'yes' },
    ],
    [
      'the manifest of something else',
      ran(
        `az acr manifest show-metadata -r contosoprod7 -n team-a/ingest-worker@${OTHER} --query changeableAttributes`,
        { ...UNLOCKED, deleteEnabled: false },
      ),
      {},
    ],
    ['not the tag: the others may be', ran(SHOW_TAG, tag()), {}],
  ])('%s', (_name, text, held) => {
    expect(heldPasted('image/locks', text)).toEqual(held);
  });
});

describe('image/held and image/tag-moved', () => {
  test('like live', async () => {
    expect(await alike('image/held', 'healthy', ran(SHOW_TAG, tag()))).toEqual({ 'in-quarantine': 'no' });
  });

  test('in quarantine', () => {
    const text = ran(`${TAGS} --detail`, [tag({ name: 'latest' }), tag({ quarantineState: 'PendingScan' })]);
    expect(heldPasted('image/held', text)).toEqual({ 'in-quarantine': 'yes' });
    expect(heldPasted('image/held', ran(SHOW_TAG, tag({ quarantineState: null })))).toEqual({});
  });

  test.each([
    ['2026-11-18T08:00:00.000Z', 'yes'],
    ['2026-11-19T09:00:00.000Z', 'no'],
    [undefined, undefined],
  ])('moved before the failure at %s: %s', (failedAt, holds) => {
    const params = failedAt === undefined ? PULLED : { ...PULLED, failedAt };
    expect(heldPasted('image/tag-moved', ran(SHOW_TAG, tag()), params)['moved-lately']).toBe(holds);
  });
});

describe('image/platforms, image/media-type, image/size', () => {
  test('an index, like live', async () => {
    const text = ran(MANIFEST, INDEX);
    expect(await alike('image/platforms', 'healthy', text)).toEqual({
      'no-linux-amd64': 'no',
      'only-windows': 'no',
    });
    expect(await alike('image/media-type', 'healthy', text)).toEqual({
      'streaming-artifact-itself': 'no',
      'unsupported-media-type': 'no',
    });
    expect(heldPasted('image/size', text)).toEqual({});
  });

  test.each([
    [
      'only arm64',
      'image/platforms',
      ran(MANIFEST, index(platform('linux', 'arm64', ARM64))),
      { 'no-linux-amd64': 'yes', 'only-windows': 'no' },
    ],
    [
      'an attestation is no platform',
      'image/platforms',
      ran(
        `${MANIFEST} --query "manifests[].[digest, platform.os, platform.architecture]" -o table`,
        'Column1    Column2    Column3\n---------  ---------  ---------\nsha256:a1  linux      arm64\nsha256:a2  unknown    unknown',
      ),
      { 'no-linux-amd64': 'yes', 'only-windows': 'no' },
    ],
    [
      'docker with -v',
      'image/platforms',
      ran('docker manifest inspect -v contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3', [
        { Ref: 'x', Descriptor: platform('windows', 'amd64', OTHER) },
      ]),
      { 'no-linux-amd64': 'yes', 'only-windows': 'yes' },
    ],
    [
      'the platform of the digest',
      'image/platforms',
      ran(SHOW_TAG, tag()) +
        ran(
          `az acr manifest show-metadata -r contosoprod7 -n team-a/ingest-worker@${NOVEMBER} --query "[os, architecture]" -o tsv`,
          'linux\narm64',
        ),
      { 'no-linux-amd64': 'yes', 'only-windows': 'no' },
    ],
    [
      'a list of manifests',
      'image/platforms',
      ran(LIST, [row(NOVEMBER, { tags: ['2026.11.3'], os: 'windows', architecture: 'amd64' })]),
      { 'no-linux-amd64': 'yes', 'only-windows': 'yes' },
    ],
    [
      'attributes of an index tell no platform',
      'image/platforms',
      ran(LIST, [row(NOVEMBER, { tags: ['2026.11.3'], mediaType: OCI.index })]),
      {},
    ],
    [
      'skopeo shows one platform of maybe more',
      'image/platforms',
      ran('skopeo inspect docker://contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3', {
        Name: 'contosoprod7.azurecr.io/team-a/ingest-worker',
        Digest: NOVEMBER,
        RepoTags: [],
        Architecture: 'arm64',
        Os: 'linux',
        Layers: [],
      }),
      { 'only-windows': 'no' },
    ],
    [
      'another image',
      'image/platforms',
      ran(MANIFEST.replace('2026.11.3', '9'), index(platform('linux', 'arm64', ARM64))),
      {},
    ],
    [
      'a chart',
      'image/media-type',
      ran(MANIFEST, single({ config: descriptor('application/vnd.cncf.helm.config.v1+json') })),
      {
        'not-an-image': 'yes',
        'streaming-artifact-itself': 'no',
        'not-runnable': 'yes',
        'unsupported-media-type': 'no',
        'foreign-layers': 'no',
      },
    ],
    [
      'an image, whose command is not shown',
      'image/media-type',
      ran(MANIFEST, single()),
      {
        'not-an-image': 'no',
        'streaming-artifact-itself': 'no',
        'unsupported-media-type': 'no',
        'foreign-layers': 'no',
      },
    ],
    [
      'with its configuration',
      'image/media-type',
      ran(MANIFEST, single()) +
        ran('skopeo inspect --config docker://contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3', {
          os: 'linux',
          architecture: 'amd64',
          config: { Entrypoint: null, Cmd: null },
        }),
      {
        'not-an-image': 'no',
        'streaming-artifact-itself': 'no',
        'not-runnable': 'yes',
        'unsupported-media-type': 'no',
        'foreign-layers': 'no',
      },
    ],
    [
      'a streaming artifact',
      'image/media-type',
      ran(
        MANIFEST,
        single({
          artifactType: 'application/vnd.azure.artifact.streaming.v1',
          config: descriptor('application/vnd.oci.empty.v1+json'),
        }),
      ),
      {
        'not-an-image': 'yes',
        'streaming-artifact-itself': 'yes',
        'not-runnable': 'yes',
        'unsupported-media-type': 'no',
        'foreign-layers': 'no',
      },
    ],
    [
      'its type alone',
      'image/media-type',
      ran(
        `${MANIFEST} --query mediaType -o tsv`,
        'application/vnd.docker.distribution.manifest.v1+prettyjws',
      ),
      { 'not-an-image': 'no', 'unsupported-media-type': 'yes' },
    ],
    [
      'foreign layers',
      'image/media-type',
      ran(
        'skopeo inspect --raw docker://contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3',
        single({ layers: [descriptor(OCI.layer, 10, { urls: ['https://mcr.microsoft.com/v2/x'] })] }),
      ),
      {
        'not-an-image': 'no',
        'streaming-artifact-itself': 'no',
        'unsupported-media-type': 'no',
        'foreign-layers': 'yes',
      },
    ],
    [
      'sizes alone',
      'image/size',
      ran(`${MANIFEST} --query "layers[].size" -o tsv`, '29126484\n9126484000'),
      { 'layer-over-8-gb': 'yes' },
    ],
    [
      'small sizes',
      'image/size',
      ran(`${MANIFEST} --query "layers[].size" -o tsv`, '29126484\n3411208'),
      { 'layer-over-8-gb': 'no' },
    ],
    [
      'an index with both of its manifests',
      'image/size',
      ran(MANIFEST, INDEX) +
        ran(`az acr manifest show -r contosoprod7 -n team-a/ingest-worker@${AMD64}`, single()) +
        ran(`az acr manifest show -r contosoprod7 -n team-a/ingest-worker@${ARM64}`, single()),
      { 'layer-over-8-gb': 'no' },
    ],
    [
      'an index with one of them',
      'image/size',
      ran(MANIFEST, INDEX) +
        ran(`az acr manifest show -r contosoprod7 -n team-a/ingest-worker@${AMD64}`, single()),
      {},
    ],
  ])('%s', (_name, id, text, held) => {
    expect(heldPasted(id, text)).toEqual(held);
  });
});

describe('image/deleted', () => {
  const DELETED = 'az acr manifest list-deleted --registry contosoprod7 --name team-a/ingest-worker';
  const SOFT = ran('az acr config soft-delete show -r contosoprod7', { retentionDays: 7, status: 'enabled' });
  const one = { deletedAt: '2026-11-19T08:00:00Z', digest: OTHER, expiresAfter: '2026-11-26T08:00:00Z' };
  const params = { registry: PULLED.registry!, repository: PULLED.repository!, digest: OTHER };

  test.each([
    ['among them', ran(DELETED, [one]), params, { 'deleted-lately': 'yes' }],
    [
      'in the table',
      ran(
        `${DELETED} -o table`,
        `Digest${' '.repeat(67)}DeletedAt             ExpiresAfter\n${'-'.repeat(71)}  --------------------  --------------------\n${OTHER}  2026-11-19T08:00:00Z  2026-11-26T08:00:00Z`,
      ),
      params,
      { 'deleted-lately': 'yes' },
    ],
    ['an empty list proves nothing', ran(DELETED, '[]'), params, {}],
    ['an empty list where soft delete is on', ran(DELETED, '[]') + SOFT, params, { 'deleted-lately': 'no' }],
    [
      'a tag',
      ran('az acr manifest list-deleted-tags -r contosoprod7 -n team-a/ingest-worker', [
        { ...one, tag: '2026.11.3' },
      ]),
      PULLED,
      { 'deleted-lately': 'yes' },
    ],
    [
      'another tag',
      ran('az acr manifest list-deleted-tags -r contosoprod7 -n team-a/ingest-worker', [
        { ...one, tag: '1' },
      ]) + SOFT,
      PULLED,
      { 'deleted-lately': 'no' },
    ],
  ])('%s', (_name, text, given, held) => {
    expect(heldPasted('image/deleted', text, given)).toEqual(held);
  });

  test('like live', async () => {
    const scenario = workerWith({ deletedTags: { '2026.9.9': { image: 'october', deletedAt: '-1d' } } });
    const text =
      ran('az acr manifest list-deleted-tags -r contosoprod7 -n team-a/ingest-worker', [
        { ...one, tag: '2026.9.9' },
      ]) + SOFT;
    expect(await alike('image/deleted', scenario, text, { ...PULLED, tag: '2026.9.9' })).toEqual({
      'deleted-lately': 'yes',
    });
  });
});
