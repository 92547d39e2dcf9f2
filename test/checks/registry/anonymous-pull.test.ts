import { heldIn, look, sawIn } from '../look';
import { contosoWith } from './patched';

const ID = 'registry/anonymous-pull';

test('off', async () => {
  const report = await look(ID, 'anonymous-pull-off');
  expect(heldIn(report)).toEqual({ 'anonymous-off': 'yes' });
  expect(sawIn(report, 'anonymous-off')).toBe('anonymous pull is off');
});

test('on', async () => {
  const report = await look(ID, contosoWith({ anonymousPullEnabled: true }));
  expect(heldIn(report)).toEqual({ 'anonymous-off': 'no' });
});
