import { z } from 'zod';
import { fitsGlob } from './glob';
import type { Facts } from './parse/facts';

/** Who may run which live checks on what. Read from a file by src/policy-file.ts. */

const guid = z
  .string()
  .toLowerCase()
  .regex(
    /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    'write an id of the form 00000000-0000-0000-0000-000000000000',
  );
const place = z.string().min(1).max(400);
const listOf = <T extends z.ZodType>(item: T) => z.union([z.literal('*'), z.array(item).min(1)]);

const whoSchema = z
  .strictObject({
    tenants: listOf(guid)
      .optional()
      .meta({ description: "Tenants; '*' is every tenant that the door lets in." }),
    users: listOf(guid).optional().meta({ description: 'Object ids of users in Microsoft Entra ID.' }),
    teams: listOf(place).optional().meta({
      description: 'Teams by group id or id: the rule holds for what is asked in their channels only.',
    }),
    channels: listOf(place).optional().meta({ description: 'Channels and group chats, by conversation id.' }),
  })
  .refine(
    (who) => Object.keys(who).length > 0,
    'names nobody: add tenants, users, teams or channels, or write who: "*"',
  );

const registryGlob = z
  .string()
  .toLowerCase()
  .regex(/^[a-z0-9.*-]+$/, "write a login server such as contoso.azurecr.io; '*' stands for anything");
const checkName = z
  .string()
  .regex(
    /^[a-z0-9-]+\/(?:[a-z0-9-]+)?$/,
    'write the id of a check, such as registry/network, or a whole area, such as registry/',
  );

const ruleSchema = z.strictObject({
  who: z
    .union([z.literal('*'), whoSchema])
    .meta({ description: 'All that is given must hold. "*": everybody.' }),
  checks: listOf(checkName),
  registries: listOf(registryGlob),
  subscriptions: listOf(guid)
    .optional()
    .meta({ description: 'Subscriptions that may be read. Absent: all.' }),
  revealSecrets: z.boolean().optional().meta({
    description:
      'Whether the checks that read a secret, to compare or try it, are meant too. They are left out unless true.',
  }),
});

export const PolicySchema = z.strictObject({ version: z.literal(1), allow: z.array(ruleSchema) });

export type Policy = z.output<typeof PolicySchema>;
type Rule = Policy['allow'][number];

/** Nobody may run anything: what holds without a policy file for the bot's own identity outside local mode. */
export const NOBODY: Policy = { version: 1, allow: [] };

/** Who asks, as the channel vouches for it. */
export interface PolicyAsker {
  /** Object id in Microsoft Entra ID. */
  id: string;
  tenant: string;
  /** The team's Entra group id or Teams id, where it is asked in a channel. */
  team?: string;
  /** The conversation's id, where it is not a personal chat. */
  channel?: string;
}

export interface PolicyCheck {
  id: string;
  /** Set where the check reads a secret. */
  reveals?: 'secret';
}

/** What the check would look at, as far as it is known before it runs. */
export interface PolicySubject {
  /** Login server, lower case. */
  registry?: string;
  subscription?: string;
}

export type Permission = { allowed: true } | { allowed: false; needs: string };

/** Whether the asker may run the check there; if not, half a sentence that says what is needed. */
export function mayRun(
  policy: Policy,
  asker: PolicyAsker,
  check: PolicyCheck,
  subject: PolicySubject,
): Permission {
  // Narrowed step by step, so that the refusal names the step that leaves no rule.
  const forAsker = policy.allow.filter(({ who }) => isMeant(who, asker));
  if (forAsker.length === 0)
    return refused(`the bot's policy lets nobody with the object id ${asker.id} run live checks here`);
  const forCheck = forAsker.filter(({ checks }) => coversCheck(checks, check.id));
  if (forCheck.length === 0) return refused(`the bot's policy does not give you the check ${check.id}`);
  const there = forCheck.filter((rule) => covers(rule, subject));
  if (there.length === 0)
    return refused(`the bot's policy does not give you ${check.id} on ${nameOf(subject)}`);
  if (check.reveals && !there.some(({ revealSecrets }) => revealSecrets === true))
    return refused(`${check.id} reads a secret, for which the bot's policy needs revealSecrets: true`);
  return { allowed: true };
}

