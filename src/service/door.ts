import type { Activity } from 'botbuilder';
import { z } from 'zod';
import type { RateLimiter } from './rates';

/**
 * Where Teams' connectors listen, by cloud. Whole names: anybody may register `<name>.trafficmanager.net`.
 * Source: Teams SDK, "Service URL validation" (allowed hostnames by cloud).
 */
export const TEAMS_HOSTS: readonly string[] = [
  'smba.trafficmanager.net',
  'smba.onyx.prod.teams.trafficmanager.net',
  'smba.infra.gcc.teams.microsoft.com',
  'smba.infra.gov.teams.microsoft.us',
  'smba.infra.dod.teams.microsoft.us',
  'frontend.botapi.msg.infra.teams.microsoftonline.cn',
];

/** Whether our token and our answers may go to this address: https, a host of the list, no port, no user name. */
export function isTeamsServiceUrl(address: string, more: readonly string[] = []): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, username, password } = new URL(address);
  return (
    protocol === 'https:' &&
    port === '' &&
    username + password === '' &&
    (TEAMS_HOSTS.includes(hostname) || more.includes(hostname))
  );
}

/** Names become keys of the store, whose keys are short. */
const name = z
  .string()
  .min(1)
  .max(400)
  .regex(/^\P{Cc}+$/u);
const word = z.string().max(2000).nullish();
const account = z.looseObject({ id: name, name: word, aadObjectId: z.string().max(100).nullish() });
const accounts = z.array(account).max(2000).nullish();

/** The parts of an activity that the bot reads, in the types that it takes for granted. */
const activitySchema = z
  .looseObject({
    type: name,
    id: name.nullish(),
    name: name.nullish(),
    channelId: name,
    serviceUrl: z.string().min(1).max(2000),
    replyToId: word,
    locale: z.string().max(100).nullish(),
    textFormat: z.string().max(100).nullish(),
    text: z.string().nullish(),
    from: account,
    recipient: account,
    conversation: z.looseObject({
      id: name,
      tenantId: z.string().max(100).nullish(),
      conversationType: z.string().max(100).nullish(),
      isGroup: z.boolean().nullish(),
    }),
    channelData: z.looseObject({ tenant: z.looseObject({ id: z.string().max(100) }).nullish() }).nullish(),
    attachments: z
      .array(z.looseObject({ contentType: word, contentUrl: z.string().nullish(), name: word }))
      .max(100)
      .nullish(),
    entities: z
      .array(z.looseObject({ type: word }))
      .max(1000)
      .nullish(),
    membersAdded: accounts,
    membersRemoved: accounts,
  })
  // A message without an id could not be told from one that is delivered again.
  .refine(({ type, id }) => type !== 'message' || (id !== undefined && id !== null))
  .refine(({ type, name: asked }) => type !== 'invoke' || (asked !== undefined && asked !== null));

export interface DoorOptions {
  /** Tenants whose users are served, as lower-case GUIDs; absent only in local mode, which has none. */
  tenants?: readonly string[];
  isAllowedServiceUrl: (url: string) => boolean;
  rates?: RateLimiter;
}

/** What becomes of an activity whose sender is known. `mustTell`: say once that it was too much. */
export type Entry =
  { isLetIn: true } | { isLetIn: false; status: 200 | 403 | 429; why: string; mustTell: boolean };

export interface Door {
  /** Before authentication, of what anybody may have sent: why it cannot be an activity for us, for the log only. */
  findFault: (body: unknown) => string | undefined;
  /** After authentication, of what the channel vouches for: tenant first, then how much this person asks. */
  admit: (activity: Activity) => Entry;
}

/** Decides who comes in. Reads no clock and sends nothing. */
export function createDoor({ tenants, isAllowedServiceUrl, rates }: DoorOptions): Door {
  return {
    findFault(body) {
      const parsed = activitySchema.safeParse(body);
      if (!parsed.success) {
        const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'unreadable' };
        return `${path.map(String).join('.') || 'the activity'}: ${message}`;
      }
      return isAllowedServiceUrl(parsed.data.serviceUrl) ? undefined : 'the service URL is not allowed';
    },
    admit(activity) {
      const why = tenants && findStranger(activity, tenants);
      if (why !== undefined) return { isLetIn: false, status: 403, why, mustTell: false };
      return rates ? limit(activity, rates) : { isLetIn: true };
    },
  };
}

/** Why somebody is none of ours: the channel, no tenant, two tenants, or another one. */
function findStranger(
  { channelId, conversation, channelData }: Activity,
  tenants: readonly string[],
): string | undefined {
  if (channelId !== 'msteams') return 'the channel is not Teams';
  const inData = (channelData as { tenant?: { id?: string } | null } | null | undefined)?.tenant?.id;
  const said = [conversation.tenantId, inData].flatMap((one) => (one ? [one.toLowerCase()] : []));
  if (said.length === 0) return 'no tenant is named';
  if (new Set(said).size > 1) return 'conversation and channel data name different tenants';
  return said.every((one) => tenants.includes(one)) ? undefined : 'the tenant is not served';
}

function limit({ type, name, from, conversation }: Activity, rates: RateLimiter): Entry {
  // A search comes anew with the letters typed: it has a measure of its own and takes nobody's questions away.
  const kind = name === 'composeExtension/query' ? 'search ' : '';
  const user = `${kind}${conversation.tenantId ?? ''}/${from.aadObjectId ?? from.id}`;
  // A thread of a channel has its own id; the channel is one place all the same.
  const place = `${kind}${conversation.id.split(';', 1)[0] ?? ''}`;
  // A note after an invoke would stand in front of everybody, even where the bot is no member.
  const admission = rates.admit(user, place, type === 'message');
  if (admission.isAdmitted) return { isLetIn: true };
  const { limit: which, mustTell } = admission;
  // Teams delivers a refused message again; an invoke waits for an answer and shows that it failed.
  return {
    isLetIn: false,
    status: type === 'invoke' ? 429 : 200,
    why: `too much at once: ${which}`,
    mustTell,
  };
}
