import type { Activity, CloudAdapter, PrivateConversationState, TurnContext } from 'botbuilder';
import { converse } from '../dialogs/converse';
import type { Outcome } from '../dialogs/turn';
import type { Asker, Place } from './case';
import { LIMIT_NOTES } from './cards/limits';
import { renderNoteCard } from './cards/note';
import { NOTES } from './cards/notes';
import type { Mind, Reading, Work } from './conversation';
import { redact } from './redact/redact';
import { reportFault } from './service/adapter';
import { deliver } from './service/delivery';
import { BusyError } from './service/gate';
import { jobKey, type Held, type Jobs } from './service/jobs';
import type { Log } from './service/log';
import { cardActivity, openMouth, type Mouth } from './service/mouth';
import type { TurnQueue } from './service/turn-queue';
import { replyReference } from './teams/audience';
import { readIncoming } from './teams/incoming-text';
import type { Replies } from './teams/reply';

/** A turn answers within this time, or its answer follows as a message of its own. Teams gives up at about 15 s. */
export const TURN_MS = 2000;
/** What is not said by then is said after the turn. */
const IN_TURN_MS = TURN_MS - 500;
/** Live checks that end by then are shown once, when they are done. */
const FIRST_LOOK_MS = 1200;
/** A diagnosis, or a round of live checks, that takes longer than this is stopped. */
const WORK_MS = 60_000;

export interface BotDeps {
  /** What there is to think with now: it is exchanged when the knowledge base changes. */
  mind: () => Mind;
  adapter: CloudAdapter;
  replies: Replies;
  /** The bot's app id; empty in local mode. */
  appId: string;
  state: PrivateConversationState;
  jobs: Jobs;
  queue: TurnQueue;
  log: Log;
  now: () => number;
  newId: () => string;
}

export interface Bot {
  onTurn: (context: TurnContext) => Promise<void>;
  /** Answers what a process that ended took on and did not finish. @returns how many messages that were */
  resume: () => Promise<number>;
  /** Resolves when every answer that outlived its turn is sent. */
  settled: () => Promise<void>;
}

type Follow = (work: Promise<void>) => void;

export function createBot(deps: BotDeps): Bot {
  const late = new Set<Promise<void>>();
  const follow: Follow = (work) => {
    late.add(work);
    void work.finally(() => late.delete(work));
  };
  return {
    async onTurn(context) {
      const { activity } = context;
      if (activity.type === 'message') await onMessage(context, deps, follow);
      else if (activity.type === 'conversationUpdate') await welcome(context);
    },
    async resume() {
      const taken = await deps.jobs.takeOver();
      for (const held of taken) follow(answerLater(held, read(held, deps), deps));
      return taken.length;
    },
    async settled() {
      while (late.size > 0) await Promise.all(late);
    },
  };
}

/** The personal chat greets once, when it begins; a team or group is not disturbed. */
async function welcome(context: TurnContext): Promise<void> {
  const { membersAdded = [], recipient, conversation } = context.activity;
  const isBotNew = membersAdded.some(({ id }) => id === recipient.id);
  if (isBotNew && !conversation.isGroup)
    await context.sendActivity(cardActivity(renderNoteCard(NOTES.welcome)));
}

/** Takes the message on once, and answers it in this turn if that is quick enough, else as a message of its own. */
async function onMessage(context: TurnContext, deps: BotDeps, follow: Follow): Promise<void> {
  const activity = redactedActivity(context.activity);
  const key = jobKey(context.activity);
  const reference = replyReference(context.activity);
  const held = await deps.jobs.open(key, reference, activity);
  if (!held) {
    deps.log.info({ key }, 'activity delivered again, not answered again');
    return;
  }
  const begun = performance.now();
  const left = () => IN_TURN_MS - (performance.now() - begun);
  const reading = read(held, deps);
  if ((await within(reading, left())) === 'late') {
    await context.sendActivity({ type: 'typing' });
    follow(answerLater(held, reading, deps));
    return;
  }
  const outcome = await decide(context, held, reading, deps);
  const mouth = openMouth(deps.replies, context, reference);
  const answering = say(held, outcome, mouth, deps);
  if ((await within(answering, left())) !== 'late') return;
  if (!mouth.hasSpoken()) await context.sendActivity({ type: 'typing' });
  await mouth.leaveTurn();
  follow(answering);
}

