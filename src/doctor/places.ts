import type { Azure } from '../azure/azure';
import { readClockLead } from '../azure/clock';
import type { Resolver } from '../azure/resolver';
import { ok, problem, unchecked, wordsOf, type Line } from './line';

/** Entra refuses tokens and proofs that are five minutes off; a minute is the time to look. */
const MAX_LEAD_MS = 60_000;
const REACH_MS = 5000;

export async function examineClock(azure: Azure): Promise<Line> {
  const lead = await readClockLead(azure);
  if (!lead.ok) return unchecked('clock', lead.unreadable.saw, 'Let this place reach Entra over https.');
  const seconds = Math.round(Math.abs(lead.value) / 1000);
  const saw = `The clock of this machine is ${seconds} s ${lead.value < 0 ? 'behind' : 'ahead of'} that of ${azure.cloud.login}`;
  return seconds * 1000 <= MAX_LEAD_MS
    ? ok('clock', saw)
    : problem(
        'clock',
        saw,
        'Set the clock (NTP): tokens are refused when it is off, and times on cards are wrong.',
      );
}

/** @param hosts names that the service needs, each with what for */
export function examineNames(
  resolver: Resolver,
  hosts: readonly { host: string; why: string }[],
): Promise<Line[]> {
  return Promise.all(hosts.map((one) => examineName(resolver, one)));
}

async function examineName(resolver: Resolver, { host, why }: { host: string; why: string }): Promise<Line> {
  const id = `dns/${host}`;
  const toDo = `Let the name servers of this place answer for it: ${why}.`;
  const found = await resolver.resolve(host);
  if (!found.ok) return problem(id, found.unreadable.saw, toDo);
  const { exists, addresses, aliases } = found.value;
  if (!exists || addresses.length === 0) return problem(id, `${host} has no address here`, toDo);
  const isPrivate = aliases.some((alias) => alias.includes('.privatelink.'));
  return ok(id, `${host} is ${addresses.slice(0, 2).join(', ')}${isPrivate ? ' (a private endpoint)' : ''}`);
}

/** What the Bot Framework needs: keys to check tokens with, and the door through which answers go to Teams. */
export const CONNECTOR = [
  { url: 'https://login.botframework.com/v1/.well-known/openidconfiguration', expect: 200 },
  // It has no page of its own: any answer shows that it is reached.
  { url: 'https://smba.trafficmanager.net/teams/', expect: undefined },
] as const;

/** @param get replaced by tests */
export function examineConnector(get: typeof fetch = fetch): Promise<Line[]> {
  return Promise.all(
    CONNECTOR.map(async ({ url, expect }) => {
      const { host } = new URL(url);
      const id = `connector/${host}`;
      const toDo = `Let this place reach https://${host}: without it no message of Teams is checked or answered.`;
      try {
        const { status } = await get(url, { signal: AbortSignal.timeout(REACH_MS), redirect: 'manual' });
        const saw = `${host} answered ${status}`;
        return expect === undefined || status === expect ? ok(id, saw) : problem(id, saw, toDo);
      } catch (error) {
        const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
        return problem(id, `${host} could not be reached: ${wordsOf(cause)}`, toDo);
      }
    }),
  );
}
