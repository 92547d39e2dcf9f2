import { heldIn, look, sawIn } from '../look';

const ID = 'registry/admin-user';

test('off', async () => {
  const report = await look(ID, 'admin-disabled');
  expect(heldIn(report)).toEqual({ 'admin-off': 'yes' });
  expect(sawIn(report, 'admin-off')).toBe('the admin user is off: its name and passwords sign nobody in');
});

test('on', async () => {
  const report = await look(ID, 'admin-enabled');
  expect(heldIn(report)).toEqual({ 'admin-off': 'no' });
  expect(sawIn(report, 'admin-off')).toBe('the admin user is on');
});
