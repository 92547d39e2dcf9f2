import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AppCredentials,
  ServiceClientCredentialsFactory,
  type ServiceClientCredentials,
} from 'botframework-connector';

/** The Bot Framework's side of the wire, on loopback: what the tests and `npm run bench:service` have in common. */

export const APP_ID = '3f2c1b7e-0a4d-4c58-9a66-5d1f0c9e7b21';
export const TENANT = '8b5a7f9c-2d13-4a4e-b0a7-6c5d4e3f2a10';
const ISSUER = 'https://api.botframework.com';

export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

export interface TokenParts {
  audience?: string;
  serviceUrl: string;
  key?: 'right' | 'wrong';
  expiresIn?: number;
}

/** A token issuer as the Bot Framework has one: metadata, keys with endorsements, and signed tokens. */
export async function startIssuer() {
  const right = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const wrong = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = right.publicKey.export({ format: 'jwk' });
  const server = createServer((request, response) => {
    const base = `http://${request.headers.host ?? ''}`;
    const body = request.url?.endsWith('keys')
      ? { keys: [{ ...jwk, kid: 'key-1', use: 'sig', alg: 'RS256', endorsements: ['msteams'] }] }
      : { issuer: ISSUER, jwks_uri: `${base}/keys`, id_token_signing_alg_values_supported: ['RS256'] };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  const url = await listen(server);
  const token = ({ audience = APP_ID, serviceUrl, key = 'right', expiresIn = 600 }: TokenParts) => {
    const now = Math.floor(Date.now() / 1000);
    const payload = {
      iss: ISSUER,
      aud: audience,
      serviceurl: serviceUrl,
      nbf: now - 10,
      exp: now + expiresIn,
    };
    return signed(
      { alg: 'RS256', typ: 'JWT', kid: 'key-1' },
      payload,
      (key === 'right' ? right : wrong).privateKey,
    );
  };
  const metadata = `${url}/.well-known/openidconfiguration`;
  const publicPem = right.publicKey.export({ format: 'pem', type: 'spki' }).toString();
  /** A token of any claims, signed with the right key: what only the issuer itself could make. */
  const sealed = (payload: object, header: object = {}) =>
    signed({ alg: 'RS256', typ: 'JWT', kid: 'key-1', ...header }, payload, right.privateKey);
  return { token, sealed, publicPem, metadata, stop: () => server.close() };
}

function signed(header: object, payload: object, key: KeyObject): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const content = `${encode(header)}.${encode(payload)}`;
  return `${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`;
}

/** Credentials for our own calls to the connector; real ones would ask login.microsoftonline.com. */
class LocalCredentials extends AppCredentials {
  protected refreshToken(): Promise<never> {
    throw new Error('LocalCredentials never refreshes');
  }
  override getToken(): Promise<string> {
    return Promise.resolve('outgoing-token');
  }
}

export class LocalCredentialsFactory extends ServiceClientCredentialsFactory {
  isValidAppId(appId: string): Promise<boolean> {
    return Promise.resolve(appId === APP_ID);
  }
  isAuthenticationDisabled(): Promise<boolean> {
    return Promise.resolve(false);
  }
  createCredentials(): Promise<ServiceClientCredentials> {
    return Promise.resolve(new LocalCredentials(APP_ID));
  }
}

/** Settings that point the Bot Framework's authentication at the local issuer. */
export function issuerSettings(metadata: string): Record<string, string> {
  return {
    ValidateAuthority: 'true',
    ToChannelFromBotLoginUrl: `https://login.microsoftonline.com/${TENANT}`,
    ToChannelFromBotOAuthScope: 'https://api.botframework.com',
    ToBotFromChannelTokenIssuer: ISSUER,
    OAuthUrl: 'https://api.botframework.com',
    ToBotFromChannelOpenIdMetadataUrl: metadata,
    ToBotFromEmulatorOpenIdMetadataUrl: metadata,
    CallerId: '',
  };
}
