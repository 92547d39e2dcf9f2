import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Registry } from '../../../src/practice/tenant/model';
import { patched } from '../../../src/practice/tenant/patch';
import { loadScenario, type Scenario } from '../../../src/practice/tenant/scenario';
import { CONTOSO, CONTOSO_ID, disturbed } from '../../azure/simulated';

/** The healthy tenant with other values of contosoprod7. */
export function contosoWith(changes: Partial<Registry>): Scenario {
  const scenario = structuredClone(loadScenario('healthy'));
  Object.assign(scenario.tenant.registries.contosoprod7!, changes);
  return scenario;
}

/** Events of contosoprod7's activity log, each `[time, operation, status, caller]`. */
export function withEvents(...events: [string, string, string?, string?][]): Scenario {
  const named = events.map(
    ([at, operation, status = 'Succeeded', caller = 'anna@contoso.example'], index) => [
      `event-${index}`,
      { at, operation, status, caller },
    ],
  );
  return contosoWith({ events: Object.fromEntries(named) as Registry['events'] });
}

/** The healthy tenant, whose registry answers as published but with other properties; null leaves one out. */
export function answering(properties: Record<string, unknown>): Scenario {
  const file = join(__dirname, '../../fixtures/rest/registry-get.json');
  const fixture = JSON.parse(readFileSync(file, 'utf8')) as { responses: { 200: { body: unknown } } };
  const own = { id: CONTOSO_ID, name: 'contosoprod7', properties: { loginServer: CONTOSO, ...properties } };
  return disturbed({
    match: 'GET management.azure.com/*/registries/contosoprod7',
    body: patched(fixture.responses[200].body, own),
  });
}
