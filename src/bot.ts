import { createHash } from 'node:crypto';
import type { Activity, CloudAdapter, PrivateConversationState, TurnContext } from 'botbuilder';
import type { Outcome } from '../dialogs/turn';
import type { Card } from './cards/elements';
import { renderNoteCard } from './cards/note';
import { NOTES } from './cards/notes';
import type { Mind, Work } from './conversation';
import type { Catalogue } from './knowledge/schema';
import { reportFault } from './service/adapter';
import type { Answers } from './service/answers';
import { decide, WORK_MS } from './service/decide';
import { deliver } from './service/delivery';
import { hear, type Heard } from './service/heard';
import { mayStand, takeInvoke, takeSignIn, type Click } from './service/invoke-turn';
import { jobKey, type Held, type Jobs } from './service/jobs';
import type { Log } from './service/log';
import type { Membership } from './service/membership';
import { openMouth, type Mouth, type MouthOptions } from './service/mouth';
import type { SignIn } from './service/sign-in';
import { askerOf, redactedActivity } from './service/taken-activity';
import type { Telemetry } from './service/telemetry';
import type { TurnQueue } from './service/turn-queue';
import { within } from './service/within';
import { replyReference } from './teams/audience';
import type { Network } from './teams/download';
import { findFiles } from './teams/files';
import type { Posted, Replies } from './teams/reply';
import { isSignIn } from './teams/sign-in';

/** A turn answers within this time, or its answer follows as a message of its own. Teams gives up at about 15 s. */
export const TURN_MS = 2000;
/** What is not said by then is said after the turn. */
const IN_TURN_MS = TURN_MS - 500;
/** Live checks that end by then are shown once, when they are done. */
const FIRST_LOOK_MS = 1200;

export interface BotDeps {
  /** What there is to think with now: it is exchanged when the knowledge base changes. */
  mind: () => Mind;
  catalogue: () => Catalogue;
  adapter: CloudAdapter;
  replies: Replies;
  /** The bot's app id; empty in local mode. */
  appId: string;
  state: PrivateConversationState;
  jobs: Jobs;
  queue: TurnQueue;
  answers: Answers;
  membership: Membership;
  /** Absent where nobody signs in. */
  signIn?: SignIn;
  telemetry: Telemetry;
  /** How files are fetched; replaced by tests. */
  network?: Network;
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
      if (activity.type === 'message') await onMessage(context, activity, deps, follow);
      else if (isSignIn(activity)) {
        const { jobs = [], after } = (await takeSignIn(context, deps)) ?? {};
        for (const held of jobs) follow(sayLater(held, {}, deps));
        if (after) follow(after());
      } else if (activity.type === 'invoke') {
        const click = await takeInvoke(context, deps);
        if (click) await onClick(context, click, deps, follow);
      } else if (activity.type === 'messageUpdate') await onEdit(context, deps, follow);
      else await deps.membership(context);
    },
    async resume() {
      const taken = await deps.jobs.takeOver();
      for (const held of taken) follow(deps.telemetry.late('resumed', () => answerAgain(held, deps)));
      for (const held of (await deps.signIn?.endLate()) ?? []) follow(sayLater(held, {}, deps));
      return taken.length;
    },
    async settled() {
      while (late.size > 0) await Promise.all(late);
    },
  };
}

/** A click that came as an invoke. It is answered with what stands in the place of its card when the turn ends. */
async function onClick(context: TurnContext, click: Click, deps: BotDeps, follow: Follow): Promise<void> {
  const { activity, instead, answer } = click;
  const speaking: Speaking = instead ? { instead } : {};
  try {
    await onMessage(context, activity, deps, follow, speaking);
  } finally {
    await answer(speaking.shown);
  }
}

/** A message whose words were changed is answered anew, in the place of the former answer where that may be. */
async function onEdit(context: TurnContext, deps: BotDeps, follow: Follow): Promise<void> {
  const { activity } = context;
  // Teams tells of an undone deletion the same way; nothing is new then.
  if ((activity.channelData as { eventType?: string } | undefined)?.eventType !== 'editMessage') return;
  const edited = { ...activity, type: 'message' };
  const { text = '' } = redactedActivity(edited);
  const former = await deps.answers.answerTo(jobKey(activity), text);
  if (former?.isSame) return;
  // Each wording of a message is a job of its own.
  const id = `${activity.id ?? ''} ${createHash('sha256').update(text).digest('hex')}`;
  await onMessage(context, edited, deps, follow, {
    key: jobKey({ ...activity, id }),
    ...(former ? { instead: former.posted } : {}),
  });
}

/** How a message is answered that stands for another, or is a click. */
interface Speaking {
  /** Of the job, where it is not that of the message's id. */
  key?: string;
  /** In whose place the answer stands. */
  instead?: Posted;
  /** What stands there so far. */
  shown?: Card;
}

