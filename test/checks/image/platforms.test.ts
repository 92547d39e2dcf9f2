import { heldIn, look, PULLED, sawIn } from '../look';
import { descriptor, digestIn, OCI, serving, workerWith } from './worker';

const ID = 'image/platforms';

function worker(platforms: string[]) {
  return workerWith({ images: { november: { platforms } } });
}

test('an index with linux/amd64: fine for amd64 and arm64, since the tag leads there', async () => {
  const report = await look(ID, 'healthy', { ...PULLED, platform: 'linux/arm64' });
  expect(heldIn(report)).toEqual({ 'platform-missing': 'no', 'no-linux-amd64': 'no', 'only-windows': 'no' });
  expect(sawIn(report, 'platform-missing')).toBe('the image is made for linux/amd64, linux/arm64');
  expect(report.judged[0]?.since).toMatch(/^20\d\d-/);
  expect(report.learned.digest).toBe(digestIn('healthy', 'november'));
});

test('the same by digest has no date: a digest never leads elsewhere', async () => {
  const digest = digestIn('healthy', 'november');
  const report = await look(ID, 'healthy', { ...PULLED, digest, platform: 'linux/amd64' });
  expect(report.judged.map(({ holds, since }) => [holds, since])).toEqual([
    ['no', undefined],
    ['no', undefined],
    ['no', undefined],
  ]);
});

test('a node whose platform nobody named is not judged', async () => {
  const report = await look(ID, worker(['linux/arm64']));
  expect(heldIn(report)).toEqual({
    'platform-missing': 'unknown',
    'no-linux-amd64': 'yes',
    'only-windows': 'no',
  });
  expect(sawIn(report, 'platform-missing')).toBe(
    'not known: the platform of the node; the image is made for linux/arm64',
  );
});

test.each([
  [
    ['linux/arm64'],
    'linux/amd64',
    { 'platform-missing': 'yes', 'no-linux-amd64': 'yes', 'only-windows': 'no' },
  ],
  [
    ['linux/arm64'],
    'linux/aarch64',
    { 'platform-missing': 'no', 'no-linux-amd64': 'yes', 'only-windows': 'no' },
  ],
  [
    ['linux/arm64'],
    'linux/arm64/v8',
    { 'platform-missing': 'no', 'no-linux-amd64': 'yes', 'only-windows': 'no' },
  ],
  [
    ['linux/arm64'],
    'linux/arm',
    { 'platform-missing': 'yes', 'no-linux-amd64': 'yes', 'only-windows': 'no' },
  ],
  [
    ['windows/amd64'],
    'linux/amd64',
    { 'platform-missing': 'yes', 'no-linux-amd64': 'yes', 'only-windows': 'yes' },
  ],
  [
    ['windows/amd64', 'linux/arm64'],
    'windows/amd64',
    { 'platform-missing': 'no', 'no-linux-amd64': 'yes', 'only-windows': 'no' },
  ],
])('%p on a node of %s', async (platforms, platform, expected) => {
  const report = await look(ID, worker(platforms), { ...PULLED, platform });
  expect(heldIn(report)).toEqual(expected);
  expect(sawIn(report, 'no-linux-amd64')).toBe(`the image is made for ${platforms.join(', ')}`);
});

const index = (...platforms: (object | undefined)[]) =>
  serving({
    schemaVersion: 2,
    mediaType: OCI.index,
    manifests: platforms.map((platform) => descriptor(OCI.manifest, 1024, platform ? { platform } : {})),
  });

test('attestations beside the images are no platform', async () => {
  const arm = { os: 'linux', architecture: 'arm64' };
  const report = await look(ID, index(arm, { os: 'unknown', architecture: 'unknown' }));
  expect(sawIn(report, 'no-linux-amd64')).toBe('the image is made for linux/arm64');
});

test('an entry that does not say its platform leaves the missing unknown, and what is listed known', async () => {
  const report = await look(ID, index({ os: 'linux', architecture: 'arm64' }, undefined), {
    ...PULLED,
    platform: 'linux/arm64',
  });
  expect(heldIn(report)).toEqual({
    'platform-missing': 'no',
    'no-linux-amd64': 'unknown',
    'only-windows': 'no',
  });
});

test('an empty index is unknown, and another variant is not judged', async () => {
  expect(new Set(Object.values(heldIn(await look(ID, index()))))).toEqual(new Set(['unknown']));
  const v6 = index({ os: 'linux', architecture: 'arm', variant: 'v6' });
  const report = await look(ID, v6, { ...PULLED, platform: 'linux/arm/v7' });
  expect(heldIn(report)).toMatchObject({ 'platform-missing': 'unknown', 'no-linux-amd64': 'yes' });
});

test('a configuration that cannot be read, and one that is no image', async () => {
  const hidden = workerWith(
    { images: { november: { platforms: ['linux/amd64'] } } },
    {
      match: 'GET *.blob.core.windows.net/*',
      status: 403,
      body: '',
    },
  );
  const report = await look(ID, hidden);
  expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['unknown']));
  const chart = {
    mediaType: OCI.manifest,
    config: descriptor('application/vnd.cncf.helm.config.v1+json'),
    layers: [],
  };
  expect(sawIn(await look(ID, serving(chart)), 'no-linux-amd64')).toMatch(
    /has no configuration of an image$/,
  );
});
