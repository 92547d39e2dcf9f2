import { heldIn, look } from '../look';
import { heldInPaste, IN_CLUSTER, ran } from './cluster';

const ID = 'aks/check-acr';
const COMMAND = 'az aks check-acr --resource-group rg-prod --name aks-prod --acr contosoprod7.azurecr.io';
const STARTED = [
  'Checking host name resolution (contosoprod7.azurecr.io): SUCCEEDED',
  'Canonical name for ACR (contosoprod7.azurecr.io): r0318weu.westeurope.cloudapp.azure.com.',
  'ACR location: westeurope',
];
const SIGNED_IN = [
  ...STARTED,
  'Checking managed identity...',
  'Validating managed identity existance: SUCCEEDED',
];
const FINE = [
  ...SIGNED_IN,
  'Validating image pull permission: SUCCEEDED',
  'Your cluster can pull images from contosoprod7.azurecr.io!',
];
const ALL_NO = {
  'name-not-resolved': 'no',
  'node-file-unreadable': 'no',
  'location-differs': 'no',
  'identity-without-token': 'no',
  'exchange-refused': 'no',
  'exchange-blocked': 'no',
  'tls-failed': 'no',
};
const at = (lines: readonly string[]) => lines.map((line) => `[2026-11-02T09:12:44Z] ${line}`).join('\n');
const refused = (why: string) => [
  ...SIGNED_IN,
  'Validating image pull permission: FAILED',
  `ACR contosoprod7.azurecr.io rejected token exchange: ${why}`,
];
const STATUS = 'ACR token exchange endpoint returned error status:';

test('live it is unknown, with what to paste', async () => {
  const report = await look(ID, 'healthy', IN_CLUSTER);
  expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['unknown']));
  expect(report.judged[0]?.saw).toMatch(/az aks check-acr .* reads what is pasted/);
});

test.each([
  ['all is well', FINE, ALL_NO],
  [
    'the name does not resolve',
    ['Checking host name resolution (contosoprod7.azurecr.io): FAILED'],
    { 'name-not-resolved': 'yes' },
  ],
  [
    'other regions: a warning',
    [...STARTED, 'Checking ACR location matches cluster location: FAILED', ...FINE.slice(3)],
    { ...ALL_NO, 'location-differs': 'yes' },
  ],
  [
    'no token for the identity',
    [...STARTED, 'Checking managed identity...', 'Validating managed identity existance: FAILED'],
    {
      'name-not-resolved': 'no',
      'node-file-unreadable': 'no',
      'location-differs': 'no',
      'identity-without-token': 'yes',
    },
  ],
  [
    'a service principal that cannot sign in',
    [...STARTED, 'Validating service principal credential: FAILED'],
    {
      'name-not-resolved': 'no',
      'node-file-unreadable': 'no',
      'location-differs': 'no',
      'service-principal-refused': 'yes',
    },
  ],
  [
    'not on a node',
    [...STARTED, 'Failed to load azure.json. Are you running inside Kubernetes on Azure?'],
    { 'name-not-resolved': 'no', 'node-file-unreadable': 'yes' },
  ],
  [
    'refused with 401',
    refused(`${STATUS} 401. body: {"errors":[{"code":"UNAUTHORIZED"}]}`),
    { ...ALL_NO, 'exchange-refused': 'yes' },
  ],
  [
    'refused by the firewall, with 403 as well',
    refused(`${STATUS} 403. body: denied: client with IP '20.61.4.17' is not allowed access`),
    { ...ALL_NO, 'exchange-blocked': 'yes' },
  ],
  [
    'not reached',
    refused('Post "https://contosoprod7.azurecr.io/oauth2/exchange": dial tcp 10.1.0.4:443: i/o timeout'),
    { ...ALL_NO, 'exchange-blocked': 'yes' },
  ],
  [
    'a handshake that does not end is no certificate',
    refused('net/http: TLS handshake timeout'),
    { ...ALL_NO, 'exchange-blocked': 'yes' },
  ],
  [
    'a certificate that is not trusted',
    refused('tls: failed to verify certificate: x509: certificate signed by unknown authority'),
    { ...ALL_NO, 'tls-failed': 'yes' },
  ],
])('%s', (_name, lines, held) => {
  expect(heldInPaste(ID, ran(COMMAND, at(lines)))).toEqual(held);
  expect(heldInPaste(ID, at(lines))).toEqual(held);
});

const OPEN = {
  'name-not-resolved': 'no',
  'node-file-unreadable': 'no',
  'location-differs': 'no',
  'identity-without-token': 'no',
};

test.each([
  ['a bare 403 may be role or firewall', refused(`${STATUS} 403. body: Forbidden`)],
  ['the reason was not pasted', refused('').slice(0, -1)],
  ['two runs that differ', [...refused(`${STATUS} 401.`), ...FINE]],
])('%s: the exchange stays open', (_name, lines) => {
  expect(heldInPaste(ID, at(lines))).toEqual(OPEN);
});

test.each([
  ['another registry', at(FINE).replaceAll('contosoprod7', 'fabrikamhub')],
  [
    'a crash of the command line',
    ran(COMMAND, "The command failed with an unexpected error: KeyError: 'serverVersion'"),
  ],
  ['nothing', `$ ${COMMAND}\n`],
])('%s proves nothing', (_name, text) => {
  expect(heldInPaste(ID, text)).toEqual({});
});
