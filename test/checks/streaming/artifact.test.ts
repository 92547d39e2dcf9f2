import { disturbed } from '../../azure/simulated';
import { descriptor, digestIn, OCI, UNTAGGED, workerWith } from '../image/worker';
import { heldIn, look, PULLED, sawIn } from '../look';

const ID = 'streaming/artifact';
const NONE = 'no-streaming-artifact';
const OCTOBER = { ...PULLED, tag: '2026.10.1' };
const STREAMING = 'application/vnd.azure.artifact.streaming.v1';

test('there, and since when', async () => {
  const report = await look(ID, 'healthy', OCTOBER);
  expect(heldIn(report)).toEqual({ [NONE]: 'no' });
  expect(sawIn(report, NONE)).toMatch(/^sha256:[0-9a-f]{12}\.\.\. is a streaming artifact of the image$/);
  expect(report.judged[0]?.since).toMatch(/Z$/);
  expect(report.learned.digest).toBe(digestIn('healthy', 'october'));
});

test('none: index and linux/amd64 were both asked', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({ [NONE]: 'yes' });
  expect(sawIn(report, NONE)).toMatch(
    /^nothing refers to the index, sha256:[0-9a-f]{12}\.\.\.; nothing refers to linux\/amd64, sha256:[0-9a-f]{12}\.\.\.$/,
  );
});

test.each([['index'], ['linux/amd64']])('it refers to the %s of a multi-platform image', async (target) => {
  const scenario = workerWith({ images: { november: { streaming: [target] } } });
  const report = await look(ID, scenario);
  expect(heldIn(report)).toEqual({ [NONE]: 'no' });
  expect(sawIn(report, NONE)).toContain(target === 'index' ? 'of the index' : 'of linux/amd64');
});

test('an index without linux/amd64 is asked alone', async () => {
  const report = await look(ID, 'streaming-conversion-failed');
  expect(sawIn(report, NONE)).toMatch(/^nothing refers to the index, sha256:\S+$/);
});

function referring(...manifests: object[]) {
  const mediaType = OCI.index;
  return { match: 'GET *.azurecr.io/v2/*/referrers/*', body: { schemaVersion: 2, mediaType, manifests } };
}

test('other artifacts are counted and are no streaming artifact', async () => {
  const sbom = descriptor(OCI.manifest, 512, { artifactType: 'application/spdx+json' });
  const report = await look(ID, disturbed(referring(sbom)), {
    ...UNTAGGED,
    digest: digestIn('healthy', 'october'),
  });
  expect(heldIn(report)).toEqual({ [NONE]: 'yes' });
  expect(sawIn(report, NONE)).toMatch(/^1 other artifact refers to the image, /);
});

test('one that the list does not name by type is known by annotation, or opened', async () => {
  const annotated = descriptor(OCI.manifest, 512, { annotations: { 'streaming.format': 'overlaybd' } });
  expect(heldIn(await look(ID, disturbed(referring(annotated))))).toEqual({ [NONE]: 'no' });
  const digest = `sha256:${'c'.repeat(64)}`;
  const nameless = { ...descriptor(OCI.manifest, 512), digest };
  const opened = {
    match: `GET *.azurecr.io/v2/*/manifests/${digest}`,
    headers: { 'content-type': OCI.manifest },
    body: { mediaType: OCI.manifest, artifactType: STREAMING },
  };
  expect(heldIn(await look(ID, disturbed(referring(nameless), opened)))).toEqual({ [NONE]: 'no' });
  const hidden = { match: opened.match, status: 403, body: {} };
  expect(heldIn(await look(ID, disturbed(referring(nameless), hidden)))).toEqual({ [NONE]: 'unknown' });
});

test('one of two lists that cannot be read proves nothing, unless the other holds it', async () => {
  const refused = {
    match: `GET *.azurecr.io/v2/*/referrers/${digestIn('healthy', 'november')}`,
    status: 429,
    body: {},
  };
  const limits = { callMs: 300 };
  expect(heldIn(await look(ID, disturbed(refused), PULLED, { limits }))).toEqual({ [NONE]: 'unknown' });
  const scenario = workerWith({ images: { november: { streaming: ['linux/amd64'] } } }, refused);
  expect(heldIn(await look(ID, scenario, PULLED, { limits }))).toEqual({ [NONE]: 'no' });
});

test('no such tag, and none named', async () => {
  expect(heldIn(await look(ID, 'tag-missing'))).toEqual({ [NONE]: 'unknown' });
  expect(sawIn(await look(ID, 'healthy', UNTAGGED), NONE)).toBe('not known: the tag or the digest');
});
