import type { ServiceConfig } from '../config';
import type { TokenService } from '../service/token-service';
import { ok, problem, unchecked, wordsOf, type Line } from './line';

/** Whom the token service is told that the sign-in would be for; nobody signs in. */
const NOBODY = {
  channelId: 'msteams',
  serviceUrl: '',
  from: { id: 'acr-doctor-doctor', name: '' },
  recipient: { id: 'acr-doctor', name: '' },
  conversation: { id: 'acr-doctor-doctor', isGroup: false, conversationType: 'personal', name: '' },
};

/**
 * The OAuth connection, as far as it is seen without anybody who signs in: that it is there, and what Teams would be told
 * to exchange. Consent, and the secret in the connection, show when somebody signs in.
 * @param open the token service; undefined where it cannot be asked from here
 */
export async function examineSignIn(
  { oauthConnection: connection, registration }: ServiceConfig,
  open: (() => Pick<TokenService, 'begin'>) | undefined,
): Promise<Line[]> {
  if (connection === undefined) return [];
  if (!open) return [unchecked('sign-in', 'A simulated tenant has no token service')];
  const right = `api://botid-${registration?.appId ?? ''}`;
  const toDo = `Set the Token Exchange URL of the connection ${connection} to ${right}, the application ID URI of the registration.`;
  try {
    const { exchange } = await open().begin(NOBODY);
    if (!exchange)
      return [problem('sign-in', `The connection ${connection} has no token exchange address`, toDo)];
    const saw = `The connection ${connection} lets Teams exchange tokens for ${exchange.uri}`;
    const isRight = exchange.uri.toLowerCase() === right.toLowerCase();
    return [isRight ? ok('sign-in', saw) : problem('sign-in', saw, toDo)];
  } catch (error) {
    const remedy = `Make the OAuth connection ${connection} at the Azure Bot, or correct ACR_DOCTOR_OAUTH_CONNECTION (docs/operations.md).`;
    return [problem('sign-in', wordsOf(error), remedy)];
  }
}
