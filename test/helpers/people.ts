import { loadScenario, type Scenario } from '../../src/practice/tenant/scenario';
import { CONTOSO_ID } from '../azure/simulated';

/**
 * The healthy tenant with two people: anna may read the registry contosoprod7, boris nothing.
 * @param refuses the resources that Entra gives anna no token for, each with its code
 */
export function people(refuses: Record<string, string> = {}): Scenario {
  const scenario = structuredClone(loadScenario('healthy'));
  const { identities, roleAssignments } = scenario.tenant;
  identities.anna = { ...identities.anna!, refuses };
  identities.boris = { ...identities.anna, objectId: '29c8b7a6-5d4e-4f3a-92b1-0a9b8c7d6e5f', refuses: {} };
  roleAssignments.anna = {
    ...Object.values(roleAssignments)[0]!,
    role: 'ACR Doctor Reader',
    principal: 'anna',
    scope: CONTOSO_ID,
  };
  return scenario;
}
