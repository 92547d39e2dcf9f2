import { registryWith, UNTAGGED, workerWith } from '../image/worker';
import { heldIn, look, PULLED, sawIn } from '../look';

const ID = 'streaming/prerequisites';
const MET = {
  'tier-unsupported': 'no',
  'customer-managed-key': 'no',
  'no-linux-amd64': 'no',
  'not-runnable': 'no',
};

test('all met', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual(MET);
  expect(report.learned).toMatchObject({ registryResourceGroup: 'rg-prod' });
  expect(report.learned.digest).toMatch(/^sha256:/);
});

test.each([
  ['basic-tier', { 'tier-unsupported': 'yes' }],
  ['cmk-registry', { 'customer-managed-key': 'yes' }],
  ['streaming-conversion-failed', { 'no-linux-amd64': 'yes' }],
])('%s', async (scenario, expected) => {
  expect(heldIn(await look(ID, scenario))).toEqual({ ...MET, ...expected });
});

test('an image without anything to run, and one of Windows in a registry of tier Standard', async () => {
  const report = await look(ID, workerWith({ images: { november: { entrypoint: [] } } }));
  expect(heldIn(report)).toEqual({ ...MET, 'not-runnable': 'yes' });
  const other = await look(ID, registryWith({ sku: 'Standard' }), {
    ...PULLED,
    repository: 'team-b/report-builder',
    tag: '5.2.1',
  });
  expect(heldIn(other)).toEqual({ ...MET, 'tier-unsupported': 'yes', 'no-linux-amd64': 'yes' });
});

test('a registry that cannot be seen leaves the image judged, and the other way round', async () => {
  const unseen = { ...MET, 'tier-unsupported': 'unknown', 'customer-managed-key': 'unknown' };
  const hidden = { match: 'POST management.azure.com/*', status: 403, body: {} };
  expect(heldIn(await look(ID, registryWith({}, hidden)))).toEqual(unseen);
  const report = await look(ID, 'healthy', UNTAGGED);
  expect(heldIn(report)).toEqual({ ...MET, 'no-linux-amd64': 'unknown', 'not-runnable': 'unknown' });
  expect(sawIn(report, 'not-runnable')).toBe('not known: the tag or the digest');
});
