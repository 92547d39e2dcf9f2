import { heldIn, look, sawIn } from '../look';

const ID = 'registry/export-policy';

test('off', async () => {
  const report = await look(ID, 'export-policy-off');
  expect(heldIn(report)).toEqual({ 'export-off': 'yes' });
  expect(sawIn(report, 'export-off')).toBe(
    'the export policy is off: no export pipeline, and no import from here',
  );
});

test('on', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({ 'export-off': 'no' });
  expect(sawIn(report, 'export-off')).toBe('the export policy is on');
});
