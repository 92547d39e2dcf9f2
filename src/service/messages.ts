import {
  CardFactory,
  MessageFactory,
  type CloudAdapter,
  type Response as AdapterResponse,
  type TurnContext,
} from 'botbuilder';
import type { Request, Response, Server } from 'restify';
import type { Bot } from '../bot';
import { renderNoteCard } from '../cards/note';
import { NOTES } from '../cards/notes';
import { isClick } from '../teams/invokes';
import type { Door, Entry } from './door';
import { refuse } from './http';
import type { Log } from './log';
import { KEYS_UNREACHABLE } from './signing-keys';
import { activityKind, type Telemetry } from './telemetry';
import type { TurnQueue } from './turn-queue';

export interface MessageRoute {
  adapter: CloudAdapter;
  bot: Bot;
  queue: TurnQueue;
  log: Log;
  door: Door;
  telemetry: Telemetry;
}

/**
 * POST /api/messages. The door looks twice: at the form and the service URL before authentication, at tenant and
 * rate after it. CloudAdapter answers a forged or broken request with a 500 and internal words; here the caller
 * learns only that it was not authorized (nothing was run) or that it failed (something was).
 */
export function routeMessages(server: Server, route: MessageRoute): void {
  const { adapter, door, log } = route;
  server.post('/api/messages', async (req: Request, res: Response) => {
    const fault = door.findFault(req.body);
    if (fault !== undefined) {
      refuse(res, 400, log, fault);
      return;
    }
    const taken = captureResponse();
    try {
      await adapter.process(req, taken.response, (context) => runTurn(context, taken, route));
    } catch (error) {
      refuse(res, taken.isEntered ? 500 : 400, log, String(error));
      return;
    }
    answer(res, taken, log);
  });
}

async function runTurn(
  context: TurnContext,
  taken: Taken,
  { door, queue, bot, log, telemetry }: MessageRoute,
) {
  taken.isEntered = true;
  const entry = door.admit(context.activity);
  const kind = activityKind(context.activity.type);
  if (entry.isLetIn) {
    const { activity } = context;
    const taking = () => bot.onTurn(context);
    // An invoke is awaited: what touches no state of the conversation does not wait for its turn.
    const mustQueue = activity.type !== 'invoke' || isClick(activity);
    await telemetry.turn(kind, () => (mustQueue ? queue.run(activity.conversation.id, taking) : taking()));
    return;
  }
  telemetry.refused(kind);
  taken.refusal = entry;
  if (!entry.mustTell) return;
  const card = renderNoteCard(NOTES.tooMuch);
  const note = MessageFactory.attachment(CardFactory.adaptiveCard(card), undefined, card.fallbackText);
  await context
    .sendActivity(note)
    .catch((error: unknown) => log.warn({ message: String(error) }, 'limit note was not delivered'));
}

function answer(res: Response, { status, body, isEntered, refusal }: Taken, log: Log): void {
  if (refusal && refusal.status !== 200) refuse(res, refusal.status, log, refusal.why);
  else if (refusal) {
    log.warn({ status: 200, why: refusal.why }, 'activity not taken on');
    res.send(200);
  } else if (String(body).startsWith(KEYS_UNREACHABLE)) refuse(res, 503, log, String(body));
  else if (status >= 400 && !isEntered) refuse(res, status === 400 ? 400 : 401, log, withHint(String(body)));
  // An invoke that the bot does not know.
  else if (status === 501) refuse(res, 404, log, 'nothing answers this invoke');
  else if (status >= 500) refuse(res, 500, log, String(body));
  else res.send(status, body);
}

/** The words of jsonwebtoken for a time that does not fit, with the one cause that is ours. */
function withHint(why: string): string {
  return /^jwt (?:not active|expired)/.test(why) ? `${why}: is the clock of this machine right?` : why;
}

interface Taken {
  status: number;
  body: unknown;
  /** Whether the request was authenticated and the turn began. */
  isEntered: boolean;
  /** Set where the door did not let the activity in. */
  refusal?: Exclude<Entry, { isLetIn: true }>;
  response: AdapterResponse;
}

/** Stands in for the response while the adapter runs, so that its internal words never reach the wire. */
function captureResponse(): Taken {
  const taken: Taken = {
    status: 200,
    body: undefined,
    isEntered: false,
    response: {
      socket: undefined,
      end: () => undefined,
      header: () => undefined,
      send: (body: unknown) => (taken.body = body),
      status: (code: number) => (taken.status = code),
    },
  };
  return taken;
}
