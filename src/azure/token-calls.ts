import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/core-auth';
import type { HttpClient, PipelineResponse } from '@azure/core-rest-pipeline';
import type { Cloud } from './clouds';
import { telling, type CallTold } from './pipeline';
import { Trouble } from './reading';
import type { Transport } from './transport';
import { readErrorBody, refusalOf, unreadableOf } from './trouble';

/** The way of a credential to Entra, which knows what kept a token away. */
export interface TokenCalls {
  httpClient: HttpClient;
  /** What went wrong on the way, in place of the identity library's own words for it; else the error as it is. */
  reasonOf: (error: unknown) => unknown;
}

/**
 * The identity library takes an answer of a broken or absent Entra for a refusal, and words it with its inside
 * ("network_error: See https://aka.ms/..."). What the answer really was is noted here.
 * @param onCall told of every call for a token
 */
export function watchTokenCalls(
  transport: Transport,
  cloud: Cloud,
  onCall: (call: CallTold) => void = () => undefined,
): TokenCalls {
  let trouble: Trouble | undefined;
  return {
    httpClient: {
      async sendRequest(request) {
        const { send } = telling(transport, request, cloud, onCall);
        try {
          const response = await send((told) => told.sendRequest(request));
          trouble = findTrouble(response);
          return response;
        } catch (error) {
          trouble = new Trouble(unreadableOf(error));
          throw error;
        }
      },
    },
    reasonOf: (error) => trouble ?? error,
  };
}

/** A credential whose failures say what Entra, or the way to it, answered. */
export function withReasons(credential: TokenCredential, { reasonOf }: TokenCalls): TokenCredential {
  return {
    async getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken | null> {
      try {
        return await credential.getToken(scopes, options);
      } catch (error) {
        throw reasonOf(error);
      }
    },
  };
}

/** What makes an answer none of Entra's: a status that may pass, or no JSON. A refusal in its own form is none. */
function findTrouble({ status, headers, request, bodyAsText }: PipelineResponse): Trouble | undefined {
  const host = new URL(request.url).hostname;
  if (status === 408 || status === 429 || status >= 500)
    return new Trouble(refusalOf({ status, host, headers, ...readErrorBody(bodyAsText) }));
  if (status < 300 || status >= 400) {
    if (isObject(bodyAsText)) return undefined;
    return new Trouble({
      reason: 'bad-answer',
      saw: `${host} answered ${status} with something that is no JSON`,
    });
  }
  return new Trouble({ reason: 'bad-answer', saw: `${host} answered ${status}, which leads elsewhere` });
}

function isObject(text: string | null | undefined): boolean {
  try {
    return typeof JSON.parse(text ?? '') === 'object';
  } catch {
    return false;
  }
}