function read({ job }: Held, deps: BotDeps): Promise<Reading> {
  const reading = deps
    .mind()
    .read(readIncoming(job.activity), askerOf(job.activity), AbortSignal.timeout(WORK_MS));
  // Whoever awaits it reports its failure; until then it must not count as unhandled.
  reading.catch(() => undefined);
  return reading;
}

/** What the dialogs make of the message, written down. A fault of ours ends the job: the user is told of it. */
async function decide(
  context: TurnContext,
  held: Held,
  reading: Promise<Reading>,
  { state, mind, now, newId }: BotDeps,
): Promise<Outcome> {
  try {
    const turn = {
      reading: await reading,
      asker: askerOf(held.job.activity),
      mind: mind(),
      now: now(),
      newId,
      signal: AbortSignal.timeout(WORK_MS),
    };
    const outcome = await converse(context, state, turn, held.key);
    await held.decided(outcome);
    return outcome;
  } catch (error) {
    if (error instanceof BusyError) return [{ card: renderNoteCard(LIMIT_NOTES.busy) }];
    await held.done();
    throw error;
  }
}

/** Says what was decided. What cannot be delivered stays open, and is said when the job is taken over. */
async function say(held: Held, outcome: Outcome, mouth: Mouth, { mind, log }: BotDeps): Promise<void> {
  const asker = askerOf(held.job.activity);
  const carryOut = (work: Work) => mind().work(work, asker, AbortSignal.timeout(WORK_MS));
  try {
    await deliver(held, outcome, mouth, { carryOut, log, firstMs: FIRST_LOOK_MS });
  } catch (error) {
    log.error({ key: held.key, message: String(error) }, 'answer was not delivered; the job stays open');
    await held.leave();
  }
}

/** A turn of its own, for a message that took longer to read than its turn, or that a process left unanswered. */
async function answerLater(held: Held, reading: Promise<Reading>, deps: BotDeps): Promise<void> {
  const { adapter, appId, log } = deps;
  const { reference, activity } = held.job;
  let { outcome } = held.job;
  const turn = () =>
    adapter.continueConversationAsync(appId, reference, async (context) => {
      Object.assign(context.activity, { type: 'message', text: activity.text, from: activity.from });
      try {
        outcome = await decide(context, held, reading, deps);
      } catch (error) {
        await reportFault(context, error, log);
      }
    });
  try {
    // Nobody waits for this conversation while one message of it is still being read.
    await reading.catch(() => undefined);
    if (!outcome) await deps.queue.run(reference.conversation?.id ?? '', turn);
    if (outcome) await say(held, outcome, openMouth(deps.replies, reference, reference), deps);
  } catch (error) {
    log.error({ key: held.key, message: String(error) }, 'late turn failed; the job stays open');
    await held.leave();
  }
}

async function within(work: Promise<unknown>, ms: number): Promise<'done' | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), Math.max(0, ms));
  });
  const done = work.then(
    () => 'done' as const,
    () => 'done' as const,
  );
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Fields of a message that are kept until it is answered. */
function redactedActivity(activity: Activity): Partial<Activity> {
  const { text, pictures, files, value } = readIncoming(activity);
  return {
    type: 'message',
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

/** What was typed into a card is masked like any text; what its field calls a password is one in any form. */
function redactedValue(value: unknown): unknown {
  return masked(value, '');
}

function masked(part: unknown, field: string): unknown {
  if (typeof part === 'string') return maskedField(part, field);
  if (Array.isArray(part)) return part.map((one) => masked(one, field));
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, one]) => [redact(key).text, masked(one, key)]));
}

function maskedField(text: string, field: string): string {
  const [kind] = redact(`"${field}":"probe-of-the-name"`).kinds;
  return kind === undefined ? redact(text).text : `[masked ${kind}]`;
}

function askerOf({ from, conversation, channelData }: Partial<Activity>): Asker {
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
    // A thread of a channel is the channel with the id of its first message behind.
    conversation: (conversation?.id ?? '').replace(/;messageid=.*$/, ''),
    ...(id ? { team: id } : {}),
  };
}
