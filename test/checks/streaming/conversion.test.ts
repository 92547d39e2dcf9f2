import { UNTAGGED, workerWith } from '../image/worker';
import { heldIn, look, PULLED, sawIn } from '../look';

const ID = 'streaming/conversion';
const OPERATION = '9b8a7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d';
const CODES = {
  'failed-unknown-error': 'UNKNOWN_ERROR',
  'failed-resource-not-found': 'RESOURCE_NOT_FOUND',
  'failed-unsupported-platform': 'UNSUPPORTED_PLATFORM',
  'failed-no-supported-platform': 'NO_SUPPORTED_PLATFORM_FOUND',
  'failed-unsupported-mediatype': 'UNSUPPORTED_MEDIATYPE',
  'failed-unsupported-artifact-type': 'UNSUPPORTED_ARTIFACT_TYPE',
  'failed-image-not-runnable': 'IMAGE_NOT_RUNNABLE',
};
const codesAre = (holds: string) => Object.fromEntries(Object.keys(CODES).map((name) => [name, holds]));
const QUIET = { 'not-finished': 'no', failed: 'no', ...codesAre('no'), canceled: 'no', 'none-found': 'no' };

function conversion(changes: object, ...rules: Parameters<typeof workerWith>[1][]) {
  const november = { conversion: { id: OPERATION, startedAt: '-2h', ...changes } };
  return workerWith({ images: { november } }, ...rules);
}

test('succeeded: with its id and since when', async () => {
  const report = await look(ID, 'healthy', { ...PULLED, tag: '2026.10.1' });
  expect(heldIn(report)).toEqual(QUIET);
  expect(sawIn(report, 'failed')).toMatch(
    /^operation 2f0b7c1d-5a4e-4b3c-9d8e-7f6a5b4c3d2e is Succeeded at 100%, started \d{4}-\d\d-\d\d \d\d:\d\d UTC$/,
  );
  expect(report.judged[0]?.since).toMatch(/Z$/);
});

test('none was ever started: what is not remembered may still have failed', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({
    ...codesAre('unknown'),
    'not-finished': 'no',
    failed: 'unknown',
    canceled: 'unknown',
    'none-found': 'yes',
  });
  expect(sawIn(report, 'none-found')).toMatch(
    /^the registry knows no conversion of the index, sha256:\S+, or of linux\/amd64, sha256:\S+$/,
  );
});

test.each([['NotStarted'], ['Running']])(
  '%s: which code it may still fail with is not known',
  async (status) => {
    const report = await look(ID, conversion({ status, progress: '40%' }));
    expect(heldIn(report)).toEqual({ ...QUIET, ...codesAre('unknown'), 'not-finished': 'yes' });
    expect(sawIn(report, 'not-finished')).toContain(`is ${status} at 40%`);
  },
);

test.each(Object.entries(CODES))('%s', async (statement, code) => {
  const report = await look(ID, conversion({ status: 'Failed', progress: '0%', details: `${code}: no` }));
  expect(heldIn(report)).toEqual({ ...QUIET, failed: 'yes', [statement]: 'yes' });
  expect(sawIn(report, statement)).toContain(`is Failed at 0% with ${code}`);
});

test('failed without a code: each code stays possible', async () => {
  const report = await look(ID, conversion({ status: 'Failed', details: 'Conversion started' }));
  expect(heldIn(report)).toEqual({ ...QUIET, ...codesAre('unknown'), failed: 'yes' });
  expect(sawIn(report, 'failed')).toMatch(
    /with a code that its answer does not hold, .*: Conversion started$/,
  );
});

test('canceled', async () => {
  expect(heldIn(await look(ID, conversion({ status: 'Canceled' })))).toEqual({ ...QUIET, canceled: 'yes' });
});

test('an id that was named is read, without a tag too', async () => {
  const scenario = conversion({ status: 'Failed', details: 'IMAGE_NOT_RUNNABLE' });
  const report = await look(ID, scenario, { ...UNTAGGED, operationId: OPERATION });
  expect(heldIn(report)).toEqual({ ...QUIET, failed: 'yes', 'failed-image-not-runnable': 'yes' });
});

test.each([
  ['an id that the registry does not know', 'healthy', { ...PULLED, operationId: OPERATION }],
  ['no such tag', 'tag-missing', PULLED],
  ['no tag', 'healthy', UNTAGGED],
])('%s: nothing is claimed', async (_name, scenario, params) => {
  expect(new Set(Object.values(heldIn(await look(ID, scenario, params))))).toEqual(new Set(['unknown']));
});

test('a status that nobody knows is not guessed at', async () => {
  const odd = { match: 'GET *.azurecr.io/acr/v1/*/_operations/*', body: { status: 'Paused' } };
  const report = await look(ID, conversion({ status: 'Running' }, odd));
  expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['unknown']));
});
