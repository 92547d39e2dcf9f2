import { readPasted } from '../../../src/checks/pasted';
import type { Params } from '../../../src/checks/check';
import { readOutputs } from '../../../src/parse/output/read-outputs';
import { tenantSchema } from '../../../src/practice/tenant/model';
import { patched } from '../../../src/practice/tenant/patch';
import { loadScenario, type Scenario } from '../../../src/practice/tenant/scenario';
import { redact } from '../../../src/redact/redact';
import type { Rule } from '../../../src/practice/tenant/rule';
import { heldIn, look } from '../look';

export const REGISTRY = 'contosoprod7.azurecr.io';
export const EXPORT: Params = { registry: REGISTRY, exportPipeline: 'tolab', pipelineRun: 'outweek47' };
export const IMPORT: Params = { registry: REGISTRY, importPipeline: 'fromlab', pipelineRun: 'inweek47' };
export const GROUP = '/subscriptions/6f1c2d34-0a1b-4c5d-8e9f-112233445566/resourceGroups';

/** The healthy tenant with other values of what a transfer touches. */
export function transferring(changes: object, ...rules: Rule[]): Scenario {
  const healthy = loadScenario('healthy');
  return { ...healthy, rules, tenant: tenantSchema.parse(patched(healthy.tenant, changes)) };
}

/** What is told of one check in pasted output, by statement. */
export function heldInPaste(id: string, text: string, params: Params): Record<string, string> {
  const { judged } = readPasted(readOutputs(redact(text).text), params);
  const own = judged.filter(({ check }) => check === id);
  return Object.fromEntries(own.map(({ statement, holds }) => [statement, holds]));
}

/** What a live check says of the statements that a paste tells. */
export async function liveOf(
  id: string,
  told: Record<string, string>,
  scenario: Scenario,
  params: Params,
): Promise<Record<string, string | undefined>> {
  const held = heldIn(await look(id, scenario, params));
  return Object.fromEntries(Object.keys(told).map((statement) => [statement, held[statement]]));
}
