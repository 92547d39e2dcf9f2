import type { PipelineRequest } from '@azure/core-rest-pipeline';
import { mayCarry, type Cloud } from './clouds';
import { Trouble } from './reading';

/** Which hosts each token of a diagnosis was made for. */
export interface TokenBounds {
  /** @param resource a scope (`https://management.azure.com/.default`) or a registry's login server */
  bind: (token: string, resource: string) => void;
  /**
   * @throws Trouble (bad-answer) when a bearer token would go where it was not made for: a `nextLink` or a redirect
   * to another host, also of Azure. @throws Error for a token that nobody bound, which is a bug of ours.
   */
  assertMeant: (request: PipelineRequest) => void;
}

export function createTokenBounds(cloud: Cloud): TokenBounds {
  const audiences = new Map<string, string>();
  return {
    bind(token, resource) {
      audiences.set(token, URL.canParse(resource) ? new URL(resource).hostname : resource);
    },
    assertMeant({ url, headers }) {
      const authorization = headers.get('authorization');
      if (authorization === undefined) return;
      const audience = audiences.get(authorization.replace(/^Bearer /i, ''));
      if (audience === undefined)
        throw new Error(
          'Azure pipeline: a call carries a token that no TokenBounds.bind knows. Bind it where it is got.',
        );
      const host = new URL(url).hostname;
      if (mayCarry(host, audience, cloud)) return;
      const saw = `An answer leads to '${host.slice(0, 80)}', which gets no token for ${audience}`;
      throw new Trouble({ reason: 'bad-answer', saw });
    },
  };
}
