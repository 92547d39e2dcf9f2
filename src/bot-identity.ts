import type { Asker } from './azure/credential';
import type { Registration } from './config';

/** The bot's own identity in Azure: that of its registration. */
export function askerOf(registration: Registration | undefined): Asker {
  const { appId: clientId = '', tenantId = '', password } = registration ?? {};
  return password === undefined
    ? { as: 'managed-identity', clientId }
    : { as: 'application', tenantId, clientId, clientSecret: password };
}
