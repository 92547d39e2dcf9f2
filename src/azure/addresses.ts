import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { Agent } from 'node:https';
import { BlockList, isIPv4, type LookupFunction } from 'node:net';

/**
 * Addresses at which no service of Azure can be, but something of the bot's own machine or its platform. Private
 * networks are not among them: with a private endpoint a registry, its storage and even Azure Resource Manager are
 * there, and a bot inside such a network is meant to reach them.
 */
const NEVER = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  // Link-local: instance metadata and managed identity tokens.
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  NEVER.addSubnet(net, bits, 'ipv4');
// The platform's own service on every machine in Azure.
NEVER.addAddress('168.63.129.16', 'ipv4');
for (const [net, bits] of [
  ['::', 127],
  ['fe80::', 10],
  ['ff00::', 8],
  // NAT64 and 6to4 hold IPv4 addresses and would go round the list above; mapped ones (::ffff:) are held against it.
  ['64:ff9b::', 96],
  ['2002::', 16],
] as const)
  NEVER.addSubnet(net, bits, 'ipv6');

/** The code of the error for a name that leads to such an address. */
export const FORBIDDEN_ADDRESS = 'EADDRESSFORBIDDEN';

/** The first address that is refused; undefined when all may be called. */
export function findForbidden(addresses: readonly string[]): string | undefined {
  return addresses.find((address) => NEVER.check(address, isIPv4(address) ? 'ipv4' : 'ipv6'));
}

export function forbiddenAddress(host: string, address: string): NodeJS.ErrnoException {
  const message = `${host} leads to ${address}, where no Azure service can be; nothing was sent`;
  return Object.assign(new Error(message), { code: FORBIDDEN_ADDRESS });
}

/** The system's look-up by default; tests give another. */
export type SystemLookup = (
  host: string,
  options: LookupOptions,
  done: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

const systemLookup: SystemLookup = (host, options, done) =>
  dnsLookup(host, { ...options, all: true }, (error, found) => done(error, error ? [] : found));

/**
 * A look-up for sockets that fails for such addresses. The socket connects to what was looked at here, so a name
 * cannot lead elsewhere in between.
 */
export function createGuardedLookup(lookup: SystemLookup = systemLookup): LookupFunction {
  return (host, options, done) => {
    lookup(host, options, (error, found) => {
      const forbidden = error ? undefined : findForbidden(found.map(({ address }) => address));
      const failure = forbidden === undefined ? error : forbiddenAddress(host, forbidden);
      const [first] = found;
      if (failure || !first) done(failure ?? noAddress(host), []);
      else if (options.all) done(null, found);
      else done(null, first.address, first.family);
    });
  };
}

function noAddress(host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
}

/** Connections to Azure of the whole process. */
export const GUARDED_AGENT: Agent = new Agent({ keepAlive: true, lookup: createGuardedLookup() });
