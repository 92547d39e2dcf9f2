import { heldIn, look, sawIn } from '../look';
import { EXPORT, IMPORT, transferring } from './transferring';

const ID = 'transfer/artifacts';
const naming = (...artifacts: string[]) => transferring({ pipelineRuns: { outweek47: { artifacts } } });

test('healthy: all are there, none too large', async () => {
  const report = await look(ID, 'healthy', EXPORT);
  expect(heldIn(report)).toEqual({ 'artifact-unknown': 'no', 'layer-over-8-gb': 'no' });
  expect(sawIn(report, 'artifact-unknown')).toBe('the registry has all 2 artifacts of the run');
});

test.each([
  ['a mistyped tag', 'team-a/ingest-worker:2026.11.4', 'there is team-a/ingest-worker:2026.11.3'],
  ['a mistyped repository', 'team-a/ingest-wroker:2026.11.3', 'there is team-a/ingest-worker'],
  ['no tag, and no latest', 'team-a/ingest-api', 'there is team-a/ingest-api:2026.11.0'],
  ['a name that can be none', 'Team A/app:1', 'the registry has no Team A/app:1'],
])('%s is named, with what is there', async (_name, artifact, hint) => {
  const report = await look(ID, naming('team-a/ingest-worker:2026.11.3', artifact), EXPORT);
  expect(heldIn(report)['artifact-unknown']).toBe('yes');
  expect(sawIn(report, 'artifact-unknown')).toContain(hint);
});

test('without a tag, latest is meant', async () => {
  expect(heldIn(await look(ID, naming('team-a/ingest-worker'), EXPORT))['artifact-unknown']).toBe('no');
});

test('a layer of 9 GB in one of them', async () => {
  const images = { current: { layers: [9_000_000_000] } };
  const scenario = transferring({
    registries: { contosoprod7: { repositories: { 'team-a/ingest-api': { images } } } },
  });
  const report = await look(ID, scenario, EXPORT);
  expect(heldIn(report)['layer-over-8-gb']).toBe('yes');
  expect(sawIn(report, 'layer-over-8-gb')).toContain('team-a/ingest-api:2026.11.0');
});

test('an import names none', async () => {
  expect(heldIn(await look(ID, 'healthy', IMPORT))).toEqual({
    'artifact-unknown': 'not-applicable',
    'layer-over-8-gb': 'not-applicable',
  });
});

test('one manifest that may not be read: neither all there nor any missing', async () => {
  const rule = { match: 'GET contosoprod7.azurecr.io/v2/team-a/ingest-api/*', status: 500, body: {} };
  expect(heldIn(await look(ID, transferring({}, rule), EXPORT))).toEqual({
    'artifact-unknown': 'unknown',
    'layer-over-8-gb': 'unknown',
  });
});
