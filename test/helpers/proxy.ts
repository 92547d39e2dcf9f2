import { createServer as createHttpsServer, type Server } from 'node:https';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/**
 * A proxy on loopback as companies have one (CONNECT), which knows these hosts and no others. With HTTPS_PROXY a whole
 * process then talks to stand-ins under Azure's own names.
 * @param hosts a host name and the port on loopback that stands in for it.
 */
export async function startProxy(hosts: Record<string, number>) {
  const asked: string[] = [];
  const open = new Set<Socket>();
  const server = createServer();
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    const host = request.url?.split(':')[0] ?? '';
    asked.push(host);
    const port = hosts[host];
    if (port === undefined) {
      client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(client);
      client.pipe(upstream);
    });
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => [client, upstream].forEach((one) => open.delete(one.destroy())));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** Entra, as far as a client secret is turned into a token: metadata and token. */
export async function startEntra(
  certificate: { cert: string; key: string },
  tokenFor: (scope: string) => Promise<string>,
): Promise<{ port: number; stop: () => void }> {
  const base = 'https://login.microsoftonline.com/tenant';
  const server: Server = createHttpsServer(certificate, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const scope = new URLSearchParams(Buffer.concat(chunks).toString()).get('scope') ?? '';
      const answer = request.url?.includes('openid-configuration')
        ? Promise.resolve({
            issuer: `${base}/v2.0`,
            authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
            token_endpoint: `${base}/oauth2/v2.0/token`,
            jwks_uri: `${base}/discovery/v2.0/keys`,
          })
        : tokenFor(scope).then((token) => ({
            token_type: 'Bearer',
            expires_in: 3599,
            access_token: token,
          }));
      void answer.then((body) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
