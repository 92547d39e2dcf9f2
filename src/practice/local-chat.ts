import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Next, Request, Response, Server } from 'restify';
import type { Catalogue } from '../knowledge/schema';
import { createConversations, type Conversations } from './conversations';
import { serveGallery } from './gallery';

/**
 * The chat page of local mode and the connector behind it. The page posts real Activities to /api/messages, over
 * HTTP, and the bot's replies come back as Teams' connector would receive them. Loopback only.
 */
export function serveLocalChat(server: Server, port: () => number, catalogue: () => Catalogue): void {
  const conversations = createConversations();
  server.pre(onlyFromThisMachine(port));
  servePage(server);
  serveConversations(server, conversations, port);
  serveConnector(server, conversations);
  serveGallery(server, catalogue);
}

/** The service URL the bot answers to in local mode. */
export function localServiceUrl(port: number): string {
  return `http://127.0.0.1:${port}/_connector`;
}

/** A page of another site must not talk to the bot through the user's browser (DNS rebinding, cross-site posts). */
function onlyFromThisMachine(port: () => number) {
  return (req: Request, res: Response, next: Next) => {
    const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port()}`);
    const { host = '', origin } = req.headers;
    if (
      hosts.includes(host) &&
      (origin === undefined || hosts.some((known) => origin === `http://${known}`))
    ) {
      next();
      return;
    }
    res.send(403, { error: 'Local mode answers only pages of this machine.' });
    next(false);
  };
}

const PAGE = join(__dirname, 'page');
const ADAPTIVE_CARDS = join('adaptivecards', 'dist', 'adaptivecards.min.js');
const HTML = 'text/html; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';
const ours = (name: string) => () => join(PAGE, name);
const FILES: readonly { path: string; file: () => string; type: string }[] = [
  { path: '/', file: ours('index.html'), type: HTML },
  { path: '/gallery', file: ours('gallery.html'), type: HTML },
  { path: '/chat.css', file: ours('chat.css'), type: 'text/css; charset=utf-8' },
  ...['chat.js', 'gallery.js', 'draw-card.js', 'code-block.js', 'samples.js'].map((name) => ({
    path: `/${name}`,
    file: ours(name),
    type: SCRIPT,
  })),
  { path: '/adaptivecards.js', file: () => require.resolve(ADAPTIVE_CARDS), type: SCRIPT },
];
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

function servePage(server: Server): void {
  for (const { path, file, type } of FILES) {
    server.get(path, (_req: Request, res: Response, next: Next) => {
      res.writeHead(200, {
        'content-type': type,
        'content-security-policy': POLICY,
        'cache-control': 'no-cache',
      });
      res.end(readFileSync(file()));
      next();
    });
  }
}

function serveConversations(server: Server, conversations: Conversations, port: () => number): void {
  server.get('/local/conversations/:id/events', (req: Request, res: Response, next: Next) => {
    res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    res.write(': connected\n\n');
    const stop = conversations.subscribe(idOf(req), (event) =>
      res.write(`data: ${JSON.stringify(event)}\n\n`),
    );
    req.on('close', stop);
    next(false);
  });
  const deliver = (activity: object) =>
    fetch(`http://127.0.0.1:${port()}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(activity),
    });
  server.post('/local/conversations/:id/messages', async (req: Request, res: Response) => {
    const { text, value } = (req.body ?? {}) as { text?: unknown; value?: unknown };
    const activity = messageActivity(idOf(req), typeof text === 'string' ? text : '', value, port());
    const answer = await deliver(activity);
    await answer.arrayBuffer();
    res.send(answer.status, { id: activity.id });
  });
  server.post('/local/conversations/:id/actions', async (req: Request, res: Response) => {
    const { replyToId, verb, data } = (req.body ?? {}) as Record<string, unknown>;
    const value = { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' };
    const message = messageActivity(idOf(req), '', value, port());
    const answer = await deliver({ ...message, type: 'invoke', name: 'adaptiveCard/action', replyToId });
    res.send(answer.status, await answer.json());
  });
}

/** An Activity as Teams sends one: plain text, and the same as HTML, which keeps the line breaks. */
function messageActivity(conversation: string, text: string, value: unknown, port: number) {
  const html = text
    .split('\n')
    .map((line) => `<div>${escapeHtml(line) || '&nbsp;'}</div>`)
    .join('');
  return {
    type: 'message',
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl: localServiceUrl(port),
    from: { id: '29:local-user', name: 'You', aadObjectId: '00000000-0000-4000-8000-000000000001' },
    recipient: { id: '28:acr-doctor', name: 'ACR Doctor' },
    conversation: { id: conversation, conversationType: 'personal', tenantId: 'local' },
    text,
    textFormat: 'plain',
    ...(text ? { attachments: [{ contentType: 'text/html', content: html }] } : {}),
    ...(value === undefined ? {} : { value }),
  };
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/ {2}/g, ' &nbsp;');
}

/** The connector's side: what the bot sends, replaces or deletes. */
function serveConnector(server: Server, conversations: Conversations): void {
  const base = '/_connector/v3/conversations/:id/activities';
  const send = async (req: Request, res: Response) => {
    const id = randomUUID();
    conversations.publish(idOf(req), { kind: 'new', id, activity: req.body as unknown });
    res.send(201, { id });
    await Promise.resolve();
  };
  const change = (kind: 'replace' | 'delete') => async (req: Request, res: Response) => {
    const { activityId } = req.params as { activityId: string };
    conversations.publish(idOf(req), { kind, id: activityId, activity: req.body as unknown });
    res.send(200, { id: activityId });
    await Promise.resolve();
  };
  server.post(base, send);
  server.post(`${base}/:activityId`, send);
  server.put(`${base}/:activityId`, change('replace'));
  server.del(`${base}/:activityId`, change('delete'));
}

function idOf(req: Request): string {
  return (req.params as { id: string }).id;
}
