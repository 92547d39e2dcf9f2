import type { Activity, ConversationReference } from 'botbuilder';
import { renderNoteCard } from '../cards/note';
import { SIGN_IN_NOTES } from '../cards/sign-in';
import type { SignIns } from '../mind/sign-ins';
import type { Store } from '../store/store';
import { privately, replyReference } from '../teams/audience';
import type { Replies } from '../teams/reply';
import {
  CANCELLED,
  FAILURE_CODES,
  signInActivity,
  SignInFailure,
  TokenExchange,
  VerifyState,
} from '../teams/sign-in';
import type { AskSignIn } from './delivery';
import { jobKey, type Held, type Jobs } from './jobs';
import type { Log } from './log';
import { askerOf, withoutWords } from './taken-activity';
import type { Standing, UserRights } from './user-rights';
import { createWaitingRoom, type Waiting, type WaitingRoom } from './waiting';

/** What an invoke about a sign-in is answered with, and what is to be said or done after it. */
export interface SignInAnswer {
  status: number;
  body: object;
  jobs: Held[];
  /** What Teams does not wait for. It throws nothing. */
  after?: () => Promise<void>;
}

/** People's sign-ins, and the work that waits for them. */
export interface SignIn extends SignIns {
  ask: AskSignIn;
  /** Answers a `signin/...` invoke; undefined for one that nobody knows. */
  answer: (activity: Activity) => Promise<SignInAnswer | undefined>;
  /** Ends what nobody signed in for in time. @returns a word for each */
  endLate: () => Promise<Held[]>;
}

export interface SignInDeps {
  rights: UserRights;
  store: Store;
  jobs: Jobs;
  replies: Replies;
  log: Log;
  now: () => number;
}

/** With what the parts of a sign-in work. */
interface Parts extends SignInDeps {
  room: WaitingRoom;
}

export function createSignIn(deps: SignInDeps): SignIn {
  const parts: Parts = { ...deps, room: createWaitingRoom(deps.store, deps.jobs, deps.now) };
  const { rights, room, log } = parts;
  return {
    ask: (held, part, work) => ask(held, `${held.key}-${part}`, work, parts),
    answer(activity) {
      const { name = '' } = activity;
      return Promise.resolve(Object.hasOwn(ANSWERS, name) ? ANSWERS[name]?.(activity, parts) : undefined);
    },
    async endLate() {
      return endAll(await room.over(), 'late', parts);
    },
    standingOf: rights.standingOf,
    leavesOf: rights.leavesOf,
    async signOut(asker) {
      rights.forget(asker);
      try {
        await rights.tokenService.signOut(asker.account ?? '');
        return true;
      } catch (error) {
        log.warn({ message: String(error) }, 'sign-out');
        return false;
      }
    },
    async drop(asker) {
      const ended = await Promise.all((await room.of(asker)).map((one) => room.end(one, [])));
      const held = ended.filter((one) => one !== undefined);
      await Promise.all(held.map((one) => one.done()));
      return held.length;
    },
  };
}

const ANSWERS: Partial<Record<string, (activity: Activity, parts: Parts) => Promise<SignInAnswer>>> = {
  'signin/tokenExchange': exchange,
  'signin/verifyState': verify,
  'signin/failure': fail,
};

/** The sign-in card, where it is needed; what waits for it is in the store before it is shown. */
async function ask(
  { job }: Held,
  id: string,
  work: Waiting['work'],
  { rights, room, log }: Parts,
): Promise<Partial<Activity> | undefined> {
  const { activity, reference } = job;
  // With any other trouble the checks go on: each says then what could not be checked, and why.
  if ((await rights.standingOf(askerOf(activity))).is !== 'signed-out') return undefined;
  try {
    const { link, exchange: offered } = await begin({ activity, reference }, rights);
    await room.keep(id, { work, reference, activity, ...(offered ? { exchangeId: offered.id } : {}) });
    return signInActivity({ connection: rights.connection, link, ...(offered ? { exchange: offered } : {}) });
  } catch (error) {
    log.warn({ message: String(error) }, 'sign-in could not be asked for');
    return undefined;
  }
}

interface Asked {
  activity: Partial<Activity>;
  reference: Partial<ConversationReference>;
}

/** In a channel Teams exchanges nothing without a click: what cannot end must not begin. */
async function begin({ activity, reference }: Asked, { tokenService }: UserRights) {
  const { serviceUrl = '' } = reference;
  const { link, exchange: offered } = await tokenService.begin({ ...activity, serviceUrl });
  const isChannel = activity.conversation?.conversationType === 'channel';
  return { link, ...(offered && !isChannel ? { exchange: offered } : {}) };
}

/** Teams got a token without a click. 412 lets it show the button. */
async function exchange(activity: Activity, parts: Parts): Promise<SignInAnswer> {
  const { rights, room, log } = parts;
  const { success, data } = TokenExchange.safeParse(activity.value);
  if (!success || data.connectionName !== rights.connection)
    return refusal(400, data, 'This is no exchange for the connection of this bot.');
  const asker = askerOf(activity);
  const waiting = await room.of(asker);
  if (!waiting.some(({ exchangeId }) => exchangeId === data.id))
    return (await room.hasEnded(asker, data.id))
      ? done(data)
      : refusal(400, data, 'Nothing of yours waits for this exchange.');
  try {
    const token = await rights.tokenService.exchange(asker.account ?? '', data.token);
    if (rights.judge(token, asker).is === 'signed-in')
      return { ...done(data), jobs: await goOn(waiting, parts) };
    if (token !== undefined) await rights.tokenService.signOut(asker.account ?? '');
    return refusal(412, data, 'The token cannot be exchanged without a click.');
  } catch (error) {
    log.warn({ message: String(error) }, 'token exchange');
    return refusal(412, data, 'The token service did not answer.');
  }
}

