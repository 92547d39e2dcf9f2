import type { Activity } from 'botbuilder';
import type { Asker, Place } from '../case';
import { redact } from '../redact/redact';
import { readIncoming } from '../teams/incoming-text';
import { threadless } from './answers';

/** Fields of a message that are kept until it is answered. */
export function redactedActivity(activity: Activity): Partial<Activity> {
  const { text, pictures, files, value } = readIncoming(activity);
  return {
    type: 'message',
    ...(activity.id === undefined ? {} : { id: activity.id }),
    text: redact(text).text,
    from: activity.from,
    conversation: activity.conversation,
    recipient: activity.recipient,
    channelId: activity.channelId,
    channelData: teamIn(activity),
    ...(value === undefined ? {} : { value: redactedValue(value) }),
    attachments: [
      ...Array.from({ length: pictures }, () => ({ contentType: 'image/*' })),
      ...files.map((name) => ({ contentType: 'application/vnd.microsoft.teams.file.download.info', name })),
    ],
  };
}

const OF_ITS_SENDER = ['from', 'conversation', 'recipient', 'channelId'] as const;

/** Whose an activity is and where it was sent, as a message that says nothing. */
export function withoutWords(activity: Partial<Activity>): Partial<Activity> {
  const kept = OF_ITS_SENDER.map((name) => [name, activity[name]] as const);
  return { type: 'message', text: '', ...Object.fromEntries(kept), channelData: teamIn(activity) };
}

/** Of what the channel adds, only which team it was. */
function teamIn({ channelData }: Partial<Activity>): { team?: unknown } {
  const { team } = (channelData ?? {}) as { team?: unknown };
  return team === undefined ? {} : { team };
}

/** What was typed into a card is masked like any text. */
function redactedValue(value: unknown): unknown {
  return masked(value, '');
}

function masked(part: unknown, field: string): unknown {
  if (typeof part === 'string') return maskedField(part, field);
  if (Array.isArray(part)) return part.map((one) => masked(one, field));
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, one]) => [redact(key).text, masked(one, key)]));
}

/** What its field calls a password is one in any form. */
function maskedField(text: string, field: string): string {
  const [kind] = redact(`"${field}":"probe-of-the-name"`).kinds;
  return kind === undefined ? redact(text).text : `[masked ${kind}]`;
}

export function askerOf({ from, conversation, channelData }: Partial<Activity>): Asker {
  return {
    id: from?.aadObjectId ?? from?.id ?? 'unknown',
    tenant: conversation?.tenantId ?? 'local',
    ...(from?.id === undefined ? {} : { account: from.id }),
    place: placeOf(conversation, channelData),
  };
}

const KINDS = ['personal', 'groupChat', 'channel'] as const;

function placeOf(conversation: Activity['conversation'] | undefined, channelData: unknown): Place {
  const { team } = (channelData ?? {}) as { team?: { aadGroupId?: string; id?: string } };
  const id = team?.aadGroupId ?? team?.id;
  return {
    kind: KINDS.find((known) => known === conversation?.conversationType) ?? 'personal',
    conversation: threadless(conversation?.id ?? ''),
    ...(id ? { team: id } : {}),
  };
}
