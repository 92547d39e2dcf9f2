import { createHash, timingSafeEqual } from 'node:crypto';
import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { z } from 'zod';
import { API_VERSIONS } from './api-versions';
import { tokenFor, type Azure } from './azure';
import { Trouble, type Read } from './reading';
import { expectStatus, parseBody, WriteRefusedError } from './trouble';

export const LIST_SECRETS = 'Microsoft.App/containerApps/listSecrets/action';
export const LIST_CREDENTIALS = 'Microsoft.ContainerRegistry/registries/listCredentials/action';

/** Which of the registry's two passwords an app's secret holds. All that ever leaves this file. */
export type Match = 'password' | 'password2' | 'none';

export interface Compared {
  appId: string;
  /** Name of the app's secret. */
  secret: string;
  registryId: string;
  /** With which name the app signs in: the passwords are those of the admin user alone. */
  username: string;
}

const secretsSchema = z.object({
  value: z.array(
    z.object({ name: z.string(), value: z.string().nullish(), keyVaultUrl: z.string().nullish() }),
  ),
});
const credentialsSchema = z.object({
  username: z.string(),
  passwords: z.array(z.object({ name: z.string(), value: z.string() })).min(1),
});

/**
 * Compares an app's secret with the registry's passwords. Both are read, hashed and forgotten within this call: they
 * are neither kept among the readings of the diagnosis nor handed to anybody.
 * @throws WriteRefusedError when the Azure object was created without `mayRevealSecrets`
 */
export function compareSecret(azure: Azure, compared: Compared): Promise<Read<Match>> {
  const { appId, secret, registryId, username } = compared;
  return azure.once(`compare ${appId} ${secret} ${registryId}`, undefined, async () => {
    if (!azure.mayRevealSecrets) throw new WriteRefusedError('POST', `${appId}/listSecrets`);
    const [secrets, credentials] = await Promise.all([
      reveal(azure, `${appId}/listSecrets`, API_VERSIONS.containerApps, secretsSchema, LIST_SECRETS),
      reveal(
        azure,
        `${registryId}/listCredentials`,
        API_VERSIONS.registry,
        credentialsSchema,
        LIST_CREDENTIALS,
      ),
    ]);
    if (credentials.username.toLowerCase() !== username.toLowerCase())
      throw unclear(
        'the entry signs in with another name than the admin user, whose passwords alone can be read',
      );
    const found = secrets.value.find(({ name }) => name.toLowerCase() === secret.toLowerCase());
    if (!found) throw unclear(`the app lists no secret called ${secret}`);
    if (!found.value)
      throw unclear(
        found.keyVaultUrl
          ? `the secret ${secret} lies in a key vault, and its value was not told`
          : `the value of the secret ${secret} was not told`,
      );
    return matchOf(found.value, credentials.passwords);
  });
}

function unclear(saw: string): Trouble {
  return new Trouble({ reason: 'not-found', saw });
}

function matchOf(value: string, passwords: z.infer<typeof credentialsSchema>['passwords']): Match {
  const own = digestOf(value);
  // Every password is compared, so that the time tells nothing either.
  const matching = passwords.filter((password) => timingSafeEqual(digestOf(password.value), own));
  const names = matching.map(({ name }) => name);
  if (names.includes('password')) return 'password';
  return names.length > 0 ? 'password2' : 'none';
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

/**
 * Sent without an official client: those quote the whole answer in the error for one that they cannot read.
 * @throws Trouble
 */
async function reveal<T>(
  azure: Azure,
  path: string,
  version: string,
  schema: z.ZodType<T>,
  permission: string,
): Promise<T> {
  const token = await tokenFor(azure, `https://${azure.cloud.arm}`);
  const headers = createHttpHeaders({ accept: 'application/json', authorization: `Bearer ${token}` });
  const url = `https://${azure.cloud.arm}${path}?api-version=${version}`;
  const response = await azure.http.sendRequest(createPipelineRequest({ url, method: 'POST', headers }));
  expectStatus(response, permission, 200);
  return parseBody(response, schema);
}