/** What a policy leaves of live checks for one asker: options of `createLive`. */
export interface Permitted {
  mayRun: (check: PolicyCheck, facts: Facts) => Permission;
  /** Whether any rule lets the asker run checks that read a secret: without, no such call leaves the process. */
  mayRevealSecrets: boolean;
  /** Subscriptions that the asker's rules open; absent when one of them opens all. */
  subscriptions?: string[];
}

export function permitBy(policy: Policy, asker: PolicyAsker): Permitted {
  const rules = policy.allow.filter(({ who }) => isMeant(who, asker));
  const lists = rules.map(({ subscriptions }) => subscriptions ?? '*');
  return {
    mayRun: (check, facts) => mayRun(policy, asker, check, subjectOf(facts)),
    mayRevealSecrets: rules.some(({ revealSecrets }) => revealSecrets === true),
    ...(lists.includes('*') ? {} : { subscriptions: lists.flatMap((list) => (list === '*' ? [] : list)) }),
  };
}

/** What the policy gives somebody, a sentence a rule. */
export function describePolicy(policy: Policy, asker: PolicyAsker): string[] {
  const rules = policy.allow.filter(({ who }) => isMeant(who, asker));
  if (rules.length === 0) return [`The bot's policy names no live check for the object id ${asker.id} here.`];
  return rules.slice(0, MOST_DESCRIBED).map(({ checks, registries, revealSecrets }) => {
    const secrets = revealSecrets === true ? ', also those that read a secret' : '';
    return `The bot's policy: ${listed(checks, 'all checks')} on ${listed(registries, 'all registries')}${secrets}.`;
  });
}

/** More would not fit on a card that somebody reads. */
const MOST_DESCRIBED = 6;

function listed(names: '*' | readonly string[], all: string): string {
  return names === '*' || names.includes('*') ? all : names.slice(0, MOST_DESCRIBED).join(', ');
}

function subjectOf({ registry, registryId }: Facts): PolicySubject {
  const subscription = /^\/subscriptions\/(?<id>[^/]+)/i.exec(registryId ?? '')?.groups?.id;
  return { ...(registry ? { registry } : {}), ...(subscription ? { subscription } : {}) };
}

function refused(why: string): Permission {
  return { allowed: false, needs: `${why}; ask whoever runs the bot` };
}

function isMeant(who: Rule['who'], { id, tenant, team, channel }: PolicyAsker): boolean {
  if (who === '*') return true;
  const isIn = (list: '*' | string[] | undefined, value: string | undefined) =>
    list === undefined || (value !== undefined && (list === '*' || list.includes(value)));
  return (
    isIn(who.tenants, tenant.toLowerCase()) &&
    isIn(who.users, id.toLowerCase()) &&
    isIn(who.teams, team) &&
    isIn(who.channels, channel)
  );
}

function coversCheck(checks: Rule['checks'], id: string): boolean {
  return checks === '*' || checks.some((one) => one === id || (one.endsWith('/') && id.startsWith(one)));
}

/** A check that looks at no registry yet is meant only where every registry is. */
function covers(
  { registries, subscriptions = '*' }: Rule,
  { registry, subscription }: PolicySubject,
): boolean {
  const isRegistry =
    registries === '*' ||
    registries.includes('*') ||
    (registry !== undefined && registries.some((glob) => fitsGlob(glob, registry.toLowerCase())));
  // What is not known yet is held against the list when the call goes out.
  const isSubscription =
    subscriptions === '*' || subscription === undefined || subscriptions.includes(subscription.toLowerCase());
  return isRegistry && isSubscription;
}

function nameOf({ registry, subscription }: PolicySubject): string {
  const names = [registry, subscription && `subscription ${subscription}`].filter(Boolean);
  return names.length > 0 ? names.join(' in ') : 'a registry that is not named';
}
