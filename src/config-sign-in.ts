import type { Registration } from './config';

/** How people sign in, so that live checks look with their own rights. */
export interface SignInSettings {
  /** Name of the OAuth connection of the Azure Bot (`ACR_DOCTOR_OAUTH_CONNECTION`). Absent: nobody signs in. */
  oauthConnection?: string;
}

/** A connection setting's name goes into addresses of the token service. */
const NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;

export function readSignIn(
  env: Partial<Record<string, string>>,
  { mode, registration }: { mode: 'local' | 'teams'; registration: Registration | undefined },
  faults: string[],
): SignInSettings {
  const name = env.ACR_DOCTOR_OAUTH_CONNECTION;
  if (!name) return {};
  const before = faults.length;
  if (!NAME.test(name))
    faults.push(
      `ACR_DOCTOR_OAUTH_CONNECTION is '${name}'. Set it to the name of an OAuth connection of the Azure Bot: letters, digits, '.', '_' and '-', at most 64.`,
    );
  if (mode === 'local')
    faults.push(
      'ACR_DOCTOR_OAUTH_CONNECTION is set in local mode, where nobody signs in. Unset it, or set MicrosoftAppId.',
    );
  if (registration?.appType === 'UserAssignedMsi')
    faults.push(
      'ACR_DOCTOR_OAUTH_CONNECTION needs MicrosoftAppType SingleTenant: nobody can sign in to a managed identity.',
    );
  return faults.length > before ? {} : { oauthConnection: name };
}
