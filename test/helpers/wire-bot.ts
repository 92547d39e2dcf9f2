import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CloudAdapter, TurnContext } from 'botbuilder';
import { createAdapter } from '../../src/service/adapter';
import { createLog } from '../../src/service/log';
import { issuerSettings, LocalCredentialsFactory, startIssuer } from './bot-framework';
import { TEAMS_CONFIG } from './teams-service';

/** A request as the connector saw it, refused ones too. */
export interface Seen {
  method: string;
  path: string;
  query: string;
  authorization: string | undefined;
  body: Record<string, unknown>;
  at: number;
  /** Id of what it made, if it was taken. */
  id: string;
  /** Whether what it says stands in the conversation now. */
  isTaken: boolean;
}

/** What the connector answers; `reset` closes the connection after the request was read, `hang` leaves it open. */
export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  delayMs?: number;
  /** It is taken all the same, whatever is answered. */
  takes?: boolean;
  reset?: boolean;
  hang?: 'before the head' | 'after the head';
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as Record<string, unknown>;
}

/** A connector that records every request. `rule` says what to answer; undefined is 201 with a new id. */
export async function startRecorder() {
  const seen: Seen[] = [];
  const control: { rule: (one: Seen, count: number) => Reply | undefined } = { rule: () => undefined };
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const [path = '', query = ''] = (request.url ?? '').split('?');
      const { authorization } = request.headers;
      const id = `sent-${seen.length + 1}`;
      const method = request.method ?? '';
      const one = { method, path, query, authorization, body, at: Date.now(), id, isTaken: false };
      seen.push(one);
      const reply = control.rule(one, seen.length) ?? {};
      one.isTaken = reply.takes ?? (!reply.reset && !reply.hang && (reply.status ?? 201) < 300);
      setTimeout(() => {
        if (reply.reset) request.socket.destroy();
        else if (reply.hang) hang(response, reply.hang);
        else answer(response, reply, id);
      }, reply.delayMs ?? 0);
    });
  });
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: await listen(server), seen, control, stop };
}

function answer(response: ServerResponse, { status = 201, headers = {}, body }: Reply, id: string): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body ?? (status < 300 ? { id } : {})));
}

function hang(response: ServerResponse, where: Reply['hang']): void {
  if (where !== 'after the head') return;
  response.writeHead(201, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"id":');
}

/** The real adapter, with authentication on, behind a door on loopback; `logic` is the bot. */
export async function startWireBot() {
  const issuer = await startIssuer();
  const logged: string[] = [];
  const log = createLog('info', (line) => logged.push(line));
  const adapter: CloudAdapter = createAdapter(TEAMS_CONFIG, log, {
    settings: issuerSettings(issuer.metadata),
    credentials: new LocalCredentialsFactory(),
  });
  const bot: { logic: (context: TurnContext) => Promise<void> } = { logic: () => Promise.resolve() };
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const taken = {
        socket: undefined,
        header: () => undefined,
        status: (code: number) => (response.statusCode = code),
        send: (content: unknown) => response.write(JSON.stringify(content)),
        end: () => response.end(),
      };
      const { method, headers } = request;
      return adapter.process({ method: method ?? '', headers, body }, taken, (context) => bot.logic(context));
    });
  });
  const url = await listen(server);
  const post = async (activity: { serviceUrl: string }) => {
    const token = issuer.token({ serviceUrl: activity.serviceUrl });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    return fetch(url, { method: 'POST', headers, body: JSON.stringify(activity) });
  };
  const stop = () => {
    server.close();
    server.closeAllConnections();
    issuer.stop();
  };
  return { adapter, log, logged, bot, post, stop };
}
