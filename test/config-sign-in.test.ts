import { ConfigError, readServiceConfig } from '../src/config';

const TEAMS = {
  MicrosoftAppId: '3f2c1b7e-0a4d-4c58-9a66-5d1f0c9e7b21',
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppTenantId: '8b5a7f9c-2d13-4a4e-b0a7-6c5d4e3f2a10',
  MicrosoftAppPassword: 'a-client-secret-value',
};

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readServiceConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

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
