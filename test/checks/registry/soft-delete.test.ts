import { disturbed } from '../../azure/simulated';
import { heldIn, look, sawIn } from '../look';
import { contosoWith } from './patched';

const ID = 'registry/soft-delete';

/** Only the question in the preview version, as its answer alone tells soft delete. */
const PREVIEW = 'GET management.azure.com/*/registries/contosoprod7?api-version=2025-06-01-preview';

test('on: how long deleted artifacts are kept', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({ 'soft-delete-off': 'no' });
  expect(sawIn(report, 'soft-delete-off')).toBe('soft delete is on: deleted artifacts are kept 7 days');
});

test('off, since the policy was last changed', async () => {
  const scenario = contosoWith({ createdAt: '2025-03-01T08:30:00Z' });
  delete scenario.tenant.registries.contosoprod7!.softDeleteDays;
  const report = await look(ID, scenario);
  expect(heldIn(report)).toEqual({ 'soft-delete-off': 'yes' });
  expect(report.judged[0]).toMatchObject({ saw: 'soft delete is off', since: '2025-03-01T08:30:00.000Z' });
});

test.each([
  ['no policies', { properties: { policies: null } }],
  ['no policy', { properties: { policies: {} } }],
  ['an empty status', { properties: { policies: { softDeletePolicy: { status: '', retentionDays: 7 } } } }],
])('%s in the answer is unknown, not off', async (_name, body) => {
  const report = await look(ID, disturbed({ match: PREVIEW, body }));
  expect(heldIn(report)).toEqual({ 'soft-delete-off': 'unknown' });
});

test('a preview version that Azure no longer knows is unknown', async () => {
  const error = { code: 'InvalidApiVersionParameter', message: 'The api-version is invalid.' };
  const report = await look(ID, disturbed({ match: PREVIEW, status: 400, body: { error } }));
  expect(heldIn(report)).toEqual({ 'soft-delete-off': 'unknown' });
  expect(sawIn(report, 'soft-delete-off')).toContain('InvalidApiVersionParameter');
});
