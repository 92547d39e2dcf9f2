import { heldIn, look, sawIn } from '../look';
import { EXPORT, GROUP, heldInPaste, IMPORT, liveOf, REGISTRY, transferring } from './transferring';

const ID = 'transfer/pipeline-run';
const of = (run: object, name = 'outweek47') => transferring({ pipelineRuns: { [name]: run } });

test('healthy runs', async () => {
  expect(heldIn(await look(ID, 'healthy', EXPORT))).toEqual({
    'run-failed': 'no',
    'still-running': 'no',
    'not-succeeded': 'no',
    'artifacts-over-50': 'no',
    'blob-name-differs': 'not-applicable',
  });
  const imported = await look(ID, 'healthy', IMPORT);
  expect(heldIn(imported)).toMatchObject({
    'blob-name-differs': 'no',
    'artifacts-over-50': 'not-applicable',
  });
  expect(sawIn(imported, 'blob-name-differs')).toBe('week47.tar.gz is what the export run outweek47 wrote');
  expect(imported.learned).toMatchObject({
    blob: 'week47.tar.gz',
    importPipeline: 'fromlab',
    direction: 'import',
  });
});

test('failed: its message is quoted, and secrets in it are masked', async () => {
  const error =
    "Failed to access 'https://stcontosoxfer.blob.core.windows.net/transfer?sv=2022-11-02&sp=rl&sig=qZ1xW2eR3tY4uI5oP6aS7dF8gH9jK0l'. Status: 403";
  const report = await look(ID, of({ status: 'Failed', percent: '0', error }), EXPORT);
  expect(heldIn(report)).toMatchObject({
    'run-failed': 'yes',
    'still-running': 'no',
    'not-succeeded': 'yes',
  });
  expect(sawIn(report, 'run-failed')).toMatch(/^run outweek47: Failed, 0 %, started .*"Failed to access/);
  expect(JSON.stringify(report)).not.toContain('qZ1xW2');
});

test('running while provisioningState says Succeeded: still at work, with its progress', async () => {
  const report = await look(ID, of({ status: 'Running', percent: '20', finishedAt: null }), EXPORT);
  expect(heldIn(report)).toMatchObject({
    'run-failed': 'no',
    'still-running': 'yes',
    'not-succeeded': 'yes',
  });
  expect(sawIn(report, 'still-running')).toMatch(/^run outweek47: Running, 20 %, started/);
});

test('a word that no document explains stays open', async () => {
  expect(heldIn(await look(ID, of({ status: 'Canceling' }), EXPORT))).toMatchObject({
    'run-failed': 'unknown',
    'still-running': 'unknown',
    'not-succeeded': 'unknown',
  });
});

test('ended well, with something to say: whether that is a failure stays open', async () => {
  const held = heldIn(await look(ID, of({ error: 'one artifact was passed over' }), EXPORT));
  expect(held).toMatchObject({ 'run-failed': 'unknown', 'not-succeeded': 'no' });
});

test.each([
  [50, 'no'],
  [51, 'yes'],
])('%d artifacts: %s', async (count, holds) => {
  const artifacts = Array.from({ length: count }, (_, at) => `team-a/app:${at}`);
  expect(heldIn(await look(ID, of({ artifacts }), EXPORT))['artifacts-over-50']).toBe(holds);
});

test.each([
  ['Week47.tar.gz', 'yes', 'the export run outweek47 wrote Week47.tar.gz'],
  ['week-47', 'yes', 'wrote week-47'],
  ['week46.tar.gz', 'unknown', 'no export run that can be seen wrote week47.tar.gz'],
  ['other', 'unknown', 'no export run'],
])('the export wrote %s: %s', async (blob, holds, saw) => {
  const report = await look(ID, of({ blob }), IMPORT);
  expect(heldIn(report)['blob-name-differs']).toBe(holds);
  expect(sawIn(report, 'blob-name-differs')).toContain(saw);
});

test('one of several runs is not guessed', async () => {
  const report = await look(ID, 'healthy', { registry: REGISTRY });
  expect(report.judged[0]).toMatchObject({
    holds: 'unknown',
    saw: 'not known which run is meant: the latest are inweek47, outweek47',
  });
  expect(heldIn(await look(ID, 'healthy', { registry: REGISTRY, direction: 'export' }))['run-failed']).toBe(
    'no',
  );
});

const SHOWN = {
  forceUpdateTag: null,
  id: `${GROUP}/rg-prod/providers/Microsoft.ContainerRegistry/registries/contosoprod7/pipelineRuns/outweek47`,
  name: 'outweek47',
  provisioningState: 'Succeeded',
  request: {
    artifacts: ['team-a/ingest-worker:2026.11.3'],
    pipelineResourceId: `${GROUP}/rg-prod/providers/Microsoft.ContainerRegistry/registries/contosoprod7/exportPipelines/tolab`,
    source: null,
    target: { name: 'week47.tar.gz', type: 'AzureStorageBlob' },
  },
  response: {
    finishTime: null,
    pipelineRunErrorMessage: null,
    progress: { percentage: '20' },
    startTime: '2026-11-20T10:00:00.0000000+00:00',
    status: 'Running',
  },
};

test('pasted: the same as live', async () => {
  const scenario = of({ status: 'Running', percent: '20', finishedAt: null });
  for (const shown of [SHOWN, { id: SHOWN.id, name: SHOWN.name, properties: SHOWN }]) {
    const told = heldInPaste(ID, JSON.stringify(shown, null, 2), EXPORT);
    expect(told).toMatchObject({ 'still-running': 'yes', 'artifacts-over-50': 'no' });
    expect(told).toEqual(await liveOf(ID, told, scenario, EXPORT));
  }
  expect(heldInPaste(ID, JSON.stringify(SHOWN), { ...EXPORT, pipelineRun: 'another' })).toEqual({});
});
