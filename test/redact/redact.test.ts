import { redact, MAX_CHARS } from '../../src/redact/redact';

const JWT =
  'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6IjEyMyJ9.eyJhdWQiOiJodHRwczovL21hbmFnZW1lbnQuYXp1cmUuY29tIn0.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg';
const STORAGE_KEY = `${'Ab3+/xYz'.repeat(10)}Qw12Er==`.padStart(88, 'Z').slice(-88);

/** Each: what is pasted, the secret in it, and the kind it must be called. */
const SECRETS: [kind: string, secret: string, paste: (secret: string) => string][] = [
  ['json-web-token', JWT, (s) => `refresh_token=${s}`],
  ['authorization-header', 'Y29udG9zbzpzM2NyM3QtcGFzc3dvcmQ=', (s) => `> Authorization: Basic ${s}`],
  ['authorization-header', 'opaque-token-0123456789abcdef', (s) => `-H "Authorization: Bearer ${s}"`],
  [
    'sas-signature',
    'Zm9vYmFyYmF6cXV4%2Bquux%3D',
    (s) => `https://contoso.blob.core.windows.net/transfer?sv=2024-11-04&sp=rl&sig=${s}&se=2026-12-01`,
  ],
  [
    'connection-string-key',
    STORAGE_KEY,
    (s) =>
      `DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=${s};EndpointSuffix=core.windows.net`,
  ],
  ['storage-account-key', STORAGE_KEY, (s) => `key1 ${s}`],
  [
    'docker-credentials',
    'Y29udG9zbzpwYXNzd29yZA==',
    (s) => `{"auths":{"contoso.azurecr.io":{"auth":"${s}"}}}`,
  ],
  ['docker-credentials', 'eyJhdXRocyI6eyJjb250b3NvIjp7fX19', (s) => `  .dockerconfigjson: ${s}`],
  ['registry-password', '5fQbGhk7RtW2pLx9ZvNc3MdYs8Tj4KuA6eHw1BoXiPqr+ACRDf12gH', (s) => `password is ${s}`],
  [
    'registry-password',
    'old/Style=Registry+Password32chr',
    (s) => `{"passwords":[{"name":"password","value":"${s}"}],"username":"contoso"}`,
  ],
  ['entra-client-secret', 'abc8Q~defghijklmnopqrstuvwxyz0123456789', (s) => `--secret ${s}`],
  ['github-token', 'ghp_abcdefghijklmnopqrstuvwxyz0123456789', (s) => `token ${s}`],
  ['npm-token', 'npm_abcdefghijklmnopqrstuvwxyz0123456789', (s) => `//registry/:_authToken=${s}`],
  ['docker-hub-token', 'dckr_pat_abcdefghijklmnopqrstu', (s) => `docker hub ${s}`],
  ['password-in-url', 'hunter2-long', (s) => `git clone https://bob:${s}@dev.azure.com/contoso/_git/app`],
  ['password-in-command', 's3cret-Value1', (s) => `docker login contoso.azurecr.io -u contoso -p ${s}`],
  [
    'password-in-command',
    's3cret-Value1',
    (s) => `kubectl create secret docker-registry acr --docker-username=x --docker-password=${s}`,
  ],
  ['secret-in-variable', 's3cret-Value1', (s) => `export ACR_PWD=${s}`],
  ['password-in-text', 's3cret-Value1', (s) => `{"username":"contoso","password":"${s}"}`],
  ['password-in-text', 's3cret-Value1', (s) => `Username: contoso\nPassword: ${s}\nLogin Succeeded`],
  ['gitlab-token', 'glpat-abcdefghij0123_456-89', (s) => `token ${s}`],
  ['aws-access-key', 'AKIAIOSFODNN7EXAMPLE', (s) => `id ${s}, region eu-west-1`],
  ['slack-token', 'xoxb-0123456789-abcdefghij', (s) => `hook ${s}`],
  ['github-token', 'github_pat_abcdefghij0123456789_ABC', (s) => `token ${s}`],
  ['authorization-header', 'opaque-token-0123456789abcdef', (s) => `authorization: bearer   ${s}`],
  ['authorization-header', 'Y29udG9zbzpzM2Ny', (s) => `proxy answered BASIC  ${s}`],
  ['sas-signature', 'Zm9vYmFyYmF6cXV4', (s) => `SIG=${s}`],
  ['docker-credentials', 'eyJhdXRocyI6eyJj', (s) => `".dockerconfigjson" : "${s}"`],
  ['docker-credentials', 'abcd', (s) => `"identitytoken" : "${s}"`],
  ['docker-credentials', 'abcd', (s) => `{\\"registrytoken\\":\\"${s}\\"}`],
  ['registry-password', 'abcd', (s) => `"name" : "password2" , "value" : "${s}"`],
  ['registry-password', 'abcd', (s) => `"value" : "${s}" ,  "name" : "password"`],
  ['registry-password', 'abcd', (s) => `"value":"${s}","name":"password2"`],
  ['registry-password', 'abcd', (s) => `{"value":"${s}"  }  "name":"password2"`],
  ['password-in-url', 'abc', (s) => `HTTPS://bob:${s}@host`],
  ['password-in-command', 'Xy12345', (s) => `docker login contoso.azurecr.io -u contoso -p${s}`],
  ['password-in-command', 'Xy1', (s) => `az acr login --password="${s}" -n contoso`],
  ['password-in-command', 'Xy1', (s) => `az ad sp create --client-secret ${s}`],
  ['password-in-command', 'Xy1', (s) => `az storage blob list --sas-token='${s}'`],
  [
    'private-key',
    'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw\nggSjAgEAAoIBAQ',
    (s) => `-----BEGIN PRIVATE KEY-----\n${s}\n-----END PRIVATE KEY-----`,
  ],
];

