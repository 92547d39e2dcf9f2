import { readServiceConfig } from '../src/config';
import { faultsOf, SINGLE_TENANT as TEAMS } from './helpers/config';

test('nobody signs in unless a connection is named', () => {
  expect(readServiceConfig(TEAMS)).not.toHaveProperty('oauthConnection');
  expect(readServiceConfig({ ...TEAMS, ACR_DOCTOR_OAUTH_CONNECTION: '' })).not.toHaveProperty(
    'oauthConnection',
  );
  expect(readServiceConfig({ ...TEAMS, ACR_DOCTOR_OAUTH_CONNECTION: 'teams-sso_1' }).oauthConnection).toBe(
    'teams-sso_1',
  );
});

test.each<[string, Record<string, string>, RegExp[]]>([
  ['a name of no connection', { ...TEAMS, ACR_DOCTOR_OAUTH_CONNECTION: 'a/b?c' }, [/'a\/b\?c'.*at most 64/]],
  ['local mode', { ACR_DOCTOR_OAUTH_CONNECTION: 'sso' }, [/local mode, where nobody signs in/]],
  [
    'a managed identity, to which nobody signs in',
    {
      MicrosoftAppId: TEAMS.MicrosoftAppId,
      MicrosoftAppTenantId: TEAMS.MicrosoftAppTenantId,
      MicrosoftAppType: 'UserAssignedMsi',
      ACR_DOCTOR_OAUTH_CONNECTION: 'sso',
    },
    [/needs MicrosoftAppType SingleTenant/],
  ],
  [
    'several faults, all at once',
    { ACR_DOCTOR_OAUTH_CONNECTION: '-', PORT: 'x' },
    [/^PORT/, /is '-'/, /local mode/],
  ],
])('%s is refused', (_name, env, expected) => {
  const faults = faultsOf(env);
  expect(faults).toHaveLength(expected.length);
  expected.forEach((form, at) => expect(faults[at]).toMatch(form));
});
