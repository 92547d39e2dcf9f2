import { disturbed } from '../../azure/simulated';
import { heldIn, look, sawIn } from '../look';
import { contosoWith } from './patched';

const ID = 'registry/pulls';
const METRICS = 'GET management.azure.com/*/providers/Microsoft.Insights/metrics';

/** Metrics of one point each; without a number there is a point without a value. */
function counts(total?: number, successful?: number) {
  const value = [
    ['TotalPullCount', total],
    ['SuccessfulPullCount', successful],
  ].map(([name, count]) => ({
    name: { value: name },
    timeseries: [
      { data: [{ timeStamp: '2026-11-20T10:00:00Z', ...(count === undefined ? {} : { total: count }) }] },
    ],
  }));
  return disturbed({ match: METRICS, body: { value } });
}

test('all succeed', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({ 'pulls-failing': 'no', 'nothing-pulled': 'no' });
  expect(sawIn(report, 'pulls-failing')).toMatch(
    /^2760 pulls since 20\d\d-\d\d-\d\d \d\d:\d\d UTC, 0 of them did not succeed$/,
  );
});

test('some fail: how many, and since when they are counted', async () => {
  const report = await look(ID, contosoWith({ failedPullsPerHour: 40 }));
  expect(heldIn(report)).toEqual({ 'pulls-failing': 'yes', 'nothing-pulled': 'no' });
  expect(sawIn(report, 'pulls-failing')).toMatch(/, 920 of them did not succeed$/);
  const since = Date.parse(report.judged[0]?.since ?? '');
  expect((Date.now() - since) / 3_600_000).toBeCloseTo(24, 1);
});

test('nothing was pulled', async () => {
  const report = await look(ID, contosoWith({ pullsPerHour: 0 }));
  expect(heldIn(report)).toEqual({ 'pulls-failing': 'no', 'nothing-pulled': 'yes' });
  expect(sawIn(report, 'nothing-pulled')).toMatch(/^no pulls since /);
});

test('no point at all is unknown, not nothing pulled', async () => {
  const report = await look(ID, counts());
  expect(heldIn(report)).toEqual({ 'pulls-failing': 'unknown', 'nothing-pulled': 'unknown' });
});

test('no point of the successful ones is unknown, not all failed', async () => {
  const report = await look(ID, counts(12));
  expect(heldIn(report)).toEqual({ 'pulls-failing': 'unknown', 'nothing-pulled': 'no' });
  expect(sawIn(report, 'pulls-failing')).toBe('The metrics hold no count of successful pulls');
});

test('more successful than all, as counts arrive late, is no failure', async () => {
  const report = await look(ID, counts(12, 13));
  expect(heldIn(report)).toMatchObject({ 'pulls-failing': 'no' });
});

test('not allowed to read metrics: the right is named', async () => {
  const report = await look(ID, disturbed({ match: METRICS, status: 403, body: {} }));
  expect(heldIn(report)).toEqual({ 'pulls-failing': 'unknown', 'nothing-pulled': 'unknown' });
  expect(report.judged[0]?.permission).toBe('Microsoft.Insights/metrics/read');
});
