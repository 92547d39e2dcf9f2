import { heldIn, look, PULLED, sawIn } from '../look';
import { descriptor, digestIn, OCI, serving, workerWith } from './worker';

const ID = 'image/media-type';
const FINE = {
  'not-an-image': 'no',
  'streaming-artifact-itself': 'no',
  'not-runnable': 'no',
  'unsupported-media-type': 'no',
  'foreign-layers': 'no',
};

const HELM = {
  schemaVersion: 2,
  mediaType: OCI.manifest,
  config: descriptor('application/vnd.cncf.helm.config.v1+json'),
  layers: [descriptor('application/vnd.cncf.helm.chart.content.v1.tar+gzip')],
};

test('an index of two runnable images', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual(FINE);
  expect(sawIn(report, 'foreign-layers')).toBe('6 layers, none marked as kept elsewhere');
  expect(sawIn(report, 'unsupported-media-type')).toBe(`the manifest is of type ${OCI.index}`);
  expect(report.judged[0]?.since).toMatch(/^20\d\d-/);
});

test('a Docker image is an image too', async () => {
  const params = { ...PULLED, repository: 'team-a/ingest-api', tag: '2026.11.0' };
  expect(heldIn(await look(ID, 'healthy', params))).toEqual(FINE);
});

test('a Helm chart is no image and not runnable', async () => {
  const report = await look(ID, serving(HELM));
  expect(heldIn(report)).toEqual({ ...FINE, 'not-an-image': 'yes', 'not-runnable': 'yes' });
  expect(sawIn(report, 'not-an-image')).toBe(
    'the configuration is of type application/vnd.cncf.helm.config.v1+json',
  );
});

test('an artifactType of something else', async () => {
  const type = 'application/spdx+json';
  const sbom = workerWith({ images: { november: { platforms: ['linux/amd64'], artifactType: type } } });
  const report = await look(ID, sbom);
  expect(heldIn(report)).toMatchObject({ 'not-an-image': 'yes', 'streaming-artifact-itself': 'no' });
  expect(sawIn(report, 'not-an-image')).toBe(`artifactType is ${type}`);
});

test('the streaming artifact of an image, named by its own digest', async () => {
  const digest = digestIn('healthy', 'october', 'undefined/undefined');
  const report = await look(ID, 'healthy', { ...PULLED, digest });
  expect(heldIn(report)).toMatchObject({ 'streaming-artifact-itself': 'yes', 'not-an-image': 'yes' });
  expect(report.judged[1]?.since).toBeUndefined();
});

test('a streaming artifact that has no artifactType is known by its annotation', async () => {
  const report = await look(
    ID,
    serving({
      mediaType: OCI.manifest,
      config: descriptor('application/vnd.oci.empty.v1+json', 2),
      layers: [],
      subject: descriptor(OCI.manifest),
      annotations: { 'streaming.format': 'overlaybd' },
    }),
  );
  expect(heldIn(report)['streaming-artifact-itself']).toBe('yes');
});

test('nothing to run', async () => {
  const report = await look(ID, workerWith({ images: { november: { entrypoint: [] } } }));
  expect(heldIn(report)).toEqual({ ...FINE, 'not-runnable': 'yes' });
  expect(sawIn(report, 'not-runnable')).toMatch(/neither Entrypoint nor Cmd$/);
});

test('Docker schema 1', async () => {
  const type = 'application/vnd.docker.distribution.manifest.v1+prettyjws';
  const report = await look(ID, serving({ schemaVersion: 1, fsLayers: [] }, type));
  expect(heldIn(report)).toEqual({
    'not-an-image': 'no',
    'streaming-artifact-itself': 'no',
    'not-runnable': 'unknown',
    'unsupported-media-type': 'yes',
    'foreign-layers': 'unknown',
  });
});

test('a type that nobody says is unknown', async () => {
  const report = await look(ID, serving({ layers: [] }, 'application/json'));
  expect(heldIn(report)).toMatchObject({ 'unsupported-media-type': 'unknown', 'not-an-image': 'unknown' });
});

test('layers of Windows, on whichever platform of the index', async () => {
  const report = await look(ID, workerWith({ images: { november: { foreignLayer: true } } }));
  expect(heldIn(report)).toEqual({ ...FINE, 'foreign-layers': 'yes' });
  expect(sawIn(report, 'foreign-layers')).toBe(
    'layers marked as kept elsewhere: 1 of linux/amd64, at mcr.microsoft.com; 1 of linux/arm64, at mcr.microsoft.com',
  );
});

test('a platform that cannot be read leaves only what hangs on it unknown', async () => {
  const digest = digestIn('healthy', 'november', 'linux/arm64');
  const scenario = workerWith(
    {},
    { match: `GET *.azurecr.io/v2/*/manifests/${digest}`, status: 429, body: {} },
  );
  const limits = { callMs: 300 };
  const report = await look(ID, scenario, PULLED, { limits });
  expect(heldIn(report)).toEqual({ ...FINE, 'foreign-layers': 'unknown' });
});
