import { Agent, request } from 'node:http';
import { APP_ID, TENANT } from './bot-framework';
import type { Answered, Connector } from './connector';

/** One message to post; `isAnswer` tells the last card of its answer from earlier versions, and from a wrong one. */
export interface Message {
  text?: string;
  value?: object;
  isFinal: (body: string) => boolean;
  isRight: (body: string) => boolean;
}

export interface Round {
  /** Milliseconds from the post to the whole answer at the connector, in any order. */
  latencies: number[];
  seconds: number;
  /** Processor time of the system in it, milliseconds. */
  processorMs: number;
  /** Not taken with a 200, or answered by something else than the answer. */
  errors: number;
  /** Not answered in time. */
  lost: number;
}

export interface Target {
  name: string;
  url: string;
  processor: () => Promise<number>;
}

export interface Load {
  /** Posts all of them from so many conversations at once, each of which waits for its answer before it goes on. */
  run: (target: Target, messages: readonly Message[], options: RunOptions) => Promise<Round>;
  /** Messages that got more than one answer, and ids of answers that nobody waits for; at the end of it all. */
  doubled: () => number;
}

export interface RunOptions {
  atOnce: number;
  /** Conversations, and persons, that the messages are spread over. */
  conversations: number;
  /** Sees each answer, say to click on it. */
  onBody?: (body: string, conversation: number) => void;
}

/** An answer that takes longer is lost: Teams' own patience is 15 s, a paste that arrives late has 60 s. */
const PATIENCE_MS = 30_000;

export function createLoad(connector: Connector, token: () => string): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const waiting = new Map<string, (answered: Answered) => void>();
  connector.onAnswer = (message, answered) => waiting.get(message)?.(answered);
  let count = 0;

  const ask = async (
    target: Target,
    message: Message,
    conversation: number,
    round: Round,
    see?: RunOptions['onBody'],
  ) => {
    const id = `m${++count}`;
    const begun = performance.now();
    const answering = answerTo(id, message, waiting);
    const status = await post(
      `${target.url}/api/messages`,
      token(),
      activityOf(id, message, conversation, connector.url),
      agent,
    );
    const body = status === 200 ? await answering.body : undefined;
    answering.drop();
    if (status !== 200) round.errors++;
    else if (body === undefined) round.lost++;
    else if (!message.isRight(body)) round.errors++;
    round.latencies.push(performance.now() - begun);
    if (body !== undefined) see?.(body, conversation);
  };

  return {
    async run(target, messages, { atOnce, conversations, onBody }) {
      const round: Round = { latencies: [], seconds: 0, processorMs: 0, errors: 0, lost: 0 };
      const used = await target.processor();
      const begun = performance.now();
      let next = 0;
      const work = async () => {
        for (let index = next++; index < messages.length; index = next++) {
          const message = messages[index];
          if (message) await ask(target, message, index % conversations, round, onBody);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, work));
      round.seconds = (performance.now() - begun) / 1000;
      round.processorMs = (await target.processor()) - used;
      return round;
    },
    doubled: () =>
      [...connector.answers.values()].filter(({ posts }) => posts > 1).length + connector.strays(),
  };
}

interface Answering {
  /** Undefined when none came in time. */
  body: Promise<string | undefined>;
  drop: () => void;
}

function answerTo(
  id: string,
  message: Message,
  waiting: Map<string, (answered: Answered) => void>,
): Answering {
  let timer: NodeJS.Timeout | undefined;
  const body = new Promise<string | undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
    waiting.set(id, ({ body: said }) => {
      if (message.isFinal(said)) resolve(said);
    });
  });
  return {
    body,
    drop() {
      clearTimeout(timer);
      waiting.delete(id);
    },
  };
}

/** As Teams sends it. Each conversation is one person's. */
function activityOf(id: string, { text, value }: Message, conversation: number, serviceUrl: string): string {
  const person = `00000000-0000-4000-8000-${String(conversation).padStart(12, '0')}`;
  return JSON.stringify({
    type: 'message',
    id,
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl,
    from: { id: `29:${person}`, name: 'Kim', aadObjectId: person },
    recipient: { id: `28:${APP_ID}`, name: 'ACR Doctor' },
    conversation: { id: `a:${conversation}`, conversationType: 'personal', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    locale: 'en-GB',
    textFormat: 'plain',
    text: text ?? '',
    ...(value ? { value } : {}),
  });
}

function post(url: string, token: string, body: string, agent: Agent): Promise<number> {
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    authorization: `Bearer ${token}`,
  };
  return new Promise((resolve) => {
    const sending = request(url, { method: 'POST', headers, agent }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
    });
    sending.once('error', () => resolve(0));
    sending.end(body);
  });
}