type Exchange = Partial<ReturnType<typeof TokenExchange.parse>>;

/** The form that Teams expects: it names the exchange, never the token. */
function done({ id, connectionName }: Exchange): SignInAnswer {
  return { status: 200, body: { id, connectionName }, jobs: [] };
}

function refusal(status: 400 | 412, asked: Exchange | undefined, failureDetail: string): SignInAnswer {
  const { id = '', connectionName = '' } = asked ?? {};
  return { status, body: { id, connectionName, failureDetail }, jobs: [] };
}

/** Somebody went through the sign-in page, or closed it. */
async function verify(activity: Activity, parts: Parts): Promise<SignInAnswer> {
  const { rights, room, log } = parts;
  const state = VerifyState.safeParse(activity.value).data?.state;
  if (state === undefined) return { status: 400, body: {}, jobs: [] };
  const asker = askerOf(activity);
  const waiting = await room.of(asker);
  if (state === CANCELLED) return { status: 200, body: {}, jobs: await endAll(waiting, 'declined', parts) };
  try {
    const token = await rights.tokenService.tokenOf(asker.account ?? '', state);
    const standing = rights.judge(token, asker);
    if (standing.is !== 'signed-in') {
      if (token !== undefined) await rights.tokenService.signOut(asker.account ?? '');
      return { status: 404, body: {}, jobs: await say(activity, faultOf(standing), parts) };
    }
    const isLate = waiting.length === 0;
    const jobs = isLate ? await say(activity, 'nothingWaits', parts) : await goOn(waiting, parts);
    return { status: 200, body: {}, jobs };
  } catch (error) {
    log.warn({ message: String(error) }, 'sign-in');
    return { status: 500, body: {}, jobs: await say(activity, 'unasked', parts) };
  }
}

function faultOf(standing: Standing): keyof typeof SIGN_IN_NOTES {
  if (standing.is !== 'faulty') return 'wrongCode';
  return standing.fault === 'of-another' ? 'ofAnother' : 'forAnother';
}

/**
 * Teams could not sign in without a click, and mostly shows nothing then: the button is sent, which needs no exchange.
 * What waits goes on waiting.
 */
function fail(activity: Activity, parts: Parts): Promise<SignInAnswer> {
  const { code = '' } = SignInFailure.safeParse(activity.value).data ?? {};
  const whose = Object.hasOwn(FAILURE_CODES, code) ? FAILURE_CODES[code] : undefined;
  // What a client sends is logged only where it is a word that we know.
  parts.log.warn(
    { code: whose ? code : 'unknown', whose },
    'Teams could not sign somebody in without a click',
  );
  const answered = { status: 200, body: {}, jobs: [] };
  if (whose === 'shown') return Promise.resolve(answered);
  const after = async () => {
    try {
      const text = FAILED[whose ?? 'operator'];
      for (const one of await parts.room.of(askerOf(activity))) await sendButton(one, text, parts);
    } catch (error) {
      parts.log.warn({ message: String(error) }, 'sign-in button was not sent');
    }
  };
  return Promise.resolve({ ...answered, after });
}

/** Once for what waits, however many clients of the person report. */
async function sendButton(waiting: Waiting, text: string, { rights, room, replies }: Parts): Promise<void> {
  const { link } = await begin(waiting, rights);
  if (!(await room.isFirst(waiting, 'button'))) return;
  await replies.send(waiting.reference, signInActivity({ connection: rights.connection, link }, text));
}

const FAILED = {
  person:
    'Teams could not sign you in by itself: ACR Doctor is not installed for you. Sign in with the button, or type: without live checks',
  operator:
    'Teams could not sign you in by itself; whoever runs the bot finds the reason in its log. Sign in with the button, or type: without live checks',
};

/** What waited begins, each where it was asked. */
async function goOn(waiting: readonly Waiting[], { room }: Parts): Promise<Held[]> {
  const begun = await Promise.all(
    waiting.map((one) => room.end(one, [{ work: one.work, isSignedIn: true }])),
  );
  return begun.filter((held) => held !== undefined);
}

async function endAll(
  waiting: readonly Waiting[],
  note: keyof typeof SIGN_IN_NOTES,
  { room }: Parts,
): Promise<Held[]> {
  const card = renderNoteCard(SIGN_IN_NOTES[note]);
  const ended = await Promise.all(waiting.map((one) => room.end(one, [{ card }])));
  return ended.filter((held) => held !== undefined);
}

/** A word to this person alone, in answer to an invoke. */
async function say(activity: Activity, note: keyof typeof SIGN_IN_NOTES, { jobs }: Parts): Promise<Held[]> {
  const card = renderNoteCard(SIGN_IN_NOTES[note]);
  const key = jobKey({ ...activity, id: `sign-in ${activity.id ?? ''}` });
  const where = privately(replyReference(activity));
  const held = await jobs.open(key, where, withoutWords(activity), [{ card }]);
  return held ? [held] : [];
}
