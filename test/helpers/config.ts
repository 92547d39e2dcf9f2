import { ConfigError, readServiceConfig } from '../../src/config';

/** Settings of a bot in Teams with a secret. */
export const SINGLE_TENANT = {
  MicrosoftAppId: '3f2c1b7e-0a4d-4c58-9a66-5d1f0c9e7b21',
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppTenantId: '8B5A7F9C-2d13-4a4e-b0a7-6c5d4e3f2a10',
  MicrosoftAppPassword: 'a-client-secret-value',
};

/** What is refused of these settings, each fault in a sentence; none when they are taken. */
export function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readServiceConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}
