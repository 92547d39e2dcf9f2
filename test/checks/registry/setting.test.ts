import { CHECKS } from '../../../src/checks';
import { heldIn, look, sawIn } from '../look';
import { answering } from './patched';

/** What is true of every check that reads one switch: check, statement, and an answer without the switch. */
const SETTINGS: [string, string, Record<string, unknown>, Record<string, unknown>][] = [
  ['registry/admin-user', 'admin-off', { adminUserEnabled: null }, {}],
  ['registry/anonymous-pull', 'anonymous-off', { anonymousPullEnabled: null }, {}],
  [
    'registry/arm-tokens',
    'arm-tokens-refused',
    { policies: { azureADAuthenticationAsArmPolicy: null } },
    { policies: { azureADAuthenticationAsArmPolicy: { status: '' } } },
  ],
  [
    'registry/export-policy',
    'export-off',
    { policies: { exportPolicy: null } },
    { policies: { exportPolicy: { status: 'deferred' } } },
  ],
  [
    'registry/quarantine',
    'quarantine-on',
    { policies: { quarantinePolicy: null } },
    { policies: { quarantinePolicy: { status: '' } } },
  ],
  [
    'registry/retention',
    'untagged-deleted',
    { policies: { retentionPolicy: null } },
    { policies: { retentionPolicy: { status: '' } } },
  ],
];

test.each(SETTINGS)('%s: a switch that is not told is unknown', async (id, statement, without, odd) => {
  const answers = [without, ...(Object.keys(odd).length > 0 ? [odd, { policies: null }] : [])];
  for (const answer of answers) {
    const report = await look(id, answering(answer));
    expect(heldIn(report)).toEqual({ [statement]: 'unknown' });
    expect(sawIn(report, statement)).toMatch(/^The answer does not say whether .+ is on$/);
  }
});

test.each(SETTINGS)('%s: a registry that is not seen is unknown', async (id, statement) => {
  const report = await look(id, 'registry-not-visible');
  expect(heldIn(report)).toEqual({ [statement]: 'unknown' });
  expect(report.judged[0]?.permission).toBe('Microsoft.ContainerRegistry/registries/read');
});

test.each(SETTINGS)('%s: speaks of the registry, and a write may change it', (id, statement) => {
  expect(CHECKS.find((check) => check.id === id)?.statements[statement]).toMatchObject({
    vantage: 'configuration',
    about: 'registry',
    changedBy: ['registry'],
  });
});
