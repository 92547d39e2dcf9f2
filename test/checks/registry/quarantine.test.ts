import { heldIn, look, sawIn } from '../look';
import { contosoWith } from './patched';

const ID = 'registry/quarantine';

test('on', async () => {
  const report = await look(ID, contosoWith({ quarantinePolicy: 'enabled' }));
  expect(heldIn(report)).toEqual({ 'quarantine-on': 'yes' });
  expect(sawIn(report, 'quarantine-on')).toBe(
    'the quarantine policy is on: each pushed image is held until it is released',
  );
});

test('off', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({ 'quarantine-on': 'no' });
  expect(sawIn(report, 'quarantine-on')).toBe('the quarantine policy is off');
});
