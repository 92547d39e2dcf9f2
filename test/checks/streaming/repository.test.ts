import { disturbed } from '../../azure/simulated';
import { workerWith } from '../image/worker';
import { heldIn, look, sawIn } from '../look';

const ID = 'streaming/repository';
const OFF = 'conversion-off';
const STREAMING = 'GET *.azurecr.io/acr/v1/*/_streaming';

test('active', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({ [OFF]: 'no' });
  expect(sawIn(report, OFF)).toBe('convertPushedImages is true');
});

test('inactive', async () => {
  const report = await look(ID, workerWith({ convertPushedImages: false }));
  expect(heldIn(report)).toEqual({ [OFF]: 'yes' });
  expect(sawIn(report, OFF)).toBe('convertPushedImages is false');
});

test.each([
  ['403', { status: 403, body: { errors: [{ code: 'DENIED' }] } }],
  ['401', { status: 401, body: {} }],
  ['an answer without the setting', { body: {} }],
])('%s cannot tell', async (_name, rule) => {
  const { judged } = await look(ID, disturbed({ match: STREAMING, ...rule }));
  expect(judged).toMatchObject([{ holds: 'unknown' }]);
});
