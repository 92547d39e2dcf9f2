import {
  type Activity,
  type CloudAdapter,
  type ConversationReference,
  type ConversationState,
  TurnContext,
} from 'botbuilder';
import type { DialogState } from 'botbuilder-dialogs';
import { cardActivity, runDialog } from '../dialogs/root';
import type { Answerer } from './answer';
import type { Asker } from './case';
import type { Card } from './cards/elements';
import { renderNoteCard } from './cards/note';
import { NOTES } from './cards/notes';
import { readIntent } from './intent';
import { redact } from './redact/redact';
import { reportFault } from './service/adapter';
import { jobKey, type Jobs } from './service/jobs';
import type { Log } from './service/log';
import type { TurnQueue } from './service/turn-queue';
import { readIncoming } from './teams/incoming-text';

/** A turn answers within this time, or its answer follows as a message of its own. Teams gives up at about 15 s. */
export const TURN_MS = 2000;
/** A diagnosis that takes longer than this is stopped. */
const WORK_MS = 60_000;

export interface BotDeps {
  answer: Answerer;
  adapter: CloudAdapter;
  /** The bot's app id; empty in local mode. */
  appId: string;
  state: ConversationState;
  jobs: Jobs;
  queue: TurnQueue;
  log: Log;
}

export interface Bot {
  onTurn: (context: TurnContext) => Promise<void>;
  /** Answers what an earlier process took on and did not finish. */
  resume: () => Promise<number>;
  /** Resolves when every answer that outlived its turn is sent. */
  settled: () => Promise<void>;
}

export function createBot(deps: BotDeps): Bot {
  const late = new Set<Promise<void>>();
  const follow = (work: Promise<void>) => {
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
      const jobs = await deps.jobs.takeOver();
      for (const { key, job } of jobs) {
        const card = workOut(job.activity, deps);
        follow(sendLater(key, job.reference, job.activity, card, deps));
      }
      return jobs.length;
    },
    async settled() {
      await Promise.all(late);
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
async function onMessage(
  context: TurnContext,
  deps: BotDeps,
  follow: (work: Promise<void>) => void,
): Promise<void> {
  const activity = redactedActivity(context.activity);
  const key = jobKey(context.activity);
  const reference = TurnContext.getConversationReference(context.activity);
  if (!(await deps.jobs.open(key, reference, activity))) {
    deps.log.info({ key }, 'activity delivered again, not answered again');
    return;
  }
  const card = workOut(activity, deps);
  const quick = await withinTurn(card);
  if (quick === 'late') {
    await context.sendActivity({ type: 'typing' });
    follow(sendLater(key, reference, activity, card, deps));
    return;
  }
  await talk(context, quick.card, deps);
  await deps.jobs.done(key);
}

function workOut(activity: Partial<Activity>, deps: BotDeps): Promise<Card> {
  const card = deps.answer(
    readIntent(readIncoming(activity)),
    askerOf(activity),
    AbortSignal.timeout(WORK_MS),
  );
  // Whoever awaits the card reports its failure; until then it must not count as unhandled.
  card.catch(() => undefined);
  return card;
}

async function withinTurn(card: Promise<Card>): Promise<{ card: Card } | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), TURN_MS - 500);
  });
  try {
    return await Promise.race([card.then((done) => ({ card: done })), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The turn is over and its context revoked: the answer goes through a proactive turn of the same conversation. */
async function sendLater(
  key: string,
  reference: Partial<ConversationReference>,
  activity: Partial<Activity>,
  card: Promise<Card>,
  deps: BotDeps,
): Promise<void> {
  const done = await card.catch((error: unknown) => ({ error }));
  const turn = () =>
    deps.adapter.continueConversationAsync(deps.appId, reference, async (context) => {
      Object.assign(context.activity, {
        type: 'message',
        text: activity.text,
        from: activity.from,
      });
      if ('error' in done) await reportFault(context, done.error, deps.log);
      else await talk(context, done, deps);
    });
  try {
    await deps.queue.run(reference.conversation?.id ?? '', turn);
    await deps.jobs.done(key);
  } catch (error) {
    deps.log.error({ key, message: String(error) }, 'late answer was not delivered; the job stays open');
  }
}

async function talk(context: TurnContext, card: Card, deps: BotDeps): Promise<void> {
  await runDialog(context, deps.state.createProperty<DialogState>('dialogs'), { card });
  await deps.state.saveChanges(context, false);
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
    ...(value === undefined ? {} : { value }),
    attachments: [
      ...Array.from({ length: pictures }, () => ({ contentType: 'image/*' })),
      ...files.map((name) => ({ contentType: 'application/vnd.microsoft.teams.file.download.info', name })),
    ],
  };
}

function askerOf({ from, conversation }: Partial<Activity>): Asker {
  return { id: from?.aadObjectId ?? from?.id ?? 'unknown', tenant: conversation?.tenantId ?? 'local' };
}
