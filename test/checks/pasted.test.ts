import { readFileSync } from 'node:fs';
import { readPasted } from '../../src/checks/pasted';
import { readOutputs } from '../../src/parse/output/read-outputs';
import { diagnoseTexts } from '../helpers/diagnose';

const SHOWN = {
  adminUserEnabled: true,
  anonymousPullEnabled: null,
  creationDate: '2024-03-01T10:00:00+00:00',
  dataEndpointEnabled: false,
  dataEndpointHostNames: [],
  encryption: { keyVaultProperties: null, status: 'disabled' },
  id: '/subscriptions/6f1c2d34-0a1b-4c5d-8e9f-112233445566/resourceGroups/rg-prod/providers/Microsoft.ContainerRegistry/registries/contosoprod7',
  location: 'westeurope',
  loginServer: 'contosoprod7.azurecr.io',
  name: 'contosoprod7',
  networkRuleBypassOptions: 'AzureServices',
  networkRuleSet: {
    defaultAction: 'Deny',
    ipRules: [{ action: 'Allow', ipAddressOrRange: '198.51.100.0/24' }],
  },
  policies: { exportPolicy: { status: 'enabled' }, retentionPolicy: { days: 7, status: 'disabled' } },
  publicNetworkAccess: 'Enabled',
  sku: { name: 'Premium', tier: 'Premium' },
  zoneRedundancy: 'Disabled',
};
const JSON_TEXT = JSON.stringify(SHOWN, null, 2);
const AZ = 'PS C:\\Users\\anna> az acr show --name contosoprod7 -o json';

/** `check#statement: holds` of everything read in a paste. */
function readIn(text: string, registry = 'contosoprod7.azurecr.io', clientIp = '203.0.113.9') {
  const { judged } = readPasted(readOutputs(text), { registry, clientIp });
  return Object.fromEntries(judged.map(({ check, statement, holds }) => [`${check}#${statement}`, holds]));
}

const WHOLE = {
  'registry/network#public-access-off': 'no',
  'registry/network#address-not-allowed': 'yes',
  'registry/tier#not-premium': 'no',
  'registry/encryption#customer-managed-key': 'no',
  'registry/admin-user#admin-off': 'no',
};

describe('az acr show', () => {
  test.each([
    ['with its command line', `${AZ}\n${JSON_TEXT}`],
    ['alone', JSON_TEXT],
    ['on one line', JSON.stringify(SHOWN)],
    ['after other text', `I ran what you said:\n\n${AZ}\n${JSON_TEXT}\n\nDoes that help?`],
    ['a command line carried on', `$ az acr show \\\n  --name contosoprod7\n${JSON_TEXT}`],
  ])('%s', (_name, text) => {
    expect(readIn(text)).toMatchObject(WHOLE);
  });

  test('cut off in the middle: what is there counts, what is missing proves nothing', () => {
    const cut = JSON_TEXT.slice(0, JSON_TEXT.indexOf('"zoneRedundancy"'));
    expect(readIn(cut)).toMatchObject(WHOLE);
    const early = readIn(JSON_TEXT.slice(0, JSON_TEXT.indexOf('"publicNetworkAccess"')));
    expect(early).not.toHaveProperty('registry/network#public-access-off');
  });

  test("another registry's settings say nothing of this one", () => {
    expect(readIn(JSON_TEXT, 'fabrikamedge.azurecr.io')).toEqual({});
  });

  test.each([
    ['an empty list', '[]'],
    ['a list of an unknown command', '$ az account list\n[{"id": "8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718"}]'],
    ['a bare GUID', '8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718'],
    ['prose', 'the registry is Premium and has no firewall'],
  ])('%s proves nothing', (_name, text) => {
    expect(readIn(text)).toEqual({});
  });
});

test('pasted after the error, it rules causes in and out, and says on which line it stood', async () => {
  const error =
    "Error response from daemon: denied: client with IP '203.0.113.9' is not allowed access. Refer https://aka.ms/acr/firewall to grant access. contosoprod7.azurecr.io/team-a/app:1";
  const { answers } = await diagnoseTexts(error, `${AZ}\n${JSON_TEXT}`);
  const causes = Object.fromEntries(answers[0]!.causes.map(({ cause, verdict }) => [cause, verdict]));
  expect(answers[0]?.symptom).toBe('pull/client-ip-denied');
  expect(Object.values(causes)).toContain('confirmed');
  expect(causes['registry-public-access-off']).toBe('ruled-out');
  const seen = answers[0]!.causes.flatMap(({ evidence }) => evidence).join('\n');
  expect(seen).toContain('public network access is Enabled (pasted, line 2)');
});

test('what was read is told with the line of the output it was read in, not of the first', async () => {
  const paste = readFileSync('test/fixtures/transfer-403.txt', 'utf8');
  const line = paste.split('\n').findIndex((one) => one.includes('sp=rl')) + 1;
  const { judged } = readPasted(readOutputs(paste), {});
  const told = judged.find(({ statement }) => statement === 'not-https-only');
  expect(told).toMatchObject({ check: 'transfer/sas', holds: 'no', pastedLine: line });
  const result = await diagnoseTexts(paste);
  expect(result.answers[0]?.symptom).toBe('transfer/storage-forbidden');
  const [first, ...others] = result.answers[0]?.causes ?? [];
  expect([first?.cause, first?.verdict]).toEqual(['transfer-sas-lacks-permission', 'confirmed']);
  expect(first?.evidence).toContain(
    `sp=rl lacks w (write), a (add), which an export needs (pasted, line ${line})`,
  );
  expect(others.some(({ verdict }) => verdict === 'confirmed')).toBe(false);
});
