import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { AccessToken, TokenCredential } from '@azure/core-auth';
import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { asStorageHttp } from '../../src/store/storage-http';
import { makeCertificate } from './certificate';
import { folderWith } from './folder';

const MAIN = require.resolve('azurite/dist/src/blob/main.js');
const ACCOUNT = 'stcontosotest';

/** A real Azurite on loopback, over https, which Azurite asks of tokens of Entra. */
export interface Azurite {
  account: string;
  /** The account as Azure names it; `transport` carries it to loopback. */
  url: string;
  key: string;
  sharedKey: StorageSharedKeyCredential;
  /** Carries https addresses of blob storage to this Azurite, and refuses all others. */
  transport: HttpClient;
  /** The same account by its loopback address, for other processes, and the certificate they must trust. */
  loopback: string;
  certificateFile: string;
  certificate: string;
  service: BlobServiceClient;
  /** Ends it, waits until it has ended, and gives its exit code or signal. */
  stop: () => Promise<number | string | null>;
}

/** Starts Azurite on a free port with its data in a temporary folder. Ended by `stop`, by its own process id. */
export async function startAzurite(): Promise<Azurite> {
  const key = randomBytes(64).toString('base64');
  const { cert, key: privateKey } = makeCertificate(['*.blob.core.windows.net']);
  const folder = folderWith({ 'cert.pem': cert, 'key.pem': privateKey, 'data/.keep': '' });
  const certificateFile = join(folder, 'cert.pem');
  const child = spawn(
    process.execPath,
    [
      ...[MAIN, '--blobHost', '127.0.0.1', '--blobPort', '0', '--location', join(folder, 'data')],
      ...['--cert', certificateFile, '--key', join(folder, 'key.pem'), '--oauth', 'basic'],
      // Azurite lags behind the version that the newest client sends.
      ...['--skipApiVersionCheck', '--disableTelemetry', '--silent'],
    ],
    { env: { AZURITE_ACCOUNTS: `${ACCOUNT}:${key}` }, cwd: folder },
  );
  const ended = new Promise<number | string | null>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal)),
  );
  const origin = await addressOf(child);
  const transport = carryTo(origin, cert);
  const url = `https://${ACCOUNT}.blob.core.windows.net`;
  const sharedKey = new StorageSharedKeyCredential(ACCOUNT, key);
  return {
    ...{ account: ACCOUNT, url, key, sharedKey, transport, certificateFile, certificate: cert },
    loopback: `${origin}/${ACCOUNT}`,
    service: new BlobServiceClient(url, sharedKey, { httpClient: asStorageHttp(transport) }),
    stop() {
      child.kill();
      return ended;
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const address = /successfully listens on (?<address>https:\/\/127\.0\.0\.1:\d+)/.exec(said)?.groups
        ?.address;
      if (address !== undefined) resolve(address);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`Azurite ended: ${said}`)));
  });
}

/** The official client keeps Azure's address, which Azurite reads from the Host header; only the socket goes elsewhere. */
function carryTo(origin: string, ca: string): HttpClient {
  const wire = createDefaultHttpClient();
  return {
    async sendRequest(request) {
      const { url } = request;
      const { hostname, pathname, search, protocol } = new URL(url);
      if (protocol !== 'https:' || !hostname.endsWith('.blob.core.windows.net'))
        throw new Error(`No test may ask ${hostname}.`);
      request.headers.set('host', hostname);
      request.tlsSettings = { ca };
      request.url = `${origin}${pathname}${search}`;
      try {
        return await wire.sendRequest(request);
      } finally {
        request.url = url;
      }
    },
  };
}

/** A token as Entra gives one for storage; Azurite reads its claims and not its signature. */
export function entraToken(changes: Record<string, unknown> = {}): TokenCredential & { scopes: string[] } {
  const scopes: string[] = [];
  return {
    scopes,
    getToken(asked): Promise<AccessToken> {
      scopes.push(...[asked].flat());
      const now = Math.floor(Date.now() / 1000);
      const claims = {
        aud: 'https://storage.azure.com',
        iss: 'https://sts.windows.net/8b5a7f9c-2d13-4a4e-b0a7-6c5d4e3f2a10/',
        ...{ iat: now - 10, nbf: now - 10, exp: now + 3600 },
        oid: '5b0c8f6e-1111-4222-8333-444455556666',
        tid: '8b5a7f9c-2d13-4a4e-b0a7-6c5d4e3f2a10',
        ...changes,
      };
      const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
      const token = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}.c2lnbmF0dXJl`;
      return Promise.resolve({ token, expiresOnTimestamp: (now + 3600) * 1000 });
    },
  };
}
