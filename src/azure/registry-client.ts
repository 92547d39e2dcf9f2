import { ContainerRegistryClient } from '@azure/container-registry';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import type { Azure } from './azure';
import { valueOf } from './reading';
import { accessToken } from './registry-auth';
import { expectStatus } from './trouble';

/**
 * The official data plane client with our own token. Left to itself it asks /v2/, exchange and token once more for
 * every client, and does not tell which of the steps failed. @throws Trouble when there is no token.
 */
export async function clientFor(
  azure: Azure,
  loginServer: string,
  scope: string,
): Promise<ContainerRegistryClient> {
  const { token } = valueOf(await accessToken(azure, loginServer, scope));
  const sign: PipelinePolicy = {
    name: 'acrDoctorToken',
    async sendRequest(request, next) {
      request.headers.set('authorization', `Bearer ${token}`);
      const response = await next(request);
      // Told here, or the client would take a 401 for a challenge and ask again as nobody.
      if (response.status === 401) expectStatus(response, scope);
      return response;
    },
  };
  return new ContainerRegistryClient(`https://${loginServer}`, {
    ...azure.clientOptions,
    additionalPolicies: [{ policy: sign, position: 'perRetry' }],
  });
}
