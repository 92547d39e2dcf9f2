import { heldIn, look, PULLED } from '../look';
import { heldPasted, ran, sawPasted } from '../printed';

const ID = 'registry/check-health';
const HOST = 'contosoprod7.azurecr.io';
const COMMAND = 'az acr check-health --name contosoprod7 --ignore-errors --yes';
const DOCKER =
  "Docker daemon status: available\nDocker version: Docker version 24.0.7\nDocker pull of 'mcr.microsoft.com/mcr/hello-world:latest' : OK\nAzure CLI version: 2.64.0";
const DNS = `DNS lookup to ${HOST} at IP 20.61.1.1 : OK`;
const CHALLENGE = `Challenge endpoint https://${HOST}/v2/ : OK`;
const REFRESH = `Fetch refresh token for registry '${HOST}' : OK`;
const ACCESS = `Fetch access token for registry '${HOST}' : OK`;
const failed = (code: string) => `2026-11-20 10:42:13.123456 An error occurred: ${code}\nSome words.`;
const of = (...lines: string[]) => ran(COMMAND, lines.join('\n'));
const yesIn = (text: string) => {
  const held = heldPasted(ID, text);
  return Object.keys(held).filter((name) => held[name] === 'yes');
};

test('live it cannot be known, and says what to paste', async () => {
  const held = heldIn(await look(ID, 'healthy'));
  expect(new Set(Object.values(held))).toEqual(new Set(['unknown']));
});

test('everything went well: what was looked at is not the trouble, the rest is not told', () => {
  expect(heldPasted(ID, of(DOCKER, DNS, CHALLENGE, REFRESH, ACCESS))).toEqual({
    'docker-missing': 'no',
    'docker-daemon-down': 'no',
    'sample-not-pulled': 'no',
    'login-server-unknown': 'no',
    'name-not-resolved': 'no',
    'registry-forbids': 'no',
    'no-challenge': 'no',
    'tls-failed': 'no',
    'refresh-token-refused': 'no',
    'access-token-refused': 'no',
    throttled: 'no',
  });
});

test.each([
  ['DOCKER_COMMAND_ERROR', 'docker-missing'],
  ['DOCKER_DAEMON_ERROR', 'docker-daemon-down'],
  ['DOCKER_PULL_ERROR', 'sample-not-pulled'],
  ['LOGIN_SERVER_ERROR', 'login-server-unknown'],
  ['CONNECTIVITY_DNS_ERROR', 'name-not-resolved'],
  ['CONNECTIVITY_FORBIDDEN_ERROR', 'registry-forbids'],
  ['CONNECTIVITY_CHALLENGE_ERROR', 'no-challenge'],
  ['CONNECTIVITY_AAD_LOGIN_ERROR', 'no-challenge'],
  ['CONNECTIVITY_WWW_AUTHENTICATE_ERROR', 'no-challenge'],
  ['CONNECTIVITY_SSL_ERROR', 'tls-failed'],
  ['CONNECTIVITY_REFRESH_TOKEN_ERROR', 'refresh-token-refused'],
  ['CONNECTIVITY_ACCESS_TOKEN_ERROR', 'access-token-refused'],
  ['CONNECTIVITY_TOOMANYREQUESTS_ERROR', 'throttled'],
  ['CMK_ERROR', 'encryption-identity-gone'],
  ['HELM_VERSION_ERROR', 'helm-missing'],
  ['NOTARY_COMMAND_ERROR', 'notary-missing'],
])('%s: %s', (code, statement) => {
  expect(yesIn(of(failed(code)))).toEqual([statement]);
  expect(sawPasted(ID, of(failed(code)), statement)).toBe(`az acr check-health ended with ${code}`);
});

test('a step that failed tells nothing of those after it', () => {
  const held = heldPasted(ID, of(DNS, CHALLENGE, failed('CONNECTIVITY_REFRESH_TOKEN_ERROR')));
  expect(held).toMatchObject({
    'name-not-resolved': 'no',
    'registry-forbids': 'no',
    'refresh-token-refused': 'yes',
  });
  expect(held).not.toHaveProperty('access-token-refused');
});

test.each([
  ['lines of another registry', [DNS, CHALLENGE].join('\n').replaceAll('contosoprod7', 'fabrikamedge')],
  [
    'the command line of another registry',
    of(failed('CONNECTIVITY_DNS_ERROR')).replace('contosoprod7', 'fabrikamedge'),
  ],
  [
    'its message about another one',
    `${failed('CONNECTIVITY_DNS_ERROR')}\nFailed to reach DNS for registry 'fabrikamedge.azurecr.io'.`,
  ],
  ['a code in prose', 'The reference of errors says what CONNECTIVITY_DNS_ERROR means'],
])('%s: proves nothing', (_name, text) => {
  expect(heldPasted(ID, text)).toEqual({});
});

test('lines without their command line', () => {
  expect(yesIn(`${DNS}\n${failed('CONNECTIVITY_FORBIDDEN_ERROR')}`)).toEqual(['registry-forbids']);
});

test('it is only seen where it was run', async () => {
  const { judged } = await look(ID, 'healthy', PULLED);
  for (const { vantage } of judged) expect(vantage).toBe('bot');
});