describe('redact masks', () => {
  test.each(SECRETS)('%s %#', (kind, secret, paste) => {
    const text = `before 401\n${paste(secret)}\nafter 403`;
    const masked = redact(text);
    for (const part of secret.split('\n')) expect(masked.text).not.toContain(part);
    expect(masked.kinds).toContain(kind);
    expect(masked.text.split('\n')).toHaveLength(text.split('\n').length);
    expect(masked.text).toContain('before 401');
    expect(masked.text).toContain('after 403');
    expect(redact(masked.text)).toEqual(masked);
  });

  test('a token that a terminal broke over lines, whole', () => {
    const folded = JWT.match(/.{1,60}/g)!.join('\n');
    const { text } = redact(`token=${folded}\nnext line`);
    for (const part of folded.split('\n')) expect(text).not.toContain(part);
    expect(text).toContain('next line');
  });

  test.each(['\n', '\r\n', '\n    '])('a token that goes on after %j', (broken) => {
    const { text } = redact(`token=${JWT.slice(0, 60)}${broken}${JWT.slice(60)}`);
    expect(text.replace(/\s/g, '')).toBe('token=[maskedjson-web-token]');
  });

  test.each([
    ['a run too short to be the rest of one', 'abcdefgh123'],
    ['a long word without a digit', 'kubernetesdeploymentcontroller'],
    ['a long number', '20261121104200123'],
    ['a line that comes after some text', 'x abcdefghijkl123456'],
  ])('no more than the token when the next line is %s', (_name, next) => {
    expect(redact(`token=${JWT}\n${next}`).text).toBe(`token=[masked json-web-token]\n${next}`);
  });

  test('the rest of a token from twelve characters on', () => {
    expect(redact(`token=${JWT}\nabcdefgh1234\nend`).text).toBe('token=[masked json-web-token]\n\nend');
  });

  test('only the signature of a SAS: the fields that tell causes apart stay', () => {
    const { text } = redact(
      '?sv=2024-11-04&ss=b&srt=sco&sp=rwla&se=2026-01-01&spr=https&sig=abcdefgh12345678%3D',
    );
    expect(text).toBe(
      '?sv=2024-11-04&ss=b&srt=sco&sp=rwla&se=2026-01-01&spr=https&sig=[masked sas-signature]',
    );
  });
});

describe('redact leaves alone what is no secret', () => {
  test.each([
    'failed to fetch oauth token: unexpected status from GET request to https://contoso.azurecr.io/oauth2/token?scope=repository%3Aapp%3Apull&service=contoso.azurecr.io: 401 Unauthorized',
    'unable to retrieve auth token: invalid username/password: unauthorized: authentication required',
    'contoso.azurecr.io/app@sha256:4ef83ea6b0f7763c230e696709d8d8c398e21f65542db36e82961908bcf58d18: not found',
    'dial tcp 10.1.2.3:443: i/o timeout',
    'docker run -p 8080:80 contoso.azurecr.io/app:1',
    'Correlation ID: 574acaac-2d2c-43c8-a36d-b4a18709481a',
    'az acr login -n contoso --expose-token',
  ])('%s', (text) => {
    expect(redact(text)).toEqual({ text, kinds: [], cut: 0 });
  });
});

test('kinds stand in the order of the text, each once', () => {
  const { kinds } = redact(`export ACR_PWD=s3cret-Value1\ntoken=${JWT}\nexport B_PWD=s3cret-Value2`);
  expect(kinds).toEqual(['secret-in-variable', 'json-web-token']);
});

test.each([
  [MAX_CHARS, 0, MAX_CHARS],
  [MAX_CHARS + 1, 1, MAX_CHARS + 1],
  [3 * MAX_CHARS, 2 * MAX_CHARS, MAX_CHARS + 1],
])('of %i characters %i are left away; %i are read, with the break in between', (given, left, read) => {
  const { text, cut } = redact('x'.repeat(given));
  expect([cut, text.length]).toEqual([left, read]);
  expect(text.indexOf('\n')).toBe(left === 0 ? -1 : 250_000);
});

test('a paste that is too long keeps its beginning and its end, and says how much is gone', () => {
  const { text, cut } = redact(`first line\n${'x'.repeat(MAX_CHARS + 500)}\nlast line`);
  expect(text.startsWith('first line')).toBe(true);
  expect(text.endsWith('last line')).toBe(true);
  expect(cut).toBeGreaterThan(500);
});
