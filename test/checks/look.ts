import type { AzureOptions } from '../../src/azure/azure';
import { createResolver } from '../../src/azure/resolver';
import type { Eyes, Params } from '../../src/checks/check';
import { CHECKS } from '../../src/checks';
import { runChecks, type Report } from '../../src/checks/run';
import type { Scenario } from '../../src/practice/tenant/scenario';
import { createLookups } from '../../src/practice/tenant/dns';
import type { TenantOptions } from '../../src/practice/tenant/server';
import { withTenant } from '../azure/simulated';

/** The image that the scenarios break, unless a test names another. */
export const PULLED: Params = {
  registry: 'contosoprod7.azurecr.io',
  repository: 'team-a/ingest-worker',
  tag: '2026.11.3',
};

/** Runs one check against a scenario as the runner does, over real sockets. */
export async function look(
  id: string,
  scenario: string | Scenario,
  params: Params = PULLED,
  options: Partial<AzureOptions> & TenantOptions = {},
): Promise<Report> {
  const check = CHECKS.find((one) => one.id === id);
  if (!check) throw new Error(`no check ${id}`);
  let report: Report | undefined;
  await withTenant(
    scenario,
    async ({ tenant, azure }) => {
      const eyes: Eyes = {
        azure,
        resolver: createResolver({ lookups: createLookups(tenant.scenario.tenant) }),
      };
      const faults: unknown[] = [];
      const run = runChecks([check], params, {
        eyes,
        mayRevealSecrets: options.mayRevealSecrets ?? false,
        onFault: (_check, error) => faults.push(error),
      });
      for await (const found of run) report = found;
      if (faults.length > 0) throw faults[0];
    },
    options,
  );
  if (!report) throw new Error('the runner gave no report');
  return report;
}

/** `statement: holds` of a report, for a whole-table assertion. */
export function heldIn({ judged }: Report): Record<string, string> {
  return Object.fromEntries(judged.map(({ statement, holds }) => [statement, holds]));
}

/** What was seen about one statement. */
export function sawIn({ judged }: Report, statement: string): string {
  return judged.find((one) => one.statement === statement)?.saw ?? '';
}
