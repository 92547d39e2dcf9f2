import { ADDRCONFIG, type LookupAddress } from 'node:dns';
import { lookup as lookUp } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address';

/** What tests replace: how a name resolves, and how a request is made to the addresses found. */
export interface Network {
  resolve: (host: string) => Promise<LookupAddress[]>;
  /** Answers with the response as soon as its head is there; rejects when the signal is aborted. */
  open: (url: URL, addresses: LookupAddress[], signal: AbortSignal) => Promise<IncomingMessage>;
}

export const NETWORK: Network = {
  resolve: (host) => lookUp(host, { all: true, hints: ADDRCONFIG }),
  open: pinnedOpener(),
};

/** What came, or one sentence that says why it was refused. It never names the address or the file. */
export type Download = { bytes: Buffer } | { refused: string };

export interface DownloadLimits {
  maxBytes: number;
  /** Milliseconds for everything: names, redirects, the last byte. */
  limitMs: number;
}

/** Where Teams keeps the files of a personal chat: the sender's OneDrive, which is SharePoint. */
const HOSTS = ['.sharepoint.com', '.sharepoint.us'];
const MAX_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export const REFUSED = {
  address: "The file's link is not an https address of SharePoint or OneDrive, so it was not opened.",
  redirect: "The file's link leads away from SharePoint and OneDrive, so it was not followed.",
  redirects: "The file's link leads from one address to the next without end.",
  unresolved: "The file's server was not found.",
  private: "The name of the file's server leads to an address inside a network, so it was not opened.",
  late: 'The file did not arrive within 10 seconds. Send it again, or paste the lines around the error.',
  broken: 'The connection broke before the file was complete. Send it again.',
  expired: "Teams' link to the file is no longer valid. Attach the file again.",
  status:
    "The file's server did not hand it out. Attach the file again, or paste the lines around the error.",
  size: 'The file is larger than 1 MB. Paste the lines around the error.',
  encoded: 'The file came compressed, in a form that is not read here. Paste the lines around the error.',
} as const;

/** Ends the download with a sentence. */
class Refusal extends Error {}

/**
 * Gets a file that somebody attached. The address is data from outside: only https to SharePoint is opened, only at
 * public addresses, and the connection goes to the very addresses that were checked, so that a name cannot change its
 * mind in between. No credentials are sent: the link itself is one, and is neither logged nor repeated.
 */
export async function download(
  link: string,
  { maxBytes, limitMs }: DownloadLimits,
  network: Network = NETWORK,
): Promise<Download> {
  const signal = AbortSignal.timeout(limitMs);
  try {
    const response = await follow(link, network, signal);
    return { bytes: await readBody(response, maxBytes, signal) };
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.message };
    return { refused: signal.aborted ? REFUSED.late : REFUSED.broken };
  }
}

async function follow(link: string, network: Network, signal: AbortSignal): Promise<IncomingMessage> {
  let url = urlOf(link) ?? refuse('address');
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await open(url, network, signal);
    const { statusCode = 0, headers } = response;
    if (!REDIRECTS.has(statusCode) || headers.location === undefined) return response;
    response.destroy();
    url = urlOf(headers.location, url) ?? refuse('redirect');
  }
  return refuse('redirects');
}

/** The address if it may be opened: https, the usual port, no credentials, a host of SharePoint. */
function urlOf(link: string, base?: URL): URL | undefined {
  if (!URL.canParse(link, base)) return undefined;
  const url = new URL(link, base);
  const isPlain = url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';
  return isPlain && HOSTS.some((host) => url.hostname.endsWith(host)) ? url : undefined;
}

async function open(url: URL, network: Network, signal: AbortSignal): Promise<IncomingMessage> {
  const addresses = await inTime(network.resolve(url.hostname), signal).catch(() =>
    signal.aborted ? refuse('late') : refuse('unresolved'),
  );
  if (addresses.length === 0) refuse('unresolved');
  if (!addresses.every(({ address }) => isPublicAddress(address))) refuse('private');
  const response = await network.open(url, addresses, signal);
  // A response that is left alone may still fail; nobody listens then.
  response.on('error', () => undefined);
  return response;
}

/** A look-up cannot be stopped, only left. */
function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const late = new Promise<never>((_resolve, reject) => {
    const stop = () => reject(new Error('late'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  return Promise.race([work, late]);
}

/**
 * https with the host's name in the certificate and the request, to addresses that were checked.
 * @param ca who signs the servers' certificates, when not those the process trusts.
 */
export function pinnedOpener(ca?: string): Network['open'] {
  const headers = { accept: 'text/plain, */*;q=0.1', 'accept-encoding': 'identity' };
  return (url, addresses, signal) => {
    const [first] = addresses;
    const lookup: LookupFunction = (_host, options, found) => {
      if (options.all) found(null, addresses);
      else found(null, first?.address ?? '', first?.family);
    };
    return new Promise((resolve, reject) => {
      // No agent: neither a kept connection nor settings of anybody else.
      request(url, { method: 'GET', headers, lookup, agent: false, signal, ...(ca ? { ca } : {}) }, resolve)
        .on('error', reject)
        .end();
    });
  };
}

async function readBody(response: IncomingMessage, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
  const stop = () => response.destroy(new Error('late'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    checkHead(response, maxBytes);
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > maxBytes) refuse('size');
    }
    return Buffer.concat(chunks);
  } finally {
    signal.removeEventListener('abort', stop);
    response.destroy();
  }
}

function checkHead({ statusCode = 0, headers }: IncomingMessage, maxBytes: number): void {
  if ([401, 403, 404, 410].includes(statusCode)) refuse('expired');
  if (statusCode !== 200) refuse('status');
  // SharePoint answers an expired link with a page to sign in at.
  if (/^text\/html\b/i.test(headers['content-type'] ?? '')) refuse('expired');
  if (Number(headers['content-length'] ?? 0) > maxBytes) refuse('size');
  if (!['', 'identity'].includes(headers['content-encoding'] ?? '')) refuse('encoded');
}

function refuse(why: keyof typeof REFUSED): never {
  throw new Refusal(REFUSED[why]);
}
