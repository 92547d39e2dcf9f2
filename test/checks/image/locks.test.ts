import { disturbed } from '../../azure/simulated';
import { heldIn, look, PULLED, sawIn } from '../look';
import { digestIn, UNTAGGED, workerWith } from './worker';

const ID = 'image/locks';
const FREE = {
  'read-locked': 'no',
  'write-locked': 'no',
  'delete-locked': 'no',
  'list-locked': 'no',
  'change-locked': 'no',
};

test('free: repository, tag and manifest are each named', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual(FREE);
  expect(sawIn(report, 'read-locked')).toMatch(
    /^readEnabled true on repository team-a\/ingest-worker, tag 2026\.11\.3, manifest sha256:[0-9a-f]{12}\.\.\.$/,
  );
});

test('the tag is locked against reading', async () => {
  const report = await look(ID, 'image-locked');
  expect(heldIn(report)).toEqual({ ...FREE, 'read-locked': 'yes' });
  expect(sawIn(report, 'read-locked')).toBe('readEnabled is false on tag 2026.11.3');
});

test.each([
  ['writeEnabled', { 'write-locked': 'yes', 'change-locked': 'yes' }],
  ['deleteEnabled', { 'delete-locked': 'yes', 'change-locked': 'yes' }],
  ['listEnabled', { 'list-locked': 'yes' }],
])('%s false on the manifest only', async (key, expected) => {
  const report = await look(ID, workerWith({ images: { november: { locks: { [key]: false } } } }));
  expect(heldIn(report)).toEqual({ ...FREE, ...expected });
  expect(sawIn(report, Object.keys(expected)[0]!)).toMatch(
    new RegExp(`^${key} is false on manifest sha256:[0-9a-f]{12}\\.\\.\\.$`),
  );
});

test('a locked repository is told though tag and manifest are free', async () => {
  const report = await look(ID, workerWith({ locks: { deleteEnabled: false } }), {
    ...PULLED,
    digest: digestIn('healthy', 'november'),
  });
  expect(sawIn(report, 'delete-locked')).toBe('deleteEnabled is false on repository team-a/ingest-worker');
});

test('without tag and digest a free repository proves nothing', async () => {
  const report = await look(ID, 'healthy', UNTAGGED);
  expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['unknown']));
  expect(sawIn(report, 'read-locked')).toBe('not known: the tag or the digest');
});

test('one part that cannot be read leaves the rest unknown, and a lock that was seen stays', async () => {
  const refused = { match: 'GET *.azurecr.io/acr/v1/*/_manifests/*', status: 403, body: {} };
  expect(new Set(Object.values(heldIn(await look(ID, disturbed(refused)))))).toEqual(new Set(['unknown']));
  const locked = workerWith({ tags: { '2026.11.3': { locks: { readEnabled: false } } } }, refused);
  expect(heldIn(await look(ID, locked))).toMatchObject({ 'read-locked': 'yes', 'write-locked': 'unknown' });
});

test('an answer without the attribute is unknown, not free', async () => {
  const tag = {
    name: '2026.11.3',
    digest: digestIn('healthy', 'november'),
    createdTime: '2026-11-17T10:00:00Z',
    lastUpdateTime: '2026-11-17T10:00:00Z',
    changeableAttributes: { deleteEnabled: true, writeEnabled: true },
  };
  const report = await look(ID, disturbed({ match: 'GET *.azurecr.io/acr/v1/*/_tags/*', body: { tag } }));
  expect(heldIn(report)).toMatchObject({ 'read-locked': 'unknown', 'write-locked': 'no' });
  expect(sawIn(report, 'read-locked')).toBe('the answer on tag 2026.11.3 does not say readEnabled');
});
