import { createServer } from 'node:http';
import { APP_ID, bodyOf, listen, TENANT } from '../../bench/service/bot-framework';

export {
  APP_ID,
  issuerSettings,
  LocalCredentialsFactory,
  startIssuer,
  TENANT,
} from '../../bench/service/bot-framework';
export type { TokenParts } from '../../bench/service/bot-framework';

export interface Sent {
  method: string;
  path: string;
  authorization: string | undefined;
  body: Record<string, unknown>;
}

/** A connector: records what the bot sends. `answerWith` replaces the status of the next answers. */
export async function startConnector() {
  const sent: Sent[] = [];
  const statuses: number[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((text) => {
      const status = statuses.shift() ?? 201;
      if (status < 400) {
        sent.push({
          method: request.method ?? '',
          path: request.url ?? '',
          authorization: request.headers.authorization,
          body: JSON.parse(text || '{}') as Record<string, unknown>,
        });
      }
      // Not chained: restify replaces writeHead on every response of the process by one that returns nothing.
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ id: `sent-${sent.length}` }));
    });
  });
  const url = await listen(server);
  const answerWith = (...next: number[]): void => void statuses.push(...next);
  const stop = (): void => void server.close();
  return { url, sent, answerWith, stop };
}

let counter = 0;

/** A message as Teams sends it. */
export function message(serviceUrl: string, text: string, parts: Record<string, unknown> = {}) {
  counter++;
  return {
    type: 'message',
    id: `activity-${counter}`,
    channelId: 'msteams',
    serviceUrl,
    from: { id: '29:kim', name: 'Kim', aadObjectId: '5b0c8f6e-1111-4222-8333-444455556666' },
    recipient: { id: `28:${APP_ID}`, name: 'ACR Doctor' },
    conversation: { id: `conversation-${counter}`, conversationType: 'personal', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    text,
    ...parts,
  };
}
