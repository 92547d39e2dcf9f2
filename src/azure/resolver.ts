import { Resolver as DnsResolver } from 'node:dns/promises';
import type { Read, Unreadable } from './reading';

/** What a host name leads to, seen from the bot's own place and nowhere else. */
export interface Resolution {
  /** False when the name does not exist there. */
  exists: boolean;
  /** Names on the way, in order, the asked one left out. `*.privatelink.azurecr.io` shows a private endpoint. */
  aliases: string[];
  /** IPv4, then IPv6. */
  addresses: string[];
}

/** The three questions asked; node's resolver has this form, and so has the simulated tenant. */
export interface Lookups {
  resolve4: (host: string) => Promise<string[]>;
  resolve6: (host: string) => Promise<string[]>;
  resolveCname: (host: string) => Promise<string[]>;
}

export interface Resolver {
  resolve: (host: string, signal?: AbortSignal) => Promise<Read<Resolution>>;
}

interface ResolverOptions {
  lookups?: Lookups;
  /** Milliseconds for one name. */
  limitMs?: number;
  now?: () => Date;
}

/** Resolves names over DNS, or over the look-ups given. Each name once. */
export function createResolver(options: ResolverOptions = {}): Resolver {
  const { limitMs = 2000, now = () => new Date() } = options;
  const lookups = options.lookups ?? new DnsResolver({ timeout: limitMs, tries: 1 });
  const known = new Map<string, Promise<Read<Resolution>>>();
  return {
    resolve(host, signal) {
      const name = host.toLowerCase().replace(/\.$/, '');
      const found = known.get(name) ?? inTime(resolveNow(lookups, name, now), name, limitMs, signal);
      known.set(name, found);
      return found;
    },
  };
}

async function resolveNow(lookups: Lookups, host: string, now: () => Date): Promise<Read<Resolution>> {
  const asked = await Promise.all([
    ask(() => lookups.resolve4(host)),
    ask(() => lookups.resolve6(host)),
    findAliases(lookups, host),
  ]);
  const [v4, v6, aliases] = asked;
  const addresses = [...(v4.found ?? []), ...(v6.found ?? [])];
  const failure = v4.failure ?? v6.failure;
  if (addresses.length === 0 && failure !== undefined)
    return { ok: false, unreadable: unreadableOf(host, failure) };
  const exists = addresses.length > 0 || aliases.length > 0 || v4.found !== undefined;
  return { ok: true, value: { exists, aliases, addresses }, at: now().toISOString() };
}

const MAX_ALIASES = 8;

async function findAliases(lookups: Lookups, host: string): Promise<string[]> {
  const aliases: string[] = [];
  let name = host;
  while (aliases.length < MAX_ALIASES) {
    const { found } = await ask(() => lookups.resolveCname(name));
    const next = found?.[0]?.toLowerCase();
    if (next === undefined || next === host || aliases.includes(next)) return aliases;
    aliases.push(next);
    name = next;
  }
  return aliases;
}

interface Asked {
  /** Undefined when the name does not exist. */
  found?: string[];
  failure?: string;
}

async function ask(question: () => Promise<string[]>): Promise<Asked> {
  try {
    return { found: await question() };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'EUNKNOWN';
    if (code === 'ENOTFOUND') return {};
    return code === 'ENODATA' ? { found: [] } : { failure: code };
  }
}

function unreadableOf(host: string, code: string): Unreadable {
  const reason = code === 'ETIMEOUT' ? 'timed-out' : 'unreachable';
  return { reason, saw: `The name server gave no answer for ${host} (${code})` };
}

async function inTime(
  work: Promise<Read<Resolution>>,
  host: string,
  limitMs: number,
  signal: AbortSignal | undefined,
): Promise<Read<Resolution>> {
  let timer: NodeJS.Timeout | undefined;
  let stop: () => void = () => undefined;
  const ended = new Promise<Read<Resolution>>((resolve) => {
    const late: Unreadable = { reason: 'timed-out', saw: `No address of ${host} within ${limitMs / 1000} s` };
    timer = setTimeout(() => resolve({ ok: false, unreadable: late }), limitMs);
    stop = () =>
      resolve({ ok: false, unreadable: { reason: 'cancelled', saw: 'The diagnosis was cancelled' } });
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}
