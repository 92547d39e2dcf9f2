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

/** Of what the channel adds, only which team it was. */
function teamIn({ channelData }: Activity): { team?: unknown } {
  const { team } = (channelData ?? {}) as { team?: unknown };
  return team === undefined ? {} : { team };
}

/** What was typed into a card is masked like any text. */
function redactedValue(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    typeof part === 'string' ? redact(part).text : part,
  );
}

export function askerOf({ from, conversation, channelData }: Partial<Activity>): Asker {
  return {
    id: from?.aadObjectId ?? from?.id ?? 'unknown',
    tenant: conversation?.tenantId ?? 'local',
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
