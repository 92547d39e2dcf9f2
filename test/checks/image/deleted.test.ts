import { loadScenario } from '../../../src/practice/tenant/scenario';
import { heldIn, look, sawIn } from '../look';
import { digestIn, registryWith, UNTAGGED, workerWith } from './worker';

const ID = 'image/deleted';
const LATELY = 'deleted-lately';

test('soft delete is on and keeps no such image', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({ [LATELY]: 'no' });
  expect(sawIn(report, LATELY)).toBe(
    '2026.11.3 is not among the deleted images of the last 7 days; soft delete is on',
  );
});

test('deleted: since when', async () => {
  const { judged } = await look(ID, 'image-deleted-recently');
  expect(judged).toMatchObject([
    {
      statement: LATELY,
      holds: 'yes',
      saw: expect.stringMatching(
        /^2026\.11\.3 is among the deleted images, 20\d\d-\d\d-\d\d \d\d:\d\d UTC$/,
      ) as string,
      since: expect.stringMatching(/^20\d\d-.*Z$/) as string,
    },
  ]);
});

test('deleted by digest: the digest is looked for among the manifests', async () => {
  const scenario = loadScenario('image-deleted-recently');
  const digest = digestIn(scenario, 'november');
  const gone = {
    ...scenario,
    rules: [
      {
        match: 'GET *.azurecr.io/v2/*/manifests/*',
        status: 404,
        body: { errors: [{ code: 'MANIFEST_UNKNOWN' }] },
      },
    ],
  };
  expect(heldIn(await look(ID, gone, { ...UNTAGGED, digest }))).toEqual({ [LATELY]: 'yes' });
  const other = { ...UNTAGGED, digest: `sha256:${'0'.repeat(64)}` };
  expect(heldIn(await look(ID, gone, other))).toEqual({ [LATELY]: 'no' });
});

test('deleted and pushed again: not known whether it was missing', async () => {
  const deletedTags = { '2026.11.3': { image: 'october', deletedAt: '-4h' } };
  const report = await look(ID, workerWith({ deletedTags }));
  expect(heldIn(report)).toEqual({ [LATELY]: 'unknown' });
  expect(sawIn(report, LATELY)).toMatch(/and is there again/);
});

test('soft delete is off: an empty list tells nothing', async () => {
  const report = await look(ID, registryWith({ softDeleteDays: null }));
  expect(heldIn(report)).toEqual({ [LATELY]: 'unknown' });
  expect(sawIn(report, LATELY)).toBe('soft delete is off, so nothing tells of deletions');
});

test('without the right to read deleted images, and without a name, it is unknown', async () => {
  const refused = { match: 'GET *.azurecr.io/acr/v1/_deleted/*', status: 403, body: {} };
  const report = await look(ID, registryWith({}, refused));
  expect(report.judged[0]).toMatchObject({
    holds: 'unknown',
    permission: expect.stringContaining('deleted_read') as string,
  });
  expect(sawIn(await look(ID, 'healthy', UNTAGGED), LATELY)).toBe('not known: the tag or the digest');
});
