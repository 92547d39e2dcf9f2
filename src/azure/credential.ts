import type { TokenCredential } from '@azure/core-auth';
import { AzureCliCredential, ClientSecretCredential, ManagedIdentityCredential } from '@azure/identity';
import { CLOUDS, type Cloud } from './clouds';
import type { CallTold } from './pipeline';
import { watchTokenCalls, withReasons } from './token-calls';
import type { Transport } from './transport';

/** With whose rights Azure is asked. Secrets stay inside the credential. */
export type Asker =
  | { as: 'application'; tenantId: string; clientId: string; clientSecret: string }
  | { as: 'managed-identity'; clientId?: string }
  /** Whoever is signed in with `az login` on this machine. */
  | { as: 'azure-cli' }
  /** Whoever asks the bot: a credential of src/azure/user-tokens.ts. */
  | { as: 'user'; credential: TokenCredential };

/**
 * Credentials of the bot or of the asking user (on behalf of), over the same transport as everything else.
 * A managed identity asks its machine and not Entra, so it does not go over the transport.
 * @param onCall told of every call to Entra
 */
export function createCredential(
  asker: Asker,
  transport: Transport,
  cloud: Cloud = CLOUDS[0],
  onCall?: (call: CallTold) => void,
): TokenCredential {
  const calls = watchTokenCalls(transport, cloud, onCall);
  const options = {
    httpClient: calls.httpClient,
    authorityHost: `https://${cloud.login}`,
    // The authority is one of clouds.ts; looking it up first would be a call more, to a host of the public cloud.
    disableInstanceDiscovery: true,
    // Its own retry would sleep as long as a 429 asks, past every time limit, and hold up the end of the process.
    retryOptions: { maxRetries: 0 },
    // The form of the call holds the app's secret: it goes to the authority and nowhere else.
    redirectOptions: { maxRetries: 0 },
  };
  if (asker.as === 'user') return asker.credential;
  if (asker.as === 'azure-cli') return new AzureCliCredential();
  if (asker.as === 'managed-identity')
    return asker.clientId === undefined
      ? new ManagedIdentityCredential()
      : new ManagedIdentityCredential({ clientId: asker.clientId });
  const { tenantId, clientId, clientSecret } = asker;
  return withReasons(new ClientSecretCredential(tenantId, clientId, clientSecret, options), calls);
}
