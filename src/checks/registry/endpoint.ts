import { BlockList, isIPv6 } from 'node:net';
import type { Read } from '../../azure/reading';
import type { Registry } from '../../azure/registry';
import { getChallenge, type Challenge } from '../../azure/registry-auth';
import type { Resolution } from '../../azure/resolver';
import { sayable } from '../../azure/trouble';
import {
  defineCheck,
  either,
  judgeRead,
  no,
  notApplicable,
  unknown,
  yes,
  type Given,
  type Said,
} from '../check';
import { readHost } from './pasted-host';
import { namesOf, READ_REGISTRY, readRegistry } from './visible';

/** What a host name leads to, and what answers there. */
export interface Seen {
  resolution: Read<Resolution>;
  /** The answer of /v2/ to a caller without credentials. */
  challenge: Read<Challenge>;
  /** Set where only the status of that answer was pasted, without its headers. */
  isStatusOnly?: boolean;
  registry: Read<Registry>;
}

/** All of it only as the bot's place sees it: the node may have another DNS, another way and another address. */
const seenFromHere = { vantage: 'bot', about: 'host', changedBy: ['registry', 'network'] } as const;

export const endpoint = defineCheck<Seen, 'registry'>({
  id: 'registry/endpoint',
  title: "The registry's address and its first answer",
  statements: {
    'name-not-found': { says: 'The name leads to no address', ...seenFromHere },
    'private-address-only': { says: 'The name leads to private addresses only', ...seenFromHere },
    'public-address-only': {
      says: 'The name leads to a public address although public network access is off',
      ...seenFromHere,
    },
    'not-reachable': { says: 'The registry gives no answer', ...seenFromHere },
    'refused-by-firewall': { says: 'The firewall of the registry refuses the caller', ...seenFromHere },
    'server-error': { says: 'The registry answers with an error of its own (5xx)', ...seenFromHere },
    throttled: { says: 'The registry answers that there are too many calls (429)', ...seenFromHere },
    'no-challenge': { says: 'The registry does not say how to sign in', ...seenFromHere },
  },
  needs: ['registry'],
  uses: [],
  onlyTold: {
    'private-address-only': "seen from the bot's place only, which proves nothing of the node's",
    'not-reachable': "seen from the bot's place only, which proves nothing of the node's",
    'refused-by-firewall': "seen from the bot's place only, which proves nothing of the node's",
  },
  permissions: [READ_REGISTRY],
  unverified: [
    'What a registry answers at /v2/ in place of 401 with WWW-Authenticate is not documented; every other answer is told as it is.',
  ],
  async collect(eyes, params) {
    const [resolution, challenge, registry] = await Promise.all([
      eyes.resolver.resolve(params.registry),
      getChallenge(eyes.azure, params.registry),
      readRegistry(eyes, params),
    ]);
    return { resolution, challenge, registry };
  },
  read: readHost,
  judge: ({ resolution, challenge, registry, isStatusOnly = false }, params) => [
    ...judgeRead(resolution, ['name-not-found', 'private-address-only', 'public-address-only'], (found) =>
      judgeAddresses(found, registry, params),
    ),
    judgeReached(challenge),
    ...judgeRead(challenge, ANSWERS, (found) => judgeAnswer(found, isStatusOnly)),
  ],
  learn: ({ registry }) => namesOf(registry),
});

const ANSWERS = ['refused-by-firewall', 'server-error', 'throttled', 'no-challenge'];

function judgeAddresses(found: Resolution, registry: Read<Registry>, params: Given<'registry'>): Said[] {
  const { exists, aliases, addresses } = found;
  const way = [params.registry, ...aliases].join(' > ');
  if (addresses.length === 0) {
    const saw = exists ? `${way} leads to no address` : `DNS does not know ${params.registry}`;
    return [
      yes('name-not-found', saw),
      notApplicable('private-address-only', saw),
      notApplicable('public-address-only', saw),
    ];
  }
  const saw = `${way} leads to ${addresses.join(', ')}`;
  const isPrivateOnly = addresses.every(isPrivate);
  return [
    no('name-not-found', saw),
    either('private-address-only', isPrivateOnly, saw),
    judgePublic(saw, addresses.some(isPrivate), registry),
  ];
}

/** A public address is right as long as the registry may be reached there. */
function judgePublic(saw: string, hasPrivate: boolean, registry: Read<Registry>): Said {
  const statement = 'public-address-only';
  if (hasPrivate) return no(statement, saw);
  if (!registry.ok) {
    const { saw: why, permission } = registry.unreadable;
    return unknown(statement, `${saw}; whether public network access is on is not known: ${why}`, permission);
  }
  const { publicNetworkAccess } = registry.value;
  if (publicNetworkAccess === 'unknown')
    return unknown(statement, `${saw}; the answer does not say whether public network access is on`);
  return publicNetworkAccess === 'on'
    ? notApplicable(statement, 'public network access is Enabled, so a public address is right')
    : yes(statement, `${saw}, although public network access is Disabled`);
}

/** Networks that the internet does not route: RFC 1918, RFC 6598 (shared), RFC 3927 and RFC 4193. */
const PRIVATE = new BlockList();
PRIVATE.addSubnet('10.0.0.0', 8, 'ipv4');
PRIVATE.addSubnet('172.16.0.0', 12, 'ipv4');
PRIVATE.addSubnet('192.168.0.0', 16, 'ipv4');
PRIVATE.addSubnet('100.64.0.0', 10, 'ipv4');
PRIVATE.addSubnet('169.254.0.0', 16, 'ipv4');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

function isPrivate(address: string): boolean {
  return PRIVATE.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** No answer is a finding here; an answer that could not be read is still an answer. */
function judgeReached(challenge: Read<Challenge>): Said {
  const statement = 'not-reachable';
  if (challenge.ok) return no(statement, wordsOf(challenge.value));
  const { reason, saw } = challenge.unreadable;
  // The end of the whole diagnosis is our own limit and says nothing of the registry.
  const isSilent = reason === 'timed-out' && saw.includes('gave no answer within');
  return reason === 'unreachable' || isSilent ? yes(statement, saw) : unknown(statement, saw);
}

function judgeAnswer(found: Challenge, isStatusOnly: boolean): Said[] {
  const { status, realm, code, message = '' } = found;
  const saw = wordsOf(found);
  const isRefused = status === 403 && code === 'DENIED' && /client with IP/i.test(message);
  const said: Said[] = [
    status === 403 && !isRefused
      ? unknown('refused-by-firewall', `${saw}, without the words of the registry's firewall`)
      : either('refused-by-firewall', isRefused, saw),
    either('server-error', status >= 500, saw),
    either('throttled', status === 429, saw),
  ];
  const isCutShort = status === 403 || status === 429 || status >= 500;
  if (isStatusOnly && !isCutShort)
    return [...said, unknown('no-challenge', `${saw}; its headers were not shown`)];
  return isCutShort
    ? [...said, notApplicable('no-challenge', `${saw}, before it would say how to sign in`)]
    : [...said, either('no-challenge', realm === undefined, saw)];
}

function wordsOf({ status, realm, code, message }: Challenge): string {
  const words = [`/v2/ answered ${status}`, code].filter(Boolean).join(' ');
  if (realm !== undefined) return `${words}, with a token service at ${realm}`;
  if (message !== undefined && status !== 401) return `${words}: ${sayable(message).replace(/\.$/, '')}`;
  return status === 401 ? `${words}, without WWW-Authenticate` : words;
}
