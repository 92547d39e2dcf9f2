import { createServer } from 'node:http';
import { bodyOf, listen } from './bot-framework';

/** What was said in answer to one message. */
export interface Answered {
  /** Messages posted; one is right. */
  posts: number;
  /** The newest card or text, as it came. */
  body: string;
}

/** Where answers arrive, counted by the id of the message that they answer. */
export interface Connector {
  url: string;
  /** Called with every post and update, typing left out. */
  onAnswer: (message: string, answered: Answered) => void;
  answers: Map<string, Answered>;
  /** Posts that answered no message of ours. */
  strays: () => number;
  stop: () => void;
}

const PATH = /^\/v3\/conversations\/[^/]+\/activities(?:\/(?<id>[^/?]+))?/;

export async function startConnector(): Promise<Connector> {
  const answers = new Map<string, Answered>();
  let strays = 0;
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const id = decodeURIComponent(PATH.exec(request.url ?? '')?.groups?.id ?? '');
      // An update goes to the id that we gave: the message's own, with a mark.
      const message = request.method === 'PUT' ? id.replace(/^sent-/, '') : id;
      response.writeHead(request.method === 'PUT' ? 200 : 201, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ id: `sent-${message}` }));
      if (body.startsWith('{"type":"typing"')) return;
      const known = answers.get(message);
      if (message === '') strays++;
      const posts = (known?.posts ?? 0) + (request.method === 'PUT' ? 0 : 1);
      const answered = { posts, body };
      // Thousands of cards would be our memory; only those that are awaited are passed on whole.
      answers.set(message, { posts, body: '' });
      connector.onAnswer(message, answered);
    });
  });
  const url = await listen(server);
  const connector: Connector = {
    url,
    answers,
    onAnswer: () => undefined,
    strays: () => strays,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
  return connector;
}
