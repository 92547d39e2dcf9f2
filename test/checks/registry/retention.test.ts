import { heldIn, look, sawIn } from '../look';
import { answering, contosoWith } from './patched';

const ID = 'registry/retention';

test('on: after how many days, and since when the policy stands so', async () => {
  const report = await look(ID, contosoWith({ retentionDays: 1, createdAt: '2025-03-01T08:30:00Z' }));
  expect(heldIn(report)).toEqual({ 'untagged-deleted': 'yes' });
  expect(sawIn(report, 'untagged-deleted')).toBe(
    'the retention policy is on: untagged manifests are deleted after 1 day',
  );
  expect(report.judged[0]?.since).toBe('2025-03-01T08:30:00.000Z');
});

test('off', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({ 'untagged-deleted': 'no' });
  expect(sawIn(report, 'untagged-deleted')).toBe('the retention policy is off');
});

test('on, with neither days nor time: both stay untold', async () => {
  const policies = { retentionPolicy: { status: 'enabled', days: null, lastUpdatedTime: null } };
  const report = await look(ID, answering({ policies }));
  expect(sawIn(report, 'untagged-deleted')).toBe(
    'the retention policy is on: untagged manifests are deleted, after how many days is not told',
  );
  expect(report.judged[0]).not.toHaveProperty('since');
});
