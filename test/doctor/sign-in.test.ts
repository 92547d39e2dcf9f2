import { readServiceConfig } from '../../src/config';
import { rungOf } from '../../src/doctor/doctor';
import { examineSignIn } from '../../src/doctor/sign-in';
import { NOBODY } from '../../src/policy';
import { openUserRights } from '../../src/service/user-rights';
import { APP_ID, issuerSettings, LocalCredentialsFactory } from '../helpers/bot-framework';
import { startTokenService, type TokenServiceStand } from '../helpers/token-service';

const TEAMS = {
  MicrosoftAppId: APP_ID,
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppTenantId: '8b5a7f9c-2d13-4a4e-b0a7-6c5d4e3f2a10',
  MicrosoftAppPassword: 'a-client-secret-value',
};
const config = readServiceConfig({ ...TEAMS, ACR_DOCTOR_OAUTH_CONNECTION: 'sso' });

let stand: TokenServiceStand;
beforeAll(async () => {
  stand = await startTokenService(() => undefined);
});
afterAll(() => stand.stop());

const open = () =>
  openUserRights(config, {
    adapter: {
      settings: { ...issuerSettings('http://127.0.0.1:9'), OAuthUrl: stand.url },
      credentials: new LocalCredentialsFactory(),
    },
  })!.tokenService;

test('nothing is looked at where nobody signs in, or where there is no token service', async () => {
  expect(await examineSignIn(readServiceConfig(TEAMS), open)).toEqual([]);
  expect((await examineSignIn(config, undefined)).map(({ state }) => state)).toEqual(['could-not-check']);
});

test.each<[string, string | undefined, number | undefined, 'ok' | 'problem', string]>([
  [
    'the right address',
    `api://botid-${APP_ID}`,
    undefined,
    'ok',
    'lets Teams exchange tokens for api://botid-',
  ],
  ['another address', `api://${APP_ID}`, undefined, 'problem', `exchange tokens for api://${APP_ID}`],
  ['no address', undefined, undefined, 'problem', 'has no token exchange address'],
  ['no such connection', undefined, 404, 'problem', 'beginning a sign-in failed'],
])('%s', async (_name, uri, trouble, state, saw) => {
  Object.assign(stand.control, { exchangeUri: uri, trouble });
  const [line, ...more] = await examineSignIn(config, open);
  expect(more).toEqual([]);
  expect(line).toMatchObject({ id: 'sign-in', state, saw: expect.stringContaining(saw) as string });
  if (state === 'problem')
    expect(line?.toDo).toContain(trouble ? 'Make the OAuth connection sso' : `api://botid-${APP_ID}`);
});

test('the rung says whose rights count, and what the policy adds', () => {
  expect(rungOf(config, NOBODY).saw).toContain('with the rights of who asks (OAuth connection sso)');
  expect(rungOf(config, NOBODY).saw).toContain('without a policy file nothing is watched');
  const withPolicy = { ...config, policyFile: 'policy.yaml' };
  const rule = { who: '*', checks: '*', registries: '*', revealSecrets: true } as const;
  expect(rungOf(withPolicy, { version: 1, allow: [rule] }).saw).toContain(
    'for whom the policy names, those that read secrets too',
  );
});
