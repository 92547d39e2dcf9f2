import { judgeTier } from '../../../src/checks/registry/tier';
import { disturbed } from '../../azure/simulated';
import { heldIn, look, PULLED, sawIn } from '../look';

const ID = 'registry/tier';

test('a Premium registry has neither trouble', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({ 'not-premium': 'no', basic: 'no' });
  expect(sawIn(report, 'not-premium')).toBe('tier Premium');
  expect(report.learned).toMatchObject({ registryResourceGroup: 'rg-prod' });
});

test.each([
  ['basic-tier', PULLED.registry, 'Basic', 'yes'],
  ['healthy', 'fabrikamedge.azurecr.io', 'Standard', 'no'],
])('%s: %s is of tier %s', async (scenario, registry, name, basic) => {
  const report = await look(ID, scenario, { ...PULLED, registry });
  expect(heldIn(report)).toEqual({ 'not-premium': 'yes', basic });
  expect(sawIn(report, 'not-premium')).toBe(`tier ${name}`);
});

test('tiers are read in any case, and Classic is not Premium', () => {
  expect(judgeTier({ sku: 'premium' }).map(({ holds }) => holds)).toEqual(['no', 'no']);
  expect(judgeTier({ sku: 'Classic' }).map(({ holds }) => holds)).toEqual(['yes', 'no']);
});

test.each([
  ['', /names no tier/],
  ['PremiumV2', /tier 'PremiumV2' is not known here/],
])('the tier %p is no proof of anything', (sku, why) => {
  for (const { holds, saw } of judgeTier({ sku })) {
    expect(holds).toBe('unknown');
    expect(saw).toMatch(why);
  }
});

test('a registry that may be found but not read is unknown, with the right that would help', async () => {
  const refused = disturbed({
    match: 'GET management.azure.com/*/registries/contosoprod7',
    status: 403,
    body: { error: { code: 'AuthorizationFailed', message: 'not allowed' } },
  });
  const { judged } = await look(ID, refused);
  for (const one of judged)
    expect(one).toMatchObject({
      holds: 'unknown',
      permission: 'Microsoft.ContainerRegistry/registries/read',
    });
});
