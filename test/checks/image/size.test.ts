import { heldIn, look, PULLED, sawIn } from '../look';
import { digestIn, OCI, descriptor, serving, workerWith } from './worker';

const ID = 'image/size';
const OVER = 'layer-over-8-gb';

function layers(...sizes: number[]) {
  return workerWith({ images: { november: { layers: sizes } } });
}

test('small layers: the largest, and how many of how much', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({ [OVER]: 'no' });
  expect(sawIn(report, OVER)).toBe(
    'the largest layer of linux/amd64 has 61.9 MB (linux/amd64: 3 layers, 94.4 MB; linux/arm64: 3 layers, 94.4 MB)',
  );
});

test.each([
  [8 * 1024 ** 3 + 1, 'yes', /^the largest layer of linux\/amd64 has 8\.59 GB$/],
  [8 * 1024 ** 3, 'unknown', /over 8 GB and not over 8 GiB$/],
  [8_000_000_001, 'unknown', /over 8 GB and not over 8 GiB$/],
  [8_000_000_000, 'no', /has 8\.00 GB/],
])('a layer of %d bytes: %s', async (bytes, holds, saw) => {
  const report = await look(ID, layers(4096, bytes));
  expect(heldIn(report)).toEqual({ [OVER]: holds });
  expect(sawIn(report, OVER)).toMatch(saw);
});

test('a platform that cannot be read is not taken for small, and one that is large is told', async () => {
  const rule = {
    match: `GET *.azurecr.io/v2/*/manifests/${digestIn('healthy', 'november', 'linux/arm64')}`,
    status: 403,
    body: {},
  };
  expect(heldIn(await look(ID, workerWith({}, rule)))).toEqual({ [OVER]: 'unknown' });
  const large = layers(9e9);
  const again = {
    ...rule,
    match: `GET *.azurecr.io/v2/*/manifests/${digestIn(large, 'november', 'linux/arm64')}`,
  };
  expect(heldIn(await look(ID, { ...large, rules: [again] }))).toEqual({ [OVER]: 'yes' });
});

test('a manifest without layers, and one of more platforms than are read', async () => {
  expect(sawIn(await look(ID, serving({ mediaType: OCI.manifest })), OVER)).toBe(
    'the manifest names no layers',
  );
  const digest = digestIn('healthy', 'november', 'linux/amd64');
  const manifests = Array.from({ length: 17 }, () => ({ ...descriptor(OCI.manifest), digest }));
  const report = await look(ID, serving({ mediaType: OCI.index, manifests }), PULLED);
  expect(sawIn(report, OVER)).toBe('not every manifest of the image was looked at');
});
