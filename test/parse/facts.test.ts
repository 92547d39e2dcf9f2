import { redact } from '../../src/redact/redact';
import { parse } from '../../src/parse/parse';
import type { Facts } from '../../src/parse/facts';

const DIGEST = `sha256:${'4ef83ea6b0f7763c'.repeat(4)}`;

/** Malformed on purpose where the documents' own examples are. */
const TEXTS: [name: string, text: string, facts: Partial<Facts>][] = [
  [
    'a mirror address whose number after the host is the status, not a port',
    'unexpected status from HEAD request to http://localhost:8578/v2/jupyter/notebook/manifests/latest?ns=contoso.azurecr.io:503 Service Unavailable',
    {
      registry: 'contoso.azurecr.io',
      repository: 'jupyter/notebook',
      tag: 'latest',
      status: 503,
      endpoint: 'mirror',
    },
  ],
  [
    'a scope whose percent-encoding is broken',
    'Failed to pull image "contoso.azurecr.io/shop/cart:7": GET https://contoso.azurecr.io/oauth2/token?scope=repository%3repo%image%3Apull&service=contoso.azurecr.io: 401 Unauthorized',
    { registry: 'contoso.azurecr.io', repository: 'shop/cart', tag: '7', status: 401, endpoint: 'token' },
  ],
  [
    'a host mistyped once is outvoted',
    'pull "contoso.azurecr.io/a:1": unpack "mcontoso.azurecr.io/a:1": resolve "contoso.azurecr.io/a:1": Get "httpscontoso.azurecr.io/a:1": net/http: TLS handshake timeout',
    { registry: 'contoso.azurecr.io', repository: 'a', tag: '1', stage: 'tls' },
  ],
  [
    'a repository mistyped once is outvoted',
    'image "contoso.azurecr.io/jupyter/x:latest": unpack image "contoso.azurecr.io/latestobd/jupyter/x:latest": reference "contoso.azurecr.io/jupyter/x:latest"',
    { repository: 'jupyter/x', tag: 'latest' },
  ],
  [
    'an address with the image before /v2/',
    'HEAD request to https://contoso.azurecr.io/image:tag/v2/image/manifests/tag: 403 Forbidden',
    { registry: 'contoso.azurecr.io', repository: 'image', tag: 'tag', status: 403, stage: 'authorize' },
  ],
  [
    'a digest',
    `contoso.azurecr.io/app@${DIGEST}: not found`,
    { repository: 'app', digest: DIGEST, stage: 'manifest' },
  ],
  [
    'a regional endpoint',
    'https://contoso.eastus2.geo.azurecr.io/oauth2/token',
    { registry: 'contoso.azurecr.io' },
  ],
  [
    'a data endpoint',
    'Get "https://contoso.westeurope.data.azurecr.io/x": i/o timeout',
    { registry: 'contoso.azurecr.io' },
  ],
  [
    'a sovereign cloud',
    'contoso.azurecr.us/app:1',
    { registry: 'contoso.azurecr.us', repository: 'app', tag: '1' },
  ],
  [
    'a doubled host',
    'lookup contoso.azurecr.us.azurecr.io on 10.0.0.10:53: no such host',
    { badHost: 'contoso.azurecr.us.azurecr.io', dnsServer: '10.0.0.10:53', stage: 'dns' },
  ],
  [
    'a mistyped host',
    'Get https://contoso.azureacr.io/v2/: Service Unavailable',
    { badHost: 'contoso.azureacr.io' },
  ],
  [
    'the client address of the firewall',
    "denied: client with IP '203.0.113.7' is not allowed access. Refer https://aka.ms/acr/firewall",
    { clientIp: '203.0.113.7', stage: 'authorize' },
  ],
  [
    'an IPv6 client address in JSON',
    String.raw`{"message":"client with IP \u00272001:db8::7\u0027 is not allowed access"}`,
    { clientIp: '2001:db8::7' },
  ],
  [
    'a correlation id',
    'CorrelationId: 9788C9DC-17f9-4718-b7c3-10da8669d899',
    { correlationId: '9788c9dc-17f9-4718-b7c3-10da8669d899' },
  ],
  [
    'an Entra code',
    'AADSTS700016: Application not found in the directory',
    { code: 'AADSTS700016', stage: 'authenticate' },
  ],
  [
    'resource ids',
    "over scope '/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/rg-prod/providers/Microsoft.ContainerRegistry/registries/contoso'",
    { subscription: '0b1f6471-1bf0-4dda-aec3-cb9272f09590', resourceGroup: 'rg-prod' },
  ],
];

test.each(TEXTS)('reads %s', (_name, text, facts) => {
  expect(parse(text).facts).toMatchObject(facts);
});

test('a port is no status, and masked or foreign values are no facts', () => {
  const { facts } = parse(
    "dial tcp 20.1.2.3:443: connect: connection refused\nclient with IP 'xx.xx.xxx1.xx' is not allowed access\nquay.io/app:1",
  );
  expect(facts).toEqual({ stage: 'authorize' });
});

