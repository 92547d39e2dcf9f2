import { CHECKS } from '../../src/checks';
import { tenantSchema } from '../../src/practice/tenant/model';
import { patched } from '../../src/practice/tenant/patch';
import { loadScenario, type Scenario } from '../../src/practice/tenant/scenario';
import { renderRole } from '../../tools/checks-page';
import { look, PULLED } from './look';

interface RoleFile {
  Actions: string[];
  DataActions: string[];
}
const reader = JSON.parse(renderRole('reader')) as RoleFile;
const secrets = JSON.parse(renderRole('secrets')) as RoleFile;

const KNOWN = {
  ...PULLED,
  principalId: '8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718',
  clientIp: '203.0.113.9',
  cluster: 'aks-prod',
};

/** The healthy tenant, whose bot holds the generated role and nothing else. */
function withRole(role: RoleFile): Scenario {
  const healthy = loadScenario('healthy');
  const definition = { actions: role.Actions, dataActions: role.DataActions };
  const model = patched(healthy.tenant, { roleDefinitions: { 'ACR Doctor Reader': definition } });
  return { ...healthy, tenant: tenantSchema.parse(model) };
}

test('the role reads and does nothing else, and reveals nothing', () => {
  const all = [...reader.Actions, ...reader.DataActions];
  expect(all.length).toBeGreaterThan(12);
  for (const action of all) {
    expect(action).toMatch(/\/read$/);
    expect(action).not.toMatch(/\*|listCredentials|listSecrets|getSecret|listKeys/);
  }
  expect(secrets.Actions.filter((action) => reader.Actions.includes(action))).toEqual([]);
});

test.each(CHECKS.filter(({ reveals }) => !reveals).map(({ id }) => id))(
  '%s sees with the generated role what it sees with all rights to read',
  async (id) => {
    const [wide, own] = await Promise.all([look(id, 'healthy', KNOWN), look(id, withRole(reader), KNOWN)]);
    const table = (report: typeof own) =>
      report.judged.map(({ statement, holds }) => `${statement}: ${holds}`);
    expect(table(own)).toEqual(table(wide));
  },
);
