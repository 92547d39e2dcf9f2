import { heldIn, look, PULLED, sawIn } from '../look';

const ID = 'image/exists';

test('there: with its digest, and since when', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({
    'repository-missing': 'no',
    'tag-missing': 'no',
    'digest-missing': 'not-applicable',
    'image-missing': 'no',
  });
  expect(sawIn(report, 'tag-missing')).toMatch(/^2026\.11\.3 is sha256:[0-9a-f]{12}\.\.\.$/);
  expect(report.judged.find(({ statement }) => statement === 'tag-missing')?.since).toMatch(/^2026-/);
  expect(report.learned.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
});

test('the tag is missing: its neighbours are named', async () => {
  const report = await look(ID, 'tag-missing');
  expect(heldIn(report)).toMatchObject({
    'tag-missing': 'yes',
    'image-missing': 'yes',
    'repository-missing': 'no',
  });
  expect(sawIn(report, 'image-missing')).toMatch(/^2026\.11\.3 is not there; there is 2026\.11\.2/);
});

test('the repository is missing: the right name is offered', async () => {
  const report = await look(ID, 'repository-missing');
  expect(heldIn(report)).toMatchObject({ 'repository-missing': 'yes', 'image-missing': 'yes' });
  expect(sawIn(report, 'repository-missing')).toMatch(
    /^no repository team-a\/ingest-worker; there is team-a\/ingest-workers/,
  );
});

test('a digest that no manifest has', async () => {
  const report = await look(ID, 'healthy', { ...PULLED, digest: `sha256:${'0'.repeat(64)}` });
  expect(heldIn(report)).toMatchObject({ 'digest-missing': 'yes', 'image-missing': 'yes' });
});

test('behind a firewall that keeps the bot out nothing is claimed', async () => {
  const report = await look(ID, 'registry-public-access-off');
  expect(new Set(report.judged.map(({ holds }) => holds))).toEqual(new Set(['unknown', 'not-applicable']));
  expect(sawIn(report, 'image-missing')).toMatch(/client with IP '20\.61\.4\.17' is not allowed/);
});