describe('idle retries', () => {
  const notFound = 'rpc error: code = NotFound desc = failed to pull: contoso.azurecr.io/app:1: not found';
  const anonymous =
    'rpc error: code = Unknown desc = failed to authorize: failed to fetch anonymous token: 401 Unauthorized';
  const oauth =
    'rpc error: code = Unknown desc = failed to authorize: failed to fetch oauth token: 401 Unauthorized';

  test('an anonymous attempt after one with its own verdict is idle', () => {
    const { view, idle } = parse(`[${notFound}, ${anonymous}]`);
    expect(idle.map(({ start, end }) => view.text.slice(start, end))).toEqual([`${anonymous}]`]);
  });

  test('an anonymous attempt after a refused one is not', () => {
    expect(parse(`[${oauth}, ${anonymous}]`).idle).toEqual([]);
  });

  test('an anonymous attempt that comes first is not', () => {
    expect(parse(`[${anonymous}, ${notFound}]`).idle).toEqual([]);
  });
});

describe('who, when, and with which call', () => {
  test.each([
    [
      'identity',
      "The client 'a@b.example' with object id '8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718' does not have authorization",
      { principalId: '8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718' },
    ],
    [
      'client id',
      'clientID: 2C9D8E7F-1a0b-4c3d-8e4f-5a6b7c8d9e0f',
      { clientId: '2c9d8e7f-1a0b-4c3d-8e4f-5a6b7c8d9e0f' },
    ],
    [
      'time in UTC',
      'time="2026-11-20T10:42:13.123456789Z" level=error',
      { failedAt: '2026-11-20T10:42:13.000Z' },
    ],
    [
      'time with an offset',
      '2026-11-20 10:42:13 +0100 pull failed',
      { failedAt: '2026-11-20T09:42:13.000Z' },
    ],
    [
      'the last of several',
      '2026-11-20T10:00:00Z a\n2026-11-20T10:05:00Z b',
      { failedAt: '2026-11-20T10:05:00.000Z' },
    ],
    [
      'AKS node by its name',
      'Failed aks-user-12345678-vmss000003 pulling',
      { node: 'aks-user-12345678-vmss000003' },
    ],
    ['pull secret', 'imagePullSecrets:\n      - name: regcred-team-a', { pullSecret: 'regcred-team-a' }],
    [
      'platform',
      'no matching manifest for linux/arm64/v8 in the manifest list entries',
      { platform: 'linux/arm64' },
    ],
    [
      'method and scope',
      'unexpected status from HEAD request to https://a.azurecr.io/oauth2/token?scope=repository%3Ateam%2Fapp%3Apull&service=a',
      { method: 'HEAD', scope: 'repository:team/app:pull' },
    ],
  ])('%s', (_name, text, facts) => {
    expect(parse(text).facts).toMatchObject(facts);
  });

  test.each([
    ['a time without a zone', '2026-11-20 10:42:13 failed', 'failedAt'],
    ['a version is no time', 'version 2026-11-20-rc1', 'failedAt'],
    [
      'a secret that could not be found was not used',
      'Unable to retrieve some image pull secrets (regcred)',
      'pullSecret',
    ],
  ])('%s', (_name, text, name) => {
    expect(parse(text).facts).not.toHaveProperty(name);
  });
});

describe('a SAS token', () => {
  const token = 'sv=2022-11-02&ss=b&srt=sco&sp=rl&st=2026-11-01T00:00:00Z&se=2026-12-01T00:00:00Z&spr=https';

  test('its fields are read, its signature and its times of validity are not', () => {
    const { facts } = parse(redact(`--sas ?${token}&sig=abcDEF123456789012345678901234567890%3D`).text);
    expect(facts.sas).toEqual({
      sv: '2022-11-02',
      ss: 'b',
      srt: 'sco',
      sp: 'rl',
      st: '2026-11-01T00:00:00Z',
      se: '2026-12-01T00:00:00Z',
      spr: 'https',
    });
    expect(facts).not.toHaveProperty('failedAt');
    expect(JSON.stringify(facts)).not.toMatch(/sig|abcDEF/);
  });

  test.each([
    [
      'with a stored policy',
      'sv=2021-08-06&sr=c&si=transfer&sig=abcDEF1234567890',
      { si: 'transfer', sr: 'c' },
    ],
    ['escaped as in HTML', 'sv=2021-08-06&amp;sr=c&amp;sp=r&amp;sig=abcDEF1234567890', { sp: 'r', sr: 'c' }],
  ])('%s', (_name, text, fields) => {
    expect(parse(redact(text).text).facts.sas).toMatchObject(fields);
  });

  test('a query that is none', () => {
    expect(parse('https://contoso.example/?st=1&sp=2').facts).not.toHaveProperty('sas');
  });
});
