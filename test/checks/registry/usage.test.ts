import { disturbed } from '../../azure/simulated';
import { heldIn, look, sawIn } from '../look';
import { contosoWith } from './patched';

const ID = 'registry/usage';
const GIB = 1024 ** 3;
const TIB = 1024 ** 4;

const usages = (...value: unknown[]) =>
  disturbed({ match: 'GET management.azure.com/*/listUsages', body: { value } });
const size = { name: 'Size', limit: 500 * GIB, currentValue: 8 * TIB, unit: 'Bytes' };

test('within what the tier includes', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({ 'over-included': 'no', 'near-maximum': 'no' });
  expect(sawIn(report, 'over-included')).toBe('45 GiB stored, Premium includes 500 GiB');
});

test('nearly all of what Basic includes is still within', async () => {
  const report = await look(ID, 'basic-tier');
  expect(heldIn(report)).toEqual({ 'over-included': 'no', 'near-maximum': 'no' });
  expect(sawIn(report, 'over-included')).toBe('9.9 GiB stored, Basic includes 10 GiB');
});

test('over what the tier includes, and far from its maximum', async () => {
  const report = await look(ID, contosoWith({ sku: 'Standard', storageUsed: 101 * GIB }));
  expect(heldIn(report)).toEqual({ 'over-included': 'yes', 'near-maximum': 'no' });
  expect(sawIn(report, 'near-maximum')).toBe('101 GiB stored, Standard holds at most 40 TiB');
});

test.each([
  ['Standard', 35.9, 'no', 'Standard holds at most 40 TiB'],
  ['Standard', 36, 'yes', 'Standard holds at most 40 TiB'],
  ['Premium', 35.9, 'no', 'Premium holds at most 40 TiB'],
  ['Premium', 50, 'unknown', 'documents disagree whether Premium holds 40 TiB or 100 TiB'],
  ['Premium', 90, 'yes', 'Premium holds at most 100 TiB'],
] as const)('%s with %s TiB: near the maximum %s', async (sku, stored, holds, saw) => {
  const report = await look(ID, contosoWith({ sku, storageUsed: stored * TIB }));
  expect(heldIn(report)['near-maximum']).toBe(holds);
  expect(sawIn(report, 'near-maximum')).toContain(saw);
});

test("the registry's own maximum goes before the documents'", async () => {
  const own = { name: 'MaximumStorageCapacity', limit: 8.5 * TIB, currentValue: 0, unit: 'Bytes' };
  const report = await look(ID, usages(size, own));
  expect(heldIn(report)).toEqual({ 'over-included': 'yes', 'near-maximum': 'yes' });
  expect(sawIn(report, 'near-maximum')).toBe('8 TiB stored, Premium holds at most 8.5 TiB');
});

test('usages without a size, or without its limit, tell nothing', async () => {
  const webhooks = { name: 'Webhooks', limit: 500, currentValue: 3, unit: 'Count' };
  expect(heldIn(await look(ID, usages(webhooks)))).toEqual({
    'over-included': 'unknown',
    'near-maximum': 'unknown',
  });
  const report = await look(ID, usages({ ...size, limit: 0 }));
  expect(heldIn(report)).toEqual({ 'over-included': 'unknown', 'near-maximum': 'no' });
});
