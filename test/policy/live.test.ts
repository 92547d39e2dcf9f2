import type { Report } from '../../src/checks/run';
import { createLive } from '../../src/live';
import { NOBODY, permitBy, PolicySchema, type Policy } from '../../src/policy';
import { loadScenario } from '../../src/practice/tenant/scenario';
import { startTenant } from '../../src/practice/tenant/server';
import { BOT, CONTOSO, PRODUCTION } from '../azure/simulated';

const ASKER = { id: '5b0c8f6e-1111-4222-8333-444455556666', tenant: '8b5a7f9c-2d13-4a4e-b0a7-6c5d4e3f2a10' };
const policyOf = (rule: object): Policy =>
  PolicySchema.parse({ version: 1, allow: [{ who: '*', checks: '*', registries: '*', ...rule }] });

/** Runs checks on the healthy tenant under a policy, and tells what was called. */
async function run(policy: Policy, names: string[], registry = CONTOSO) {
  const scenario = loadScenario('healthy');
  const tenant = await startTenant(scenario);
  const faults: unknown[] = [];
  const told: [string, string | undefined][] = [];
  const live = createLive({
    asker: { as: 'application', tenantId: scenario.tenant.tenantId, ...BOT },
    simulator: tenant.address,
    lookups: tenant.lookups,
    onFault: (_check, error) => faults.push(error),
    onReport: ({ check, refused }, { registry: on }) => told.push([`${check} on ${on ?? ''}`, refused]),
    ...permitBy(policy, ASKER),
  });
  const reports: Report[] = [];
  for await (const report of live.run(names, { registry })) reports.push(report);
  await tenant.close();
  expect(faults).toEqual([]);
  return { reports, told, calls: tenant.calls };
}

const NAMES = ['registry/network', 'registry/endpoint'];

test('without a policy every check is refused, says what is needed, and nothing is called', async () => {
  const { reports, calls, told } = await run(NOBODY, NAMES);
  expect(calls).toEqual([]);
  expect(reports.map(({ check }) => check).sort()).toEqual([...NAMES].sort());
  for (const { judged, refused } of reports) {
    expect(refused).toContain(`lets nobody with the object id ${ASKER.id}`);
    expect(judged.length).toBeGreaterThan(0);
    for (const { holds, saw } of judged) expect([holds, saw]).toEqual(['unknown', refused]);
  }
  expect(told).toHaveLength(2);
});

test('what the policy gives runs beside what it does not', async () => {
  const { reports } = await run(policyOf({ checks: ['registry/network'] }), NAMES);
  const refused = Object.fromEntries(reports.map((report) => [report.check, report.refused !== undefined]));
  expect(refused).toEqual({ 'registry/network': false, 'registry/endpoint': true });
  const network = reports.find(({ check }) => check === 'registry/network');
  expect(network?.judged.some(({ holds }) => holds === 'no' || holds === 'yes')).toBe(true);
});

test('a registry beyond the policy is not called, also when the bot could', async () => {
  const { calls } = await run(policyOf({ registries: ['fabrikam*.azurecr.io'] }), NAMES);
  expect(calls).toEqual([]);
});

test('a subscription beyond the policy is neither listed nor read', async () => {
  const own = PRODUCTION.split('/')[2];
  const inside = await run(policyOf({ subscriptions: [own] }), ['registry/network']);
  expect(inside.reports[0]?.judged.some(({ holds }) => holds === 'no' || holds === 'yes')).toBe(true);
  const outside = await run(policyOf({ subscriptions: ['a0b1c2d3-4e5f-4a6b-9c8d-665544332211'] }), [
    'registry/network',
  ]);
  expect(outside.reports[0]?.judged.every(({ holds }) => holds === 'unknown')).toBe(true);
  expect(outside.calls.filter(({ path }) => path.toLowerCase().includes(`/subscriptions/${own}`))).toEqual(
    [],
  );
});
