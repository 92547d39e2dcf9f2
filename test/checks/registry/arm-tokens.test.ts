import { heldIn, look, sawIn } from '../look';

const ID = 'registry/arm-tokens';

test('refused', async () => {
  const report = await look(ID, 'arm-tokens-disabled');
  expect(heldIn(report)).toEqual({ 'arm-tokens-refused': 'yes' });
  expect(sawIn(report, 'arm-tokens-refused')).toBe(
    'azureADAuthenticationAsArmPolicy is off: only tokens made for container registries are taken',
  );
});

test('taken', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({ 'arm-tokens-refused': 'no' });
});
