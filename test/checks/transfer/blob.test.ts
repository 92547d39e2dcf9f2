import { heldIn, look, sawIn } from '../look';
import { heldInPaste, IMPORT, liveOf, transferring } from './transferring';

const ID = 'transfer/blob';
const NAMED = { ...IMPORT, blob: 'week47.tar.gz' };
const of = (blob: object | null) =>
  transferring({
    storageAccounts: { stcontosoxfer: { containers: { transfer: { 'week47.tar.gz': blob } } } },
  });

test('healthy: there, with its metadata and MD5, not too old', async () => {
  expect(heldIn(await look(ID, 'healthy', NAMED))).toEqual({
    'blob-missing': 'no',
    'metadata-lost': 'no',
    'md5-missing': 'no',
    'older-than-60-days': 'no',
    'arrived-lately': 'no',
  });
});

test.each([
  ['metadata-lost', { category: null }, 'no metadata entry category'],
  ['metadata-lost', { category: 'other' }, 'category is other'],
  ['md5-missing', { md5: null }, 'Content-MD5 is empty'],
  ['older-than-60-days', { modifiedAt: '-61d' }, 'last modified'],
  ['arrived-lately', { modifiedAt: '-5m' }, 'last modified'],
])('%s: %j', async (statement, blob, saw) => {
  const report = await look(ID, of(blob), NAMED);
  expect(heldIn(report)[statement]).toBe('yes');
  expect(sawIn(report, statement)).toContain(saw);
});

test('59 days are not too many', async () => {
  expect(heldIn(await look(ID, of({ modifiedAt: '-59d' }), NAMED))['older-than-60-days']).toBe('no');
});

test('not there: missing, and nothing else is said of it', async () => {
  const report = await look(ID, of(null), IMPORT);
  expect(heldIn(report)).toMatchObject({ 'blob-missing': 'yes', 'md5-missing': 'not-applicable' });
  expect(sawIn(report, 'blob-missing')).toBe('week47.tar.gz is not in the container');
});

test.each([
  [
    'a firewall',
    { storageAccounts: { stcontosoxfer: { defaultAction: 'Deny' } } },
    /403 AuthorizationFailure/,
  ],
  [
    'a missing right',
    { roleDefinitions: { 'ACR Doctor Reader': { dataActions: [] } } },
    /403 AuthorizationPermissionMismatch/,
  ],
  [
    'a missing container',
    { storageAccounts: { stcontosoxfer: { containers: { transfer: null } } } },
    /404 ContainerNotFound/,
  ],
])('%s proves nothing of the blob', async (_name, changes, saw) => {
  const report = await look(ID, transferring(changes), NAMED);
  expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['unknown']));
  expect(sawIn(report, 'blob-missing')).toMatch(saw);
});

describe('pasted', () => {
  const SHOWN = {
    container: 'transfer',
    metadata: {},
    name: 'week47.tar.gz',
    properties: {
      blobType: 'BlockBlob',
      contentSettings: { contentMd5: null, contentType: 'application/octet-stream' },
      lastModified: '2026-01-02T10:00:00+00:00',
    },
    snapshot: null,
  };

  test('az storage blob show: the same as live', async () => {
    const told = heldInPaste(ID, JSON.stringify(SHOWN, null, 2), NAMED);
    expect(told).toEqual({
      'blob-missing': 'no',
      'metadata-lost': 'yes',
      'md5-missing': 'yes',
      'older-than-60-days': 'yes',
      'arrived-lately': 'no',
    });
    const scenario = of({ category: null, md5: null, modifiedAt: '-300d' });
    expect(told).toEqual(await liveOf(ID, told, scenario, NAMED));
  });

  test('az storage blob exists, which names the blob in its command line only', () => {
    const exists = (name: string) =>
      `$ az storage blob exists --container-name transfer ${name} --auth-mode login\n{ "exists": false }`;
    expect(heldInPaste(ID, exists('--name week47.tar.gz'), NAMED)).toEqual({ 'blob-missing': 'yes' });
    expect(heldInPaste(ID, exists('-n other.tar.gz'), NAMED)).toEqual({});
    expect(heldInPaste(ID, '{ "exists": false }', NAMED)).toEqual({});
  });
});
