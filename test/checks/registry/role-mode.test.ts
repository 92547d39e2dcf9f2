import { modeOf, wordsOfUnknownMode } from '../../../src/checks/registry/role-mode';
import { loadScenario } from '../../../src/practice/tenant/scenario';
import { CONTOSO_ID } from '../../azure/simulated';
import { heldIn, look, sawIn } from '../look';

const ID = 'registry/role-mode';

test('the old mode: AcrPull counts', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({ abac: 'no' });
  expect(sawIn(report, 'abac')).toBe('roleAssignmentMode is LegacyRegistryPermissions');
});

test('repository roles only', async () => {
  const report = await look(ID, 'abac-registry-acrpull-ignored');
  expect(heldIn(report)).toEqual({ abac: 'yes' });
  expect(sawIn(report, 'abac')).toBe('roleAssignmentMode is AbacRepositoryPermissions');
});

test('an answer without the mode is unknown, not the old mode', async () => {
  const body = {
    id: CONTOSO_ID,
    name: 'contosoprod7',
    location: 'westeurope',
    sku: { name: 'Premium', tier: 'Premium' },
    properties: { loginServer: 'contosoprod7.azurecr.io' },
  };
  const rules = [{ match: 'GET management.azure.com/*/registries/contosoprod7', status: 200, body }];
  const report = await look(ID, { ...loadScenario('healthy'), rules });
  expect(heldIn(report)).toEqual({ abac: 'unknown' });
  expect(sawIn(report, 'abac')).toMatch(/roleAssignmentMode is missing/);
});

test('modes are read in any case; an empty or new one is not known', () => {
  expect(modeOf({ roleAssignmentMode: 'abacrepositorypermissions' })).toBe('abac');
  expect(modeOf({ roleAssignmentMode: '' })).toBe('unknown');
  expect(modeOf({ roleAssignmentMode: 'SomethingElse' })).toBe('unknown');
  expect(wordsOfUnknownMode({ roleAssignmentMode: 'SomethingElse' })).toMatch(/'SomethingElse' is not known/);
});
