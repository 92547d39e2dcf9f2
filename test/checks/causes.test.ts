import { openCase } from '../../src/case';
import { CHECKS } from '../../src/checks';
import { readPasted } from '../../src/checks/pasted';
import type { Params } from '../../src/checks/check';
import { createExamine } from '../../src/examine';
import { createLive } from '../../src/live';
import { startTenant } from '../../src/practice/tenant/server';
import { readOutputs } from '../../src/parse/output/read-outputs';
import type { Finding } from '../../src/verdict/finding';
import { linkFindings } from '../../src/verdict/link';
import type { Answer } from '../../src/verdict/result';
import { disturbed } from '../azure/simulated';
import { theCatalogue } from '../helpers/knowledge';
import { ACR_SCENES } from './scenes/acr';
import { PASTED_SCENES } from './scenes/pasted';
import { AKS_SCENES } from './scenes/aks';
import { CONTAINER_APP_SCENES } from './scenes/container-apps';
import { NETWORK_SCENES } from './scenes/network';
import type { Scene } from './scenes/scene';
import { TRANSFER_SCENES } from './scenes/transfer';
import { PULLED } from './look';

/**
 * For each cause that names a check under `confirm`: a tenant in which exactly that is wrong. The cause is confirmed,
 * and of the other causes none that does not name the same thing; they are ruled out or honestly open.
 */
const SCENES: Record<string, Scene> = {
  ...ACR_SCENES,
  ...AKS_SCENES,
  ...CONTAINER_APP_SCENES,
  ...PASTED_SCENES,
  ...NETWORK_SCENES,
  ...TRANSFER_SCENES,
};

const NAMED: Params = {
  ...PULLED,
  clientIp: '203.0.113.9',
  principalId: '8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718',
};
const ASKER = { id: 'user-1', tenant: 'tenant-1' };
const statementOf = (name: string) => {
  const [check, statement] = name.split('#');
  return CHECKS.find(({ id }) => id === check)?.statements[statement ?? ''];
};
const { symptoms } = theCatalogue();
const named = symptoms.flatMap(({ id, causes }) =>
  causes.flatMap((cause) =>
    cause.confirm.flatMap(({ check }) => (check ? [{ symptom: id, cause, check }] : [])),
  ),
);
const provable = [...new Set(named.map(({ check }) => check))].filter(
  (name) => statementOf(name)?.vantage === 'configuration',
);

/** All answers of the symptoms that a scene is about, from one view of Azure. */
async function answersIn(
  { scenario, params = NAMED, pasted, mayRevealSecrets = false }: Scene,
  ids: readonly string[],
): Promise<Answer[]> {
  const tenant = await startTenant(scenario);
  const { tenantId, identities } = scenario.tenant;
  const { clientId = '', secret: clientSecret = '' } = identities.bot ?? {};
  const faults: unknown[] = [];
  const live = createLive({
    asker: { as: 'application', tenantId, clientId, clientSecret },
    simulator: tenant.address,
    lookups: tenant.lookups,
    mayRevealSecrets,
    onFault: (_check, error) => faults.push(error),
  });
  try {
    const answers: Answer[] = [];
    for (const symptom of ids) {
      const opened = openCase('case-1', ASKER, new Date().toISOString());
      const candidate = { symptom, confidence: 0.97, because: [], how: 'anchor' as const };
      const known = {
        ...opened,
        evidence: { facts: { ...NAMED, ...params }, answers: [candidate], redacted: [] },
        findings: findingsIn(pasted, { ...NAMED, ...params }, opened.createdAt),
      };
      let last: Answer | undefined;
      for await (const { result } of createExamine(theCatalogue())(known, live, ASKER, opened.createdAt))
        [last] = result.answers;
      if (last) answers.push(last);
    }
    expect(faults).toEqual([]);
    return answers;
  } finally {
    await tenant.close();
  }
}

/** What the same judges find in a paste. */
function findingsIn(text: string | undefined, facts: Params, at: string): Finding[] {
  const { judged } = readPasted(readOutputs(text ?? ''), facts);
  return linkFindings(judged, symptoms, { facts, at, events: [] }, at);
}

test('every statement that a cause is confirmed by has its scene', () => {
  expect(provable.filter((name) => !SCENES[name])).toEqual([]);
  expect(Object.keys(SCENES).filter((name) => !provable.includes(name))).toEqual([]);
  expect(
    named.filter(({ check }) => !statementOf(check)).map(({ cause, check }) => `${cause.id}: ${check}`),
  ).toEqual([]);
});

describe.each(Object.entries(SCENES))('%s', (name, scene) => {
  test('confirms the causes that name it, and no others', async () => {
    const ids = [...new Set(named.filter(({ check }) => check === name).map(({ symptom }) => symptom))];
    const answers = await answersIn(scene, ids);
    expect(answers.map(({ symptom }) => symptom)).toEqual(ids);
    const told = answers.map(({ symptom, causes }) => ({
      symptom,
      confirmed: causes
        .filter(({ verdict }) => verdict === 'confirmed')
        .map(({ cause }) => cause)
        .sort(),
    }));
    const holding = [name, ...(scene.also ?? [])];
    for (const { symptom, confirmed } of told) {
      const own = named.filter((one) => one.symptom === symptom);
      const must = own.filter(({ check }) => check === name).map(({ cause }) => cause.id);
      const may = own.filter(({ check }) => holding.includes(check)).map(({ cause }) => cause.id);
      expect({ symptom, missing: must.filter((id) => !confirmed.includes(id)) }).toEqual({
        symptom,
        missing: [],
      });
      expect({ symptom, wrong: confirmed.filter((id) => !may.includes(id)) }).toEqual({ symptom, wrong: [] });
    }
  });
});

test("what is seen only from the bot's place confirms nothing and rules nothing out", async () => {
  const isBots = ({ check }: { check?: string | undefined }) =>
    check === undefined || statementOf(check)?.vantage === 'bot';
  const onlyBots = named.filter(({ cause }) => [...cause.confirm, ...cause.ruleOut].every(isBots));
  const ids = [...new Set(onlyBots.map(({ symptom }) => symptom))];
  expect(ids.length).toBeGreaterThan(3);
  const answers = await answersIn(
    { scenario: disturbed({ match: 'GET *.azurecr.io/v2/', status: 503 }) },
    ids,
  );
  const verdicts = answers.flatMap(({ symptom, causes }) =>
    causes.filter(({ cause }) => onlyBots.some((one) => one.symptom === symptom && one.cause.id === cause)),
  );
  for (const { verdict } of verdicts) expect(['possible', 'could-not-check']).toContain(verdict);
  expect(verdicts.flatMap(({ evidence }) => evidence).join('\n')).toMatch(/seen from the bot's place/);
});