/** Takes the message on once, and answers it in this turn if that is quick enough, else as a message of its own. */
async function onMessage(
  context: TurnContext,
  sent: Activity,
  deps: BotDeps,
  follow: Follow,
  speaking: Speaking = {},
): Promise<void> {
  const { key = jobKey(sent) } = speaking;
  const reference = replyReference(sent);
  const held = await deps.jobs.open(key, reference, redactedActivity(sent));
  if (!held) {
    deps.log.info({ key }, 'activity delivered again, not answered again');
    return;
  }
  const begun = performance.now();
  const left = () => IN_TURN_MS - (performance.now() - begun);
  const heard = read(held, sent, deps);
  const isFile = findFiles(sent).length > 0;
  if (isFile) await context.sendActivity({ type: 'typing' });
  if ((await within(heard, left())) === 'late') {
    if (!isFile) await context.sendActivity({ type: 'typing' });
    follow(deps.telemetry.late('slow', () => answerLater(held, heard, speaking, deps)));
    return;
  }
  const outcome = await decide(context, held, heard, deps);
  const mouth = openMouth(
    deps.replies,
    context,
    held.job.reference,
    mouthOptions(held, outcome, speaking, deps),
  );
  const answering = say(held, outcome, mouth, deps);
  if ((await within(answering, left())) !== 'late') return;
  if (!mouth.hasSpoken()) await context.sendActivity({ type: 'typing' });
  await mouth.leaveTurn();
  follow(answering);
}

function read({ job }: Held, sent: Activity | undefined, { mind, network }: BotDeps): Promise<Heard> {
  const heard = hear(job.activity, sent, {
    mind: mind(),
    asker: askerOf(job.activity),
    signal: AbortSignal.timeout(WORK_MS),
    ...(network ? { network } : {}),
  });
  // Whoever awaits it reports its failure; until then it must not count as unhandled.
  heard.catch(() => undefined);
  return heard;
}

/** Of each answer it is kept where it stands. */
function mouthOptions(
  { job }: Held,
  outcome: Outcome,
  speaking: Speaking,
  { answers, log }: BotDeps,
): MouthOptions {
  const { activity } = job;
  const { instead } = speaking;
  let isFirst = true;
  const note = async (posted: Posted, card: Card) => {
    if (posted.id === instead?.id) speaking.shown = card;
    const isAnswer = isFirst && activity.value === undefined && activity.id !== undefined;
    if (isAnswer) isFirst = false;
    await Promise.all([
      answers.shown(posted, card),
      ...(isAnswer ? [answers.answered(jobKey(activity), activity.text ?? '', posted)] : []),
    ]);
  };
  return {
    ...(instead && mayStand(outcome, activity.value) ? { instead } : {}),
    // It was said: that only thumbs and edits will not find it is no reason to say it again.
    onShown: (posted, card) =>
      note(posted, card).catch((error: unknown) =>
        log.error({ message: String(error) }, 'where an answer stands was not noted'),
      ),
  };
}

/** Says what was decided. What cannot be delivered stays open, and is said when the job is taken over. */
async function say(held: Held, outcome: Outcome, mouth: Mouth, deps: BotDeps): Promise<void> {
  const { mind, log, signIn } = deps;
  const asker = askerOf(held.job.activity);
  const carryOut = (work: Work) => mind().work(work, asker, AbortSignal.timeout(WORK_MS));
  try {
    const asking = signIn ? { askSignIn: signIn.ask } : {};
    await deliver(held, outcome, mouth, { carryOut, log, firstMs: FIRST_LOOK_MS, ...asking });
  } catch (error) {
    log.error({ key: held.key, message: String(error) }, 'answer was not delivered; the job stays open');
    await held.leave();
  }
}

/** What was left open. A message that ended its process each time is not looked at again: its sender is told. */
function answerAgain(held: Held, deps: BotDeps): Promise<void> {
  if (!held.isGivenUp) return answerLater(held, read(held, undefined, deps), {}, deps);
  const there = held.job.reference;
  const note = { card: renderNoteCard(NOTES.givenUp) };
  return say(held, [note], openMouth(deps.replies, there, there), deps);
}

/** A turn of its own, for a message that took longer to read than its turn, or that a process left unanswered. */
async function answerLater(
  held: Held,
  heard: Promise<Heard>,
  speaking: Speaking,
  deps: BotDeps,
): Promise<void> {
  const { adapter, appId, log } = deps;
  const { reference, activity } = held.job;
  let isDecided = held.job.outcome !== undefined;
  const turn = () =>
    adapter.continueConversationAsync(appId, reference, async (context) => {
      Object.assign(context.activity, { type: 'message', text: activity.text, from: activity.from });
      try {
        const outcome = await decide(context, held, heard, deps);
        held.job = { ...held.job, outcome };
        isDecided = true;
      } catch (error) {
        await reportFault(context, error, log);
      }
    });
  try {
    // Nobody waits for this conversation while one message of it is still being read.
    await heard.catch(() => undefined);
    if (!isDecided) await deps.queue.run(reference.conversation?.id ?? '', turn);
    if (isDecided) await sayLater(held, speaking, deps);
  } catch (error) {
    log.error({ key: held.key, message: String(error) }, 'late turn failed; the job stays open');
    await held.leave();
  }
}

/** Says what was decided, outside of any turn. */
function sayLater(held: Held, speaking: Speaking, deps: BotDeps): Promise<void> {
  const { reference: there, outcome = [] } = held.job;
  const mouth = openMouth(deps.replies, there, there, mouthOptions(held, outcome, speaking, deps));
  return say(held, outcome, mouth, deps);
}
