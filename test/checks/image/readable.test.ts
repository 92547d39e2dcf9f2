import { disturbed } from '../../azure/simulated';
import { heldIn, look, sawIn } from '../look';
import { OCI, registryWith, serving } from './worker';

const ID = 'image/readable';
const LAYER = 'layer-not-readable';
const MANIFEST = 'manifest-not-readable';
const STORAGE = 'GET *.blob.core.windows.net/*';

test('read, with the host that serves the layers', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({ [MANIFEST]: 'no', [LAYER]: 'no' });
  expect(sawIn(report, LAYER)).toMatch(
    /^[a-z0-9]+\.blob\.core\.windows\.net served the first 1024 bytes of a layer$/,
  );
  expect(report.judged.every(({ vantage }) => vantage === 'bot')).toBe(true);
});

test('a dedicated data endpoint is named', async () => {
  const report = await look(ID, registryWith({ dataEndpointEnabled: true }));
  expect(sawIn(report, LAYER)).toMatch(/^contosoprod7\.westeurope\.data\.azurecr\.io served /);
});

test('locked against reading: the registry knows it and does not hand it out', async () => {
  const report = await look(ID, 'image-locked');
  expect(heldIn(report)).toEqual({ [MANIFEST]: 'yes', [LAYER]: 'unknown' });
  expect(sawIn(report, MANIFEST)).toMatch(
    /^the registry describes the image, and for its manifest contosoprod7\.azurecr\.io answered 405/,
  );
});

test('held in quarantine: it looks missing, and is not', async () => {
  const repositories = {
    'team-a/ingest-worker': { tags: { '2026.11.3': { quarantineState: 'Quarantined' } } },
  };
  const report = await look(ID, registryWith({ quarantinePolicy: 'enabled', repositories }));
  expect(heldIn(report)[MANIFEST]).toBe('yes');
});

test.each(['tag-missing', 'registry-public-access-off', 'token-service-down'])(
  '%s: another check says it; here it is unknown',
  async (scenario) => {
    expect(heldIn(await look(ID, scenario, undefined, { limits: { callMs: 500 } }))).toEqual({
      [MANIFEST]: 'unknown',
      [LAYER]: 'unknown',
    });
  },
);

test('the host of the layers does not answer', async () => {
  const report = await look(ID, disturbed({ match: STORAGE, fault: 'hang' }), undefined, {
    limits: { callMs: 300 },
  });
  // The configuration lies there too, which leaves the manifest as read as it was.
  expect(heldIn(report)).toEqual({ [MANIFEST]: 'no', [LAYER]: 'yes' });
  expect(sawIn(report, LAYER)).toMatch(
    /^the manifest was read, but [a-z0-9]+\.blob\.core\.windows\.net gave no answer within 0\.3 s$/,
  );
});

test.each([
  ['refuses', { status: 403, body: '' }, 'yes'],
  ['has not got it', { status: 404, body: '' }, 'yes'],
  ['breaks off', { fault: 'reset' as const }, 'yes'],
  ['is throttled', { status: 429, body: '' }, 'unknown'],
  ['is broken', { status: 500, body: '' }, 'unknown'],
])('the host of the layers %s: %s', async (_what, rule, holds) => {
  const report = await look(ID, disturbed({ match: STORAGE, ...rule }), undefined, {
    limits: { callMs: 900 },
  });
  expect(heldIn(report)).toEqual({ [MANIFEST]: 'no', [LAYER]: holds });
});

test.each([
  ['has not got the layer', 404, 'yes'],
  ['refuses the layer', 403, 'unknown'],
])('the registry itself %s', async (_what, status, holds) => {
  const rule = { match: 'GET *.azurecr.io/v2/*/blobs/*', status, body: {} };
  expect(heldIn(await look(ID, disturbed(rule)))).toEqual({ [MANIFEST]: 'no', [LAYER]: holds });
});

test('the end of the whole time is no fault of the host', async () => {
  const rule = { match: STORAGE, delayMs: 3000 };
  const report = await look(ID, disturbed(rule), undefined, { limits: { callMs: 5000, totalMs: 900 } });
  expect(heldIn(report)[LAYER]).toBe('unknown');
  expect(sawIn(report, LAYER)).toMatch(/^The time for all checks/);
});

test('a manifest without layers leaves the layer unknown', async () => {
  const report = await look(ID, serving({ mediaType: OCI.manifest, layers: [] }));
  expect(heldIn(report)).toEqual({ [MANIFEST]: 'no', [LAYER]: 'unknown' });
});
